"""Letters as their readers find them in a real post office."""

import re
import time
from email.message import EmailMessage

from tests.servers.smtp import Inbox

PRESS = "press@inera.se"
SECONDS = 60


def letter_to(inbox: Inbox, address: str, subject: str) -> EmailMessage:
    """Wait for the letter that somebody gets under a subject."""
    until = time.monotonic() + SECONDS
    while True:
        for letter in inbox.letters:
            if letter["To"] == address and letter["Subject"].startswith(subject):
                return letter
        assert time.monotonic() < until, [letter["Subject"] for letter in inbox.letters]
        time.sleep(0.1)


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(letter: EmailMessage, path: str) -> str:
    found = re.search(rf"http://\S*{path}\S+", text_of(letter))
    assert found, text_of(letter)
    return found[0]
