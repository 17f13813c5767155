"""`/redaktion/bilder/<id>/anteckningar`: who is responsible for an image, and what staff note."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from dam import catalogue, people, workflow
from dam.errors import BadInput
from dam.web import errors
from dam.web.auth import require, who
from dam.web.scope import now, reading, writing
from dam.web.staff import responsible
from dam.web.staff.rows import row_of

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
            workflow.add_note(session, image, request.form.get("note", ""), by=who().id, now=now())
    except BadInput as error:
        return errors.again(error, PAGE, **_values(one))
    return redirect(f"/redaktion/bilder/{one}/anteckningar?klart=antecknat", 303)


@bp.post("/bilder/<int:one>/ansvarig")
@require("editor")
def assign(one: int) -> Response:
    try:
        with writing() as session:
            image = catalogue.hold(session, one, who())
            chosen = responsible.read(request.form)
            workflow.assign(session, image, chosen, by=who().id, now=now())
    except BadInput as error:
        return errors.again(error, PAGE, **_values(one))
    return redirect(f"/redaktion/bilder/{one}/anteckningar?klart=ansvarig", 303)


def _values(one: int) -> dict[str, object]:
    image = catalogue.find_for(reading(), one, who())
    names = people.names(reading())
    return {
        "row": row_of(image, now()),
        "responsible": image.assigned_to,
        "responsible_name": names.get(image.assigned_to or 0),
        "persons": [("", gettext("Ingen")), *responsible.choices(image.assigned_to)],
        "notes": [(one, names[one.user_id]) for one in workflow.notes_of(reading(), image.id)],
        "note": request.form.get("note", ""),
    }
