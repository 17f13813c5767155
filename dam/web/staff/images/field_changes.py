"""What has changed in a text, word by word, and how an image's history names what it held."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal

from flask_babel import ngettext

from dam.catalogue import collections
from dam.rights.lease import LeaseKind, SetLease
from dam.rights.window import Level
from dam.text.read import read_stored_moment
from dam.web.context import reading
from dam.web.language import say
from dam.web.staff.image_form import form
from dam.web.staff.image_form.choices import read_out
from dam.web.staff.image_form.form import LABELS
from dam.web.staff.images.leases import KINDS, REMAINS, period

Part = tuple[Literal["same", "removed", "added"], str]
TEXTS = {
    *("title", "headline", "caption", "alt", "place", "credit_override", "people_basis"),
    "persons",
}
BESIDE = {
    "headline": "Rubrik",
    "leases": "Tider",
    "remains": "Det som visas efteråt",
    "shows": "Personer i registret",
    "focal": "Fokuspunkt",
    "drawn_crops": "Beskärningar",
    "file": "Fil",
}
"""Fields that have no control in the editor."""
_WORDS = re.compile(r"\s+|[^\s]+")


def label(field: str) -> str:
    """Return what a field of a revision is called."""
    return BESIDE.get(field) or LABELS.get(form.FIELDS.get(field, field), field)


def place(field: str) -> int:
    """Return where a field stands in the editor; those that it has no control for stand last."""
    return [*LABELS.values(), *BESIDE.values(), label(field)].index(label(field))


def words_of(field: str, value: Any) -> str:
    """Return what a field held, in words; empty where it held nothing."""
    if value is None:
        return ""
    if field in WRITTEN:
        return WRITTEN[field](value)
    if isinstance(value, list):
        return ("\n" if field == "persons" else ", ").join(value)
    return read_out(field, value)


def _count(people: int) -> str:
    return str(ngettext("%(num)s person", "%(num)s personer", people)) if people else say("Ingen")


def _lease(kind: str, *moments: str | None) -> str:
    starts, ends = (read_stored_moment(one) if one else None for one in moments)
    return f"{say(KINDS[LeaseKind(kind)])} {period(SetLease(LeaseKind(kind), starts, ends))}"


def _collections(slugs: Sequence[str]) -> str:
    """Name collections, also those that are removed since."""
    called = collections.names(reading())
    return ", ".join(called.get(slug, slug) for slug in slugs)


WRITTEN: dict[str, Callable[[Any], str]] = {
    "identifiable_people": _count,
    "shows": lambda people: _count(len(people)),
    "leases": lambda leases: "\n".join(_lease(*one) for one in leases),
    "remains": lambda level: say(REMAINS.get(Level[level.upper()], level)),
    "focal": lambda point: ", ".join(f"{100 * part:.0f} %" for part in point),
    "drawn_crops": ", ".join,
    "collections": _collections,
}
"""How values that are no words are written."""


def compared(before: str, after: str) -> list[Part]:
    """Return a text with what was removed from it and added to it, in the order of reading.

    Words that changed one after another are one change, with the space between them.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    parts: list[Part] = []
    removed = added = ""
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        was, became = "".join(old[a:b]), "".join(new[c:d])
        if kind == "equal" and (was.strip() or not removed + added):
            parts += [("removed", removed), ("added", added), ("same", was)]
            removed = added = ""
        else:
            removed, added = removed + was, added + became
    parts += [("removed", removed), ("added", added)]
    return [part for part in parts if part[1]]
