"""`/redaktion/bilder/<id>/anteckningar`: who is responsible for an image, and what staff note."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from dam import accounts, catalogue
from dam.catalogue import assignments, notes
from dam.errors import BadInput
from dam.links.staff_paths import IMAGES
from dam.web import errors
from dam.web.context import reading_session, request_moment, writing_session
from dam.web.sign_in import own_id, require_role, signed_in_user
from dam.web.staff.image_form import assignee
from dam.web.staff.image_row import build_image_row

bp = Blueprint("notes", __name__)
PAGE = "staff/notes.html"
DONE = {"antecknat": "Anteckningen är sparad.", "ansvarig": "Ansvarig är sparad."}


@bp.get("/bilder/<int:image_id>/anteckningar")
def show_notes(image_id: int) -> str:
    done = DONE.get(request.args.get("klart", ""))
    return render_template(PAGE, errors={}, done=done, **_notes_context(image_id))


@bp.post("/bilder/<int:image_id>/anteckningar")
def save_image_note(image_id: int) -> Response:
    try:
        with writing_session() as session:
            image = catalogue.lock_image(session, image_id, signed_in_user())
            notes.add_note(
                session, image, request.form.get("note", ""), by=own_id(), now=request_moment()
            )
    except BadInput as error:
        return errors.show_form_again(error, PAGE, **_notes_context(image_id))
    return redirect(f"{IMAGES}/{image_id}/anteckningar?klart=antecknat", 303)


@bp.post("/bilder/<int:image_id>/ansvarig")
@require_role("editor")
def save_image_assignee(image_id: int) -> Response:
    try:
        with writing_session() as session:
            image = catalogue.lock_image(session, image_id, signed_in_user())
            user_id = assignee.read_assignee(request.form)
            assignments.assign_image(session, image, user_id, by=own_id(), now=request_moment())
    except BadInput as error:
        return errors.show_form_again(error, PAGE, **_notes_context(image_id))
    return redirect(f"{IMAGES}/{image_id}/anteckningar?klart=ansvarig", 303)


def _notes_context(image_id: int) -> dict[str, object]:
    image = catalogue.find_for(reading_session(), image_id, signed_in_user())
    names = accounts.list_account_names(reading_session())
    return {
        "row": build_image_row(image, request_moment()),
        "responsible": image.assigned_to,
        "responsible_name": names.get(image.assigned_to or 0),
        "persons": [("", gettext("Ingen")), *assignee.assignee_choices(image.assigned_to)],
        "notes": [(row, names[row.user_id]) for row in notes.notes_of(reading_session(), image.id)],
        "note": request.form.get("note", ""),
    }
