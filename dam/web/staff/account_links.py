"""Links in letters to those not signed in: make an account, choose a new password.

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
from dam.web.context import (
    rate_limiter,
    reading_session,
    request_moment,
    services,
    visitor_key,
    writing_session,
)
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
def show_forgotten_password() -> str:
    return render_template("auth/forgotten.html")


@bp.post("/glomt-losenord")
def request_password_link() -> str:
    """Answer alike whether the address has an account, or has had too many letters."""
    email = request.form.get("email", "").strip()[:254]
    rate_limiter().hit("ask password: browser", visitor_key(), ASK_PER_BROWSER)
    with suppress(TooMany), writing_session() as database:
        limits, browser_and_account = (
            rate_limiter().within(database),
            f"{visitor_key()} {email.lower()}",
        )
        limits.hit(
            "ask password: browser and account", browser_and_account, ASK_PER_BROWSER_AND_ACCOUNT
        )
        limits.hit("ask password: account", email.lower(), ASK_PER_ACCOUNT)
        password_reset.request_password_reset(database, email, by=None, now=request_moment())
    return render_template("auth/forgotten.html", sent_to=email)


@bp.get("/nytt-losenord/<token>")
def follow_password_link(token: str) -> Response:
    return _store_link_token(password_reset.KIND, token, ".show_password_reset")


@bp.get("/nytt-losenord")
def show_password_reset() -> Response | str:
    try:
        user = password_reset.find_reset_account(
            reading_session(), _read_link_token(password_reset.KIND), now=request_moment()
        )
    except Gone as error:
        return errors.show_form_again(error, DEAD, forgotten=True)
    return render_template(PASSWORD, user=user, errors={})


@bp.post("/nytt-losenord")
def save_new_password() -> Response:
    link = _read_link_token(password_reset.KIND)
    try:
        user = password_reset.find_reset_account(reading_session(), link, now=request_moment())
        try:
            password = passwords.hash_password(written_twice(request.form))
            with writing_session() as database:
                password_reset.reset_password(database, link, password, now=request_moment())
        except (BadInput, Busy) as error:
            return errors.show_form_again(error, PASSWORD, user=user)
    except Gone as error:
        return errors.show_form_again(error, DEAD, forgotten=True)
    session.clear()
    return redirect(url_for("staff.auth.show_sign_in", klart="losenord"), 303)


@bp.get("/inbjudan/<token>")
def follow_invitation_link(token: str) -> Response:
    return _store_link_token(invitations.KIND, token, ".show_invitation_form")


@bp.get("/inbjudan")
def show_invitation_form() -> Response | str:
    try:
        invited = invitations.find_invitation(
            reading_session(), _read_link_token(invitations.KIND), now=request_moment()
        )
    except Gone as error:
        return errors.show_form_again(error, DEAD)
    return render_template(INVITATION, invited=invited, name="", errors={})


@bp.post("/inbjudan")
def create_invited_account() -> Response:
    link, name = _read_link_token(invitations.KIND), request.form.get("name", "")
    try:
        invited = invitations.find_invitation(reading_session(), link, now=request_moment())
        try:
            password = passwords.hash_password(written_twice(request.form))
            with writing_session() as database:
                invitations.accept_invitation(database, link, name, password, now=request_moment())
        except (BadInput, Busy) as error:
            return errors.show_form_again(error, INVITATION, invited=invited, name=name)
    except Gone as error:
        return errors.show_form_again(error, DEAD)
    session.clear()
    return redirect(url_for("staff.auth.show_sign_in", klart="konto"), 303)


def _store_link_token(kind: str, token: str, endpoint: str) -> Response:
    """Take the token from the address into the cookie, if it is one."""
    session.pop(LINK, None)
    if services().signer.read_token(kind, token) is not None:
        session[LINK] = token
    response = redirect(url_for(endpoint), 303)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _read_link_token(kind: str) -> tuple[int, int] | None:
    return services().signer.read_token(kind, session.get(LINK, ""))
