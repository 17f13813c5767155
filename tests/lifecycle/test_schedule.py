"""Scheduled publishing: once, in time, through the gate; what it refuses stays and says why."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest

from dam.approval import NotApproved
from dam.clearance import NotPublishable
from dam.database import jobs
from dam.database.models import AuditEvent, Image
from dam.errors import BadInput, Conflict
from dam.lifecycle import schedule, worklists
from dam.rights.window import TimeBounds
from dam.worker import main
from tests.support.approval import (
    HOUR,
    change_alt_unrecorded,
    choose_moment,
    require_approval,
    schedule_state,
    send_for_review,
    take_step,
)
from tests.support.clock import NOW
from tests.support.room import Room


def test_it_is_published_once_when_its_moment_comes(room: Room, person_ids, clock):
    one = room.add(published=False)
    choose_moment(room, one, by=person_ids["editor"])
    main.do_all(room.services)
    main.publish_due(room.services, one)
    assert schedule_state(room, one)[0] == "draft"
    with room.services.database.reading() as session:
        [due] = jobs.left_to_do(session, room.now() + HOUR)
        assert (due.kind, due.object_id, due.due) == ("publish", one, room.now() + HOUR)
    clock.forward(HOUR)
    start, errors = Barrier(2), []

    def work() -> None:
        try:
            start.wait()
            main.publish_due(room.services, one)
        except Exception as error:  # noqa: BLE001  what a thread raises is seen below
            errors.append(error)

    workers = [Thread(target=work) for _ in range(2)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    assert errors == []
    assert schedule_state(room, one) == ("published", None, None)
    with room.services.database.reading() as session:
        [event] = session.query(AuditEvent).filter_by(action="publish", kind="image")
        assert event.user_id == person_ids["editor"]
        assert {job.kind for job in jobs.left_to_do(session, room.now() + HOUR)} == {"crops"}


def test_what_the_gate_refuses_then_stays_and_says_why(room: Room, person_ids, clock):
    one = room.add(published=False)
    choose_moment(room, one, by=person_ids["editor"])
    change_alt_unrecorded(room, one, "")
    clock.forward(HOUR)
    main.do_all(room.services)
    state, at, error = schedule_state(room, one)
    assert (state, at) == ("draft", room.now())
    assert "Skriv en alt-text" in error
    room.edit(one, alt="En person med headset.")
    main.do_all(room.services)
    assert schedule_state(room, one)[0] == "draft"
    with room.services.database.reading() as session:
        assert worklists.count_workflow_figures(session) == {"in_review": 0, "refused": 1}
        assert [image.id for image in worklists.list_refused_images(session)] == [one]
    choose_moment(room, one, by=person_ids["editor"])
    clock.forward(HOUR)
    main.do_all(room.services)
    assert schedule_state(room, one) == ("published", None, None)


def test_a_moment_lies_ahead_and_nothing_may_be_missing_then(room: Room, person_ids):
    one = room.add(published=False, bounds=TimeBounds(use_until=room.now() + HOUR))
    with pytest.raises(BadInput, match="inte har passerat"):
        choose_moment(room, one, by=person_ids["editor"], after=timedelta(0))
    with pytest.raises(NotPublishable) as wrong:
        choose_moment(room, one, by=person_ids["editor"])
    assert list(wrong.value.fields) == ["use_until"]
    choose_moment(room, one, by=person_ids["editor"], after=HOUR / 2)
    with pytest.raises(Conflict):
        choose_moment(room, room.add(), by=person_ids["editor"])


def test_a_withdrawal_clears_it(room: Room, person_ids, clock):
    cancelled, withdrawn = (room.add(published=False) for _ in range(2))
    for one in (cancelled, withdrawn):
        choose_moment(room, one, by=person_ids["editor"])
    take_step(room, schedule.cancel_publication, cancelled, by=person_ids["editor"])
    room.withdraw(withdrawn)
    room.restore(withdrawn)
    clock.forward(HOUR)
    main.do_all(room.services)
    assert [schedule_state(room, one)[:2] for one in (cancelled, withdrawn)] == [
        ("draft", None)
    ] * 2


def test_who_chooses_the_moment_approves(room: Room, person_ids, clock):
    one = room.add(published=False)
    require_approval(room, person_ids["admin"])
    take_step(room, send_for_review, one, by=person_ids["editor"])
    with pytest.raises(NotApproved):
        choose_moment(room, one, by=person_ids["editor"])
    choose_moment(room, one, by=person_ids["admin"])
    clock.forward(HOUR)
    main.do_all(room.services)
    assert schedule_state(room, one)[0] == "published"


@pytest.mark.parametrize(
    "became", [{"binned_at": NOW}, {"state": "withdrawn"}, {"state": "erased"}], ids=str
)
def test_a_moment_of_what_is_no_draft_any_more_is_forgotten(room: Room, person_ids, clock, became):
    """As a restored copy of the database may hold; the worker would come back to it for ever."""
    one = room.add(published=False)
    choose_moment(room, one, by=person_ids["editor"])
    main.do_all(room.services)
    room.change(lambda session, _now: session.query(Image).filter_by(id=one).update(became))
    clock.forward(HOUR)
    main.publish_due(room.services, one)
    assert schedule_state(room, one)[1:] == (None, None)
    with room.services.database.reading() as session:
        assert jobs.left_to_do(session, room.now()) == []
