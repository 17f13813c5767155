"""Words typed in a case's form that a button has not taken, kept or shown to be copied."""

from __future__ import annotations

from collections.abc import Mapping

from dam.links.refs import image_ref
from dam.text.read import read_id

PLUMBING = {"csrf_token", "once", "version", "seen", "action", "standard"}
FIELDS = {
    "scope": "Gäller för",
    "territory": "Område",
    "until": "Gäller till och med",
    "credit": "Byline",
    "conditions": "Tänk på",
    "reason": "Skälet",
    "alternatives": "Bilder att använda i stället",
    "message": "Brevet",
    "letter": "Brevet",
    "note": "Anteckning",
}


def has_unsent_text(form: Mapping[str, str]) -> bool:
    """Whether something has been filled in."""
    return any(value for name, value in form.items() if name not in PLUMBING)


def list_unsent_fields(
    form: Mapping[str, str], *, takes_letters: bool
) -> list[tuple[str, str, str]]:
    """Return (what the field is called, the image it is about or "", what was typed), but for a
    letter where the case takes such: it stands in a field of its own.
    """
    unsent = []
    for name, text in form.items():
        field, _, image = name.partition("-")
        if field == "letter" and takes_letters:
            continue
        if field in FIELDS and text.strip():
            unsent.append((FIELDS[field], image_ref(id_) if (id_ := read_id(image)) else "", text))
    return unsent
