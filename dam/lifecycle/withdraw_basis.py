"""Withdrawal of a legal basis: images that rest on it alone close in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dam import clearance
from dam.clearance import facts, waiting_bases
from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.locks import lock_row
from dam.database.models import Image, ImagePerson, PersonBasis
from dam.database.models.eager_loading import EDITED
from dam.delivery import notices
from dam.delivery.notices import Recipient
from dam.errors import Conflict
from dam.lifecycle.withdraw import Withdrawal, withdraw_images
from dam.rights.image_states import ImageState
from dam.rights.terms import asks_every_channel

CLOSING = Withdrawal("consent")


@dataclass(frozen=True, slots=True)
class Consequences:
    """The published images that close, and who gets a letter."""

    images: list[Image]
    recipients: list[Recipient]


def preview_basis_withdrawal(
    session: Session, basis: PersonBasis, *, now: datetime
) -> Consequences:
    """Return what withdrawing a basis does; Conflict where it is withdrawn already."""
    if basis.withdrawn_at is not None:
        raise Conflict("Grunden är redan återkallad.")
    images = list(_list_closing_images(session, basis, now))
    return Consequences(
        images, notices.list_recipients(session, [image.id for image in images], now)
    )


def withdraw_basis(
    session: Session, basis: PersonBasis, *, by: int | None, now: datetime
) -> Consequences:
    """Withdraw the basis and close the images that rest on it; returns what was done."""
    waiting_bases.lock_person(session, basis.person)
    lock_row(session, basis)
    will = preview_basis_withdrawal(session, basis, now=now)
    basis.withdrawn_at = now
    basis.withdrawn_by = by
    session.flush()
    audit.record_event(
        session, AuditAction.WITHDRAW_BASIS, "person", basis.person_id, by=by, now=now
    )
    withdraw_images(session, will.images, CLOSING, by=by, now=now)
    for image in _list_published_of_person(session, basis):
        clearance.recompute_and_relist(session, image, now=now)
    return will


def _list_closing_images(session: Session, basis: PersonBasis, now: datetime) -> Iterator[Image]:
    """The published images of the person where nothing else lets them be shown as their terms ask:
    what could not be published with what is left.
    """
    person = facts.person_of(basis.person)
    rows = zip(facts.approved_bases(basis.person), person.bases, strict=True)
    others = tuple(rule for row, rule in rows if row is not basis)
    left = replace(person, bases=others)
    for image in _list_published_of_person(session, basis):
        every = asks_every_channel(facts.class_of(image))
        before = person.may_be_shown(now, every_channel=every)
        if before and not left.may_be_shown(now, every_channel=every):
            yield image


def _list_published_of_person(session: Session, basis: PersonBasis) -> list[Image]:
    showing = select(ImagePerson.image_id).where(ImagePerson.person_id == basis.person_id)
    chosen = select(Image).where(Image.id.in_(showing), Image.state == ImageState.PUBLISHED)
    return list(session.scalars(chosen.options(*EDITED).order_by(Image.id)).unique())
