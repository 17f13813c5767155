"""One letter as a mail server got it, byte for byte."""

import re
from email.message import EmailMessage
from email.policy import SMTP

from dam.mail.smtp import SmtpMailer
from tests.servers.smtp import read

CONVERSATION = re.compile(
    rb"ehlo [^\s]+\r\n"
    rb"mail FROM:<(?P<sender>[^<>\s]+)>(?: size=\d+)?\r\n"
    rb"rcpt TO:<(?P<recipient>[^<>\s]+)>\r\n"
    rb"data\r\n"
    rb"(?P<text>.*?\r\n)\.\r\n"
    rb"quit\r\n",
    re.DOTALL,
)
HEADERS = {
    *("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "Content-Language"),
    *("MIME-Version", "Content-Type"),
}
PART_HEADERS = {"Content-Type", "Content-Transfer-Encoding", "MIME-Version"}
SOMETIMES = {"Auto-Submitted", "List-Unsubscribe", "List-Unsubscribe-Post"}

FROM, TO = "press@inera.se", "anna@tidning.example"


def only_letter(wire: bytes, *, sender: str, recipient: str) -> EmailMessage:
    """Return the letter, once it is sure that the bytes hold one, to one, and no header more."""
    said = CONVERSATION.fullmatch(wire)
    assert said, wire
    assert (said["sender"], said["recipient"]) == (sender.encode(), recipient.encode())
    text = said["text"]
    assert b"\r\n.\r\n" not in b"\r\n" + text
    bare = text.replace(b"\r\n", b"")
    assert b"\r" not in bare
    assert b"\n" not in bare
    assert text.isascii()
    assert b"\0" not in text
    assert max(map(len, text.split(b"\r\n"))) <= 998
    letter = read(re.sub(rb"^\.", b"", text, flags=re.MULTILINE))
    names = letter.keys()
    assert len(set(names)) == len(names)
    assert HEADERS <= set(names) <= HEADERS | SOMETIMES, names
    assert letter["To"] == recipient
    assert [part.get_content_type() for part in letter.walk()] == [
        *("multipart/alternative", "text/plain", "text/html")
    ]
    for part in letter.iter_parts():
        assert {*part.keys(), "MIME-Version"} == PART_HEADERS
    return letter


def smtp_message(text: str = "Hej!\n") -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = FROM, TO, "Svar på din begäran"
    message["Message-ID"] = "<abc@inera.se>"
    message.set_content(text, cte="quoted-printable")
    return message


def mailer_for(url: str, *, seconds: float = 5.0) -> SmtpMailer:
    host, port = url.removeprefix("smtp://").split(":")
    return SmtpMailer(host, int(port), connect_seconds=seconds, conversation_seconds=seconds)
