"""Original → crops, made by the worker once the image is published, and again when framed anew;
with them previews of a size that is newer than the image.

`claim_crops`, `store_crop_rows` and `fail_crops` stand in the worker's transactions;
`make_and_store_crops` runs between them without one. A crop's row says what it was cut by, so a job
that runs twice, or late, does no harm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from dam.clearance import crops
from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.locks import lock_row
from dam.database.models import Image, ImageFile, Rendition
from dam.imaging import tasks
from dam.imaging.crop import RATIOS, Box
from dam.imaging.inspect import PictureFacts
from dam.imaging.make_crops import CropOrder
from dam.imaging.render import RenderedFile
from dam.imaging.rendition_specs import RenditionSpecs
from dam.imaging.sandbox.runner import Sandbox
from dam.ingest import renditions
from dam.ingest.accept import translate_storage_errors, work_folder
from dam.ingest.new_previews import add_previews, list_missing_previews
from dam.ingest.renditions import LEASE, MOST_TRIES
from dam.ingest.stored_files import StoredSize, fetch_object, store_rendered_file
from storage_adapters.contract import Storage


@dataclass(frozen=True, slots=True)
class ClaimedCrops(renditions.ClaimedFile):
    """What the worker needs to know to make what an image lacks: the box of each crop, by name,
    and the names of previews.
    """

    boxes: Mapping[str, Box]
    previews: frozenset[str]


def claim_crops(session: Session, image_id: int, now: datetime) -> ClaimedCrops | None:
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
        fail_crops(session, image_id, "Beskärningarna gick inte att göra på tre försök.", now=now)
        return None
    image = session.get_one(Image, image_id)
    missing, file = crops.list_missing_crops(image), image.file
    previews = list_missing_previews(image)
    if not (missing or previews) or file is None:
        _clear_crops_claim(image)
        return None
    facts = PictureFacts.from_json(file.facts)
    return ClaimedCrops(image_id, file.id, file.key, file.sha256, facts, missing, previews)


def renew_crops_claim(session: Session, image_id: int, now: datetime) -> None:
    """Hold on to a job that takes long."""
    session.execute(update(Image).where(Image.id == image_id).values(crops_lease=now + LEASE))


def make_and_store_crops(
    claimed: ClaimedCrops, *, storage: Storage, sandbox: Sandbox, specs: RenditionSpecs
) -> tuple[StoredSize, ...]:
    """Make and store what is missing; raises Refused where the file cannot be read or cut."""
    cuts = [
        CropOrder(spec, claimed.boxes[spec.name])
        for spec in specs.crops_of(claimed.facts)
        if spec.name in claimed.boxes
    ]
    previews = [spec for spec in specs.sizes_of(claimed.facts) if spec.name in claimed.previews]
    with work_folder() as folder, translate_storage_errors():
        path = folder / "original"
        fetch_object(claimed.key, path, storage)
        files: list[RenderedFile] = []
        if cuts:
            files += sandbox.run(tasks.make_crop_files, path, claimed.facts, cuts, folder).files
        if previews:
            files += sandbox.run(
                tasks.make_renditions, path, claimed.facts, previews, specs.placeholder, folder
            ).files
        return tuple(store_rendered_file(file, folder, storage) for file in files)


def store_crop_rows(
    session: Session, claimed: ClaimedCrops, stored_sizes: tuple[StoredSize, ...], *, now: datetime
) -> None:
    """Write what is still missing; others are strays, and a newer framing stays noted."""
    image = session.get_one(Image, claimed.image_id)
    lock_row(session, image)
    missing, file = crops.list_missing_crops(image), image.file
    if file is not None and claimed.is_of(file):
        add_previews(file, [size for size in stored_sizes if not is_crop(size)])
        for size in filter(is_crop, stored_sizes):
            name = size.spec.split(".", 1)[0]
            if missing.get(name) == claimed.boxes[name]:
                _replace_crop(file, size, claimed.boxes[name])
        session.flush()
    if not crops.list_missing_crops(image) and not list_missing_previews(image):
        _clear_crops_claim(image)
    audit.record_event(
        session,
        AuditAction.CROPS if claimed.boxes else AuditAction.SIZES,
        "image",
        image.id,
        by=None,
        now=now,
        detail={"crops": len(claimed.boxes)} if claimed.boxes else {"sizes": len(stored_sizes)},
    )


def is_crop(size: StoredSize) -> bool:
    return size.spec.split(".", 1)[0] in RATIOS


def fail_crops(session: Session, image_id: int, why: str, *, now: datetime) -> None:
    """Give the crops up with a reason that staff see; the next change of the image tries again."""
    image = session.get_one(Image, image_id)
    _clear_crops_claim(image)
    image.crops_error = why
    audit.record_event(
        session, AuditAction.CROPS_FAILED, "image", image_id, by=None, now=now, detail={"why": why}
    )


def _replace_crop(file: ImageFile, size: StoredSize, box: Box) -> None:
    """Put a crop in the place of the one that was cut otherwise; its bytes become a stray."""
    name = size.spec.split(".", 1)[0]
    rendition = next(
        (candidate for candidate in file.renditions if crops.size_name(candidate) == name), None
    )
    if rendition is None:
        rendition = Rendition()
        file.renditions.append(rendition)
    rendition.spec = size.spec  # of a transparent picture it may have been a JPEG
    rendition.key, rendition.plan, rendition.bytes = size.key, size.plan.to_json(), size.bytes
    rendition.sha256, rendition.width, rendition.height = size.sha256, size.width, size.height
    rendition.box = list(box)


def _clear_crops_claim(image: Image) -> None:
    image.crops_due, image.crops_tries = False, 0
    image.crops_lease = image.crops_error = None
