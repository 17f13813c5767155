"""The morning's letter: once a day, only where there is something to tell, numbers alone."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest

from dam.database.models import Letter
from dam.mail.render import render_letter
from dam.usage_requests import digest
from dam.usage_requests.deadlines import Promise
from dam.usage_requests.submit import submit_request
from dam.worker import periodic
from tests.support.databases import on_both
from tests.support.requests import PRESS_EMAIL, typed_request

PROMISE = Promise(None, timedelta(hours=24))
MORNING = datetime(2026, 11, 25, 6, 2, tzinfo=UTC)
"""Two minutes past seven in Stockholm."""
DAY = timedelta(days=1)


@pytest.fixture
def tell(database):
    """Post what there is to tell; returns the letter's values, or None."""

    def do(now: datetime) -> dict[str, object] | None:
        with database.writing() as session:
            letter = digest.post_daily_digest(session, PROMISE, press_email=PRESS_EMAIL, now=now)
            session.commit()
            return letter and letter.context

    return do


@pytest.fixture
def came(database):
    """A request that came at a moment."""

    def do(once: str, now: datetime, **fields: object) -> None:
        with database.writing() as session:
            submit_request(
                session, typed_request(**fields), once=once, press_email=PRESS_EMAIL, now=now
            )
            session.commit()

    return do


def fail_letters(database, now: datetime) -> None:
    with database.writing() as session:
        for letter in session.query(Letter):
            letter.state, letter.created_at = "failed", now
        session.commit()


def test_what_is_late_is_told_once_a_day(tell, came):
    came("a", MORNING - 2 * DAY)
    came("b", MORNING - timedelta(hours=1))
    came("c", MORNING - timedelta(hours=1), deadline=MORNING)
    assert tell(MORNING - timedelta(minutes=3)) is None
    told = tell(MORNING)
    assert (told["open"], told["late"], told["undelivered"]) == (3, ["2026-0003", "2026-0001"], 0)
    assert tell(MORNING) is None
    assert tell(MORNING + timedelta(hours=12)) is None
    assert tell(MORNING + DAY)["late"] == ["2026-0003", "2026-0001", "2026-0002"]


def test_nothing_to_tell_is_not_told_and_waits_for_the_next_morning(tell, came):
    assert tell(MORNING) is None
    came("a", MORNING - 2 * DAY)
    assert tell(MORNING + timedelta(hours=1)) is None
    assert tell(MORNING + DAY)["late"] == ["2026-0001"]


def test_letters_that_did_not_arrive_are_told_for_a_week(tell, came, database):
    came("a", MORNING)
    fail_letters(database, MORNING)
    told = tell(MORNING)
    assert (told["late"], told["undelivered"]) == ([], 2)
    assert tell(MORNING + 8 * DAY)["undelivered"] == 0


@pytest.mark.parametrize("told", [{"in_review": 2}, {"refused": 1}])
def test_images_that_wait_are_told_where_nothing_else_is(database, told):
    with database.writing() as session:
        letter = digest.post_daily_digest(
            session, PROMISE, press_email=PRESS_EMAIL, now=MORNING, **told
        )
        found = {name: letter.context[name] for name in ("in_review", "refused")}
        assert found == {"in_review": 0, "refused": 0} | told


@on_both
def test_of_two_workers_one_tells(database, came):
    came("a", MORNING - 2 * DAY)
    start, errors = Barrier(2), []

    def work() -> None:
        try:
            start.wait()
            with database.writing() as session:
                digest.post_daily_digest(session, PROMISE, press_email=PRESS_EMAIL, now=MORNING)
                session.commit()
        except Exception as error:  # noqa: BLE001  what a thread raises is seen below
            errors.append(error)

    workers = [Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert errors == []
    with database.reading() as session:
        assert session.query(Letter).filter_by(kind="digest").count() == 1


def test_the_letter_says_nothing_of_who_asked_or_for_what(services, clock):
    clock.at = MORNING
    said = {"name": "Kanariefågel", "use_text": "Kanariefågel", "organisation": "Kanariefågel"}
    with services.database.writing() as session:
        asked = typed_request(**said, link="kanariefågel", email="kanariefagel@tidning.example")
        submit_request(session, asked, once="a", press_email=PRESS_EMAIL, now=MORNING - 2 * DAY)
        session.commit()
    periodic.send_digest(services)
    periodic.send_digest(services)
    with services.database.reading() as session:
        [letter] = session.query(Letter).filter_by(kind="digest")
        assert (letter.recipient, letter.reply_to, letter.request_id) == (PRESS_EMAIL, None, None)
        read = render_letter(letter.kind, letter.language, letter.context, services.letterhead)
    assert "Försenade: 2026-0001" in read.text
    assert "kanarief" not in (read.subject + read.text + str(letter.context)).lower()
    assert [job.args[0] for job in services.queue.huey.pending()] == ["letter"]
