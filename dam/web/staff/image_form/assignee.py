"""Who is responsible for an image, as the forms of staff offer and hold it: the page of notes, the
editor, the batch grid and the upload. The rule is `dam.catalogue.assignments.assign`.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import request
from flask_babel import gettext

from dam import accounts
from dam.catalogue import assignments
from dam.database.models import Image
from dam.database.session import Session
from dam.errors import BadInput, NotAllowed
from dam.text.read import read_id
from dam.web.context import now, reading
from dam.web.sign_in import who
from dam.web.staff.image_form.choices import Choices

FIELD, SHOWN = "assigned_to", "assigned_was"
"""Whom a form names, and whom it was shown with."""
NOBODY = "ingen"


def choices(held: int | None = None) -> Choices:
    """Return those who work here, and whoever is chosen already."""
    return [
        (str(user.id), user.name or user.email)
        for user in accounts.list_all(reading())
        if user.active or user.id == held
    ]


def read(form: Mapping[str, str]) -> int | None:
    """Return whom a form names, None for nobody; 0, which is nobody's id, for what is none."""
    given = form.get(FIELD, "")
    if given in {"", NOBODY}:
        return None
    return read_id(given) or 0


def chosen(form: Mapping[str, str]) -> int | None:
    """As `read`, where nobody is a choice of its own; BadInput where nothing is chosen."""
    if not form.get(FIELD):
        sentence = "Välj vem som ska vara ansvarig."
        raise BadInput(sentence, fields={FIELD: sentence})
    return read(form)


def ensure_may_assign() -> None:
    """Raise NotAllowed for whoever is no editor."""
    if not accounts.may(who(), "editor"):
        raise NotAllowed("Det är en redaktör som utser ansvarig.")


def save(session: Session, image: Image, form: Mapping[str, str]) -> None:
    """Make somebody responsible for a held image where the form's choice has been touched: what
    somebody else has chosen meanwhile stays.
    """
    if _touched(form):
        ensure_may_assign()
        assignments.assign(session, image, read(form), by=who().id, now=now())


def shown(image: Image) -> dict[str, object]:
    """Return what the editor's field holds: what stands, or the choice as it was made."""
    held = str(image.assigned_to or "")
    return {
        "chosen": request.form[FIELD] if _touched(request.form) else held,
        "was": held,
        "choices": [("", gettext("Ingen")), *choices(image.assigned_to)],
    }


def carried(form: Mapping[str, str]) -> dict[str, str]:
    """Return the choice as the form holds it, to be sent again."""
    return {name: form[name] for name in (FIELD, SHOWN) if name in form}


def _touched(form: Mapping[str, str]) -> bool:
    return FIELD in form and form[FIELD] != form.get(SHOWN)
