"""Clippings: publications of an image that staff note by hand. Called by the doors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import Clipping, Image
from dam.errors import refuse_wrong_fields
from dam.rights.periods import STOCKHOLM
from dam.text.clean import leads_to_a_page

MOST = {"url": 2000, "outlet": 200}
"""Characters."""
SENTENCES = {
    "url": "Klistra in sidans adress. Den börjar med https:// eller http://.",
    "outlet": "Skriv var bilden publicerades, till exempel Norra Tidningen.",
    "published_on": "Skriv en dag som har varit, till exempel 2026-03-14.",
}


def list_clippings(session: Session, image_id: int) -> Sequence[Clipping]:
    """Return the clippings of an image, the newest publication first."""
    when = Clipping.published_on.desc().nulls_last()
    chosen = select(Clipping).where(Clipping.image_id == image_id)
    return session.scalars(chosen.order_by(when, Clipping.id.desc())).all()


def add_clipping(
    session: Session,
    image: Image,
    url: str,
    outlet: str,
    published_on: date | None,
    *,
    by: int,
    now: datetime,
) -> Clipping:
    """Add a clipping; its day may be unknown. BadInput."""
    url, outlet, today = url.strip(), outlet.strip(), now.astimezone(STOCKHOLM).date()
    wrong = {
        "url": not leads_to_a_page(url) or len(url) > MOST["url"],
        "outlet": not 0 < len(outlet) <= MOST["outlet"],
        "published_on": published_on is not None and published_on > today,
    }
    fields = {name: SENTENCES[name] for name, is_wrong in wrong.items() if is_wrong}
    refuse_wrong_fields(fields)
    clipping = Clipping(
        image_id=image.id,
        url=url,
        outlet=outlet,
        published_on=published_on,
        noted_by=by,
        noted_at=now,
    )
    session.add(clipping)
    audit.record_event(session, AuditAction.ADD_CLIPPING, "image", image.id, by=by, now=now)
    return clipping


def remove_clipping(
    session: Session, image: Image, clipping_id: int, *, by: int, now: datetime
) -> None:
    """Delete a clipping; nothing happens where somebody else already has."""
    clipping = session.get(Clipping, clipping_id)
    if clipping is not None and clipping.image_id == image.id:
        session.delete(clipping)
        audit.record_event(session, AuditAction.REMOVE_CLIPPING, "image", image.id, by=by, now=now)
