"""Cells of an image in the batch grid and in files ↔ what is said of it, a text a column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from dam import catalogue
from dam.database.fingerprint import mark_of
from dam.errors import BadInput, refuse_wrong_fields
from dam.lifecycle.edit import Edited
from dam.text.read import read_count
from dam.text.swedish import fold_case
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


def fill_cells(edited: Edited, allowed: Mapping[str, Choices]) -> Cells:
    """Return the cells for what is said of an image; ``allowed`` is what `cell_choices` returns."""
    values, people_count = form.fill_image_form(edited), edited.description.identifiable_people
    names = [words for slug, words in allowed["collections"] if slug in values["collections"]]
    cells = {name: tidy_cell(str(values[name])) for name in COLUMNS}
    return cells | {
        "people": "" if people_count is None else str(people_count),
        "collections": ", ".join(names),
    }


def tidy_cell(text: str) -> str:
    """Return what was typed in a cell as it is compared and stored."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def read_cells(cells: Cells, before: Edited, allowed: Mapping[str, Choices]) -> Edited:
    """Return what the cells say of an image; ``allowed`` is what `cell_choices` returns.

    Raises BadInput with a sentence for each cell that cannot be used, by column.
    """
    people_count, cell_errors = _read_people_count(cells["people"])
    cell_errors |= _check_cell_choices(cells, allowed)
    slugs, unknown_errors = _read_collection_names(cells["collections"], allowed["collections"])
    cell_errors |= unknown_errors
    values = {**form.fill_image_form(before), **cells, "collections": slugs}
    values["people"] = "" if people_count is None else "yes" if people_count else "no"
    try:
        edited = form.read_image_form(MultiDict(values), before)
        edited = replace(
            edited, description=replace(edited.description, identifiable_people=people_count)
        )
        catalogue.check_description(edited.description)
    except BadInput as error:
        cell_errors = form.name_errors_by_field(error.fields) | cell_errors
    refuse_wrong_fields(cell_errors)
    return edited


def fingerprint_cells(cells: Cells) -> tuple[str, ...]:
    """Return a mark of each cell, to tell later which of them somebody has written in."""
    return tuple(mark_of(cells[name])[:8] for name in COLUMNS)


def describe_cell(name: str, value: str, allowed: Mapping[str, Choices]) -> str:
    """Return what a cell says, in the words of its choice."""
    return dict(allowed.get(name, ())).get(value, value)


def cell_choices() -> dict[str, Choices]:
    """Return what may be chosen where one chooses, and which collections there are."""
    return {name: choices.FIELDS[name]() for name in (*CHOSEN, "collections")}


def _read_people_count(text: str) -> tuple[int | None, dict[str, str]]:
    """Return how many are said to be recognisable; None where nothing is said."""
    if fold_case(text) in NOBODY:
        return 0, {}
    count = read_count(text)
    if text and count is None:
        return None, {"people": gettext("Skriv antalet med siffror. 0 betyder ingen.")}
    return count, {}


def _read_collection_names(text: str, listed: Choices) -> tuple[list[str], dict[str, str]]:
    """Return the slugs of collections named by name or slug, with commas between."""
    known = {fold_case(words): slug for slug, words in listed} | {slug: slug for slug, _ in listed}
    names = [part.strip() for part in text.split(",") if part.strip()]
    unknown = [part for part in names if fold_case(part) not in known]
    if not unknown:
        return [known[fold_case(part)] for part in names], {}
    sentence = gettext(
        "Det finns ingen samling %(strange)s. De som finns: %(listed)s.",
        strange=", ".join(unknown),
        listed=", ".join(words for _, words in listed),
    )
    return [], {"collections": sentence}


def _check_cell_choices(cells: Cells, allowed: Mapping[str, Choices]) -> dict[str, str]:
    return {
        name: gettext("Välj något av: %(choices)s.", choices=", ".join(labels.values()))
        for name in CHOSEN
        if cells[name] not in {"", *(labels := dict(allowed[name]))}
    }
