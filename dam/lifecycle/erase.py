"""Erasure of a withdrawn or binned image: every byte and word, but for the fact that it was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session

from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import (
    Approval,
    AuditEvent,
    Clipping,
    CollectionImage,
    DhashBand,
    Download,
    Duplicate,
    EmbargoLink,
    Image,
    ImageFile,
    ImageNote,
    ImagePerson,
    ImageText,
    ImageTopic,
    ImageWords,
    Lease,
    PendingReplacement,
    Rendition,
    Revision,
    SignedFile,
    WaitingChange,
    Watcher,
)
from dam.database.session import Database
from dam.errors import Conflict
from dam.ingest import batch, orphans
from dam.mail.image_names import forget_names
from dam.rights.image_states import ImageState, ProcessingState
from storage_adapters.contract import Storage

BLANK: dict[str, Any] = {
    "creators": [],
    "credit_override": None,
    "persons": [],
    "place": None,
    "date_text": None,
    "keywords": [],
    "focal_x": 0.5,
    "focal_y": 0.5,
    "drawn_crops": {},
    "crops_due": False,
    "crops_error": None,
    "identifiable_people": None,
    "people_basis": None,
    "digital_source_type": None,
    # Nobody is to make sizes of what is gone.
    "processing": ProcessingState.READY,
    "processing_lease": None,
    "processing_error": None,
    "created_by": None,
    "edited_by": None,
    "assigned_to": None,
    "withdrawn_by": None,
    "sent_by": None,
    "binned_at": None,
    "binned_by": None,
    "current_file_id": None,
    "terms_version_id": None,
}
"""What an erased image says of itself."""


def erase_image(session: Session, image: Image, *, by: int | None, now: datetime) -> list[str]:
    """Erase the rows of an image that is withdrawn or lies in the bin; returns the keys of its
    bytes, to be removed once committed. Raises Conflict for any other.

    Its id, dates, reason and replacement stay, so that its page goes on answering; so do counted
    downloads, and requests, which have a retention of their own.
    """
    if image.state != ImageState.WITHDRAWN and image.binned_at is None:
        raise Conflict("Bara en återkallad bild kan raderas. Återkalla den först.")
    image_id = image.id
    keys = _list_object_keys(session, image_id)
    session.execute(
        update(Image)
        .where(Image.id == image_id)
        .values(BLANK | {"state": ImageState.ERASED, "erased_at": now, "updated_at": now})
    )
    files = select(ImageFile.id).where(ImageFile.image_id == image_id)
    session.execute(update(Download).where(Download.image_id == image_id).values(file_id=None))
    for row in (Rendition, SignedFile, DhashBand):
        session.execute(delete(row).where(row.file_id.in_(files)))
    tables = (ImageText, ImageTopic, ImagePerson, ImageNote, Lease, EmbargoLink, Watcher, Clipping)
    own = (Approval, WaitingChange, PendingReplacement, ImageFile, CollectionImage, Duplicate)
    for kind in (*own, *tables, ImageWords):
        session.execute(delete(kind).where(kind.image_id == image_id))
    session.execute(delete(Duplicate).where(Duplicate.other_id == image_id))
    forget_history(session, image_id)
    forget_names(session, image_id)
    batch.forget_image_uploads(session, image_id)
    if session.get_bind().dialect.name == "sqlite":
        # FTS5 keeps removed words until it merges what it holds.
        session.execute(text("INSERT INTO listing_fts(listing_fts) VALUES ('optimize')"))
        session.execute(text("INSERT INTO image_fts(image_fts) VALUES ('optimize')"))
    session.expire_all()
    audit.record_event(session, AuditAction.ERASE, "image", image_id, by=by, now=now)
    return keys


def remove_bytes(database: Database, storage: Storage, keys: Iterable[str]) -> None:
    """Remove the bytes that no image needs now; what a crash leaves is swept as strays."""
    orphans.remove_if_orphaned(database, storage, keys)
    database.empty_log()


def _list_object_keys(session: Session, image_id: int) -> list[str]:
    files = session.scalars(select(ImageFile).where(ImageFile.image_id == image_id)).all()
    signed = select(SignedFile.key).join(ImageFile, ImageFile.id == SignedFile.file_id)
    keys = {file.key for file in files} | {file.base_key for file in files if file.base_key}
    keys |= {rendition.key for file in files for rendition in file.renditions}
    keys |= set(session.scalars(signed.where(ImageFile.image_id == image_id)))
    return sorted(keys)


def forget_history(session: Session, image_id: int) -> None:
    """Remove what fields of the image held before; that they were changed stays."""
    events = select(AuditEvent.id).where(
        AuditEvent.kind == "image", AuditEvent.object_id == image_id
    )
    session.execute(delete(Revision).where(Revision.event_id.in_(events)))
