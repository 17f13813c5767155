"""What stands between an image and publication: the gate's list, each with field and sentence.

Missing title, caption, alt text, creator, terms, a statement about people or a known source of
rights blocks; missing place, date or persons is warned about.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

ALT_LIMIT = 200
KNOWN_SOURCES = ("own", "agency", "photographer", "region", "other")


@dataclass(frozen=True, slots=True)
class Described:
    """What publication is judged by. ``identifiable_people`` is None while nobody has said."""

    title: str
    caption: str
    alt: str
    creators: tuple[str, ...]
    terms_slug: str | None
    end_required: bool
    use_until: datetime | None
    identifiable_people: int | None
    people_basis: str | None
    rights_source: str
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


def _people(described: Described) -> list[Missing]:
    if described.identifiable_people is None:
        sentence = "Säg om någon på bilden går att känna igen."
        return [Missing("no_people_statement", "people", sentence)]
    if described.identifiable_people and not (described.people_basis or "").strip():
        sentence = "Skriv varför de som syns får vara med, till exempel samtycke eller anställning."
        return [Missing("no_people_basis", "people_basis", sentence)]
    return []


def _rights(described: Described, now: datetime) -> list[Missing]:
    found = []
    if described.terms_slug is None:
        found.append(Missing("no_terms", "terms", "Välj villkor."))
    elif described.end_required and described.use_until is None:
        sentence = "Villkoren kräver ett slutdatum. Skriv när bilden slutar gälla."
        found.append(Missing("no_end", "use_until", sentence))
    if described.use_until is not None and described.use_until <= now:
        sentence = "Slutdatumet har passerat. Skriv ett senare datum eller ta bort det."
        found.append(Missing("ended", "use_until", sentence))
    if described.rights_source not in KNOWN_SOURCES:
        found.append(Missing("no_source", "rights_source", "Säg varifrån rättigheterna kommer."))
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
