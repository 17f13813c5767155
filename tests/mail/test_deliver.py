"""Delivering: sent once, tried again for three days, and visible when it failed."""

import os
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from dam.database.models import Contact, Letter
from dam.database.session import Database
from dam.errors import Conflict
from dam.mail import outbox
from dam.mail.letters import LetterDraft
from dam.mail.render import Letterhead
from dam.mail.smtp import TryLater, open_mailer
from tests.servers import smtp
from tests.support.databases import on_both
from tests.support.letters import KEY

pytestmark = on_both

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def posted(database: Database, draft: LetterDraft, now: datetime) -> int:
    with database.writing() as session:
        letter = outbox.post_letter(session, draft, now=now)
        session.commit()
        return letter.id


def the(database: Database, letter_id: int) -> Letter:
    with database.reading() as session:
        letter = session.get_one(Letter, letter_id)
        session.expunge(letter)
        return letter


def test_a_letter_is_sent_once(database: Database, posted: int, letterhead: Letterhead, now):
    with database.writing() as session:
        session.add(Contact(key="press.phone", label="Telefon", value="072-450 01 45", position=0))
        session.commit()
    with smtp.running() as inbox:
        for _ in range(2):
            outbox.deliver_letter(database, open_mailer(inbox.url), posted, letterhead, now=now)
    [envelope], [letter] = inbox.envelopes, inbox.letters
    row = the(database, posted)
    assert (row.state, row.sent_at, row.lease, row.last_error) == ("sent", now, None, None)
    assert (envelope.mail_from, envelope.rcpt_tos) == ("bilder@inera.se", ["anna@tidning.example"])
    assert letter["From"] == "Pressbilder från Inera <bilder@inera.se>"
    assert letter["Reply-To"] == "press@inera.se"
    assert letter["Message-ID"] == f"<{row.message_id}@inera.se>"
    text, html = (part.get_content() for part in letter.iter_parts())
    link = f"https://press.example.se/arende/{letterhead.signer.token('case', 1, 1)}"
    assert link in text
    assert f'<a href="{link}">{link}</a>' in html
    assert "072-450 01 45" in text


def test_a_letter_is_not_sent_before_its_time(database, posted, letterhead, now):
    with smtp.running() as inbox:
        early = now - timedelta(seconds=1)
        outbox.deliver_letter(database, open_mailer(inbox.url), posted, letterhead, now=early)
    assert inbox.envelopes == []


def test_a_greylisted_letter_arrives_at_the_next_try(database, posted, letterhead, now):
    with smtp.running(smtp.Inbox(recipient_answers=["451 4.7.1 Greylisted"])) as inbox:
        mailer = open_mailer(inbox.url)
        outbox.deliver_letter(database, mailer, posted, letterhead, now=now)
        row = the(database, posted)
        assert (row.state, row.next_try) == ("waiting", now + timedelta(minutes=1))
        assert row.last_error == "Mejlservern svarade 451: 4.7.1 Greylisted"
        outbox.deliver_letter(database, mailer, posted, letterhead, now=row.next_try)
    assert len(inbox.envelopes) == 1
    assert the(database, posted).state == "sent"


def test_a_letter_is_tried_for_72_hours_and_then_visible(database, posted, letterhead, now):
    answers = ["451 Later"] * 50
    tries = []
    with smtp.running(smtp.Inbox(recipient_answers=answers)) as inbox:
        mailer = open_mailer(inbox.url)
        row = the(database, posted)
        while row.state == "waiting":
            tries.append(row.next_try - now)
            outbox.deliver_letter(database, mailer, posted, letterhead, now=row.next_try)
            row = the(database, posted)
    minutes = [step.total_seconds() / 60 for step in tries]
    assert minutes[:6] == [0, 1, 6, 21, 81, 321]
    assert max(b - a for a, b in pairwise(tries)) == timedelta(hours=4)
    assert tries[-1] == timedelta(hours=72)
    assert inbox.envelopes == []
    with database.reading() as session:
        [failed] = outbox.list_failed_letters(session)
        assert (failed.id, failed.last_error) == (posted, "Mejlservern svarade 451: Later")


def test_a_refused_letter_fails_at_once_and_can_be_sent_again(database, posted, letterhead, now):
    with smtp.running(smtp.Inbox(recipient_answers=["550 No such user"])) as inbox:
        mailer = open_mailer(inbox.url)
        outbox.deliver_letter(database, mailer, posted, letterhead, now=now)
        before = the(database, posted)
        assert (before.state, before.last_error) == (
            "failed",
            "Mejlservern svarade 550: No such user",
        )
        later = now + timedelta(days=9)
        outbox.deliver_letter(database, mailer, posted, letterhead, now=later)
        assert inbox.envelopes == []
        with database.writing() as session:
            outbox.resend_letter(session, posted, by=None, now=later)
            session.commit()
        outbox.deliver_letter(database, mailer, posted, letterhead, now=later)
    [letter] = inbox.letters
    assert letter["Message-ID"] == f"<{before.message_id}@inera.se>"
    with database.writing() as session, pytest.raises(Conflict):
        outbox.resend_letter(session, posted, by=None, now=later)


