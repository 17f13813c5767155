"""Signing in and out of the staff pages. The cookie holds a session's id, its row decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from typing import ClassVar, ParamSpec, TypeVar, cast

from flask import (
    Blueprint,
    Flask,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from dam import accounts
from dam.accounts import passwords
from dam.accounts.accounts import ChosenPassword
from dam.database.models import User
from dam.errors import BadInput, Busy, Conflict, NotAllowed, SignedOut, Unavailable
from dam.links.staff_paths import STAFF
from dam.text.read import read_path
from dam.web import errors, kept_forms
from dam.web.context import rate_limiter, reading_session, request_moment, services, writing_session
from dam.web.forms import csrf, name_account, takes_kept_forms
from dam.web.kept_forms import never_kept
from dam.web.sign_in_tries import PER_PAIR, Tries

P = ParamSpec("P")
R = TypeVar("R")

bp = Blueprint("auth", __name__)
OPEN_WITHOUT_CHOICE = {
    "staff.auth.show_password_form",
    "staff.auth.change_own_password",
    "staff.auth.sign_out",
}
"""What somebody may ask for who has to choose a password of their own first."""
OLD_PAGE = "Sidan hade varit öppen länge. Skriv lösenordet en gång till."
WRONG = "E-postadressen eller lösenordet stämmer inte."
DONE = {
    "losenord": "Lösenordet är bytt. Logga in med det nya.",
    "konto": "Kontot är klart. Logga in.",
}
ROLE_NAMES = {"uploader": "uppladdare", "editor": "redaktör", "admin": "administratör"}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind a request, and the identifier of the session they came by."""

    user: User
    identifier: str
    is_authenticated: ClassVar[bool] = True
    is_active: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    def get_id(self) -> str:
        return self.identifier


def register_sign_in(app: Flask) -> None:
    manager = LoginManager()
    manager.session_protection = None  # the identifier's row says whether it still counts
    manager.user_loader(_load_session)
    manager.init_app(app, add_context_processor=False)


def signed_in_user() -> User:
    """The person who is signed in; the staff's guard has seen to it that there is one."""
    return cast("SignedIn", current_user).user


def own_id() -> int:
    """The id of the person who is signed in."""
    return signed_in_user().id


def who_or_none() -> User | None:
    """The person who is signed in, or None; for the frame of the pages."""
    return signed_in_user() if current_user.is_authenticated else None


def require_role(role: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a view answer only those who have at least the role."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not accounts.has_role(signed_in_user(), role):
                raise NotAllowed("Det här gör bara en {role}.", role=gettext(ROLE_NAMES[role]))
            return view(*args, **kwargs)

        return guarded

    return decorate


def turn_away() -> Response | None:
    """Send whoever is not signed in, or has yet to choose a password, where they can do so."""
    if not current_user.is_authenticated:
        if request.accept_mimetypes.best == "application/json":
            raise SignedOut("Du är utloggad. Logga in igen.")
        form = kept_forms.show_sign_in()
        if form is not None:
            return form
        target = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("staff.auth.show_sign_in", next=target), 303)
    g.account = own_id()
    name_account(own_id())
    if signed_in_user().must_change_password and request.endpoint not in OPEN_WITHOUT_CHOICE:
        if kept := kept_forms.keep_sent(signed_in_user()):
            return _choose_password(kept)
        return redirect(url_for("staff.auth.show_password_form"), 303)
    return None


def _choose_password(kept: str) -> Response:
    """Ask for a password of one's own before what was sent goes on."""
    return make_response(render_template("auth/password.html", errors={}, kept=kept), 403)


def ensure_token() -> Response | None:
    """Believe a form by the token of this session, or of an earlier one of the same account.

    Another account's form is not believed, and asks for that account. Raises CSRFError.
    """
    try:
        csrf.protect()
    except CSRFError:
        if request.endpoint == "staff.auth.sign_in":
            # One of several pages that ask to sign in, once it is done in another.
            kept = request.form.get("kept") if current_user.is_authenticated else None
            finish = kept_forms.show_again(signed_in_user(), kept) if kept else None
            return finish or _sign_in_again(BadInput(OLD_PAGE))
        if not current_user.is_authenticated:
            raise
        token = request.form.get("csrf_token") or request.headers.get("X-CSRFToken")
        account = kept_forms.account_of(token)
        if account == own_id():
            return None
        form = (
            None
            if account is None or errors.wants_json()
            else kept_forms.show_sign_in(signed_in_user())
        )
        if form is None:
            raise
        return form
    return None


