"""`/redaktion/anvandare`: who may sign in, and as what; who is invited. For administrators."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import accounts
from dam.accounts import invitations, password_reset
from dam.database.session import Session
from dam.errors import BadInput
from dam.web import errors
from dam.web.context import now, reading, writing
from dam.web.sign_in import require, who

bp = Blueprint("users", __name__)
TEMPLATE = "staff/users.html"
ROLE_NAMES = {"uploader": "Uppladdare", "editor": "Redaktör", "admin": "Administratör"}
DONE = {"inbjuden": "Inbjudan är på väg.", "lank": "Ett brev med en länk är på väg."}


@bp.get("/anvandare")
@require("admin")
def show() -> str:
    done = DONE.get(request.args.get("klart", ""))
    return render_template(TEMPLATE, errors={}, done=done, **_values())


@bp.post("/anvandare")
@require("admin")
def invite() -> Response:
    email, role = request.form.get("email", ""), request.form.get("role", "")
    try:
        with writing() as session:
            invitations.invite(session, email, role, by=who().id, now=now())
    except BadInput as error:
        return errors.again(error, TEMPLATE, **_values(email=email, role=role))
    return redirect("/redaktion/anvandare?klart=inbjuden", 303)


@bp.post("/anvandare/inbjudna/<int:one>/igen")
@require("admin")
def invite_again(one: int) -> Response:
    return _change(
        lambda session: invitations.resend(session, one, by=who().id, now=now()), "inbjuden"
    )


@bp.post("/anvandare/inbjudna/<int:one>/dra-tillbaka")
@require("admin")
def withdraw_invitation(one: int) -> Response:
    return _change(lambda session: invitations.withdraw(session, one, by=who().id, now=now()))


@bp.post("/anvandare/<int:one>/losenord")
@require("admin")
def send_link(one: int) -> Response:
    """Send somebody who has lost their password the letter that they could ask for."""

    def send(session: Session) -> None:
        password_reset.ask(session, accounts.find(session, one).email, by=who().id, now=now())

    return _change(send, "lank")


@bp.post("/anvandare/<int:one>/roll")
@require("admin")
def set_role(one: int) -> Response:
    role = request.form.get("role", "")
    return _change(lambda session: accounts.set_role(session, one, role, by=who().id, now=now()))


@bp.post("/anvandare/<int:one>/dokument")
@require("admin")
def set_reads_documents(one: int) -> Response:
    reads = request.form.get("reads") == "1"
    return _change(
        lambda session: accounts.set_reads_documents(
            session, one, reads=reads, by=who().id, now=now()
        )
    )


@bp.post("/anvandare/<int:one>/stang")
@require("admin")
def deactivate(one: int) -> Response:
    return _change(lambda session: accounts.deactivate(session, one, by=who().id, now=now()))


@bp.post("/anvandare/<int:one>/oppna")
@require("admin")
def activate(one: int) -> Response:
    return _change(lambda session: accounts.activate(session, one, by=who().id, now=now()))


def _change(change: Callable[[Session], None], done: str = "") -> Response:
    try:
        with writing() as session:
            change(session)
    except BadInput as error:
        error.fields = {}
        return errors.again(error, TEMPLATE, **_values())
    return redirect("/redaktion/anvandare" + (f"?klart={done}" if done else ""), 303)


def _values(**typed: str) -> dict[str, object]:
    names = accounts.names(reading())
    return {
        "users": accounts.list_all(reading()),
        "invited": [
            (one, one.sent_at + invitations.VALID, names.get(one.invited_by or 0, ""))
            for one in invitations.list_open(reading())
        ],
        "now": now(),
        "roles": list(ROLE_NAMES.items()),
        "typed": typed,
    }
