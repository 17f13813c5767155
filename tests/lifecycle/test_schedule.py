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
from tests.lifecycle.test_review import do, ids, require, room, seeing, send
from tests.room import Room
from tests.web.conftest import cheap_passwords, persons

__all__ = ["cheap_passwords", "ids", "persons", "room"]
HOUR = timedelta(hours=1)


def choose(room: Room, image_id: int, *, by: int, after: timedelta = HOUR) -> None:
    at = room.now() + after

    do(room, seeing(schedule.schedule_publication), image_id, at, by=by)


def stands(room: Room, image_id: int) -> tuple[object, ...]:
    return room.look(image_id, lambda image: (image.state, image.publish_at, image.publish_error))


def test_it_is_published_once_when_its_moment_comes(room: Room, ids, clock):
    one = room.add(published=False)
    choose(room, one, by=ids["editor"])
    main.do_all(room.services)
    main.publish_due(room.services, one)
    assert stands(room, one)[0] == "draft"
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
    assert stands(room, one) == ("published", None, None)
    with room.services.database.reading() as session:
        [event] = session.query(AuditEvent).filter_by(action="publish", kind="image")
        assert event.user_id == ids["editor"]
        assert {job.kind for job in jobs.left_to_do(session, room.now() + HOUR)} == {"crops"}


def test_what_the_gate_refuses_then_stays_and_says_why(room: Room, ids, clock):
    one = room.add(published=False)
    choose(room, one, by=ids["editor"])
    say_beside_all_doors(room, one, "")
    clock.forward(HOUR)
    main.do_all(room.services)
    state, at, error = stands(room, one)
    assert (state, at) == ("draft", room.now())
    assert "Skriv en alt-text" in error
    room.edit(one, alt="En person med headset.")
    main.do_all(room.services)
    assert stands(room, one)[0] == "draft"
    with room.services.database.reading() as session:
        assert worklists.count_workflow_figures(session) == {"in_review": 0, "refused": 1}
        assert [image.id for image in worklists.list_refused_images(session)] == [one]
    choose(room, one, by=ids["editor"])
    clock.forward(HOUR)
    main.do_all(room.services)
    assert stands(room, one) == ("published", None, None)


def say_beside_all_doors(room: Room, image_id: int, alt: str) -> None:
    """Change an image without a word in the log, as nothing in the product does."""

    def work(session, _now):
        session.get_one(Image, image_id).texts[0].alt = alt

    room.change(work)


def test_a_moment_lies_ahead_and_nothing_may_be_missing_then(room: Room, ids):
    one = room.add(published=False, bounds=TimeBounds(use_until=room.now() + HOUR))
    with pytest.raises(BadInput, match="inte har passerat"):
        choose(room, one, by=ids["editor"], after=timedelta(0))
    with pytest.raises(NotPublishable) as wrong:
        choose(room, one, by=ids["editor"])
    assert list(wrong.value.fields) == ["use_until"]
    choose(room, one, by=ids["editor"], after=HOUR / 2)
    with pytest.raises(Conflict):
        choose(room, room.add(), by=ids["editor"])


def test_a_withdrawal_clears_it(room: Room, ids, clock):
    cancelled, withdrawn = (room.add(published=False) for _ in range(2))
    for one in (cancelled, withdrawn):
        choose(room, one, by=ids["editor"])
    do(room, schedule.cancel_publication, cancelled, by=ids["editor"])
    room.withdraw(withdrawn)
    room.restore(withdrawn)
    clock.forward(HOUR)
    main.do_all(room.services)
    assert [stands(room, one)[:2] for one in (cancelled, withdrawn)] == [("draft", None)] * 2


def test_who_chooses_the_moment_approves(room: Room, ids, clock):
    one = room.add(published=False)
    require(room, ids["admin"])
    do(room, send, one, by=ids["editor"])
    with pytest.raises(NotApproved):
        choose(room, one, by=ids["editor"])
    choose(room, one, by=ids["admin"])
    clock.forward(HOUR)
    main.do_all(room.services)
    assert stands(room, one)[0] == "published"
