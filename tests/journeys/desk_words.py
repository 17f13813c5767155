"""What the journalist reads and presses in each language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Spoken:
    """What the journalist reads and presses in one language."""

    code: str
    email: str
    start: str
    ask: str
    form: str
    case: str
    send: str
    wrong: str
    received: str
    receipt: str
    more: str
    send_more: str
    added: str
    answer: str
    answered: str
    until: str
    granted: str
    reason: str
    refused: str


SWEDISH = Spoken(
    code="sv",
    email="asa@tidningen.test",
    start="/",
    ask="Begär att få använda bilden",
    form="/begaran",
    case="/arende/",
    send="Skicka begäran",
    wrong="Skriv en e-postadress, till exempel namn@redaktion.se",
    received="Vi har tagit emot din begäran. Ditt ärende är",
    receipt="Vi har fått din begäran",
    more="Vi behöver veta mer",
    send_more="Skicka meddelandet",
    added="Du skrev mer.",
    answer="Svar på din begäran",
    answered="Du får använda",
    until="Gäller till och med",
    granted="Beviljad",
    reason="Användningen gäller reklam.",
    refused="Nej, tyvärr. Användningen gäller reklam.",
)
ENGLISH = Spoken(
    code="en",
    email="jane@paper.test",
    start="/en",
    ask="Ask to use this image",
    form="/en/request",
    case="/en/case/",
    send="Send request",
    wrong="Enter an email address, for example name@newsroom.com",
    received="We have received your request. Your case number is",
    receipt="We have received your request",
    more="We need to know more",
    send_more="Send message",
    added="You wrote more.",
    answer="Answer to your request",
    answered="You may use",
    until="Valid through",
    granted="Granted",
    reason="The use is advertising.",
    refused="You may not use this image. The use is advertising.",
)
EASY = Spoken(
    code="latt",
    email="ali@radion.test",
    start="/latt",
    ask="Fråga om du får använda bilden",
    form="/latt/begaran",
    case="/latt/arende/",
    send="Skicka din fråga",
    wrong="Skriv din e-post. Den ser ut så här: namn@redaktion.se",
    received="Vi har fått din fråga. Ditt nummer är",
    receipt="Vi har fått din fråga",
    more="Vi har en fråga till dig",
    send_more="Skicka",
    added="Du skrev mer.",
    answer="Svar på din fråga",
    answered="Du får använda",
    until="Till och med den här dagen",
    granted="Ja",
    reason="Det är reklam.",
    refused="Nej, du får inte använda bilden. Det är reklam.",
)
