"""The cells of an image in the batch grid and in files ↔ what is said of it: a text a column.

The columns hold everything that publication asks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from dam import catalogue
from dam.database.fingerprint import mark_of
from dam.errors import BadInput
from dam.lifecycle.edit import Edited
from dam.text.read import read_count
from dam.text.swedish import fold
from dam.web.staff.image_form import choices, form
from dam.web.staff.image_form.choices import Choices

Cells = Mapping[str, str]

COLUMNS = {
    "title": "Titel",
    "caption": "Bildtext",
    "persons": "Personer",
    "alt": "Alt-text",
    "creators": "Fotograf",
    "place": "Plats",
    "date": "Datum",
    "people": "Antal igenkännbara",
    "people_basis": "Varför får de vara med?",
    "digital_source_type": "Ursprung",
    "terms": "Villkor",
    "use_until": "Gäller till och med",
    "rights_source": "Rättigheter",
    "collections": "Samlingar",
}
"""The fields of the editor's form that have a column, by the name that people read."""
CHOSEN = ("digital_source_type", "terms", "rights_source")
NOBODY = {"ingen", "inga", "nej"}


def fill(edited: Edited, allowed: Mapping[str, Choices]) -> Cells:
    """Return the cells for what is said of an image; ``allowed`` is what `lists` returns."""
    said, count = form.fill(edited), edited.description.identifiable_people
    inside = [words for slug, words in allowed["collections"] if slug in said["collections"]]
    shown = {name: tidy(str(said[name])) for name in COLUMNS}
    return shown | {
        "people": "" if count is None else str(count),
        "collections": ", ".join(inside),
    }


def tidy(text: str) -> str:
    """Return what was typed in a cell as it is compared and stored."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def read(cells: Cells, before: Edited, allowed: Mapping[str, Choices]) -> Edited:
    """Return what the cells say of an image; ``allowed`` is what `lists` returns.

    Raises BadInput with a sentence for each cell that cannot be used, by column.
    """
    counted, wrong = _count(cells["people"])
    wrong |= _wrong_choices(cells, allowed)
    inside, unknown = _read_collections(cells["collections"], allowed["collections"])
    wrong |= unknown
    said = {**form.fill(before), **cells, "collections": inside}
    said["people"] = "" if counted is None else "yes" if counted else "no"
    try:
        edited = form.read(MultiDict(said), before)
        edited = replace(
            edited, description=replace(edited.description, identifiable_people=counted)
        )
        catalogue.check(edited.description)
    except BadInput as error:
        wrong = form.named(error.fields) | wrong
    if wrong:
        raise BadInput("Något behöver rättas.", fields=wrong)
    return edited


def marks(cells: Cells) -> tuple[str, ...]:
    """Return a mark of each cell, to tell later which of them somebody has written in."""
    return tuple(mark_of(cells[name])[:8] for name in COLUMNS)


def in_words(name: str, value: str, allowed: Mapping[str, Choices]) -> str:
    """Return what a cell says, in the words of its choice."""
    return dict(allowed.get(name, ())).get(value, value)


def lists() -> dict[str, Choices]:
    """Return what may be chosen where one chooses, and which collections there are."""
    return {name: choices.FIELDS[name]() for name in (*CHOSEN, "collections")}


def _count(text: str) -> tuple[int | None, dict[str, str]]:
    """Return how many are said to be recognisable; None where nothing is said."""
    if fold(text) in NOBODY:
        return 0, {}
    count = read_count(text)
    if text and count is None:
        return None, {"people": gettext("Skriv antalet med siffror. 0 betyder ingen.")}
    return count, {}


def _read_collections(text: str, listed: Choices) -> tuple[list[str], dict[str, str]]:
    """Return the slugs of collections named by name or slug, with commas between."""
    known = {fold(words): slug for slug, words in listed} | {slug: slug for slug, _ in listed}
    named = [part.strip() for part in text.split(",") if part.strip()]
    strange = [part for part in named if fold(part) not in known]
    if not strange:
        return [known[fold(part)] for part in named], {}
    said = gettext(
        "Det finns ingen samling %(strange)s. De som finns: %(listed)s.",
        strange=", ".join(strange),
        listed=", ".join(words for _, words in listed),
    )
    return [], {"collections": said}


def _wrong_choices(cells: Cells, allowed: Mapping[str, Choices]) -> dict[str, str]:
    return {
        name: gettext("Välj något av: %(choices)s.", choices=", ".join(listed.values()))
        for name in CHOSEN
        if cells[name] not in {"", *(listed := dict(allowed[name]))}
    }
