"""`/redaktion/anvandare`: who may sign in, and as what; who is invited. For administrators."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import accounts
from dam.accounts import invitations, password_reset
from dam.database.row_states import Role
from dam.errors import BadInput
from dam.links.staff_paths import USERS
from dam.web import errors
from dam.web.context import reading_session, request_moment, writing_session
from dam.web.sign_in import own_id, require_role

bp = Blueprint("users", __name__)
TEMPLATE = "staff/users.html"
ROLE_NAMES = {Role.UPLOADER: "Uppladdare", Role.EDITOR: "Redaktör", Role.ADMIN: "Administratör"}
DONE = {"inbjuden": "Inbjudan är på väg.", "lank": "Ett brev med en länk är på väg."}


@bp.get("/anvandare")
@require_role("admin")
def show_users() -> str:
    done = DONE.get(request.args.get("klart", ""))
    return render_template(TEMPLATE, errors={}, done=done, **_users_context())


@bp.post("/anvandare")
@require_role("admin")
def submit_invitation() -> Response:
    email, role = request.form.get("email", ""), request.form.get("role", "")
    try:
        with writing_session() as session:
            invitations.send_invitation(session, email, role, by=own_id(), now=request_moment())
    except BadInput as error:
        return errors.show_form_again(error, TEMPLATE, **_users_context(email=email, role=role))
    return redirect(f"{USERS}?klart=inbjuden", 303)


@bp.post("/anvandare/inbjudna/<int:invitation_id>/igen")
@require_role("admin")
def resend_pending_invitation(invitation_id: int) -> Response:
    return _change_account(invitations.resend_invitation, invitation_id, done="inbjuden")


@bp.post("/anvandare/inbjudna/<int:invitation_id>/dra-tillbaka")
@require_role("admin")
def cancel_invitation(invitation_id: int) -> Response:
    return _change_account(invitations.withdraw_invitation, invitation_id)


@bp.post("/anvandare/<int:user_id>/losenord")
@require_role("admin")
def send_password_link(user_id: int) -> Response:
    """Send somebody who has lost their password the letter that they could ask for."""
    email = accounts.find_account(reading_session(), user_id).email
    return _change_account(password_reset.request_password_reset, email, done="lank")


@bp.post("/anvandare/<int:user_id>/roll")
@require_role("admin")
def change_role(user_id: int) -> Response:
    return _change_account(accounts.set_account_role, user_id, request.form.get("role", ""))


@bp.post("/anvandare/<int:user_id>/dokument")
@require_role("admin")
def change_document_access(user_id: int) -> Response:
    reads = request.form.get("reads") == "1"
    return _change_account(partial(accounts.set_document_reader, reads=reads), user_id)


@bp.post("/anvandare/<int:user_id>/stang")
@require_role("admin")
def close_account(user_id: int) -> Response:
    return _change_account(accounts.deactivate_account, user_id)


@bp.post("/anvandare/<int:user_id>/oppna")
@require_role("admin")
def reopen_account(user_id: int) -> Response:
    return _change_account(accounts.activate_account, user_id)


def _change_account(change: Callable[..., object], *of: object, done: str = "") -> Response:
    try:
        with writing_session() as session:
            change(session, *of, by=own_id(), now=request_moment())
    except BadInput as error:
        error.fields = {}
        return errors.show_form_again(error, TEMPLATE, **_users_context())
    return redirect(USERS + (f"?klart={done}" if done else ""), 303)


def _users_context(**typed: str) -> dict[str, object]:
    names = accounts.list_account_names(reading_session())
    return {
        "users": accounts.list_accounts(reading_session()),
        "invited": [
            (
                invitation,
                invitation.sent_at + invitations.VALID,
                names.get(invitation.invited_by or 0, ""),
            )
            for invitation in invitations.list_open(reading_session())
        ],
        "now": request_moment(),
        "roles": list(ROLE_NAMES.items()),
        "typed": typed,
    }
