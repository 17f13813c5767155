"""Assignment of an image to somebody responsible."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import Image, User
from dam.errors import BadInput

CHOOSE = "Välj någon som arbetar här."


def assign_image(
    session: Session, image: Image, user_id: int | None, *, by: int | None, now: datetime
) -> None:
    """Assign a locked image to somebody active, or to nobody; its version stays."""
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
        session, AuditAction.ASSIGN, "image", image.id, before=before, after=after, by=by, now=now
    )


def may_answer(session: Session, user_id: int | None) -> bool:
    """Whether an image may be assigned to somebody: an active account, or nobody."""
    user = session.get(User, user_id) if user_id is not None else None
    return user_id is None or (user is not None and user.active)
