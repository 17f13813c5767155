"""`/redaktion/arenden/<nummer>/radera`: erase whoever asked, in all their cases."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam.errors import BadInput
from dam.lifecycle.erase import remove_bytes
from dam.links.staff_paths import REQUESTS
from dam.usage_requests import erasure, queries
from dam.web import errors
from dam.web.context import reading_session, request_moment, services, writing_session
from dam.web.sign_in import own_id, require_role

bp = Blueprint("requesters", __name__)
ERASE = "staff/requests/erase.html"


@bp.get("/arenden/<number>/radera")
@require_role("admin")
def show_requester_erasure(number: str) -> str:
    return render_template(ERASE, errors={}, **_requester_erasure_context(number))


@bp.post("/arenden/<number>/radera")
@require_role("admin")
def confirm_requester_erasure(number: str) -> Response:
    """Erase whoever asked once the number has been typed."""
    try:
        _ensure_number_typed(number)
        with writing_session() as session:
            email = queries.by_number(session, number).email
            keys = erasure.erase_requester(session, email, by=own_id(), now=request_moment())
    except BadInput as error:
        return errors.show_form_again(error, ERASE, **_requester_erasure_context(number))
    remove_bytes(services().database, services().storage, keys)
    return redirect(f"{REQUESTS}/{number}?klart=raderad", 303)


def _requester_erasure_context(number: str) -> dict[str, object]:
    usage_request = queries.by_number(reading_session(), number)
    return {
        "case": usage_request,
        "traces": erasure.find_requester_traces(
            reading_session(), usage_request.email, request_moment()
        ),
    }


def _ensure_number_typed(number: str) -> None:
    if request.form.get("number", "").strip() != number:
        sentence = "Skriv ärendets nummer för att radera."
        raise BadInput(sentence, fields={"number": sentence})
