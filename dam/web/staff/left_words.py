"""Words typed for an image that is binned or gone, shown on the page that says so, to copy."""

from __future__ import annotations

from flask import request
from werkzeug.datastructures import MultiDict

from dam.database.fingerprint import mark_of
from dam.web.kept_forms import FIRST, SECRETS
from dam.web.own_tabs import FIELD
from dam.web.staff.image_form import form

PLUMBING = {
    *(FIRST, FIELD, "version", "other_version", "over", "seen", "shown", "began", "fingerprint"),
    *("action", "do", "ids", "rad", "sida", "rest", "other", "differs", "till", "stored"),
    *("save", "publish", "send", "send_back", "schedule", "cancel_schedule"),
}
CHOSEN = {"kind", "residual_level", "cell", "drawn", "assigned_to"}
"""What is chosen and not written, where no mark tells whether it was changed."""
BUTTONS_OF_A_FIELD = ("keep-", "mine-", "remove-", "stod-", "point.")
LABELS = form.LABELS | {
    "note": "Anteckning",
    "reader": "Vem är länken till?",
    "starts": "Från",
    "ends": "Till",
    "publish_day": "Publicera",
    "identifiable": "Hur många går att känna igen?",
    "name": "Namn",
    "url": "Adress",
    "outlet": "Var",
    "published_on": "Dag",
    "focal_x": "Fokuspunkt",
    "focal_y": "Fokuspunkt",
}


def list_unsaved_words() -> list[tuple[str, str]]:
    """Return what the form of this request held in words, where it has been read."""
    read = request.method == "POST" and "form" in vars(request)
    return list_unsaved_form_words(request.form) if read else []


def list_unsaved_form_words(form: MultiDict[str, str]) -> list[tuple[str, str]]:
    """Return (what the field is called or "", what was typed), without what nobody changed."""
    marks_shown = set(form.get("began", "").split())
    return [
        (LABELS.get(name, ""), "\n".join(filter(None, values)))
        for name, values in form.lists()
        if any(value.strip() for value in values)
        and not name.startswith(BUTTONS_OF_A_FIELD)
        and name not in PLUMBING | SECRETS | (CHOSEN if not marks_shown else set())
        and not marks_shown
        & {
            _fingerprint_value(name, values[-1]),
            _fingerprint_value(name, [value for value in values if value]),
        }
    ]


def _fingerprint_value(name: str, value: str | list[str]) -> str:
    """As `conflicts.fingerprint_fields` writes it."""
    tidy = value.replace("\r\n", "\n") if isinstance(value, str) else value
    return f"{name}:{mark_of(tidy)[:8]}"
