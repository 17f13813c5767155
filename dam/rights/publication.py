"""What stands between an image and publication: the gate's list, each with field and sentence.

Missing title, caption, alt text, creator, terms, a statement about people, a known source of
rights or the origin blocks; missing place, date or persons is warned about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from dam.rights.basis import CLOSED, Status
from dam.rights.origin import ORIGINS
from dam.rights.terms import TermsClass, asks_every_channel

ALT_LIMIT = 200
KNOWN_SOURCES = ("own", "agency", "photographer", "region", "other")


@dataclass(frozen=True, slots=True)
class Described:
    """What publication is judged by: ``people`` is what the register gives."""

    title: str
    caption: str
    alt: str
    creators: tuple[str, ...]
    terms_class: TermsClass | None
    end_required: bool
    use_until: datetime | None
    identifiable_people: int | None
    people: Status
    rights_source: str
    digital_source_type: str | None
    place: str | None
    date: str | None
    persons: tuple[str, ...]
    processing: str


@dataclass(frozen=True, slots=True)
class Missing:
    """``field`` is the editor's field, to which the sentence links."""

    code: str
    field: str
    sentence: str
    blocks: bool = True


MISSING = {
    one.code: one
    for one in (
        Missing("no_title", "title", "Skriv en titel."),
        Missing("no_caption", "caption", "Skriv en bildtext: vem, vad, var och när."),
        Missing("no_alt", "alt", "Skriv en alt-text: vad bilden visar för den som inte ser den."),
        Missing("long_alt", "alt", "Korta alt-texten till högst 200 tecken."),
        Missing("alt_is_caption", "alt", "Skriv en alt-text som inte är samma som bildtexten."),
        Missing("no_creator", "creators", "Ange fotografen."),
        Missing("no_people_statement", "people", "Säg om någon på bilden går att känna igen."),
        Missing(
            "people_pending",
            "people_basis",
            "Skriv varför de som syns får vara med, eller koppla dem till sina samtycken.",
        ),
        Missing(
            "people_more_needed",
            "people_basis",
            "Fler går att känna igen än de som har samtycke eller annan grund.",
        ),
        Missing(
            "people_expired",
            "people_basis",
            "Ett samtycke eller avtal för någon på bilden har gått ut.",
        ),
        Missing(
            "people_withdrawn",
            "people_basis",
            "Någon på bilden har dragit tillbaka sitt samtycke.",
        ),
        Missing("no_terms", "terms", "Välj villkor."),
        Missing(
            "limited_scope",
            "terms",
            "Någon på bilden har bara sagt ja till vissa kanaler. "
            "Välj Fri med villkor eller Kräver godkännande.",
        ),
        Missing(
            "no_end",
            "use_until",
            "Villkoren kräver ett slutdatum. Skriv när bilden slutar gälla.",
        ),
        Missing(
            "ended",
            "use_until",
            "Slutdatumet har passerat. Skriv ett senare datum eller ta bort det.",
        ),
        Missing("no_source", "rights_source", "Säg varifrån rättigheterna kommer."),
        Missing(
            "no_origin",
            "digital_source_type",
            "Säg hur bilden har kommit till, och om AI har använts.",
        ),
        Missing(
            "not_processed",
            "file",
            "Bildens storlekar gick inte att göra. Försök igen eller ladda upp en ny fil.",
        ),
        Missing("no_place", "place", "Platsen saknas.", blocks=False),
        Missing("no_date", "date", "Datumet saknas.", blocks=False),
        Missing("no_persons", "persons", "Namnen på dem som syns saknas.", blocks=False),
    )
}
"""Everything that may be missing, in the order of the editor."""


def missing(described: Described, now: datetime) -> tuple[Missing, ...]:
    """Everything that is missing, what blocks first, in the order of the editor."""
    found = {*_words(described), *_people(described), *_rights(described, now), *_rest(described)}
    told = (one for code, one in MISSING.items() if code in found)
    return tuple(sorted(told, key=lambda one: not one.blocks))


def _words(described: Described) -> Iterator[str]:
    if not described.title.strip():
        yield "no_title"
    if not described.caption.strip():
        yield "no_caption"
    alt = described.alt.strip()
    if not alt:
        yield "no_alt"
    elif len(alt) > ALT_LIMIT:
        yield "long_alt"
    elif alt == described.caption.strip():
        yield "alt_is_caption"
    if not any(name.strip() for name in described.creators):
        yield "no_creator"


def _people(described: Described) -> Iterator[str]:
    if described.identifiable_people is None and described.people is Status.PENDING:
        yield "no_people_statement"
    elif described.people in CLOSED:
        yield f"people_{described.people}"
    elif described.people is Status.PARTIAL and asks_every_channel(described.terms_class):
        yield "limited_scope"
    if described.identifiable_people and not described.persons:
        yield "no_persons"


def _rights(described: Described, now: datetime) -> Iterator[str]:
    if described.terms_class is None:
        yield "no_terms"
    elif described.end_required and described.use_until is None:
        yield "no_end"
    if described.use_until is not None and described.use_until <= now:
        yield "ended"
    if described.rights_source not in KNOWN_SOURCES:
        yield "no_source"
    if described.digital_source_type not in ORIGINS:
        yield "no_origin"


def _rest(described: Described) -> Iterator[str]:
    if described.processing == "failed":
        yield "not_processed"
    if not (described.place or "").strip():
        yield "no_place"
    if not (described.date or "").strip():
        yield "no_date"
