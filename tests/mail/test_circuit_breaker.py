"""A mail server that hangs holds one letter at a time, and is tried again after a while.

Counted are the conversations that the server was asked for, whatever the machine's speed.
"""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from dam.mail.circuit_breaker import Patient
from dam.mail.smtp import TryLater
from tests.mail.wire import FROM, TO, mailer_for, smtp_message
from tests.servers import smtp

HANGS = 0.4
PAUSE = 60.0


@dataclass
class Watch:
    """The time, which a test may move on."""

    later: float = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.later


@dataclass
class Server:
    """One that answers in some way, and counts who comes."""

    answer: smtp.Answer
    url: str = ""
    came: list[None] = field(default_factory=list)

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.came.append(None)
        await self.answer(reader, writer)


@contextmanager
def counting(answer: smtp.Answer) -> Iterator[Server]:
    server = Server(answer)
    with smtp.answering(server.take) as server.url:
        yield server


def patient(url: str, watch: Watch, *, slow: float = HANGS / 2) -> Patient:
    mailer = mailer_for(url, seconds=HANGS)
    return Patient(mailer, slow_seconds=slow, pause_seconds=PAUSE, seconds=watch)


def try_to_send(mailer: Patient) -> None:
    with pytest.raises(TryLater):
        mailer.send(smtp_message(), FROM, TO)


@pytest.mark.parametrize("answer", [smtp.say_nothing, smtp.hang_at_ehlo, smtp.hang_at_data])
def test_after_one_letter_that_hangs_the_others_do_not(answer: smtp.Answer):
    with counting(answer) as server:
        mailer = patient(server.url, Watch())
        for _ in range(6):
            try_to_send(mailer)
        assert len(server.came) == 1


def test_after_the_pause_one_letter_goes_first():
    with counting(smtp.say_nothing) as server:
        watch = Watch()
        mailer = patient(server.url, watch)
        try_to_send(mailer)
        watch.later = PAUSE + 1
        with ThreadPoolExecutor(5) as pool:
            list(pool.map(try_to_send, [mailer] * 5))
        assert len(server.came) == 2


def test_a_server_that_is_well_again_gets_all_letters():
    watch = Watch()
    with counting(smtp.say_nothing) as server:
        mailer = patient(server.url, watch)
        try_to_send(mailer)
    watch.later = PAUSE + 1
    with smtp.running() as inbox:
        mailer.mailer = mailer_for(inbox.url)
        for _ in range(3):
            mailer.send(smtp_message(), FROM, TO)
    assert len(inbox.envelopes) == 3


def test_a_server_that_refuses_at_once_is_asked_each_time():
    """Who is refused quickly waits for nobody; only the letter itself is put off."""
    with smtp.running(smtp.Inbox(recipient_answers=["451 Greylisted"] * 3)) as inbox:
        mailer = Patient(mailer_for(inbox.url), slow_seconds=PAUSE, pause_seconds=PAUSE)
        for _ in range(3):
            try_to_send(mailer)
        mailer.send(smtp_message(), FROM, TO)
    assert len(inbox.envelopes) == 1
