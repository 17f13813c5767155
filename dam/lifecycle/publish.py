"""Publish an image."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dam import approval, clearance
from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import Image, TermsVersion
from dam.errors import Conflict
from dam.lifecycle import change_fields, worklists
from dam.lifecycle.edit import Edited, edited_now
from dam.rights.image_states import ImageState


def edited_by(session: Session, image: Image, fields: Mapping[str, Any]) -> Edited:
    """Return the content of the editor for somebody whose waiting changes are these fields."""
    if not fields:
        return edited_now(image)
    held = {**change_fields.read_image_fields(image), **fields}
    version = session.get(TermsVersion, held["terms"]) if held["terms"] else None
    terms = version.terms.slug if version else None
    return Edited(
        change_fields.build_description(session, image, fields),
        terms,
        change_fields.bounds_of_fields(held),
    )


def publish_image(
    session: Session, image: Image, *, seen: str, by: int | None, now: datetime
) -> None:
    """Publish the held image as it was ``seen``, by its fingerprint; raises NotPublishable with
    what is missing, NotApproved where somebody else has to do it, Unseen where it is another now,
    Conflict where withdrawn.

    An image whose sizes are still being made is listed when they stand: the gate waits for them.
    """
    if image.state == ImageState.WITHDRAWN:
        raise Conflict("Bilden är återkallad och kan inte publiceras igen.")
    if image.binned_at is not None:
        raise Conflict("Bilden ligger i papperskorgen. Ta tillbaka den först.")
    clearance.ensure_publishable(image, now)
    if image.state != ImageState.PUBLISHED:
        approval.ensure_approved(session, image, by=by)
        approval.ensure_seen(session, image, seen)
        approval.forget_approvals(session, image.id)
        worklists.leave_workflow(image)
        image.state = ImageState.PUBLISHED
        image.withdrawn_at = image.withdrawn_reason = image.withdrawn_by = image.replaced_by = None
        image.version += 1
        image.updated_at = now
        detail = {"fingerprint": seen}
        audit.record_event(
            session, AuditAction.PUBLISH, "image", image.id, by=by, now=now, detail=detail
        )
    clearance.recompute_and_relist(session, image, now=now)
