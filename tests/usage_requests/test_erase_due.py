"""What has been kept long enough is erased: that case and no other, and nothing that is open."""

from datetime import datetime, timedelta

import pytest

from dam.database.models import AuditEvent, Grant, Letter, UsageRequest
from dam.mail import image_letters, letters, outbox
from dam.mail.image_letters import ClosedImages, Off
from dam.usage_requests import answer as request_answer
from dam.usage_requests import follow_up, grants, retention, states
from dam.usage_requests.decision_form import Decided
from dam.usage_requests.grants import add_grant
from dam.usage_requests.submit import submit_request
from dam.worker import main, periodic
from tests.support.canary import CANARY, STEM, all_rows, files_with_word
from tests.support.databases import on_both
from tests.support.requests import (
    PERMISSION,
    PERMISSION_ENDS,
    PRESS_EMAIL,
    deny_answer,
    find_request,
    grant_answer,
    typed_request,
)
from tests.support.room import Room

DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)
WRITTEN = {
    "name": f"{CANARY} Ek",
    "email": "Kanariefagel@tidning.example",
    "organisation": f"{CANARY}tidningen",
    "use_text": f"Om {CANARY}.",
    "link": f"https://{STEM}.example",
}


def erased(database, now: datetime) -> list[int]:
    """Erase what is due, and return which cases have been erased."""
    with database.writing() as session:
        retention.erase_cases(session, now, most=retention.BATCH)
        session.commit()
    with database.reading() as session:
        gone = session.query(UsageRequest.id).filter_by(email="").order_by(UsageRequest.id)
        return [one for (one,) in gone]


def change(database, work) -> None:
    with database.writing() as session:
        work(session)
        session.commit()


@on_both
@pytest.mark.parametrize("state", ["spam", "withdrawn", "denied"])
def test_a_closed_case_goes_when_its_time_has_passed(database, house, ask_for, now, state):
    one, other = ask_for(once="a"), ask_for(once="b")
    closed = now + 10 * DAY

    def close(session):
        states.change_request_state(
            session, find_request(session, one), state, by=house["Kim"], now=closed
        )

    change(database, close)
    ends = closed + retention.CASES[state]
    assert erased(database, ends - MOMENT) == []
    assert erased(database, ends) == [one]
    assert erased(database, ends + 9000 * DAY) == [one], "what waits is never erased"
    with database.reading() as session:
        request = find_request(session, one)
        assert (request.state, request.number) == (state, "2026-0001")
        assert {letter.request_id for letter in session.query(Letter)} == {other}
        [event] = session.query(AuditEvent).filter_by(action="erase")
        assert (event.user_id, event.object_id) == (None, one)


@on_both
def test_an_answer_in_words_goes_after_its_own_time(database, house, ask_for, now):
    one = ask_for()

    def answer(session):
        said = Decided("answer", message="Ring oss.")
        request_answer.decide_request(
            session, find_request(session, one), said, version=1, by=house["Kim"], now=now
        )

    change(database, answer)
    assert erased(database, now + retention.CASES["answered"] - MOMENT) == []
    assert erased(database, now + retention.CASES["answered"]) == [one]


@on_both
def test_a_permission_keeps_its_case_while_it_holds_and_a_time_after(
    database, house, add_image, ask_for, now
):
    image = add_image()
    held, taken, other = (ask_for(image, once=once) for once in "abc")
    revoked = now + 5 * DAY

    def work(session):
        for one in (held, taken, other):
            said = grant_answer(image) if one != other else deny_answer(image)
            request_answer.decide_request(
                session, find_request(session, one), said, version=1, by=house["Kim"], now=now
            )
        request = find_request(session, taken)
        grants.revoke_grants(session, request, "Fel.", version=2, by=house["Kim"], now=revoked)

    change(database, work)
    kept = retention.CASES["granted"]
    assert erased(database, now + retention.CASES["denied"]) == [other]
    assert erased(database, revoked + kept - MOMENT) == [other]
    assert erased(database, revoked + kept) == [taken, other]
    assert erased(database, PERMISSION_ENDS + kept - MOMENT) == [taken, other]
    assert erased(database, PERMISSION_ENDS + kept) == [held, taken, other]
    with database.reading() as session:
        assert {grant.recipient for grant in session.query(Grant)} == {""}
        assert find_request(session, held).items[0].outcome == "granted"


