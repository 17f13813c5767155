"""The field of who is responsible for an image, as forms of staff offer and hold it."""

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
from dam.web.context import reading_session, request_moment
from dam.web.sign_in import own_id, signed_in_user
from dam.web.staff.image_form.choices import Choices

FIELD, BEFORE = "assigned_to", "assigned_was"
"""Whom a form names, and whom it was shown with."""
NOBODY = "ingen"


def assignee_choices(held_id: int | None = None) -> Choices:
    """Return those who work here, and whoever is chosen already."""
    return [
        (str(user.id), user.name or user.email)
        for user in accounts.list_accounts(reading_session())
        if user.active or user.id == held_id
    ]


def read_assignee(form: Mapping[str, str]) -> int | None:
    """Return whom a form names, None for nobody; 0, which is nobody's id, for what is none."""
    typed = form.get(FIELD, "")
    if typed in {"", NOBODY}:
        return None
    return read_id(typed) or 0


def require_assignee(form: Mapping[str, str]) -> int | None:
    """As `read_assignee`, where nobody is a choice of its own; BadInput where nothing is chosen."""
    if not form.get(FIELD):
        sentence = "Välj vem som ska vara ansvarig."
        raise BadInput(sentence, fields={FIELD: sentence})
    return read_assignee(form)


def ensure_may_assign() -> None:
    """Raise NotAllowed for whoever is no editor."""
    if not accounts.has_role(signed_in_user(), "editor"):
        raise NotAllowed("Det är en redaktör som utser ansvarig.")


def save_assignee_field(session: Session, image: Image, form: Mapping[str, str]) -> None:
    """Make the form's choice responsible for a held image, where the form has changed it."""
    if _is_assignee_changed(form):
        ensure_may_assign()
        assignments.assign_image(
            session, image, read_assignee(form), by=own_id(), now=request_moment()
        )


def fill_assignee_field(image: Image) -> dict[str, object]:
    """Return what the editor's field holds: what stands, or the choice as it was made."""
    stored = str(image.assigned_to or "")
    return {
        "chosen": request.form[FIELD] if _is_assignee_changed(request.form) else stored,
        "was": stored,
        "choices": [("", gettext("Ingen")), *assignee_choices(image.assigned_to)],
    }


def keep_assignee_fields(form: Mapping[str, str]) -> dict[str, str]:
    """Return the choice as the form holds it, to be sent again."""
    return {name: form[name] for name in (FIELD, BEFORE) if name in form}


def _is_assignee_changed(form: Mapping[str, str]) -> bool:
    return FIELD in form and form[FIELD] != form.get(BEFORE)
