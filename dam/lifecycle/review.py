"""Review of drafts: send one, send it back with a note, take it back; publishing approves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from dam import approval, clearance
from dam.approval import ApprovalStep, moment
from dam.catalogue import notes
from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import Approval, Image, User
from dam.errors import Conflict, NotAllowed
from dam.lifecycle import worklists
from dam.mail import letters, outbox
from dam.rights.image_states import ImageState

NOT_THERE = "Bilden granskas inte längre. Ladda om sidan för att se vad som har hänt."


def send_to_review(session: Session, image: Image, *, seen: str, by: int, now: datetime) -> None:
    """Send a held image to review as ``by`` saw it, once more where it is there already.

    Raises NotPublishable with what is missing, Conflict where it is no draft, Unseen where its
    fingerprint is not the one ``seen``.
    """
    if image.state not in worklists.UNPUBLISHED:
        raise Conflict("Bilden är inget utkast och kan inte skickas till granskning.")
    clearance.ensure_publishable(image, now)
    before = session.get(Approval, (image.id, ApprovalStep.SENT))
    stands = before is not None and before.lost_at is None and image.state == ImageState.REVIEW
    if stands and image.sent_by == by:
        return
    approval.store_approval(session, image, ApprovalStep.SENT, seen=seen, by=by, now=now)
    image.sent_by, image.sent_at = by, now
    _set_review_state(image, ImageState.REVIEW, now)
    audit.record_event(session, AuditAction.SEND, "image", image.id, by=by, now=now)


def send_back(session: Session, image: Image, note: str, *, by: int, now: datetime) -> None:
    """Return an image to draft, unscheduled, and tell its sender why; BadInput without a note."""
    _ensure_there(image)
    notes.add_note(session, image, note, returns=True, by=by, now=now)
    moment.forget_schedule(image)
    approval.forget_approvals(session, image.id)
    _set_review_state(image, ImageState.DRAFT, now)
    audit.record_event(session, AuditAction.SEND_BACK, "image", image.id, by=by, now=now)
    sender = session.get(User, image.sent_by) if image.sent_by is not None else None
    if sender is not None and sender.active and sender.id != by:
        outbox.post_letter(session, letters.draft_review_return(sender, image.id), now=now)


def take_back_from_review(session: Session, image: Image, *, by: int, now: datetime) -> None:
    """Return an image in review to draft; NotAllowed for others than its sender."""
    _ensure_there(image)
    if image.sent_by != by:
        raise NotAllowed("Bara den som skickade bilden till granskning kan ta tillbaka den.")
    worklists.leave_workflow(image)
    approval.forget_approvals(session, image.id)
    _set_review_state(image, ImageState.DRAFT, now)
    audit.record_event(session, AuditAction.TAKE_BACK, "image", image.id, by=by, now=now)


def _ensure_there(image: Image) -> None:
    if image.state != ImageState.REVIEW:
        raise Conflict(NOT_THERE)


def _set_review_state(image: Image, state: str, now: datetime) -> None:
    image.state = state
    image.version += 1
    image.updated_at = now
