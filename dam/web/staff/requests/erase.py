"""`/redaktion/arenden/<nummer>/radera`: erase whoever asked, in all their cases."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam.errors import BadInput
from dam.lifecycle.erase import remove_bytes
from dam.usage_requests import erasure, queries
from dam.web import errors
from dam.web.context import now, reading, services, writing
from dam.web.sign_in import require, who

bp = Blueprint("requesters", __name__)
ERASE = "staff/requests/erase.html"


@bp.get("/arenden/<number>/radera")
@require("admin")
def show_erase(number: str) -> str:
    return render_template(ERASE, errors={}, **_values(number))


@bp.post("/arenden/<number>/radera")
@require("admin")
def erase(number: str) -> Response:
    """Erase whoever asked once the number has been typed."""
    try:
        _ensure_meant(number)
        with writing() as session:
            email = queries.by_number(session, number).email
            keys = erasure.erase(session, email, by=who().id, now=now())
    except BadInput as error:
        return errors.again(error, ERASE, **_values(number))
    remove_bytes(services().database, services().storage, keys)
    return redirect(f"/redaktion/arenden/{number}?klart=raderad", 303)


def _values(number: str) -> dict[str, object]:
    asked = queries.by_number(reading(), number)
    return {"asked": asked, "traces": erasure.traces(reading(), asked.email, now())}


def _ensure_meant(number: str) -> None:
    if request.form.get("number", "").strip() != number:
        sentence = "Skriv ärendets nummer för att radera."
        raise BadInput(sentence, fields={"number": sentence})
