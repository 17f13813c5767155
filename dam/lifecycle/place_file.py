"""The current file of an image: replaced by one whose sizes are made, with all that follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from dam import clearance
from dam.clearance import crops
from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import Image, ImageFile
from dam.delivery import notices, signed_files
from dam.ingest import duplicates, renditions
from dam.lifecycle import framing
from dam.rights.image_states import ImageState, ProcessingState

SAME_SHAPE = 0.01
"""By so much, as a share, width by height may differ for a drawn crop to show the same part."""


def put_in_place(
    session: Session, image: Image, file: ImageFile, *, note: str, by: int | None, now: datetime
) -> None:
    """Make a file with finished sizes the current one of a locked image."""
    before = image.file
    image.file = file
    image.processing, image.processing_tries = ProcessingState.READY, 0
    image.processing_lease = image.processing_error = None
    image.version += 1
    image.updated_at = now
    # Whoever chooses what is seen is no second pair of eyes for it.
    image.edited_by = by or image.edited_by
    renditions.set_origin_from_file(image, file)
    session.flush()
    audit.record_change(
        session,
        AuditAction.REPLACE,
        "image",
        image.id,
        before={"file": _describe_version(before)},
        after={"file": _describe_version(file)},
        by=by,
        now=now,
    )
    signed_files.forget_signed_files_of(session, image.id)
    if before is not None and not _same_shape(before, file):
        framing.save_framing(
            session, image, replace(crops.read_framing(image), drawn={}), by=by, now=now
        )
    duplicates.record_duplicates(session, image)
    clearance.recompute_and_relist(session, image, now=now)
    if image.state == ImageState.PUBLISHED:
        notices.notify_replaced_file(session, image, note, now=now)


def _describe_version(file: ImageFile | None) -> str:
    return f"{file.n}: {file.original_name}" if file else ""


def _same_shape(file: ImageFile, other: ImageFile) -> bool:
    shape, another = file.width / file.height, other.width / other.height
    return abs(shape - another) <= SAME_SHAPE * shape
