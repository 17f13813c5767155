"""Changes of a text word by word, and labels of what an image's history holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal

from flask_babel import ngettext

from dam.catalogue import collections, translations
from dam.rights.lease import LeaseKind, SetLease
from dam.rights.window import VisibilityLevel
from dam.text.read import read_stored_moment
from dam.web.context import reading_session
from dam.web.language import say_on_page
from dam.web.staff.image_form import form
from dam.web.staff.image_form.choices import describe_choice
from dam.web.staff.image_form.form import LABELS
from dam.web.staff.images.lease_rows import KINDS, format_period
from dam.web.staff.images.leases import REMAINS

Part = tuple[Literal["same", "removed", "added"], str]
TEXTS = {
    *("title", "headline", "caption", "alt", "place", "credit_override", "people_basis"),
    "persons",
    *translations.FIELDS,
}
BESIDE = {
    "headline": "Rubrik",
    "leases": "Tider",
    "residual_level": "Det som visas efteråt",
    "depicted": "Personer i registret",
    "focal": "Fokuspunkt",
    "drawn_crops": "Beskärningar",
    "file": "Fil",
}
"""Fields that have no control in the editor."""
_WORDS = re.compile(r"\s+|[^\s]+")


def field_label(field: str) -> str:
    """Return what a field of a revision is called."""
    return BESIDE.get(field) or LABELS.get(form.FIELDS.get(field, field), field)


def field_order(field: str) -> int:
    """Return where a field stands in the editor; those that it has no control for stand last."""
    return [*LABELS.values(), *BESIDE.values(), field_label(field)].index(field_label(field))


def describe_field_value(field: str, value: Any) -> str:
    """Return what a field held, in words; empty where it held nothing."""
    if value is None:
        return ""
    if field in WRITTEN:
        return WRITTEN[field](value)
    if isinstance(value, list):
        return ("\n" if field == "persons" else ", ").join(value)
    return describe_choice(field, value)


def _describe_people_count(people: int) -> str:
    return (
        str(ngettext("%(num)s person", "%(num)s personer", people))
        if people
        else say_on_page("Ingen")
    )


def _describe_lease(kind: str, *moments: str | None) -> str:
    starts, ends = (read_stored_moment(moment) if moment else None for moment in moments)
    lease = SetLease(LeaseKind(kind), starts, ends)
    return f"{say_on_page(KINDS[lease.kind])} {format_period(lease)}"


def _name_collections(slugs: Sequence[str]) -> str:
    """Name collections, also those that are removed since."""
    names = collections.list_collection_names(reading_session())
    return ", ".join(names.get(slug, slug) for slug in slugs)


WRITTEN: dict[str, Callable[[Any], str]] = {
    "identifiable_people": _describe_people_count,
    "depicted": lambda people: _describe_people_count(len(people)),
    "leases": lambda leases: "\n".join(_describe_lease(*lease) for lease in leases),
    "residual_level": lambda level: say_on_page(REMAINS.get(VisibilityLevel[level.upper()], level)),
    "focal": lambda point: ", ".join(f"{100 * part:.0f} %" for part in point),
    "drawn_crops": ", ".join,
    "collections": _name_collections,
}
"""How values that are no words are written."""


def compare_words(before: str, after: str) -> list[Part]:
    """Return a text with what was removed from it and added to it, in the order of reading.

    Words that changed one after another are one change, with the space between them.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    parts: list[Part] = []
    removed = added = ""
    for operation, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        old_text, new_text = "".join(old[a:b]), "".join(new[c:d])
        if operation == "equal" and (old_text.strip() or not removed + added):
            parts += [("removed", removed), ("added", added), ("same", old_text)]
            removed = added = ""
        else:
            removed, added = removed + old_text, added + new_text
    parts += [("removed", removed), ("added", added)]
    return [part for part in parts if part[1]]
