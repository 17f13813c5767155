"""`/redaktion/arenden`: what waits for an answer, and letters that did not arrive."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import accounts
from dam.links.staff_paths import REQUESTS
from dam.mail import outbox
from dam.usage_requests import inbound, queries
from dam.usage_requests.case_page import LABELS
from dam.usage_requests.desk_page import show_letter, show_row
from dam.web.context import reading_session, request_moment, services, writing_session
from dam.web.sign_in import own_id, require_role

bp = Blueprint("requests", __name__)
DONE = {"igen": "Brevet skickas igen."}


@bp.get("/arenden")
@require_role("editor")
def show_case_list() -> str:
    state, mine = request.args.get("tillstand", ""), request.args.get("handlaggare") == "jag"
    cases = queries.list_requests(
        reading_session(),
        state=state if state in LABELS else None,
        handler=own_id() if mine else None,
    )
    names, promise = accounts.list_account_names(reading_session()), services().promise
    rows = [show_row(case, names, promise, request_moment()) for case in cases]
    return render_template(
        "staff/requests/list.html",
        rows=sorted(rows, key=lambda row: not row.late),
        waiting=queries.count_waiting(reading_session()),
        counts=queries.count_requests_by_state(reading_session()),
        states=LABELS,
        state=state,
        mine=mine,
        failed=[show_letter(letter) for letter in outbox.list_failed_letters(reading_session())],
        unmatched=inbound.count_unmatched_letters(reading_session()),
        done=DONE.get(request.args.get("klart", "")),
    )


@bp.post("/brev/<int:letter_id>/skicka-igen")
@require_role("editor")
def resend_failed_letter(letter_id: int) -> Response:
    with writing_session() as session:
        outbox.resend_letter(session, letter_id, by=own_id(), now=request_moment())
    return redirect(f"{REQUESTS}?klart=igen", 303)
