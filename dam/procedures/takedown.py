"""Withdraw an image: every address of it shuts in the same transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from dam import audit, clearance
from dam.errors import BadInput, Conflict
from dam.models import Image
from dam.rights.withdrawal import REASONS
from dam.search import index


def withdraw(session: Session, image: Image, reason: str, *, by: int | None, now: datetime) -> None:
    """Withdraw the image for a reason; raises BadInput for an unknown code, Conflict if it is."""
    if reason not in REASONS:
        sentence = "Välj ett skäl: consent, rights, error, outdated eller other."
        raise BadInput(sentence, fields={"reason": sentence})
    if image.state == "withdrawn":
        raise Conflict("Bilden är redan återkallad.")
    before = image.state
    image.state = "withdrawn"
    image.withdrawn_at = now
    image.withdrawn_reason = reason
    image.version += 1
    image.updated_at = now
    if image.first_published_at is not None and image.first_published_at > now:
        image.first_published_at = None
    clearance.recompute(image)
    session.flush()
    index.list_image(session, image)
    audit.record(
        session,
        "withdraw",
        "image",
        image.id,
        by=by,
        now=now,
        detail={"from": before, "reason": reason},
    )