@on_both
def test_one_case_goes_and_the_others_of_the_same_address_stay(services, clock, tmp_path):
    room = Room(services)
    image = room.add(terms="kraver-godkannande")

    def ask(session, now):
        gone, _, granted = (
            submit_request(
                session,
                typed_request(images=(image,), **WRITTEN),
                once=once,
                press_email=PRESS_EMAIL,
                now=now,
            )
            for once in "abc"
        )
        follow_up.add_requester_reply(
            session, gone, f"Mer {CANARY}.", once="r", press_email=PRESS_EMAIL, now=now
        )
        states.change_request_state(
            session, gone, "denied", by=None, now=now, why=f"Nej, {CANARY}."
        )
        add_grant(granted, [(granted.items[0].image, PERMISSION)], by=None, now=now)
        states.change_request_state(session, granted, "granted", by=None, now=now)

    room.change(ask)
    main.do_all(services)
    clock.forward(retention.CASES["denied"])
    periodic.tidy_hourly(services)
    with services.database.reading() as session:
        gone, open_, granted = session.query(UsageRequest).order_by(UsageRequest.id)
        assert (gone.email, gone.name) == ("", "")
        assert (open_.name, granted.grants[0].recipient) == (WRITTEN["name"], WRITTEN["email"])
        assert {letter.request_id for letter in session.query(Letter)} == {2, 3}

    room.change(
        lambda session, now: states.change_request_state(
            session, session.get_one(UsageRequest, 2), "withdrawn", by=None, now=now
        )
    )
    clock.forward(2 * retention.CASES["granted"])
    periodic.sweep_minutely(services)
    clock.forward(retention.CASES["expired"])
    periodic.tidy_hourly(services)
    assert STEM not in all_rows(services)
    assert "kanariefagel" not in all_rows(services)
    kept = [
        path for path in files_with_word(tmp_path) if not path.startswith(str(tmp_path / "mail"))
    ]
    assert kept == []


@on_both
def test_many_are_erased_a_few_at_a_time(services, clock, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)

    def ask(session, now):
        for number in range(5):
            submit_request(
                session,
                typed_request(),
                once=str(number),
                press_email=PRESS_EMAIL,
                spam=True,
                now=now,
            )

    Room(services).change(ask)
    clock.forward(retention.CASES["spam"])
    with services.database.writing() as session:
        assert retention.erase_cases(session, clock(), most=2) == 2
        session.commit()
    periodic.erase_due_cases(services)
    assert erased(services.database, clock()) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_case_that_somebody_is_changing_is_left_for_the_next_time(database, ask_for, now):
    one = ask_for()
    change(
        database,
        lambda session: states.change_request_state(
            session, find_request(session, one), "spam", by=None, now=now
        ),
    )
    with database.writing() as session:
        states.lock_request(session, find_request(session, one), None)
        assert erased(database, now + retention.CASES["spam"]) == []
    assert erased(database, now + retention.CASES["spam"]) == [one]


@on_both
def test_letters_of_no_case_go_by_kind_and_none_that_waits(database, ask_for, now):
    ask_for()
    closed = ClosedImages(now, "Bilden är inaktuell.", remove=False)

    def work(session):
        for draft in (
            image_letters.watch_confirm("a@b.example", "sv", 4, Off(7, 1)),
            image_letters.image_closed("a@b.example", "sv", [4], closed, None),
            letters.draft_daily_digest(
                "press@inera.se", now, open_cases=1, late=["1"], undelivered=0
            ),
        ):
            outbox.post_letter(session, draft, now=now).state = "sent"
        outbox.post_letter(
            session, image_letters.watch_confirm("c@d.example", "sv", 4, Off(8, 1)), now=now
        )
        for state in ("aside", "unmatched"):
            came = {"direction": "in", "kind": "reply", "sender": "e@f.example", "recipient": ""}
            session.add(Letter(**came, message_id=state, context={}, state=state, created_at=now))

    change(database, work)
    left = ["digest", "image_closed", "notice", "receipt", "reply", "reply", "watch_confirm"]
    for after, kinds in (
        (7 * DAY - MOMENT, [*left, "watch_confirm"]),
        (7 * DAY, left),
        (90 * DAY, ["notice", "receipt", "reply", "watch_confirm"]),
    ):
        change(database, lambda session, after=after: retention.erase_letters(session, now + after))
        with database.reading() as session:
            assert sorted(letter.kind for letter in session.query(Letter)) == kinds
