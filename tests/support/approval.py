"""Steps that another person must approve, taken by somebody who saw the image."""

import json
from datetime import timedelta

import pytest

from dam import approval, catalogue
from dam.database import site_settings
from dam.database.models import Image
from dam.database.site_settings import Choices
from dam.lifecycle import review, schedule, waiting_changes
from dam.lifecycle.publish import publish_image
from tests.support.room import Room

HOUR = timedelta(hours=1)


@pytest.fixture
def person_ids(persons) -> dict[str, int]:
    return {role: user.id for role, user in persons.items()}


def take_step(room: Room, step, image_id: int, *args: object, by: int | None) -> None:
    def work(session, now):
        step(session, catalogue.find_image(session, image_id, held=True), *args, by=by, now=now)

    room.change(work)


def having_seen(step):
    """Let a step be taken by somebody who has the image before them as it stands."""

    def work(session, image, *args, by, now):
        seen = approval.compute_fingerprint(session, image)
        step(session, image, *args, seen=seen, by=by, now=now)

    return work


send_for_review, publish_seen = having_seen(review.send_to_review), having_seen(publish_image)


def require_approval(room: Room, by: int) -> None:
    room.change(lambda s, now: site_settings.save_choices(s, Choices(True), over=0, by=by, now=now))


def choose_moment(room: Room, image_id: int, *, by: int, after: timedelta = HOUR) -> None:
    at = room.now() + after

    take_step(room, having_seen(schedule.schedule_publication), image_id, at, by=by)


def schedule_state(room: Room, image_id: int) -> tuple[object, ...]:
    return room.look(image_id, lambda image: (image.state, image.publish_at, image.publish_error))


def change_alt_unrecorded(room: Room, image_id: int, alt: str) -> None:
    """Change an image without a word in the log, as nothing in the product does."""

    def work(session, _now):
        session.get_one(Image, image_id).texts[0].alt = alt

    room.change(work)


def list_waiting(room: Room, image_id: int) -> list[tuple[int, int | None, set[str]]]:
    with room.services.database.reading() as session:
        rows = waiting_changes.list_waiting_of_image(session, image_id)
        return [(row.id, row.user_id, set(row.after)) for row in rows]


def approve_change(room: Room, image_id: int, by: int) -> None:
    def work(session, image, *, by, now):
        [row] = waiting_changes.list_waiting_of_image(session, image.id)
        seen = waiting_changes.mark_waiting_change(session, image, row)
        waiting_changes.approve_waiting_change(session, image, row.id, seen=seen, by=by, now=now)

    take_step(room, work, image_id, by=by)


def as_json(held: object) -> dict[str, object]:
    return json.loads(json.dumps(held))


def on_page(step, page, *args):
    def work(session, image, *, by, now):
        step(session, image, *args, seen=page["fingerprint"], by=by, now=now)

    return work
