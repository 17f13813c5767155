"""Replacement of an image's file; its id, addresses, description, terms and statistics stay.

The public keeps the old file until all sizes of the new one stand. Then one transaction puts it in
place and lets the letters go to those who asked to be told.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, delete, select
from sqlalchemy.orm import Session

from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import Base, Image, ImageFile
from dam.errors import Conflict
from dam.ingest import batch, versions
from dam.ingest.accept import ReceivedFile
from dam.ingest.renditions import ClaimedFile, MadeRenditions
from dam.lifecycle import erase, waiting_changes
from dam.lifecycle.place_file import put_in_place
from dam.rights.image_states import ImageState, ProcessingState
from storage_adapters.contract import Storage


def take_in_replacement(
    session: Session,
    image: Image,
    received: ReceivedFile,
    *,
    note: str = "",
    storage: Storage,
    by: int | None,
    now: datetime,
) -> ImageFile:
    """Let a received file replace that of a held image; returns it, or the version before that had
    its bytes and is brought back. Raises as `versions.add_file_version` and
    `versions.queue_replacement` do.
    """
    versions.ensure_none_pending(session, image)
    file = versions.add_file_version(session, image, received, storage=storage, by=by, now=now)
    bring_version_forward(session, image, file, note=note, by=by, now=now)
    return file


def bring_version_forward(
    session: Session,
    image: Image,
    file: ImageFile,
    *,
    note: str = "",
    by: int | None,
    now: datetime,
) -> None:
    """Make a version the current file of a locked image: now if its sizes are made, else later."""
    versions.ensure_none_pending(session, image)
    if file.plan is None:
        versions.queue_replacement(session, image, file, note=note, by=by, now=now)
    elif file.id != image.current_file_id:
        _put_in_place(session, image, file, note=note, by=by, now=now)


def finish_replacement(
    session: Session, claimed: ClaimedFile, made: MadeRenditions, *, now: datetime
) -> bool:
    """Keep the sizes of a pending replacement and make it current; False where it was cancelled."""
    kept = versions.store_replacement(session, claimed, made)
    if kept is None:
        return False
    image, row = kept
    file, note, by = row.file, row.note, row.asked_by
    session.delete(row)
    session.flush()
    _put_in_place(session, image, file, note=note, by=by, now=now)
    return True


def absorb_draft_file(
    session: Session, draft: Image, other: Image, *, note: str = "", by: int | None, now: datetime
) -> None:
    """Let the file of a held draft become the next version of another held image; nothing else is
    left of the draft. Raises Conflict for what has been published or has no sizes yet.
    """
    file = draft.file
    unpublished = draft.state in {ImageState.DRAFT, ImageState.REVIEW}
    if not unpublished or draft.first_published_at or draft.withdrawn_at:
        raise Conflict("Bilden har varit publicerad och kan inte bli en version av en annan.")
    if file is None or draft.processing != ProcessingState.READY:
        raise Conflict("Bildens storlekar är inte klara än. Försök igen om en stund.")
    versions.ensure_none_pending(session, other)
    draft_id, other_id, file_id = draft.id, other.id, file.id
    draft.file = None
    session.flush()
    file.n, file.image_id = versions.next_version_number(session, other_id), other_id
    session.flush()
    batch.redirect_upload_results(session, draft_id, other_id)
    _take_away(session, draft_id)
    session.expire_all()
    audit.record_event(
        session,
        AuditAction.BECOME_VERSION,
        "image",
        draft_id,
        by=by,
        now=now,
        detail={"other": other_id},
    )
    file = session.get_one(ImageFile, file_id)
    _put_in_place(session, other, file, note=note, by=by, now=now)


def _put_in_place(
    session: Session, image: Image, file: ImageFile, *, note: str, by: int | None, now: datetime
) -> None:
    """Make a file whose sizes stand the current one, or let it wait for another person."""
    with waiting_changes.propose_changes(session, image, note=note, by=by, now=now):
        put_in_place(session, image, file, note=note, by=by, now=now)


def _take_away(session: Session, image_id: int) -> None:
    """Delete an unpublished image and every row of it or its files; its bytes are swept."""
    erase.forget_history(session, image_id)
    files = select(ImageFile.id).where(ImageFile.image_id == image_id)
    for column in _pointing_at(ImageFile.__tablename__):
        session.execute(delete(column.table).where(column.in_(files)))
    for column in _pointing_at(Image.__tablename__):
        session.execute(delete(column.table).where(column == image_id))
    session.execute(delete(Image).where(Image.id == image_id))


def _pointing_at(rows: str) -> list[Column[int]]:
    """Return the columns with a foreign key to these rows, but for the image's own."""
    return [
        foreign.parent
        for table in Base.metadata.sorted_tables
        for foreign in table.foreign_keys
        if foreign.column.table.name == rows and table.name != Image.__tablename__
    ]
