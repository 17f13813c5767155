"""What stands between an image and publication: the gate's list, each with field and sentence.

Missing title, caption, alt text, creator, terms, a statement about people, a known source of
rights or the origin blocks; missing place, date or persons is warned about.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dam.rights.basis import Status
from dam.rights.origin import ORIGINS
from dam.rights.terms import TermsClass

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


def missing(described: Described, now: datetime) -> tuple[Missing, ...]:
    """Everything that is missing, what blocks first, in the order of the editor."""
    found = [*_words(described), *_people(described), *_rights(described, now), *_file(described)]
    return tuple(sorted([*found, *_advice(described)], key=lambda item: not item.blocks))


def _words(described: Described) -> list[Missing]:
    found = []
    if not described.title.strip():
        found.append(Missing("no_title", "title", "Skriv en titel."))
    if not described.caption.strip():
        found.append(Missing("no_caption", "caption", "Skriv en bildtext: vem, vad, var och när."))
    found.extend(_alt(described))
    if not any(name.strip() for name in described.creators):
        found.append(Missing("no_creator", "creators", "Ange fotografen."))
    return found


def _alt(described: Described) -> list[Missing]:
    alt = described.alt.strip()
    if not alt:
        sentence = "Skriv en alt-text: vad bilden visar för den som inte ser den."
        return [Missing("no_alt", "alt", sentence)]
    if len(alt) > ALT_LIMIT:
        return [Missing("long_alt", "alt", "Korta alt-texten till högst 200 tecken.")]
    if alt == described.caption.strip():
        sentence = "Skriv en alt-text som inte är samma som bildtexten."
        return [Missing("alt_is_caption", "alt", sentence)]
    return []


_PEOPLE = {
    Status.PENDING: "Skriv varför de som syns får vara med, eller koppla dem till sina samtycken.",
    Status.MORE_NEEDED: "Fler går att känna igen än de som har samtycke eller annan grund.",
    Status.EXPIRED: "Ett samtycke eller avtal för någon på bilden har gått ut.",
    Status.WITHDRAWN: "Någon på bilden har dragit tillbaka sitt samtycke.",
}


def _people(described: Described) -> list[Missing]:
    if described.identifiable_people is None and described.people is Status.PENDING:
        sentence = "Säg om någon på bilden går att känna igen."
        return [Missing("no_people_statement", "people", sentence)]
    if described.people in _PEOPLE:
        return [Missing(f"people_{described.people}", "people_basis", _PEOPLE[described.people])]
    if described.people is Status.PARTIAL and described.terms_class is TermsClass.FREE:
        sentence = (
            "Någon på bilden har bara sagt ja till vissa kanaler. "
            "Välj Fri med villkor eller Kräver godkännande."
        )
        return [Missing("limited_scope", "terms", sentence)]
    return []


def _rights(described: Described, now: datetime) -> list[Missing]:
    found = []
    if described.terms_class is None:
        found.append(Missing("no_terms", "terms", "Välj villkor."))
    elif described.end_required and described.use_until is None:
        sentence = "Villkoren kräver ett slutdatum. Skriv när bilden slutar gälla."
        found.append(Missing("no_end", "use_until", sentence))
    if described.use_until is not None and described.use_until <= now:
        sentence = "Slutdatumet har passerat. Skriv ett senare datum eller ta bort det."
        found.append(Missing("ended", "use_until", sentence))
    if described.rights_source not in KNOWN_SOURCES:
        found.append(Missing("no_source", "rights_source", "Säg varifrån rättigheterna kommer."))
    if described.digital_source_type not in ORIGINS:
        sentence = "Säg hur bilden har kommit till, och om AI har använts."
        found.append(Missing("no_origin", "digital_source_type", sentence))
    return found


def _file(described: Described) -> list[Missing]:
    if described.processing == "failed":
        sentence = "Bildens storlekar gick inte att göra. Försök igen eller ladda upp en ny fil."
        return [Missing("not_processed", "file", sentence)]
    return []


def _advice(described: Described) -> list[Missing]:
    found = []
    if not (described.place or "").strip():
        found.append(Missing("no_place", "place", "Platsen saknas.", blocks=False))
    if not (described.date or "").strip():
        found.append(Missing("no_date", "date", "Datumet saknas.", blocks=False))
    if described.identifiable_people and not described.persons:
        sentence = "Namnen på dem som syns saknas."
        found.append(Missing("no_persons", "persons", sentence, blocks=False))
    return found