def test_a_letter_sent_again_after_its_last_try_has_all_its_tries_anew(
    database, posted, letterhead, now
):
    def tries_until_it_fails() -> int:
        before = (row := the(database, posted)).tries
        while row.state == "waiting":
            outbox.deliver_letter(database, mailer, posted, letterhead, now=row.next_try)
            row = the(database, posted)
        return row.tries - before

    with smtp.running(smtp.Inbox(recipient_answers=["451 Later"] * 1000)) as inbox:
        mailer = open_mailer(inbox.url)
        first = tries_until_it_fails()
        later = now + timedelta(days=9)
        with database.writing() as session:
            outbox.resend_letter(session, posted, by=None, now=later)
            session.commit()
        assert tries_until_it_fails() == first > 1


def test_an_answer_lost_after_data_costs_one_more_copy(database, posted, letterhead, now):
    with smtp.running(smtp.Inbox(vanish=True)) as inbox:
        mailer = open_mailer(inbox.url)
        outbox.deliver_letter(database, mailer, posted, letterhead, now=now)
        inbox.vanish = False
        next_try = the(database, posted).next_try
        assert next_try is not None
        outbox.deliver_letter(database, mailer, posted, letterhead, now=next_try)
    first, second = inbox.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert the(database, posted).state == "sent"


KILLED = """
import os, signal, sys
from datetime import datetime
from dam.database.session import Database
from dam.links.tokens import Signer
from dam.mail import outbox
from dam.mail.render import Letterhead
from dam.mail.smtp import open_mailer

class Killed:
    def __init__(self, mailer):
        self.mailer = mailer
    def send(self, *letter):
        self.mailer.send(*letter)
        os.kill(os.getpid(), signal.SIGKILL)

url, server, letter, key, now = sys.argv[1:]
head = Letterhead("https://press.example.se", "bilder@inera.se", "press@inera.se", Signer(key))
outbox.deliver_letter(
    Database(url), Killed(open_mailer(server)), int(letter), head, now=datetime.fromisoformat(now)
)
"""


def test_a_worker_killed_after_the_servers_yes_costs_one_more_copy(
    database, ground, posted, letterhead, now
):
    with smtp.running() as inbox:
        mailer = open_mailer(inbox.url)
        arguments = [ground.url, inbox.url, str(posted), KEY, now.isoformat()]
        killed = subprocess.run(
            [sys.executable, "-c", KILLED, *arguments], cwd=ROOT, env=os.environ, check=False
        )
        assert killed.returncode == -9
        outbox.deliver_letter(database, mailer, posted, letterhead, now=now)
        assert len(inbox.envelopes) == 1, "the letter is still leased"
        later = now + outbox.LEASE + timedelta(seconds=1)
        outbox.deliver_letter(database, mailer, posted, letterhead, now=later)
    first, second = inbox.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert the(database, posted).state == "sent"


def test_several_workers_send_a_letter_once(database, posted, letterhead, now):
    with smtp.running() as inbox:
        mailer = open_mailer(inbox.url)
        together = threading.Barrier(6)

        def work() -> None:
            together.wait()
            outbox.deliver_letter(database, mailer, posted, letterhead, now=now)

        threads = [threading.Thread(target=work) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(inbox.envelopes) == 1


def test_a_worker_that_lost_its_lease_does_not_speak_of_the_letter(
    database, posted, letterhead, now
):
    later = now + outbox.LEASE + timedelta(seconds=1)
    holds, may_end = threading.Event(), threading.Event()

    class Second:
        def send(self, *_letter) -> None:
            holds.set()
            may_end.wait(10)

    class First:
        """So slow that its lease has run out and another worker is sending the letter."""

        def send(self, *_letter) -> None:
            second.start()
            assert holds.wait(10)
            raise TryLater("for ever")

    second = threading.Thread(
        target=outbox.deliver_letter,
        args=[database, Second(), posted, letterhead],
        kwargs={"now": later},
    )
    outbox.deliver_letter(database, First(), posted, letterhead, now=now)
    assert the(database, posted).lease == later + outbox.LEASE
    may_end.set()
    second.join()
    assert the(database, posted).state == "sent"


def test_a_letter_that_cannot_be_written_is_visible(database, letterhead, now):
    with database.writing() as session:
        bad = outbox.post_letter(
            session, LetterDraft("receipt", "anna@tidning.example", {}), now=now
        )
        worse = outbox.post_letter(
            session, LetterDraft("no_such_letter", "anna@tidning.example", {}), now=now
        )
        wrong = {"number": "1", "deadline": "i morgon", "count": 1, "received": "nyss", "desk": ""}
        worst = outbox.post_letter(
            session, LetterDraft("notice", "anna@tidning.example", wrong), now=now
        )
        session.commit()
        ids = [bad.id, worse.id, worst.id]
    with smtp.running() as inbox:
        for one in ids:
            outbox.deliver_letter(database, open_mailer(inbox.url), one, letterhead, now=now)
    assert inbox.envelopes == []
    with database.reading() as session:
        assert sorted(letter.id for letter in outbox.list_failed_letters(session)) == ids
