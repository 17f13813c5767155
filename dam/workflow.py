"""What staff have in hand: who is responsible for an image, what they tell each other about it, and
which images wait for whom.

The steps themselves are `dam.procedures.review` and `dam.procedures.schedule`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from dam import audit
from dam.errors import BadInput
from dam.models import Image, ImageNote, User
from dam.models.loading import SHOWN

LONGEST_NOTE = 4000
UNPUBLISHED = ("draft", "review")
CHOOSE = "Välj någon som arbetar här."


def assign(
    session: Session, image: Image, user_id: int | None, *, by: int | None, now: datetime
) -> None:
    """Make somebody responsible for a held image, or nobody; BadInput for whoever is not active.

    It raises no version: whoever describes the image meanwhile is not in the way.
    """
    if user_id == image.assigned_to:
        return
    if not may_answer(session, user_id):
        raise BadInput(CHOOSE, fields={"assigned_to": CHOOSE})
    user = session.get(User, user_id) if user_id is not None else None
    former = session.get(User, image.assigned_to) if image.assigned_to is not None else None
    before = {"assigned_to": former and (former.name or former.email)}
    image.assigned_to = user_id
    after = {"assigned_to": user and (user.name or user.email)}
    audit.record_change(
        session, "assign", "image", image.id, before=before, after=after, by=by, now=now
    )


def may_answer(session: Session, user_id: int | None) -> bool:
    """Whether somebody may be made responsible: whose account is open, or nobody."""
    user = session.get(User, user_id) if user_id is not None else None
    return user_id is None or (user is not None and user.active)


def forget_schedule(image: Image) -> None:
    """Leave no moment at which the image would be published."""
    image.publish_at = image.publish_by = image.publish_error = None


def leave(image: Image) -> None:
    """Forget review and schedule: the image is published, or withdrawn."""
    image.sent_by = image.sent_at = None
    forget_schedule(image)


def add_note(
    session: Session, image: Image, text: str, *, returns: bool = False, by: int, now: datetime
) -> None:
    """Add a note about an image; raises BadInput. The same words twice in a row are one note."""
    words = text.replace("\r\n", "\n").strip()
    if not 0 < len(words) <= LONGEST_NOTE:
        wrong = f"Skriv högst {LONGEST_NOTE} tecken." if words else "Skriv din anteckning."
        raise BadInput(wrong, fields={"note": wrong})
    last = session.scalars(_notes(image.id).limit(1)).first()
    if last and (last.user_id, last.text, last.returns) == (by, words, returns):
        return
    session.add(ImageNote(image_id=image.id, user_id=by, at=now, text=words, returns=returns))
    audit.record(session, "note", "image", image.id, by=by, now=now)
    session.flush()


def notes_of(session: Session, image_id: int) -> Sequence[ImageNote]:
    """Return what has been noted about an image, the newest first."""
    return session.scalars(_notes(image_id)).all()


def why_returned(session: Session, image: Image) -> ImageNote | None:
    """Return the note with which a draft was sent back."""
    if image.state != "draft" or image.sent_by is None:
        return None
    return session.scalars(_notes(image.id).where(ImageNote.returns).limit(1)).first()


def in_review(session: Session) -> Sequence[Image]:
    """Return the images that wait to be approved, the longest first."""
    return _found(session, _awaits_review(), order=Image.sent_at)


def sent_back(session: Session, user_id: int) -> Sequence[Image]:
    """Return the drafts that somebody sent to review and got back."""
    return _found(session, Image.state == "draft", Image.sent_by == user_id, order=Image.updated_at)


def assigned(session: Session, user_id: int) -> Sequence[Image]:
    """Return the images that somebody is responsible for and that are not published."""
    mine = Image.assigned_to == user_id
    return _found(session, mine, Image.state.in_(UNPUBLISHED), order=Image.id)


def scheduled(session: Session) -> Sequence[Image]:
    """Return the images that will be published, the soonest first."""
    ahead = Image.publish_at.is_not(None), Image.publish_error.is_(None)
    return _found(session, *ahead, order=Image.publish_at)


def refused(session: Session) -> Sequence[Image]:
    """Return the images that should have been published and were not, the latest last."""
    return _found(session, Image.publish_error.is_not(None), order=Image.publish_at)


def figures(session: Session) -> dict[str, int]:
    """Count what the morning's letter tells of: in review, and those whose time came in vain."""
    return {
        "in_review": _count(session, _awaits_review()),
        "refused": _count(session, Image.publish_error.is_not(None)),
    }


def _awaits_review() -> ColumnElement[bool]:
    """Return what is true of an image in review for which nobody has chosen a time to come: whoever
    chooses one approves it.
    """
    no_time_ahead = or_(Image.publish_at.is_(None), Image.publish_error.is_not(None))
    return and_(Image.state == "review", no_time_ahead)


def _notes(image_id: int) -> Select[ImageNote]:
    return select(ImageNote).where(ImageNote.image_id == image_id).order_by(ImageNote.id.desc())


def _found(
    session: Session, *which: ColumnElement[bool], order: InstrumentedAttribute[Any]
) -> Sequence[Image]:
    chosen = select(Image).where(*which, Image.binned_at.is_(None))
    chosen = chosen.order_by(order, Image.id).options(*SHOWN)
    return session.scalars(chosen).unique().all()


def _count(session: Session, which: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(Image).where(which, Image.binned_at.is_(None))
    return session.scalar(counted) or 0
