"""`/redaktion/bilder/<id>/aterkalla`: withdrawing, on a page of its own that says what happens."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import catalogue
from dam.errors import BadInput
from dam.procedures import takedown
from dam.rights.withdrawal import REASONS
from dam.web import errors
from dam.web.auth import require, who
from dam.web.scope import now, reading, writing
from dam.web.staff.rows import row_of

bp = Blueprint("takedown", __name__)
REASON_NAMES = {
    "consent": "En person på bilden vill inte vara med längre",
    "rights": "Rättigheterna räcker inte",
    "error": "Något i bilden eller bildtexten är fel",
    "outdated": "Bilden är inaktuell",
    "other": "Annat",
}


@bp.get("/bilder/<int:one>/aterkalla")
@require("editor")
def show(one: int) -> str:
    return render_template("staff/takedown.html", errors={}, reason="", **_values(one))


@bp.post("/bilder/<int:one>/aterkalla")
@require("editor")
def withdraw(one: int) -> Response:
    reason = request.form.get("reason", "")
    try:
        with writing() as session:
            image = catalogue.hold(session, one, who())
            takedown.withdraw(session, image, reason, by=who().id, now=now())
    except BadInput as error:
        error.fields = {"reason": "Välj ett skäl."}
        return errors.again(error, "staff/takedown.html", reason=reason, **_values(one))
    return redirect(f"/redaktion/bilder/{one}?klart=aterkallad", 303)


def _values(one: int) -> dict[str, object]:
    image = catalogue.find_for(reading(), one, who())
    return {"row": row_of(image, now()), "reasons": REASON_NAMES, "public": REASONS}
