"""Decisions on waiting changes: record them, tell whoever proposed the change, list them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dam import approval
from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import AuditEvent, Image, User, WaitingChange
from dam.mail import letters, outbox

APPROVE, REFUSE = AuditAction.APPROVE_CHANGE, AuditAction.REFUSE_CHANGE
LETTERS = {APPROVE: letters.change_approved, REFUSE: letters.change_refused}


def record_change_decision(
    session: Session,
    image: Image,
    row: WaitingChange,
    action: AuditAction,
    *,
    by: int,
    now: datetime,
) -> None:
    """Record what became of a change, and post a letter to whoever proposed it."""
    image.version += 1
    detail = {"proposer": row.user_id}
    fields = sorted(row.after)
    audit.record_event(
        session, action, "image", image.id, by=by, now=now, fields=fields, detail=detail
    )
    proposer = session.get(User, row.user_id) if row.user_id is not None else None
    if proposer is not None and proposer.active and proposer.id != by:
        outbox.post_letter(session, LETTERS[action](proposer, image.id), now=now)


def list_change_decisions(
    session: Session, proposer: int, since: datetime
) -> Sequence[tuple[AuditEvent, Image]]:
    """Return what others have decided of somebody's changes since then, the latest first."""
    theirs = AuditEvent.detail["proposer"].as_integer() == proposer
    chosen = (
        select(AuditEvent, Image)
        .join(Image, Image.id == AuditEvent.object_id)
        .where(AuditEvent.kind == "image", AuditEvent.action.in_(LETTERS), theirs)
        .where(AuditEvent.at >= since, AuditEvent.user_id != proposer)
        .options(*approval.LISTED)
        .order_by(AuditEvent.id.desc())
    )
    return [(event, image) for event, image in session.execute(chosen).unique()]
