"""Signing in and out of the staff pages. The cookie holds the session's identifier, its row
decides.
"""

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
from dam.database.models import User
from dam.errors import BadInput, Busy, NotAllowed, SignedOut, Unavailable
from dam.text.read import read_path
from dam.web import errors, kept_forms
from dam.web.context import limiter, now, reading, services, writing
from dam.web.forms import STAFF, csrf, name_account, takes_kept_forms
from dam.web.kept_forms import never_kept
from dam.web.sign_in_tries import PER_PAIR, Tries

P = ParamSpec("P")
R = TypeVar("R")

bp = Blueprint("auth", __name__)
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


def register(app: Flask) -> None:
    manager = LoginManager()
    manager.session_protection = None  # the identifier's row says whether it still counts
    manager.user_loader(_load)
    manager.init_app(app, add_context_processor=False)


def who() -> User:
    """The person who is signed in; the staff's guard has seen to it that there is one."""
    return cast("SignedIn", current_user).user


def who_or_none() -> User | None:
    """Who is signed in, or None; for the frame of the pages."""
    return who() if current_user.is_authenticated else None


def require(role: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a view answer only those who have at least the role."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not accounts.may(who(), role):
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
        there = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("staff.auth.show_sign_in", next=there), 303)
    g.account = who().id
    name_account(who().id)
    chooses = request.endpoint in {"staff.auth.show_password", "staff.auth.change_password"}
    if who().must_change_password and not chooses and request.endpoint != "staff.auth.sign_out":
        kept = kept_forms.keep_sent(who())
        return (
            _choose_password(kept) if kept else redirect(url_for("staff.auth.show_password"), 303)
        )
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
            finish = kept_forms.show_again(who(), kept) if kept else None
            return finish or _sign_in_again(BadInput(OLD_PAGE))
        if not current_user.is_authenticated:
            raise
        token = request.form.get("csrf_token") or request.headers.get("X-CSRFToken")
        account = kept_forms.account_of(token)
        if account == who().id:
            return None
        form = None if account is None or errors.wants_json() else kept_forms.show_sign_in(who())
        if form is None:
            raise
        return form
    return None


@bp.get("/logga-in")
def show_sign_in() -> str:
    done = DONE.get(request.args.get("klart", ""))
    there = request.args.get("next", "")
    return render_template("auth/sign_in.html", email="", next=there, done=done)


def _sign_in_again(error: BadInput | Busy) -> Response:
    form = request.form
    typed = {"email": form.get("email", "").strip(), "next": form.get("next", "")}
    return errors.again(error, "auth/sign_in.html", **typed, kept=form.get("kept", ""))


@bp.post("/logga-in")
@takes_kept_forms
def sign_in() -> Response:
    email, there = request.form.get("email", "").strip(), request.form.get("next", "")
    tries = Tries(email.lower())
    try:
        # The try too is counted on a place: many who wait for the database are threads as well.
        with passwords.TURNS.take():
            tries.count()
            user = accounts.verify(reading(), email, request.form.get("password", ""))
    except Busy as error:
        return _sign_in_again(error)
    if user is None:
        return _sign_in_again(BadInput(WRONG))
    tries.forget()
    _begin(user)
    answer = _go_on(user, there, request.form.get("kept", ""))
    tries.know_again(answer)
    return answer


def _go_on(user: User, there: str, kept: str) -> Response:
    """Lead to where one was going, or send on what was sent without a session."""
    if not kept:
        return redirect(path_inside(there) or url_for("staff.overview.show"), 303)
    if user.must_change_password and kept_forms.is_of(user, kept):
        return _choose_password(kept)
    finish = kept_forms.show_again(user, kept)
    return finish or redirect(url_for("staff.overview.show", klart="annat-konto"), 303)


@bp.post("/logga-ut")
@never_kept
def sign_out() -> Response:
    with writing() as database:
        accounts.end_session(database, current_user.get_id())
    logout_user()
    session.clear()
    return redirect(url_for("staff.auth.show_sign_in"), 303)


@bp.get("/byt-losenord")
def show_password() -> str:
    return render_template("auth/password.html", errors={})


@bp.post("/byt-losenord")
@never_kept
@takes_kept_forms
def change_password() -> Response:
    """Choose a password; what was sent before that goes on then."""
    kept = request.form.get("kept", "")
    try:
        # Nobody waits for a place with the lock of the database.
        with passwords.TURNS.take():
            password = _chosen_password()
            with writing() as database:
                accounts.change_password(
                    database, who().id, password, kept=current_user.get_id(), by=who().id, now=now()
                )
    except (BadInput, Busy) as error:
        return errors.again(error, "auth/password.html", kept=kept)
    finish = kept_forms.show_again(who(), kept) if kept else None
    return finish or redirect(url_for("staff.overview.show"), 303)


def written_twice(form: Mapping[str, str]) -> str:
    """Return the new password; raises BadInput unless it is written twice alike."""
    password = form.get("new_password", "")
    if password != form.get("new_password_again", ""):
        sentence = "Skriv samma nya lösenord i båda fälten."
        raise BadInput(sentence, fields={"new_password_again": sentence})
    return password


def _chosen_password() -> str:
    """Return the new password, once the old one is right."""
    password = written_twice(request.form)
    limiter().hit("change password", str(who().id), PER_PAIR)
    if accounts.verify(reading(), who().email, request.form.get("password", "")) is None:
        sentence = "Lösenordet du har nu stämmer inte."
        raise BadInput(sentence, fields={"password": sentence})
    return password


def _begin(user: User) -> None:
    """Begin a session under a new identifier; whatever the cookie held before is dropped."""
    with writing() as database:
        if current_user.is_authenticated:
            accounts.end_session(database, current_user.get_id())
        identifier = accounts.begin_session(database, user.id, now=now())
    session.clear()
    login_user(SignedIn(user, identifier))
    name_account(user.id)


def _load(identifier: str) -> SignedIn | None:
    """Return the person of a session that still counts, and note now and then that it is in use."""
    database = services().database
    with database.reading() as asked:
        found = accounts.find_session(asked, identifier, now=now())
    if found is None:
        return None
    if accounts.is_due(found, now()):
        with suppress(Unavailable), writing() as noted:
            accounts.note_seen(noted, identifier, now=now())
    g.signed_in = found.user  # for the frame of an error, which asks nobody
    return SignedIn(found.user, identifier)


def path_inside(there: str) -> str | None:
    """Return the address if it is a path of the staff pages on this host."""
    return read_path(there, STAFF)
