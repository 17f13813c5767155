"""What a letter lets somebody do who is not signed in: make an account, choose a new password.

The link's address leads on at once, with its token in the staff cookie: so no page has a token in
its address, and none can leave by a referrer. Following a link changes nothing.
"""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from dam.accounts import invitations, password_reset, passwords
from dam.errors import BadInput, Busy, Gone, TooMany
from dam.web import errors
from dam.web.context import limiter, now, reading, services, visitor, writing
from dam.web.sign_in import written_twice

bp = Blueprint("by_letter", __name__)
LINK = "link"
ASK_PER_BROWSER = "10/15 minute"
ASK_PER_BROWSER_AND_ACCOUNT = "3/hour"
ASK_PER_ACCOUNT = "30/hour"
"""So many that no stranger uses up the letters of somebody who has forgotten a password."""
DEAD = "auth/dead_link.html"
INVITATION = "auth/invitation.html"
PASSWORD = "auth/new_password.html"  # noqa: S105  a template


@bp.get("/glomt-losenord")
def show_forgotten() -> str:
    return render_template("auth/forgotten.html")


@bp.post("/glomt-losenord")
def ask() -> str:
    """Answer alike whether the address has an account, or has had too many letters."""
    email = request.form.get("email", "").strip()[:254]
    limiter().hit("ask password: browser", visitor(), ASK_PER_BROWSER)
    with suppress(TooMany), writing() as database:
        tries, pair = limiter().within(database), f"{visitor()} {email.lower()}"
        tries.hit("ask password: browser and account", pair, ASK_PER_BROWSER_AND_ACCOUNT)
        tries.hit("ask password: account", email.lower(), ASK_PER_ACCOUNT)
        password_reset.ask(database, email, by=None, now=now())
    return render_template("auth/forgotten.html", sent_to=email)


@bp.get("/nytt-losenord/<token>")
def follow_password(token: str) -> Response:
    return _carry(password_reset.KIND, token, ".show_password")


@bp.get("/nytt-losenord")
def show_password() -> Response | str:
    try:
        user = password_reset.find(reading(), _signed(password_reset.KIND), now=now())
    except Gone as error:
        return errors.again(error, DEAD, forgotten=True)
    return render_template(PASSWORD, user=user, errors={})


@bp.post("/nytt-losenord")
def choose_password() -> Response:
    signed = _signed(password_reset.KIND)
    try:
        user = password_reset.find(reading(), signed, now=now())
        try:
            with passwords.TURNS.take(), writing() as database:
                password_reset.choose(database, signed, written_twice(request.form), now=now())
        except (BadInput, Busy) as error:
            return errors.again(error, PASSWORD, user=user)
    except Gone as error:
        return errors.again(error, DEAD, forgotten=True)
    session.clear()
    return redirect(url_for("staff.auth.show_sign_in", klart="losenord"), 303)


@bp.get("/inbjudan/<token>")
def follow_invitation(token: str) -> Response:
    return _carry(invitations.KIND, token, ".show_invitation")


@bp.get("/inbjudan")
def show_invitation() -> Response | str:
    try:
        invited = invitations.find(reading(), _signed(invitations.KIND), now=now())
    except Gone as error:
        return errors.again(error, DEAD)
    return render_template(INVITATION, invited=invited, name="", errors={})


@bp.post("/inbjudan")
def accept() -> Response:
    signed, name = _signed(invitations.KIND), request.form.get("name", "")
    try:
        invited = invitations.find(reading(), signed, now=now())
        try:
            with passwords.TURNS.take(), writing() as database:
                invitations.accept(database, signed, name, written_twice(request.form), now=now())
        except (BadInput, Busy) as error:
            return errors.again(error, INVITATION, invited=invited, name=name)
    except Gone as error:
        return errors.again(error, DEAD)
    session.clear()
    return redirect(url_for("staff.auth.show_sign_in", klart="konto"), 303)


def _carry(kind: str, token: str, to: str) -> Response:
    """Take the token from the address into the cookie, if it is one."""
    session.pop(LINK, None)
    if services().signer.read_token(kind, token) is not None:
        session[LINK] = token
    answer = redirect(url_for(to), 303)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _signed(kind: str) -> tuple[int, int] | None:
    return services().signer.read_token(kind, session.get(LINK, ""))
