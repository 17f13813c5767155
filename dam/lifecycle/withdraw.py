"""Withdrawal of an image: all its addresses close in one transaction, and holders get a letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from dam import approval, clearance
from dam.clearance import gate
from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import Image
from dam.delivery import notices, signed_files
from dam.delivery.notices import Recipient
from dam.errors import BadInput, Conflict
from dam.lifecycle import waiting_changes, worklists
from dam.rights.image_states import ImageState
from dam.rights.withdrawal import REASONS
from dam.usage_requests import grants


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Why an image is withdrawn, what replaces it, and whether readers are asked to remove it."""

    reason: str
    replaced_by: int | None = None
    remove: bool = False


def withdraw_image(
    session: Session, image: Image, withdrawal: Withdrawal, *, by: int | None, now: datetime
) -> list[Recipient]:
    """Withdraw the image; returns who gets a letter. BadInput, or Conflict if withdrawn already."""
    if withdrawal.reason not in REASONS:
        *codes, last = REASONS
        sentence = f"Välj ett skäl: {', '.join(codes)} eller {last}."
        raise BadInput(sentence, fields={"reason": sentence})
    if withdrawal.replaced_by is not None:
        _ensure_usable(session, image, withdrawal.replaced_by, now)
    return withdraw_images(session, [image], withdrawal, by=by, now=now)


def withdraw_images(
    session: Session,
    images: Sequence[Image],
    withdrawal: Withdrawal,
    *,
    by: int | None,
    now: datetime,
) -> list[Recipient]:
    """Withdraw images for one reason, revoke what was granted of them, and post the letters."""
    ids = [image.id for image in images]
    recipients = notices.list_recipients(session, ids, now)
    for image in images:
        _withdraw_one_image(session, image, withdrawal, by=by, now=now)
    grants.revoke_images(session, ids, REASONS[withdrawal.reason].sentence, by=by, now=now)
    notices.notify_closed_images(
        session,
        recipients,
        reason=withdrawal.reason,
        remove=withdrawal.remove,
        replaced_by=withdrawal.replaced_by,
        now=now,
    )
    return recipients


def restore_withdrawn_image(
    session: Session, image: Image, *, by: int | None, now: datetime
) -> None:
    """Take a withdrawal back: a draft again, which outsiders are told is withdrawn until it is
    published. What was granted stays revoked. Raises Conflict where there is nothing to take back.
    """
    if image.state != ImageState.WITHDRAWN:
        raise Conflict("Bilden är inte återkallad.")
    image.state = ImageState.DRAFT
    image.version += 1
    image.updated_at = now
    audit.record_event(session, AuditAction.RESTORE, "image", image.id, by=by, now=now)


def _withdraw_one_image(
    session: Session, image: Image, withdrawal: Withdrawal, *, by: int | None, now: datetime
) -> None:
    if image.state == ImageState.WITHDRAWN:
        raise Conflict("Bilden är redan återkallad.")
    before = image.state
    worklists.leave_workflow(image)
    approval.forget_approvals(session, image.id)
    waiting_changes.forget_waiting_changes(session, image.id)
    image.state = ImageState.WITHDRAWN
    # A draft that was taken down before has been closed since then.
    image.withdrawn_at = image.withdrawn_at or now
    image.withdrawn_reason = withdrawal.reason
    image.withdrawn_by = by
    image.replaced_by = withdrawal.replaced_by
    image.version += 1
    image.updated_at = now
    if image.first_published_at is not None and image.first_published_at > now:
        image.first_published_at = None
    signed_files.forget_signed_files_of(session, image.id)
    clearance.recompute_and_relist(session, image, now=now)
    audit.record_event(
        session,
        AuditAction.WITHDRAW,
        "image",
        image.id,
        by=by,
        now=now,
        detail={"from": before, "reason": withdrawal.reason},
    )


def _ensure_usable(session: Session, image: Image, replacement: int, now: datetime) -> None:
    if replacement == image.id or not gate.only_listed(session, [replacement], now):
        sentence = "Skriv id för en publicerad bild, till exempel IN-2041."
        raise BadInput(sentence, fields={"replaced_by": sentence})
