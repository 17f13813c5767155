"""`/redaktion/arenden`: what waits for an answer, and letters that did not arrive."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import accounts
from dam.mail import outbox
from dam.usage_requests import inbound, queries
from dam.usage_requests.case_page import LABELS
from dam.usage_requests.desk_page import show_letter, show_row
from dam.web.context import now, reading, services, writing
from dam.web.sign_in import require, who

bp = Blueprint("requests", __name__)
DONE = {"igen": "Brevet skickas igen."}


@bp.get("/arenden")
@require("editor")
def list_all() -> str:
    state, mine = request.args.get("tillstand", ""), request.args.get("handlaggare") == "jag"
    found = queries.listed(
        reading(), state=state if state in LABELS else None, handler=who().id if mine else None
    )
    names, promise = accounts.names(reading()), services().promise
    rows = [show_row(one, names, promise, now()) for one in found]
    return render_template(
        "staff/requests/list.html",
        rows=sorted(rows, key=lambda row: not row.late),
        waiting=queries.count_waiting(reading()),
        counts=queries.count_by_state(reading()),
        states=LABELS,
        state=state,
        mine=mine,
        failed=[show_letter(letter) for letter in outbox.failed(reading())],
        unmatched=inbound.count(reading()),
        done=DONE.get(request.args.get("klart", "")),
    )


@bp.post("/brev/<int:letter>/skicka-igen")
@require("editor")
def resend(letter: int) -> Response:
    with writing() as session:
        outbox.resend(session, letter, by=who().id, now=now())
    return redirect("/redaktion/arenden?klart=igen", 303)
