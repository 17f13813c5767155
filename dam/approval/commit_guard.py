"""Before each commit: an approval of what has been changed since is taken back, whoever changed it
and by whatever door. All that changes an image, a person or a collection is recorded, so nobody can
forget to ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from dam import approval
from dam.approval import ApprovalStep, NotApproved, moment
from dam.database import audit, site_settings
from dam.database.audit import Recorded
from dam.database.audit_actions import AuditAction
from dam.database.models import Approval, Image, User
from dam.database.row_states import Role
from dam.errors import NotAllowed
from dam.i18n.translation import Sentence
from dam.mail import letters, outbox
from dam.rights.image_states import ImageState

DESCRIBING = {
    AuditAction.DESCRIBE,
    AuditAction.TERMS,
    AuditAction.BOUNDS,
    AuditAction.SHOW_PEOPLE,
    AuditAction.FRAME,
    AuditAction.REPLACE,
    AuditAction.ASK_VERSION,
}
"""What is recorded where something is said or shown otherwise of an image."""
BESIDE = frozenset(("person", "collection"))
"""Kinds of things that images say something of, besides what is their own."""
AT_ONCE = 500
_PASSING = "dam_passing"
PUBLIC = Sentence("Bilden är publicerad, och en annan redaktör behöver godkänna ändringen.")
DRAFTS_ALONE = "Bilden är inget utkast längre. Be en redaktör om ändringen."


def watch_approvals() -> None:
    """Let every session of this process ask before it commits; harmless to repeat."""
    if not event.contains(Session, "before_commit", settle_approvals):
        event.listen(Session, "before_commit", settle_approvals)


def let_pass(session: Session, image_id: int, *, approved: bool = False) -> None:
    """Note that the session's change of a published image is ``approved``, or needs no approval."""
    passing: dict[int, bool] = session.info.setdefault(_PASSING, {})
    passing[image_id] = approved or passing.get(image_id, False)


def settle_approvals(session: Session) -> None:
    """Take back what is no longer true of the images that the session has changed.

    Raises NotAllowed where an uploader has changed what is no draft of theirs any more, and
    NotApproved where what is public was changed past `waiting_changes.propose_changes`.
    """
    if session.in_nested_transaction():
        return
    recorded = audit.take_recorded(session)
    changes = _by_image(recorded)
    beside = [change for change in recorded if change.kind in BESIDE]
    if not changes and not beside:
        return
    session.flush()
    passing: dict[int, bool] = session.info.pop(_PASSING, {})
    _ensure_own_drafts(session, {key: changes[key] for key in changes if not passing.get(key)})
    _ensure_waited(session, recorded, passing)
    for row in _list_approvals_in_force(session, None if beside else list(changes)):
        change = changes.get(row.image_id) or (beside[-1] if beside else None)
        if change is not None:
            _settle_one(session, row, change)
    audit.take_recorded(session)


def _by_image(recorded: Iterable[Recorded]) -> dict[int, Recorded]:
    """Return the newest change of each image; of what says something of it, if anything did."""
    found: dict[int, Recorded] = {}
    for entry in recorded:
        for image_id in entry.object_ids if entry.kind == "image" else ():
            if entry.action in DESCRIBING or image_id not in found:
                found[image_id] = entry
    return found


def _list_approvals_in_force(session: Session, image_ids: Sequence[int] | None) -> list[Approval]:
    """Return the approvals in force, of these images or of all: those are never many."""
    chosen = select(Approval).where(Approval.lost_at.is_(None)).order_by(Approval.image_id)
    if image_ids is not None and len(image_ids) <= AT_ONCE:
        chosen = chosen.where(Approval.image_id.in_(image_ids))
    return list(session.scalars(chosen))


def _settle_one(session: Session, row: Approval, change: Recorded) -> None:
    image = session.get(Image, row.image_id)
    if image is None:
        return
    session.expire(image)
    marks = approval.mark_fingerprint_fields(session, image)
    if row.fingerprint == approval.fingerprint_of(marks):
        return
    if not row.fingerprint and change.action not in DESCRIBING and change.kind == "image":
        return
    _take_approval_back(session, image, row, change, approval.list_changed_marks(row.parts, marks))


def _take_approval_back(
    session: Session, image: Image, row: Approval, change: Recorded, fields: list[str]
) -> None:
    """Take an approval back, with the moment that it was for, and tell who gave it."""
    row.lost_at, row.lost_by, row.lost_fields = change.at, change.by, fields
    if row.step == ApprovalStep.SCHEDULED:
        row.lost_publish_at = image.publish_at
        moment.forget_schedule(image)
    audit.record_event(
        session,
        AuditAction.LOSE_APPROVAL,
        "image",
        image.id,
        by=change.by,
        now=change.at,
        fields=fields,
        detail={"step": row.step},
    )
    holder = session.get(User, row.user_id)
    if holder is not None and holder.active and holder.id != change.by:
        outbox.post_letter(session, letters.approval_lost(holder, image.id), now=change.at)


def _ensure_own_drafts(session: Session, changes: dict[int, Recorded]) -> None:
    described = {
        image_id: change for image_id, change in changes.items() if change.action in DESCRIBING
    }
    by = {change.by for change in described.values() if change.by is not None}
    if not by:
        return
    uploaders = set(
        session.scalars(select(User.id).where(User.id.in_(by), User.role == Role.UPLOADER))
    )
    for image_id, change in described.items():
        image = session.get(Image, image_id) if change.by in uploaders else None
        beyond = {ImageState.REVIEW, ImageState.PUBLISHED}
        if image is not None and (image.state in beyond or image.publish_at):
            raise NotAllowed(DRAFTS_ALONE)


def _ensure_waited(session: Session, recorded: Iterable[Recorded], passing: Iterable[int]) -> None:
    """Raise unless what this session has published was approved with all its former words."""
    waiting: set[int] = set()
    published = set(passing)
    for entry in recorded:
        if entry.kind == "image" and entry.action in DESCRIBING - {AuditAction.ASK_VERSION}:
            waiting.update(entry.object_ids)
        elif entry.kind == "image" and entry.action == AuditAction.PUBLISH:
            published.update(entry.object_ids)
    left = sorted(waiting - published)
    if not left or not site_settings.read_current_choices(session).review_required:
        return
    for start in range(0, len(left), AT_ONCE):
        ids = left[start : start + AT_ONCE]
        public = select(Image.id).where(Image.id.in_(ids), Image.state == ImageState.PUBLISHED)
        if session.scalar(public.limit(1)) is not None:
            raise NotApproved(PUBLIC)
