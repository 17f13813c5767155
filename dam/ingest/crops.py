"""Original → crops, made by the worker once the image is published, and again when framed anew.

`claim`, `keep` and `fail` stand in the worker's transactions; `make` runs between them without
one. A crop's row says what it was cut by, so a job that runs twice, or late, does no harm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from dam.clearance import crops
from dam.database import audit
from dam.database.models import Image, ImageFile, Rendition
from dam.imaging import tasks
from dam.imaging.crop import Box
from dam.imaging.inspect import Facts
from dam.imaging.make_crops import Cut
from dam.imaging.rendition_specs import Specs
from dam.imaging.sandbox.runner import Sandbox
from dam.ingest import renditions
from dam.ingest.accept import full_disk_is_told, work_folder
from dam.ingest.renditions import LEASE, MOST_TRIES
from dam.ingest.stored_files import StoredSize, fetch, store
from storage_adapters.contract import Storage


@dataclass(frozen=True, slots=True)
class Claimed(renditions.Claimed):
    """What the worker needs to know to make an image's crops: the box of each, by name."""

    boxes: Mapping[str, Box]


def claim(session: Session, image_id: int, now: datetime) -> Claimed | None:
    """Take the job for `LEASE`; None where it is done, given up, or in other hands."""
    tries = session.scalar(
        update(Image)
        .where(
            Image.id == image_id,
            Image.crops_due,
            or_(Image.crops_lease.is_(None), Image.crops_lease < now),
        )
        .values(crops_lease=now + LEASE, crops_tries=Image.crops_tries + 1)
        .returning(Image.crops_tries)
    )
    if tries is None:
        return None
    if tries > MOST_TRIES:
        fail(session, image_id, "Beskärningarna gick inte att göra på tre försök.", now=now)
        return None
    image = session.get_one(Image, image_id)
    left, file = crops.missing(image), image.file
    if not left or file is None:
        _settle(image)
        return None
    facts = Facts.from_json(file.facts)
    return Claimed(image_id, file.id, file.key, file.sha256, facts, left)


def renew(session: Session, image_id: int, now: datetime) -> None:
    """Hold on to a job that takes long."""
    session.execute(update(Image).where(Image.id == image_id).values(crops_lease=now + LEASE))


def make(
    claimed: Claimed, *, storage: Storage, sandbox: Sandbox, specs: Specs
) -> tuple[StoredSize, ...]:
    """Make and store the crops; raises Refused where the file cannot be cut."""
    cuts = [
        Cut(spec, claimed.boxes[spec.name])
        for spec in specs.crops_of(claimed.facts)
        if spec.name in claimed.boxes
    ]
    with work_folder() as folder, full_disk_is_told():
        path = folder / "original"
        fetch(claimed.key, path, storage)
        made = sandbox.run(tasks.make_crops, path, claimed.facts, cuts, folder)
        return tuple(store(file, folder, storage) for file in made.files)


def keep(
    session: Session, claimed: Claimed, made: tuple[StoredSize, ...], *, now: datetime
) -> None:
    """Write the crops that are still missing; the objects of the others are strays.

    Where somebody has framed the image anew meanwhile, the rest stays noted.
    """
    image = session.get_one(Image, claimed.image_id)
    session.refresh(image, with_for_update={"of": Image})
    left, file = crops.missing(image), image.file
    if file is not None and claimed.is_of(file):
        for size in made:
            name = size.spec.split(".", 1)[0]
            if left.get(name) == claimed.boxes[name]:
                _put(file, size, claimed.boxes[name])
        session.flush()
    if not crops.missing(image):
        _settle(image)
    audit.record(session, "crops", "image", image.id, by=None, now=now, detail={"crops": len(made)})


def fail(session: Session, image_id: int, why: str, *, now: datetime) -> None:
    """Give the crops up with a reason that staff see; the next change of the image tries again."""
    image = session.get_one(Image, image_id)
    _settle(image)
    image.crops_error = why
    audit.record(session, "crops_failed", "image", image_id, by=None, now=now, detail={"why": why})


def _put(file: ImageFile, size: StoredSize, box: Box) -> None:
    """Put a crop in the place of the one that was cut otherwise; its bytes become a stray."""
    name = size.spec.split(".", 1)[0]
    found = next((one for one in file.renditions if crops.size_name(one) == name), None)
    if found is None:
        found = Rendition()
        file.renditions.append(found)
    found.spec = size.spec  # of a transparent picture it may have been a JPEG
    found.key, found.plan, found.bytes = size.key, size.plan.to_json(), size.bytes
    found.sha256, found.width, found.height = size.sha256, size.width, size.height
    found.box = list(box)


def _settle(image: Image) -> None:
    image.crops_due, image.crops_tries = False, 0
    image.crops_lease = image.crops_error = None
