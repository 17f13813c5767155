"""What the journalist reads and presses in each language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Spoken:
    """What the journalist reads and presses in one language."""

    email: str
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
    email="asa@tidningen.test",
    form="/begaran",
    case="/arende/",
    send="Skicka begäran",
    wrong="Skriv en e-postadress, till exempel namn@redaktion.se",
    received="Vi har tagit emot din begäran. Ditt ärende är",
    receipt="Vi har fått din begäran",
    more="Vi behöver veta mer",
    send_more="Skicka meddelandet",
    added="Du kompletterade din begäran.",
    answer="Svar på din begäran",
    answered="Du får använda",
    until="Gäller till och med",
    granted="Beviljad",
    reason="Användningen gäller reklam.",
    refused="Nej, tyvärr. Användningen gäller reklam.",
)
ENGLISH = Spoken(
    email="jane@paper.test",
    form="/en/request",
    case="/en/case/",
    send="Send request",
    wrong="Enter an email address, for example name@newsroom.com",
    received="We have received your request. Your case number is",
    receipt="We have received your request",
    more="We need to know more",
    send_more="Send message",
    added="You added to your request.",
    answer="Answer to your request",
    answered="You may use",
    until="Valid through",
    granted="Granted",
    reason="The use is advertising.",
    refused="You may not use this image. The use is advertising.",
)
