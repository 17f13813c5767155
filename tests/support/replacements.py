"""New files for images that have one."""

import io

from dam import catalogue
from dam.database import jobs
from dam.database.models import PendingReplacement
from dam.ingest import accept, renditions, versions
from dam.lifecycle import replace_file
from dam.services import Services
from tests.imaging import samples
from tests.support.room import Room

UPRIGHT = samples.save(samples.photograph(200, 300, 901), "JPEG", quality=90)
BROAD = samples.save(samples.photograph(390, 260, 902), "JPEG", quality=90)


def receive_file(room: Room, data: bytes, name: str = "ny.jpg") -> accept.ReceivedFile:
    services = room.services
    return services.receiver.receive_file(io.BytesIO(data), name)


def take_in_version(room: Room, image_id: int, data: bytes = UPRIGHT, note: str = "") -> int:
    """Let a file come for an image; returns its version."""
    came = receive_file(room, data)

    def work(session, now):
        image = catalogue.find_image(session, image_id, held=True)
        storage = room.services.storage
        return replace_file.take_in_replacement(
            session, image, came, note=note, storage=storage, by=None, now=now
        ).n

    return room.change(work)


def bring_version(room: Room, image_id: int, n: int) -> None:
    def work(session, now):
        image = catalogue.find_image(session, image_id, held=True)
        replace_file.bring_version_forward(
            session, image, versions.get_file_version(session, image, n), by=None, now=now
        )

    room.change(work)


def absorb_draft(room: Room, draft: int, other: int) -> None:
    def work(session, now):
        held = [catalogue.find_image(session, each, held=True) for each in (draft, other)]
        replace_file.absorb_draft_file(session, *held, by=None, now=now)

    room.change(work)


def shown_version(room: Room, image_id: int) -> tuple[int, tuple[int, int]]:
    """Which version outsiders get, and how large it is."""
    return room.look(image_id, lambda image: (image.file.n, (image.file.width, image.file.height)))


def jobs_left(room: Room) -> list[str]:
    with room.services.database.reading() as session:
        return [job.kind for job in jobs.left_to_do(session, room.now())]


def version_error(room: Room, image_id: int) -> str | None:
    with room.services.database.reading() as session:
        row = versions.get_pending_replacement(session, image_id)
        return row.error if row else None


def version_file_id(session, image_id: int) -> int:
    return session.get_one(PendingReplacement, image_id).file_id


def make_renditions(
    services: Services, claimed: renditions.ClaimedFile
) -> renditions.MadeRenditions:
    return renditions.make_and_store_renditions(
        claimed, storage=services.storage, sandbox=services.sandbox, specs=services.specs
    )
