"""Submitting: one row, its letters, one number, however often and however many at once."""

import threading
from datetime import UTC, datetime, timedelta

from dam.database.models import AuditEvent, Letter, Organisation, UsageRequest
from dam.database.session import Database
from dam.usage_requests.submit import submit_request
from tests.support.databases import on_both
from tests.support.requests import PRESS_EMAIL, find_request, typed_request

pytestmark = on_both


def letters(database: Database) -> dict[str, Letter]:
    with database.reading() as session:
        found = session.query(Letter).all()
        session.expunge_all()
    assert len({letter.kind for letter in found}) == len(found)
    return {letter.kind: letter for letter in found}


def test_a_request_and_its_letters(database, add_image, ask_for, now):
    images = sorted([add_image(), add_image()])
    deadline = now + timedelta(days=1)
    number = ask_for(*images, deadline=deadline)
    with database.reading() as session:
        request = find_request(session, number)
        assert (request.number, request.state, request.version) == ("2026-0001", "received", 1)
        assert (request.deadline, request.created_at) == (deadline, now)
        assert [item.image_id for item in request.items] == images
        [event] = request.events
        assert (event.from_state, event.to_state, event.user_id) == ("", "received", None)
        audited = session.query(AuditEvent).one()
        assert (audited.action, audited.object_id) == ("request_received", number)
    sent = letters(database)
    assert {kind: letter.recipient for kind, letter in sent.items()} == {
        "receipt": "asa@tidning.example",
        "notice": PRESS_EMAIL,
    }
    assert sent["notice"].reply_to == "asa@tidning.example"
    assert all(letter.request_id == number for letter in sent.values())


def test_nothing_is_there_when_the_door_does_not_commit(database, now):
    with database.writing() as session:
        submit_request(session, typed_request(), once="a", press_email=PRESS_EMAIL, now=now)
        session.rollback()
    with database.reading() as session:
        assert session.query(UsageRequest).count() == session.query(Letter).count() == 0


def test_the_same_form_is_the_same_request(database, ask_for):
    """``once`` is of the form and its words; other words of the same page are another request, so
    that none are lost (tests/web/test_request_form.py).
    """
    assert ask_for(once="a") == ask_for(once="a") != ask_for(once="b")
    with database.reading() as session:
        assert session.query(UsageRequest).count() == 2
        assert session.query(Letter).count() == 4


def test_the_owning_region_is_told_separately(database, add_image, ask_for, house):
    ours, theirs, theirs_too = (
        add_image(),
        add_image(owner_id=house["skane"]),
        add_image(owner_id=house["skane"]),
    )
    ask_for(ours, theirs, theirs_too)
    notice = letters(database)["region_notice"]
    assert notice.recipient == "press@skane.example"
    assert notice.context["images"] == [f"IN-{theirs}", f"IN-{theirs_too}"]
    assert "Åsa" not in str(notice.context)


def test_a_region_without_a_usable_address_stops_nothing(database, add_image, ask_for, house):
    with database.writing() as session:
        session.get_one(Organisation, house["skane"]).email = "ring oss, helst"
        session.commit()
    ask_for(add_image(owner_id=house["skane"]))
    assert set(letters(database)) == {"receipt", "notice"}


def test_spam_is_kept_and_brings_no_letter(database, now):
    with database.writing() as session:
        request = submit_request(
            session, typed_request(), once="a", press_email=PRESS_EMAIL, spam=True, now=now
        )
        session.commit()
        assert request.state == "spam"
    assert letters(database) == {}


def test_numbers_begin_anew_with_the_swedish_year(database):
    moments = [
        datetime(2026, 12, 31, 22, 59, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 0, tzinfo=UTC),
        datetime(2027, 1, 1, 12, 0, tzinfo=UTC),
    ]
    numbers = []
    for moment in moments:
        with database.writing() as session:
            once = moment.isoformat()
            numbers.append(
                submit_request(
                    session, typed_request(), once=once, press_email=PRESS_EMAIL, now=moment
                ).number
            )
            session.commit()
    assert numbers == ["2026-0001", "2027-0001", "2027-0002"]


def test_numbers_go_on_after_9999(database, ask_for, now):
    with database.writing() as session:
        first = submit_request(session, typed_request(), once="a", press_email=PRESS_EMAIL, now=now)
        first.number = "2026-9999"
        session.commit()
    ids = [ask_for(once="b"), ask_for(once="c")]
    with database.reading() as session:
        assert [find_request(session, one).number for one in ids] == ["2026-10000", "2026-10001"]


def test_parallel_requests_get_a_number_each_and_repeated_ones_share(database, now):
    """Twenty forms at once, each sent twice."""
    together = threading.Barrier(20)
    answers: list[tuple[int, str]] = []

    def send(form: int) -> None:
        together.wait()
        for _ in range(2):
            with database.writing() as session:
                request = submit_request(
                    session, typed_request(), once=str(form), press_email=PRESS_EMAIL, now=now
                )
                answers.append((form, request.number))
                session.commit()

    threads = [threading.Thread(target=send, args=[one // 2]) for one in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 40
    assert len(set(answers)) == 10
    assert {number for _, number in answers} == {f"2026-{n:04}" for n in range(1, 11)}
    with database.reading() as session:
        assert session.query(Letter).count() == 20
