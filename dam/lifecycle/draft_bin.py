"""The bin of drafts: put a draft in it, restore it, erase it after some days.

The doors hold the image (`catalogue.lock_image`); what lies in the bin is found with ``binned``
alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session

from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import Image, User
from dam.database.models.eager_loading import EDITED
from dam.database.row_states import Role
from dam.errors import Conflict, NotAllowed
from dam.lifecycle import erase, schedule
from dam.lifecycle.worklists import UNPUBLISHED

KEPT = timedelta(days=30)
"""How long what lies in the bin may be brought back."""

BATCH = 20
"""So many images are erased in one transaction."""

SEEN = "Bilden har varit publicerad. Återkalla den i stället, så kan den raderas sedan."
IN_BIN = "Bilden ligger redan i papperskorgen."
NOT_YOURS = "Bara den som laddade upp bilden eller en redaktör kan lägga den i papperskorgen."


def find_bin_hindrance(image: Image, user: User | None) -> str | None:
    """Return why somebody (None: a command) cannot bin an image; None where they can."""
    if image.binned_at is not None:
        return IN_BIN
    if image.state not in UNPUBLISHED or image.first_published_at is not None:
        return SEEN
    if user is not None and user.role == Role.UPLOADER and user.id != image.created_by:
        return NOT_YOURS
    return None


def put_in_bin(session: Session, image: Image, *, user: User | None, now: datetime) -> None:
    """Bin a locked image, which drops its schedule; Conflict where it was public or is binned."""
    why_not = find_bin_hindrance(image, user)
    if why_not is not None:
        raise NotAllowed(why_not) if why_not == NOT_YOURS else Conflict(why_not)
    by = user.id if user else None
    schedule.cancel_publication(session, image, by=by, now=now)
    image.binned_at, image.binned_by = now, by
    _touch_image(image, now)
    audit.record_event(session, AuditAction.BIN, "image", image.id, by=by, now=now)


def restore_from_bin(session: Session, image: Image, *, by: int | None, now: datetime) -> None:
    """Restore a locked image from the bin; Conflict where it is not in it."""
    if image.binned_at is None:
        raise Conflict("Bilden ligger inte i papperskorgen.")
    image.binned_at = image.binned_by = None
    _touch_image(image, now)
    audit.record_event(session, AuditAction.RESTORE_FROM_BIN, "image", image.id, by=by, now=now)


def list_binned(session: Session, user: User, most: int = 200) -> Sequence[Image]:
    """Return the binned images that this person may restore, the last binned first."""
    chosen = _select_binned(user).order_by(Image.binned_at.desc(), Image.id.desc()).limit(most)
    return session.scalars(chosen.options(*EDITED)).unique().all()


def count_binned(session: Session, user: User) -> int:
    which = _select_binned(user).with_only_columns(func.count(Image.id))
    return session.scalar(which) or 0


def erase_each(session: Session, user: User, *, now: datetime) -> list[str]:
    """Erase binned images that this person sees; returns the keys of their bytes."""
    return _erase_binned(session, _select_binned(user), by=user.id, now=now)


def erase_due(session: Session, now: datetime) -> list[str]:
    """Erase images whose days in the bin are over; returns the keys to remove once committed."""
    due = select(Image).where(_lies_in_bin(), Image.binned_at <= now - KEPT)
    return _erase_binned(session, due, by=None, now=now)


def _erase_binned(
    session: Session, which: Select[Image], *, by: int | None, now: datetime
) -> list[str]:
    locked = which.order_by(Image.id).limit(BATCH).with_for_update(of=Image, skip_locked=True)
    found = session.scalars(locked.execution_options(populate_existing=True)).unique().all()
    return sorted(
        {key for image in found for key in erase.erase_image(session, image, by=by, now=now)}
    )


def _select_binned(user: User) -> Select[Image]:
    """The query of binned images; an uploader sees their own uploads."""
    own: ColumnElement[bool] = true() if user.role != Role.UPLOADER else Image.created_by == user.id
    return select(Image).where(_lies_in_bin(), own)


def _lies_in_bin() -> ColumnElement[bool]:
    return and_(
        Image.binned_at.is_not(None),
        Image.first_published_at.is_(None),
        or_(*(Image.state == state for state in UNPUBLISHED)),
    )


def _touch_image(image: Image, now: datetime) -> None:
    image.version += 1
    image.updated_at = now