@bp.get("/logga-in")
def show_sign_in() -> str:
    done = DONE.get(request.args.get("klart", ""))
    target = request.args.get("next", "")
    return render_template("auth/sign_in.html", email="", next=target, done=done)


def _sign_in_again(error: BadInput | Busy) -> Response:
    form = request.form
    typed = {"email": form.get("email", "").strip(), "next": form.get("next", "")}
    return errors.show_form_again(error, "auth/sign_in.html", **typed, kept=form.get("kept", ""))


@bp.post("/logga-in")
@takes_kept_forms
def sign_in() -> Response:
    email, target = request.form.get("email", "").strip(), request.form.get("next", "")
    tries = Tries(email.lower())
    try:
        # The try too is counted on a place: many who wait for the database are threads as well.
        with passwords.TURNS.take():
            tries.count()
            user = accounts.verify_password(
                reading_session(), email, request.form.get("password", "")
            )
    except Busy as error:
        return _sign_in_again(error)
    if user is None:
        return _sign_in_again(BadInput(WRONG))
    tries.forget()
    _begin_session(user)
    answer = _continue_signed_in(user, target, request.form.get("kept", ""))
    tries.know_again(answer)
    return answer


def _continue_signed_in(user: User, target: str, kept: str) -> Response:
    """Lead to where one was going, or send on what was sent without a session."""
    if not kept:
        return redirect(path_inside(target) or url_for("staff.overview.show_overview"), 303)
    if user.must_change_password and kept_forms.is_of(user, kept):
        return _choose_password(kept)
    finish = kept_forms.show_again(user, kept)
    return finish or redirect(url_for("staff.overview.show_overview", klart="annat-konto"), 303)


@bp.post("/logga-ut")
@never_kept
def sign_out() -> Response:
    with writing_session() as database:
        accounts.end_session(database, current_user.get_id())
    logout_user()
    session.clear()
    return redirect(url_for("staff.auth.show_sign_in"), 303)


@bp.get("/byt-losenord")
def show_password_form() -> str:
    return render_template("auth/password.html", errors={})


@bp.post("/byt-losenord")
@never_kept
@takes_kept_forms
def change_own_password() -> Response:
    """Choose a password; what was sent before that goes on then."""
    kept = request.form.get("kept", "")
    try:
        with passwords.TURNS.take():
            chosen = _read_chosen_password()
        with writing_session() as database:
            accounts.set_chosen_password(
                database, chosen, kept=current_user.get_id(), by=own_id(), now=request_moment()
            )
    except (BadInput, Busy, Conflict) as error:
        return errors.show_form_again(error, "auth/password.html", kept=kept)
    finish = kept_forms.show_again(signed_in_user(), kept) if kept else None
    return finish or redirect(url_for("staff.overview.show_overview"), 303)


def written_twice(form: Mapping[str, str]) -> str:
    """Return the new password; raises BadInput unless it is written twice alike."""
    password = form.get("new_password", "")
    if password != form.get("new_password_again", ""):
        sentence = "Skriv samma nya lösenord i båda fälten."
        raise BadInput(sentence, fields={"new_password_again": sentence})
    return password


def _read_chosen_password() -> ChosenPassword:
    """Return the new password, once the old one is right."""
    password = written_twice(request.form)
    rate_limiter().hit("change password", str(own_id()), PER_PAIR)
    user = accounts.verify_password(
        reading_session(), signed_in_user().email, request.form.get("password", "")
    )
    if user is None:
        sentence = "Lösenordet du har nu stämmer inte."
        raise BadInput(sentence, fields={"password": sentence})
    return accounts.choose_password(user, password)


def _begin_session(user: User) -> None:
    """Begin a session under a new identifier; whatever the cookie held before is dropped."""
    with writing_session() as database:
        if current_user.is_authenticated:
            accounts.end_session(database, current_user.get_id())
        identifier = accounts.begin_session(database, user.id, now=request_moment())
    session.clear()
    login_user(SignedIn(user, identifier))
    name_account(user.id)


def _load_session(identifier: str) -> SignedIn | None:
    """Return the person of a session that still counts, and note now and then that it is in use."""
    database = services().database
    with database.reading() as session:
        found = accounts.find_session(session, identifier, now=request_moment())
    if found is None:
        return None
    if accounts.is_due(found, request_moment()):
        with suppress(Unavailable), writing_session() as noted:
            accounts.note_seen(noted, identifier, now=request_moment())
    g.signed_in = found.user  # for the frame of an error, which asks nobody
    return SignedIn(found.user, identifier)


def path_inside(target: str) -> str | None:
    """Return the address if it is a path of the staff pages on this host."""
    return read_path(target, STAFF)
