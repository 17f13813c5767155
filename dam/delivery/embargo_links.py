"""Embargo links: an image shown to one chosen reader until the embargo ends or staff revoke it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.clearance import facts
from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import EmbargoLink, Image
from dam.errors import BadInput, Conflict, NotFound
from dam.links.tokens import Signer
from dam.rights.image_states import ImageState
from dam.text import limits

KIND = "embargo"
"""What `tokens.Signer` signs an embargo link as."""


def get_embargo_end(image: Image, now: datetime) -> datetime | None:
    """Return when the image's embargo ends; None where it is under none."""
    until = facts.bounds_of(image).embargo_until
    return until if until is not None and until > now else None


def create_embargo_link(
    session: Session, image: Image, reader: str, *, by: int | None, now: datetime
) -> EmbargoLink:
    """Make a link for a named reader; BadInput without a name, Conflict without an embargo."""
    reader = " ".join(reader.split())
    if not 0 < len(reader) <= limits.READER:
        sentence = "Skriv vem länken är till."
        raise BadInput(sentence, fields={"reader": sentence})
    if image.state != ImageState.PUBLISHED or get_embargo_end(image, now) is None:
        raise Conflict("Bilden är inte publicerad med spärr, så det finns inget att dela i förväg.")
    link = EmbargoLink(
        image_id=image.id, reader=reader, token_generation=1, created_by=by, created_at=now
    )
    session.add(link)
    session.flush()
    audit.record_event(session, AuditAction.GIVE_EMBARGO_LINK, "image", image.id, by=by, now=now)
    return link


def list_embargo_links(session: Session, image: Image) -> Sequence[EmbargoLink]:
    """Return the links that hold, oldest first."""
    return session.scalars(
        select(EmbargoLink)
        .where(EmbargoLink.image_id == image.id, EmbargoLink.revoked_at.is_(None))
        .order_by(EmbargoLink.id)
    ).all()


def revoke_embargo_link(
    session: Session, image: Image, link_id: int, *, by: int | None, now: datetime
) -> None:
    """Take a link back: it opens nothing at the next request."""
    link = session.get(EmbargoLink, link_id)
    if link is None or link.image_id != image.id:
        raise NotFound
    if link.revoked_at is None:
        link.revoked_at = now
        link.token_generation += 1
        audit.record_event(
            session, AuditAction.REVOKE_EMBARGO_LINK, "image", image.id, by=by, now=now
        )


def sign_embargo_link(signer: Signer, link: EmbargoLink) -> str:
    return signer.token(KIND, link.id, link.token_generation)


def get_embargo_link(session: Session, signer: Signer, token: str) -> EmbargoLink:
    """Return the link behind an address; NotFound for a forged, replaced or revoked one."""
    read = signer.read_token(KIND, token)
    link = session.get(EmbargoLink, read[0]) if read else None
    if link is None or read is None or link.token_generation != read[1]:
        raise NotFound
    return link
