"""What is left to do, and for when the worker is woken."""

from datetime import UTC, datetime, timedelta

from dam.database import jobs
from dam.database.models import Idempotency
from dam.ingest import renditions
from dam.services import Services
from dam.worker import periodic
from tests.support.clock import Clock
from tests.support.databases import on_both
from tests.support.room import Room

pytestmark = on_both

MINUTE = timedelta(minutes=1)


def left(services: Services, until: datetime) -> list[jobs.Job]:
    with services.database.reading() as session:
        return jobs.left_to_do(session, until)


def test_what_a_killed_worker_held_is_woken_for_the_end_of_its_lease(
    services: Services, clock: Clock
) -> None:
    image_id = Room(services).upload()
    with services.database.writing() as session:
        assert renditions.claim_renditions(session, image_id, clock())
        session.commit()
    assert left(services, clock()) == []
    held = left(services, clock() + MINUTE)
    assert held == [jobs.Job("image", image_id)]
    services.queue.wake(held)
    (task,) = services.queue.huey.pending()
    assert task.eta.replace(tzinfo=UTC) == clock() + renditions.LEASE
    clock.forward(renditions.LEASE)
    with services.database.writing() as session:
        clock.forward(timedelta(milliseconds=1))
        assert renditions.claim_renditions(session, image_id, clock())


def test_what_nobody_holds_is_woken_at_once(services: Services, clock: Clock) -> None:
    image_id = Room(services).upload()
    (job,) = left(services, clock())
    assert job == jobs.Job("image", image_id)
    services.queue.wake([job])
    (task,) = services.queue.huey.pending()
    assert task.eta is None


def test_an_hour_clears_strays_and_old_answers(services, clock):
    with services.database.writing() as session:
        old = clock() - timedelta(days=8)
        session.add(Idempotency(once="gammal", answer="1", created_at=old))
        session.add(Idempotency(once="ny", answer="1", created_at=clock()))
        session.commit()
    room = Room(services)
    one = room.upload()
    clock.at = datetime.now(UTC) + timedelta(hours=2)
    periodic.tidy_hourly(services)
    with services.database.reading() as session:
        assert session.get(Idempotency, "gammal") is None
    assert room.look(one, lambda image: services.storage.stat(image.file.key).size) > 0
