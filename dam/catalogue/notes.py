"""Internal notes about an image."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import Image, ImageNote
from dam.errors import BadInput
from dam.rights.image_states import ImageState
from dam.text import limits


def add_note(
    session: Session, image: Image, text: str, *, returns: bool = False, by: int, now: datetime
) -> None:
    """Add a note about an image; raises BadInput. The same words twice in a row are one note."""
    words = text.replace("\r\n", "\n").strip()
    if not 0 < len(words) <= limits.NOTE:
        wrong = f"Skriv högst {limits.NOTE} tecken." if words else "Skriv din anteckning."
        raise BadInput(wrong, fields={"note": wrong})
    last = session.scalars(_select_image_notes(image.id).limit(1)).first()
    if last and (last.user_id, last.text, last.returns) == (by, words, returns):
        return
    session.add(ImageNote(image_id=image.id, user_id=by, at=now, text=words, returns=returns))
    audit.record_event(session, AuditAction.NOTE, "image", image.id, by=by, now=now)
    session.flush()


def notes_of(session: Session, image_id: int) -> Sequence[ImageNote]:
    """Return the notes about an image, the newest first."""
    return session.scalars(_select_image_notes(image_id)).all()


def why_returned(session: Session, image: Image) -> ImageNote | None:
    """Return the note with which a draft was sent back."""
    if image.state != ImageState.DRAFT or image.sent_by is None:
        return None
    return session.scalars(_select_image_notes(image.id).where(ImageNote.returns).limit(1)).first()


def _select_image_notes(image_id: int) -> Select[ImageNote]:
    return select(ImageNote).where(ImageNote.image_id == image_id).order_by(ImageNote.id.desc())
