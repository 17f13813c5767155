"""A mail server that hangs holds one letter at a time, and is tried again after a while."""

import threading
import time

import pytest

from dam.mail.patience import Patient
from dam.mail.smtp import TryLater
from tests.mail.test_smtp import FROM, TO, a_letter, mailer_for
from tests.servers import smtp

HANGS = 0.4


def patient(url: str, *, pause: float = 60.0) -> Patient:
    return Patient(mailer_for(url, seconds=HANGS), slow_seconds=HANGS / 2, pause_seconds=pause)


def send(mailer: Patient) -> float:
    """Try to send a letter; returns how long it took to be put off."""
    began = time.monotonic()
    with pytest.raises(TryLater):
        mailer.send(a_letter(), FROM, TO)
    return time.monotonic() - began


@pytest.mark.parametrize("answer", [smtp.say_nothing, smtp.hang_at_ehlo, smtp.hang_at_data])
def test_after_one_letter_that_hangs_the_others_do_not(answer: smtp.Answer):
    with smtp.answering(answer) as url:
        mailer = patient(url)
        assert send(mailer) >= HANGS
        assert max(send(mailer) for _ in range(5)) < HANGS / 2


def test_after_the_pause_one_letter_goes_first():
    with smtp.answering(smtp.say_nothing) as url:
        mailer = patient(url, pause=HANGS)
        send(mailer)
        time.sleep(HANGS)
        took: list[float] = []
        threads = [threading.Thread(target=lambda: took.append(send(mailer))) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(one >= HANGS for one in took) == [False] * 4 + [True]


def test_a_server_that_is_well_again_gets_all_letters():
    with smtp.answering(smtp.say_nothing) as url:
        mailer = patient(url, pause=0.0)
        send(mailer)
    with smtp.running(smtp.Inbox(port=mailer.mailer.port)) as inbox:
        for _ in range(3):
            mailer.send(a_letter(), FROM, TO)
    assert len(inbox.envelopes) == 3


def test_a_server_that_refuses_at_once_is_asked_each_time():
    """Who is refused quickly waits for nobody; only the letter itself is put off."""
    with smtp.running(smtp.Inbox(recipient_answers=["451 Greylisted"] * 3)) as inbox:
        mailer = patient(inbox.url)
        for _ in range(3):
            send(mailer)
        mailer.send(a_letter(), FROM, TO)
    assert len(inbox.envelopes) == 1
