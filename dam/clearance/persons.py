"""The register of people in pictures: who they are, why they may be shown, in which images.

Audit lines hold ids and names of fields; what fields held stands in revisions, which are erased
with the person. Called by `dam.lifecycle.people_shown` and the staff pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from dam.clearance import facts, waiting_bases
from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.comparison import holds_words, in_swedish_order
from dam.database.locks import ensure_unchanged
from dam.database.models import AuditEvent, Image, ImagePerson, Person, PersonBasis, Revision
from dam.database.models.eager_loading import PICTURED
from dam.errors import BadInput, Conflict, NotFound, refuse_wrong_fields
from dam.i18n.form_reader import find_too_long
from dam.rights.basis import USES, BasisKind
from dam.rights.channels import CONSENT_CHANNELS
from dam.rights.image_states import ImageState
from dam.text import limits

CHANGED = "Någon annan har ändrat personen sedan du öppnade sidan. Läs den igen."


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """Details of a person in the register."""

    name: str
    contact: str = ""
    minor: bool = False
    guardian: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class BasisForm:
    """A legal basis as staff write it: whole days, the last one included."""

    kind: str
    channels: tuple[str, ...]
    uses: tuple[str, ...]
    given_on: date
    valid_to: date | None = None
    note: str = ""


def find_person(session: Session, person_id: int) -> Person:
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound("Personen finns inte i registret.")
    return person


def find_basis(session: Session, person_id: int, basis_id: int) -> PersonBasis:
    found = session.get(PersonBasis, basis_id)
    if found is None or found.person_id != person_id:
        raise NotFound("Grunden finns inte i registret.")
    return found


def search_persons(session: Session, words: str = "", most: int = 100) -> Sequence[Person]:
    """Return the people whose name or guardian holds the words, by name."""
    chosen = select(Person).order_by(in_swedish_order(Person.name), Person.id).limit(most)
    if words.strip():
        held = (holds_words(column, words.strip()) for column in (Person.name, Person.guardian))
        chosen = chosen.where(or_(*held))
    return session.scalars(chosen).all()


def images_of(session: Session, person_id: int) -> Sequence[Image]:
    """Return every image of somebody, whatever its state, the newest first."""
    showing = select(ImagePerson.image_id).where(ImagePerson.person_id == person_id)
    chosen = (
        select(Image)
        .where(Image.id.in_(showing), Image.state != ImageState.ERASED, Image.binned_at.is_(None))
        .options(*PICTURED)
    )
    return session.scalars(chosen.order_by(Image.id.desc())).unique().all()


def add_person(session: Session, form: PersonDetails, *, by: int | None, now: datetime) -> Person:
    """Add somebody; raises BadInput by field."""
    _check_person(form)
    person = Person(**asdict(form), created_by=by, created_at=now)
    session.add(person)
    session.flush()
    audit.record_event(session, AuditAction.ADD, "person", person.id, by=by, now=now)
    return person


def edit_person(
    session: Session, person: Person, form: PersonDetails, *, version: int, by: int, now: datetime
) -> bool:
    """Change a person's details; returns whether a basis waits for an approval because of it."""
    waiting_bases.lock_person(session, person)
    ensure_unchanged(version, person.version, CHANGED, "person", person.id)
    _check_person(form)
    after, counted = asdict(form), facts.counted_bases(person)
    before = {name: getattr(person, name) for name in after}
    for name, value in after.items():
        setattr(person, name, value)
    person.version += 1
    audit.record_change(
        session, AuditAction.EDIT, "person", person.id, before=before, after=after, by=by, now=now
    )
    waits = waiting_bases.let_bases_wait(session, person, counted, by=by, now=now)
    session.flush()
    return waits


def add_legal_basis(
    session: Session, person: Person, form: BasisForm, *, by: int | None, now: datetime
) -> PersonBasis:
    """Add a legal basis, which may have to wait for an approval; raises BadInput by field."""
    _check_basis(form)
    waiting_bases.lock_person(session, person)
    counted = facts.counted_bases(person)
    basis = PersonBasis(
        kind=form.kind,
        channels=list(form.channels),
        uses=list(form.uses),
        given_on=form.given_on,
        valid_to=form.valid_to,
        note=form.note,
        created_by=by,
        created_at=now,
    )
    person.bases.append(basis)
    waiting_bases.let_bases_wait(session, person, counted, by=by, now=now)
    session.flush()
    audit.record_event(session, AuditAction.ADD_BASIS, "person", person.id, by=by, now=now)
    return basis


