"""Scheduled publication: choose the moment, cancel it, and ask the gate when it comes.

The worker publishes through the same step as a person; of two that come at once, one does.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from dam import approval, clearance
from dam.approval import ApprovalStep, ImageUnseen, NotApproved
from dam.approval.moment import forget_schedule
from dam.clearance import NotPublishable
from dam.database import audit, jobs
from dam.database.audit_actions import AuditAction
from dam.database.locks import lock_row
from dam.database.models import Image
from dam.errors import BadInput, Conflict
from dam.lifecycle.publish import publish_image
from dam.lifecycle.worklists import UNPUBLISHED
from dam.rights.periods import STOCKHOLM

PAST = "Välj en tid som inte har passerat."
STARTED = "Bilden är publicerad eller återkallad, och då finns det ingen tid att välja."


def schedule_publication(
    session: Session, image: Image, at: datetime, *, seen: str, by: int, now: datetime
) -> None:
    """Choose when a held image is published as ``by`` saw it, instead of any moment chosen before.

    Raises BadInput for a moment that is past, NotPublishable with what would be missing then,
    NotApproved where another person has to choose it, Conflict where the image is no draft, Unseen
    where its fingerprint is not the one ``seen``.
    """
    if image.state not in UNPUBLISHED:
        raise Conflict(STARTED)
    if at <= now:
        raise BadInput(PAST, fields={"publish_day": PAST})
    clearance.ensure_publishable(image, at)
    approval.ensure_approved(session, image, by=by)
    approval.store_approval(session, image, ApprovalStep.SCHEDULED, seen=seen, by=by, now=now)
    image.publish_at, image.publish_by, image.publish_error = at, by, None
    image.version += 1
    detail = {"at": at.astimezone(STOCKHOLM).isoformat(" ", "minutes")}
    audit.record_event(
        session, AuditAction.SCHEDULE, "image", image.id, by=by, now=now, detail=detail
    )
    jobs.after_commit(session, "publish", image.id, due=at)


def cancel_publication(session: Session, image: Image, *, by: int | None, now: datetime) -> None:
    """Cancel the scheduled moment, or the note that it failed; nothing where there is none."""
    approval.forget_approvals(session, image.id, ApprovalStep.SCHEDULED)
    if image.publish_at is not None:
        forget_schedule(image)
        image.version += 1
        audit.record_event(session, AuditAction.CANCEL_SCHEDULE, "image", image.id, by=by, now=now)


def publish_due_image(session: Session, image_id: int, *, now: datetime) -> str:
    """Publish the image if its moment has come; returns published, refused or gone.

    Where it may not be published then it stays as it is, with why, until a person looks. A moment
    of what is no draft any more is forgotten, or the worker would come back to it for ever.
    """
    image = session.get(Image, image_id)
    if image is None:
        return "gone"
    lock_row(session, image)
    due = image.publish_at is not None and image.publish_at <= now
    if not due or image.publish_error is not None:
        return "gone"
    if image.state not in UNPUBLISHED or image.binned_at is not None:
        cancel_publication(session, image, by=None, now=now)
        return "gone"
    try:
        seen = approval.scheduled_fingerprint(session, image)
        publish_image(session, image, seen=seen, by=image.publish_by, now=now)
    except (NotPublishable, NotApproved, ImageUnseen) as error:
        missing = error.missing if isinstance(error, NotPublishable) else ()
        image.publish_error = " ".join([str(error), *(item.sentence for item in missing)])
        image.version += 1
        approval.forget_approvals(session, image.id, ApprovalStep.SCHEDULED)
        audit.record_event(
            session, AuditAction.SCHEDULE_FAILED, "image", image.id, by=None, now=now
        )
        return "refused"
    return "published"
