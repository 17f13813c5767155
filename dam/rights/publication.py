"""What stands between an image and publication: the gate's list, each with field and sentence.

Missing title, caption, alt text, creator, terms, a statement about people, a known source of
rights or the origin blocks; missing place, date or persons is warned about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from dam.rights.basis import CLOSED, PeopleStatus
from dam.rights.image_states import ProcessingState
from dam.rights.origin import ORIGINS
from dam.rights.terms import TermsClass, asks_every_channel

ALT_LIMIT = 200
KNOWN_SOURCES = ("own", "agency", "photographer", "region", "other")


@dataclass(frozen=True, slots=True)
class PublicationFacts:
    """What publication is judged by: ``people`` is what the register gives."""

    title: str
    caption: str
    alt: str
    creators: tuple[str, ...]
    terms_class: TermsClass | None
    end_required: bool
    use_until: datetime | None
    identifiable_people: int | None
    people: PeopleStatus
    rights_source: str
    digital_source_type: str | None
    place: str | None
    date: str | None
    persons: tuple[str, ...]
    processing: str


@dataclass(frozen=True, slots=True)
class MissingField:
    """``field`` is the editor's field, to which the sentence links."""

    code: str
    field: str
    sentence: str
    blocks: bool = True


MISSING = {
    problem.code: problem
    for problem in (
        MissingField("no_title", "title", "Skriv en titel."),
        MissingField("no_caption", "caption", "Skriv en bildtext: vem, vad, var och när."),
        MissingField(
            "no_alt", "alt", "Skriv en alt-text: vad bilden visar för den som inte ser den."
        ),
        MissingField("long_alt", "alt", "Korta alt-texten till högst 200 tecken."),
        MissingField(
            "alt_is_caption", "alt", "Skriv en alt-text som inte är samma som bildtexten."
        ),
        MissingField("no_creator", "creators", "Ange fotografen."),
        MissingField("no_people_statement", "people", "Säg om någon på bilden går att känna igen."),
        MissingField(
            "people_pending",
            "people_basis",
            "Skriv varför de som syns får vara med, eller koppla dem till sina samtycken.",
        ),
        MissingField(
            "people_more_needed",
            "people_basis",
            "Fler går att känna igen än de som har samtycke eller annan grund.",
        ),
        MissingField(
            "people_expired",
            "people_basis",
            "Ett samtycke eller avtal för någon på bilden har gått ut.",
        ),
        MissingField(
            "people_withdrawn", "people_basis", "Någon på bilden har dragit tillbaka sitt samtycke."
        ),
        MissingField("no_terms", "terms", "Välj villkor."),
        MissingField(
            "limited_scope",
            "terms",
            "Någon på bilden har bara sagt ja till vissa kanaler. "
            "Välj Fri med villkor eller Kräver godkännande.",
        ),
        MissingField(
            "no_end", "use_until", "Villkoren kräver ett slutdatum. Skriv när bilden slutar gälla."
        ),
        MissingField(
            "ended",
            "use_until",
            "Slutdatumet har passerat. Skriv ett senare datum eller ta bort det.",
        ),
        MissingField("no_source", "rights_source", "Säg varifrån rättigheterna kommer."),
        MissingField(
            "no_origin",
            "digital_source_type",
            "Säg hur bilden har kommit till, och om AI har använts.",
        ),
        MissingField(
            "not_processed",
            "file",
            "Bildens storlekar gick inte att göra. Försök igen eller ladda upp en ny fil.",
        ),
        MissingField("no_place", "place", "Platsen saknas.", blocks=False),
        MissingField("no_date", "date", "Datumet saknas.", blocks=False),
        MissingField("no_persons", "persons", "Namnen på dem som syns saknas.", blocks=False),
    )
}
"""Everything that may be missing, in the order of the editor."""


def list_missing_fields(facts: PublicationFacts, now: datetime) -> tuple[MissingField, ...]:
    """Everything that is missing, what blocks first, in the order of the editor."""
    codes = {
        *_check_texts(facts),
        *_check_people(facts),
        *_check_rights(facts, now),
        *_check_file_and_place(facts),
    }
    missing_fields = (field for code, field in MISSING.items() if code in codes)
    return tuple(sorted(missing_fields, key=lambda field: not field.blocks))


def _check_texts(facts: PublicationFacts) -> Iterator[str]:
    if not facts.title.strip():
        yield "no_title"
    if not facts.caption.strip():
        yield "no_caption"
    alt = facts.alt.strip()
    if not alt:
        yield "no_alt"
    elif len(alt) > ALT_LIMIT:
        yield "long_alt"
    elif alt == facts.caption.strip():
        yield "alt_is_caption"
    if not any(name.strip() for name in facts.creators):
        yield "no_creator"


def _check_people(facts: PublicationFacts) -> Iterator[str]:
    if facts.identifiable_people is None and facts.people is PeopleStatus.PENDING:
        yield "no_people_statement"
    elif facts.people in CLOSED:
        yield f"people_{facts.people}"
    elif facts.people is PeopleStatus.PARTIAL and asks_every_channel(facts.terms_class):
        yield "limited_scope"
    if facts.identifiable_people and not facts.persons:
        yield "no_persons"


def _check_rights(facts: PublicationFacts, now: datetime) -> Iterator[str]:
    if facts.terms_class is None:
        yield "no_terms"
    elif facts.end_required and facts.use_until is None:
        yield "no_end"
    if facts.use_until is not None and facts.use_until <= now:
        yield "ended"
    if facts.rights_source not in KNOWN_SOURCES:
        yield "no_source"
    if facts.digital_source_type not in ORIGINS:
        yield "no_origin"


def _check_file_and_place(facts: PublicationFacts) -> Iterator[str]:
    if facts.processing == ProcessingState.FAILED:
        yield "not_processed"
    if not (facts.place or "").strip():
        yield "no_place"
    if not (facts.date or "").strip():
        yield "no_date"