def link_people_to_image(
    session: Session,
    image: Image,
    person_ids: Sequence[int],
    identifiable: int | None,
    *,
    by: int | None,
    now: datetime,
) -> None:
    """Say who is in the image, from the left, and how many can be recognised in all."""
    if identifiable is not None and identifiable < len(person_ids):
        sentence = "Så många personer är inlagda. Skriv minst det antalet."
        raise BadInput(sentence, fields={"identifiable": sentence})
    before = {
        "depicted": [entry.person_id for entry in image.depicted],
        "identifiable_people": image.identifiable_people,
    }
    ids = list(dict.fromkeys(person_ids))
    known = {entry.person_id: entry for entry in image.depicted}
    image.depicted = [
        known.get(key) or ImagePerson(person_id=key, person=find_person(session, key))
        for key in ids
    ]
    for position, entry in enumerate(image.depicted):
        entry.position = position
    image.identifiable_people = identifiable
    image.version += 1
    image.updated_at = now
    after = {"depicted": ids, "identifiable_people": identifiable}
    audit.record_change(
        session,
        AuditAction.SHOW_PEOPLE,
        "image",
        image.id,
        before=before,
        after=after,
        by=by,
        now=now,
    )
    session.flush()


def list_ending_bases(session: Session, start: date, end: date) -> Sequence[PersonBasis]:
    """Return the bases in force whose last day falls in [start, end), the soonest first."""
    return session.scalars(
        select(PersonBasis)
        .where(
            PersonBasis.withdrawn_at.is_(None),
            PersonBasis.waits_since.is_(None),
            PersonBasis.valid_to >= start,
            PersonBasis.valid_to < end,
        )
        .order_by(PersonBasis.valid_to, PersonBasis.id)
    ).all()


def erase_person(session: Session, person: Person, *, by: int | None, now: datetime) -> list[str]:
    """Erase somebody with bases, links and history; returns the keys of their documents.

    Raises Conflict while a published image shows them.
    """
    waiting_bases.lock_person(session, person)
    if any(image.state == ImageState.PUBLISHED for image in images_of(session, person.id)):
        raise Conflict("Personen är på en publicerad bild. Återkalla den eller ta bort kopplingen.")
    keys = [basis.document_key for basis in person.bases if basis.document_key]
    person_id = person.id
    of_person = AuditEvent.kind == "person", AuditEvent.object_id == person_id
    events = select(AuditEvent.id).where(*of_person)
    session.execute(delete(Revision).where(Revision.event_id.in_(events)))
    session.execute(delete(ImagePerson).where(ImagePerson.person_id == person_id))
    session.delete(person)
    session.flush()
    audit.record_event(session, AuditAction.ERASE, "person", person_id, by=by, now=now)
    return keys


def _check_person(form: PersonDetails) -> None:
    wrong = find_too_long(form, limits.PERSON)
    if not form.name.strip():
        wrong["name"] = "Skriv personens namn."
    refuse_wrong_fields(wrong)


def _check_basis(form: BasisForm) -> None:
    wrong = {}
    if form.kind not in set(BasisKind):
        wrong["kind"] = "Välj vad som gör att personen får vara med."
    if not form.channels or not set(form.channels) <= set(CONSENT_CHANNELS):
        wrong["channels"] = "Välj minst en kanal."
    if not form.uses or not set(form.uses) <= set(USES):
        wrong["uses"] = "Välj minst ett ändamål."
    if form.valid_to is not None and form.valid_to < form.given_on:
        wrong["valid_to"] = "Grunden kan inte sluta gälla innan den började."
    if len(form.note) > limits.PERSON["note"]:
        wrong["note"] = f"Skriv högst {limits.PERSON['note']} tecken."
    refuse_wrong_fields(wrong)
