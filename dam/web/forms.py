"""Guards of forms: what each must show before it is believed.

Public forms: it came from our own page, and carries a signed token; no cookie. Staff forms: the
same origin, and Flask-WTF's token in the staff cookie, which no other page reads or sets.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from flask import Flask, Request, Response, current_app, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import CSRFProtect
from werkzeug.datastructures import FileStorage

from config.settings import Settings
from dam.errors import BadInput, NotAllowed
from dam.i18n.translation import Sentence
from dam.links.staff_paths import STAFF
from dam.links.tokens import FormToken, staff_form_secret
from dam.text.read import number_in
from dam.web.context import services

INCOMPLETE = "Formuläret är inte helt. Ladda om sidan och försök igen."
OLD = Sentence("Formuläret hade varit öppet länge. Det du skrev finns kvar. Skicka en gång till.")
QUICK = Sentence(
    "Det gick fort. Det du skrev finns kvar. Titta igenom det och skicka en gång till."
)
LEAST_SECONDS = 2.0
TABLE_BYTES = 8_000_000
"""A spreadsheet of two megabytes, as a form writes it."""
MOST_KEPT_BYTES = 2_000_000
"""A form that waits in the page that asks to sign in: strangers may send as much."""
MOST_BESIDE_BYTES = 16_384
MOST_PART_BYTES = 16_000_000
View = TypeVar("View", bound=Callable[..., object])

csrf = CSRFProtect()


class StaffSession(SecureCookieSessionInterface):
    """Flask's signed cookie, for the staff pages alone."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if not request.path.startswith(STAFF):
            return SecureCookieSession()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if request.path.startswith(STAFF):
            super().save_session(app, session, response)


def register_forms(app: Flask, settings: Settings) -> None:
    app.session_interface = StaffSession()
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(filter(None, [settings.secret_key_previous])),
        SESSION_COOKIE_NAME="__Secure-redaktion" if settings.secure else "redaktion",
        SESSION_COOKIE_PATH=STAFF,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure,
        WTF_CSRF_CHECK_DEFAULT=False,  # the staff's blueprint asks for it
        WTF_CSRF_TIME_LIMIT=None,  # it ends with the session
        WTF_CSRF_SSL_STRICT=False,  # `ensure_ours` looks at Origin, which browsers do not withhold
    )
    csrf.init_app(app)


def ensure_ours() -> None:
    """Raise NotAllowed for a form that another site sent."""
    site = request.headers.get("Sec-Fetch-Site", "none")
    origin = request.headers.get("Origin")
    if site not in {"same-origin", "none"} or (
        origin is not None and origin not in _allowed_origins()
    ):
        raise NotAllowed("Formuläret kom från en annan webbplats. Öppna sidan här och försök igen.")


def name_account(account: int) -> None:
    """Let the tokens of this session's forms name the account that the forms are shown to."""
    if "csrf_token" not in session:
        session["csrf_token"] = staff_form_secret(account)


def new_token(form: str, about: str = "", again: FormToken | None = None) -> str:
    """Return the `csrf_token` of a public form about something, or of the same one ``again``."""
    return services().signer.form_token(form, about, again)


def sent_token(form: str, about: str = "") -> FormToken | None:
    """Return what the sent `csrf_token` says, or None where it was not made for this form."""
    return services().signer.read_form_token(form, about, request.form.get("csrf_token", ""))


def still_fresh(token: FormToken | None) -> str:
    """Return the form's one-time value; raises BadInput for a form that is too old or not ours."""
    if token is None or not token.fresh:
        raise BadInput(OLD, fields={"form": OLD})
    return token.once


def ensure_unhurried(token: FormToken | None) -> None:
    """Raise BadInput for a form that came back sooner than most people fill it in: nothing is lost
    to whoever has a quick browser, and a robot that posts once has sent nothing.
    """
    if token is not None and time.time() - token.shown_at < LEAST_SECONDS:
        raise BadInput(QUICK, fields={"form": QUICK})


def sent_version(name: str = "version") -> int:
    """Return the version of what the form was made for; raises BadInput where it says none."""
    version = number_in(request.form, name, None)
    if version is None:
        raise BadInput(INCOMPLETE)
    return version


def takes_files(view: View) -> View:
    """Mark a view whose body may be as large as a batch of files."""
    view.takes_files = True  # type: ignore[attr-defined] # read by `allow_files`
    return view


def takes_parts(view: View) -> View:
    """Mark a view whose body is a part of a file."""
    view.takes_parts = True  # type: ignore[attr-defined] # read by `allow_files`
    return view


def takes_tables(view: View) -> View:
    """Mark a view whose form holds rows of many images, and what is left of a spreadsheet."""
    view.takes_tables = True  # type: ignore[attr-defined] # read by `allow_files`
    return view


def takes_kept_forms(view: View) -> View:
    """Mark a view whose form may hold another that waits to be sent."""
    view.takes_kept_forms = True  # type: ignore[attr-defined] # read by `allow_files`
    return view


def allow_files() -> None:
    """Raise the limits of the body where the view takes more; before anything reads the form."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_files", False):
        request.max_content_length = services().settings.max_batch_bytes
    if getattr(view, "takes_parts", False):
        request.max_content_length = MOST_PART_BYTES
    if getattr(view, "takes_tables", False):
        request.max_content_length = request.max_form_memory_size = TABLE_BYTES
    if getattr(view, "takes_kept_forms", False):
        most = MOST_KEPT_BYTES + MOST_BESIDE_BYTES
        request.max_content_length = request.max_form_memory_size = most


def ensure_room_for_files() -> None:
    """Raise NoRoom before a body with files is read for which a disk has no room."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_files", False) or getattr(view, "takes_parts", False):
        most = request.max_content_length or 0
        services().disks.ensure_room(min(request.content_length or 0, most))


def file_size(file: FileStorage) -> int:
    """Return how many bytes a file of a form has."""
    size = file.stream.seek(0, io.SEEK_END)
    file.stream.seek(0)
    return size


def _allowed_origins() -> set[str]:
    """Our public address; on loopback also the name by which the browser came."""
    settings = services().settings
    parts = urlsplit(settings.base_url)
    ours = {f"{parts.scheme}://{parts.netloc}"}
    return ours | {f"{request.scheme}://{request.host}"} if settings.on_loopback else ours
