"""Bases that wait: where another person has to approve what is public, a basis that would begin to
count for a published image waits for them. Called by `persons` and `dam.lifecycle.people_shown`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from dam.clearance import facts
from dam.database import audit, site_settings
from dam.database.audit_actions import AuditAction
from dam.database.fingerprint import mark_of
from dam.database.locks import lock_row
from dam.database.models import Image, ImagePerson, Person, PersonBasis
from dam.errors import Conflict, NotAllowed
from dam.rights.image_states import ImageState

OWN = "Du lade till grunden. En annan redaktör behöver godkänna den."
WRITTEN = "Du har skrivit i uppgifterna om personen. En annan redaktör behöver godkänna grunden."
APPROVED = "Grunden väntar inte på att någon godkänner den."
UNSEEN = "Personen eller grunden är en annan sedan du öppnade sidan. Så här är det nu."
_WRITES = (AuditAction.EDIT, AuditAction.ATTACH_DOCUMENT)


def lock_person(session: Session, person: Person) -> None:
    """Lock somebody of the register and then the images that show them, in this order everywhere:
    what is being published meanwhile is published when this returns, or waits. Whoever says of an
    image that it shows them waits as well, by the foreign key.
    """
    lock_row(session, person)
    session.execute(_select_images_of(person).order_by(Image.id).with_for_update()).all()


def find_basis_hindrance(session: Session, basis: PersonBasis, by: int) -> str | None:
    """Return why somebody may not approve a waiting basis: they proposed or wrote part of it."""
    since = basis.waits_since
    if since is None or not site_settings.read_current_choices(session).review_required:
        return None
    if basis.waits_by == by:
        return OWN
    wrote = audit.has_recorded(session, _WRITES, "person", basis.person_id, by=by, since=since)
    return WRITTEN if wrote else None


def mark_waiting_basis(basis: PersonBasis) -> str:
    """Return a mark of what somebody sees who looks at a basis and whose it is."""
    person = basis.person
    return mark_of(
        (
            *(basis.id, basis.kind, basis.channels, basis.uses, basis.given_on, basis.valid_to),
            *(basis.note, basis.document_sha256, basis.document_name, basis.waits_by),
            *(person.name, person.contact, person.minor, person.guardian, person.note),
        )
    )


def approve_basis(
    session: Session, basis: PersonBasis, *, seen: str, by: int, now: datetime
) -> None:
    """Let a basis that waits count, as the approver has ``seen`` it by its mark; Conflict where it
    does not wait or is another by now, NotAllowed for whoever let it wait.
    """
    lock_person(session, basis.person)
    lock_row(session, basis)
    if basis.waits_since is None or basis.withdrawn_at is not None:
        raise Conflict(APPROVED)
    why = find_basis_hindrance(session, basis, by)
    if why is not None:
        raise NotAllowed(why)
    if mark_waiting_basis(basis) != seen:
        raise Conflict(UNSEEN)
    basis.waits_since = basis.waits_by = None
    audit.record_event(
        session, AuditAction.APPROVE_BASIS, "person", basis.person_id, by=by, now=now
    )
    session.flush()


def list_waiting(session: Session) -> Sequence[PersonBasis]:
    """Return the bases that wait for somebody to approve them, the longest first."""
    waits = PersonBasis.waits_since.is_not(None), PersonBasis.withdrawn_at.is_(None)
    chosen = select(PersonBasis).where(*waits)
    return session.scalars(chosen.order_by(PersonBasis.waits_since, PersonBasis.id)).all()


def let_bases_wait(
    session: Session,
    person: Person,
    counted: Sequence[PersonBasis],
    *,
    by: int | None,
    now: datetime,
) -> bool:
    """Let the bases of somebody that count, and are not among those that were ``counted``, wait for
    another person, where a published image shows them and the house asks for that; returns whether.
    """
    begin = [
        basis
        for basis in facts.counted_bases(person)
        if basis not in counted and basis.withdrawn_at is None
    ]
    if not begin or not site_settings.read_current_choices(session).review_required:
        return False
    published = _select_images_of(person).where(Image.state == ImageState.PUBLISHED)
    if session.scalar(published.limit(1)) is None:
        return False
    for basis in begin:
        basis.waits_since, basis.waits_by = now, by
    return True


def _select_images_of(person: Person) -> Select[int]:
    """Return the query of the images that show somebody."""
    depicted = select(ImagePerson.image_id).where(ImagePerson.person_id == person.id)
    return select(Image.id).where(Image.id.in_(depicted))
