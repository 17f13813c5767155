"""People in images: who is in which, on what basis; each change opens or closes images."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from dam import clearance
from dam.clearance import persons, waiting_bases
from dam.clearance.persons import BasisForm
from dam.database.models import Image, Person, PersonBasis, User
from dam.lifecycle import waiting_changes
from dam.mail import letters, outbox
from dam.rights.image_states import ImageState

FIELDS = ("depicted", "identifiable_people")


def list_people_in_image(
    session: Session, image: Image, *, by: int | None
) -> tuple[list[Person], int | None]:
    """Return an image's people and how many are recognisable, with one's own waiting changes."""
    waiting = waiting_changes.list_own_waiting_fields(session, by).get(image.id, {})
    ids = waiting.get("depicted", [entry.person_id for entry in image.depicted])
    persons = [person for key in ids if (person := session.get(Person, key)) is not None]
    return persons, waiting.get("identifiable_people", image.identifiable_people)


def set_people_in_image(
    session: Session,
    image: Image,
    person_ids: Sequence[int],
    identifiable: int | None,
    *,
    by: int | None,
    now: datetime,
) -> bool:
    """Set the people in a locked image; returns whether that waits for another person."""
    with waiting_changes.propose_changes(
        session, image, instead_of=FIELDS, by=by, now=now
    ) as proposal:
        persons.link_people_to_image(session, image, person_ids, identifiable, by=by, now=now)
        clearance.recompute_or_refuse(session, image, now=now)
    return proposal.waits


def add_basis_and_open(
    session: Session, person: Person, form: BasisForm, *, by: int | None, now: datetime
) -> PersonBasis:
    """Add a legal basis; the images that waited for it open, unless it waits for an approval."""
    basis = persons.add_legal_basis(session, person, form, by=by, now=now)
    recompute_images_of_person(session, person, now=now)
    return basis


def approve_basis(
    session: Session, basis: PersonBasis, *, seen: str, by: int, now: datetime
) -> None:
    """Approve a waiting basis, open the images that it allows, and tell whoever proposed it."""
    proposer = session.get(User, basis.waits_by) if basis.waits_by is not None else None
    waiting_bases.approve_basis(session, basis, seen=seen, by=by, now=now)
    recompute_images_of_person(session, basis.person, now=now)
    if proposer is not None and proposer.active and proposer.id != by:
        outbox.post_letter(session, letters.basis_approved(proposer, basis.person_id), now=now)


def recompute_images_of_person(session: Session, person: Person, *, now: datetime) -> None:
    """Recompute every published image of a person."""
    for image in persons.images_of(session, person.id):
        if image.state == ImageState.PUBLISHED:
            clearance.recompute_and_relist(session, image, now=now)
