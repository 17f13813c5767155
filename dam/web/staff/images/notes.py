"""`/redaktion/bilder/<id>/anteckningar`: who is responsible for an image, and what staff note."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from dam import accounts, catalogue
from dam.catalogue import assignments, notes
from dam.errors import BadInput
from dam.web import errors
from dam.web.context import now, reading, writing
from dam.web.sign_in import require, who
from dam.web.staff.image_form import assignee
from dam.web.staff.image_row import row_of

bp = Blueprint("notes", __name__)
PAGE = "staff/notes.html"
DONE = {"antecknat": "Anteckningen är sparad.", "ansvarig": "Ansvarig är sparad."}


@bp.get("/bilder/<int:one>/anteckningar")
def show(one: int) -> str:
    done = DONE.get(request.args.get("klart", ""))
    return render_template(PAGE, errors={}, done=done, **_values(one))


@bp.post("/bilder/<int:one>/anteckningar")
def note(one: int) -> Response:
    try:
        with writing() as session:
            image = catalogue.hold(session, one, who())
            notes.add_note(session, image, request.form.get("note", ""), by=who().id, now=now())
    except BadInput as error:
        return errors.again(error, PAGE, **_values(one))
    return redirect(f"/redaktion/bilder/{one}/anteckningar?klart=antecknat", 303)


@bp.post("/bilder/<int:one>/ansvarig")
@require("editor")
def assign(one: int) -> Response:
    try:
        with writing() as session:
            image = catalogue.hold(session, one, who())
            chosen = assignee.read(request.form)
            assignments.assign(session, image, chosen, by=who().id, now=now())
    except BadInput as error:
        return errors.again(error, PAGE, **_values(one))
    return redirect(f"/redaktion/bilder/{one}/anteckningar?klart=ansvarig", 303)


def _values(one: int) -> dict[str, object]:
    image = catalogue.find_for(reading(), one, who())
    names = accounts.names(reading())
    return {
        "row": row_of(image, now()),
        "responsible": image.assigned_to,
        "responsible_name": names.get(image.assigned_to or 0),
        "persons": [("", gettext("Ingen")), *assignee.choices(image.assigned_to)],
        "notes": [(one, names[one.user_id]) for one in notes.notes_of(reading(), image.id)],
        "note": request.form.get("note", ""),
    }
