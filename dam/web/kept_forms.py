"""A form of the staff's that comes when its session has ended: the page that asks to sign in
carries it, signed, and it is sent on once the account that it was shown to has signed in.

Nothing is stored here. The form's own token comes first in it, and says whose it is before the rest
is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar
from urllib.parse import parse_qsl

from flask import current_app, make_response, render_template, request
from werkzeug.sansio.multipart import Data, Field, File, MultipartDecoder, NeedData
from werkzeug.wrappers import Response

from dam.database.models import User
from dam.links.tokens import KeptForm
from dam.web.context import services
from dam.web.forms import MOST_KEPT_BYTES, TABLE_BYTES, allow_files

FIRST = "csrf_token"
SECRETS = {"password", "new_password", "new_password_again"}
"""What nobody but the browser keeps."""
HEAD, CHUNK, MOST_FIELDS = 2048, 65536, 10_000
SIGNED_OUT = "Du har blivit utloggad. Det du skrev är kvar och sparas när du har loggat in."
ANOTHER = (
    "Formuläret öppnades med ett annat konto än det du är inloggad med. Inget är sparat. "
    "Logga in med det kontot, så sparas det som skrevs."
)
TOO_LARGE = (
    "Du har blivit utloggad, och det du skickade är för stort för att finnas kvar här. "
    "Logga in i en annan flik och ladda sedan om den här sidan."
)
View = TypeVar("View", bound=Callable[..., object])
Pairs = Iterator[tuple[str, str | None]]


def never_kept(view: View) -> View:
    """Mark a view whose form is nothing to finish later."""
    view.never_kept = True  # type: ignore[attr-defined] # read by `show_sign_in`
    return view


def account_of(token: str | None) -> int | None:
    """Return the account that the form with this token was shown to, None for nobody's."""
    return services().signer.staff_form_account(token or "")


def show_sign_in(signed_in: User | None = None) -> Response | None:
    """Answer a form without a session by asking to sign in; None where it is nothing to finish.

    ``signed_in`` is whoever has signed in meanwhile, to whom the form was not shown.
    """
    form = _find_form_to_finish(signed_in)
    if form is None:
        return None
    kept = services().signer.keep_form(form)
    why = ANOTHER if signed_in else SIGNED_OUT
    if len(kept) > MOST_KEPT_BYTES:
        kept, why = "", TOO_LARGE
    values = {"email": "", "next": form.address, "why": why, "kept": kept, "files": form.files}
    return make_response(render_template("auth/sign_in.html", **values), 403)


def is_of(user: User, kept: str) -> bool:
    """Whether a kept form was shown to this account, and not too long ago."""
    form = services().signer.read_kept_form(kept)
    return form is not None and form.account == user.id


def show_again(user: User, kept: str) -> Response | None:
    """Return the page that sends the kept form on; None where it is another account's, or old."""
    form = services().signer.read_kept_form(kept)
    if form is None or form.account != user.id:
        return None
    return make_response(render_template("auth/finish.html", form=form, who=user))


def keep_sent(user: User) -> str:
    """Return this account's sent form, packed and signed, to be finished later; "" otherwise."""
    allow_files()
    form = _find_form_to_finish(user)
    if form is None or form.account != user.id:
        return ""
    kept = services().signer.keep_form(form)
    return kept if len(kept) <= MOST_KEPT_BYTES else ""


def _find_form_to_finish(signed_in: User | None) -> KeptForm | None:
    """Return the form that was sent, or the one that is kept in it, None for nothing to finish."""
    view = current_app.view_functions.get(request.endpoint or "")
    if not getattr(view, "never_kept", False):
        return _read_sent_form(signed_in)
    allow_files()
    kept = request.form.get("kept", "") if getattr(view, "takes_kept_forms", False) else ""
    return services().signer.read_kept_form(kept) if kept else None


def _read_sent_form(signed_in: User | None) -> KeptForm | None:
    """Return the form that was sent, where it was shown to an account."""
    if request.method != "POST":
        return None
    pairs = _read_already() if signed_in else _read_stream()
    try:
        first = next(pairs, ("", ""))
        account = account_of(first[1]) if first[0] == FIRST else None
        if account is None:
            return None
        named = [(name, value) for name, value in pairs if name not in {FIRST, *SECRETS}]
    except ValueError:  # neither a form nor parts
        return None
    words = [(name, value) for name, value in named if value is not None]
    address = request.full_path.rstrip("?")
    return KeptForm(account, address, words, files=len(words) < len(named))


def _read_already() -> Pairs:
    yield FIRST, request.form.get(FIRST, "")
    yield from request.form.items(multi=True)
    yield from ((name, None) for name, file in request.files.items(multi=True) if file.filename)


def _read_stream() -> Pairs:
    """Read the form as far as it is asked for: of a stranger's its beginning alone."""
    allow_files()
    if (request.content_length or 0) <= (request.max_content_length or 0):
        if request.mimetype == "multipart/form-data":
            yield from _read_form_parts()
        elif request.mimetype == "application/x-www-form-urlencoded":
            yield from _read_plain_pairs()


def _read_plain_pairs() -> Pairs:
    head = request.stream.read(HEAD)
    yield from parse_qsl(head.partition(b"&")[0].decode("latin-1"))
    body = head + b"".join(iter(lambda: request.stream.read(CHUNK), b""))
    text = body.decode("utf-8", "replace")
    yield from parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)


def _read_form_parts() -> Pairs:
    """Read the parts of a form; a file is None, and its bytes are let go as they come."""
    boundary = request.mimetype_params.get("boundary", "").encode("latin-1", "replace")
    decoder = MultipartDecoder(boundary, 4 * CHUNK, max_parts=MOST_FIELDS)
    name, words, size, most = "", bytearray(), 0, HEAD
    for chunk in iter(lambda: request.stream.read(CHUNK), b""):
        decoder.receive_data(chunk)
        while not isinstance(event := decoder.next_event(), NeedData):
            if isinstance(event, File):
                name = ""
                if event.filename:
                    yield event.name, None
            elif isinstance(event, Field):
                name, words = event.name, bytearray()
            elif isinstance(event, Data) and name:
                size += len(event.data)
                if size > most:
                    return
                words += event.data
                if not event.more_data:
                    yield name, words.decode("utf-8", "replace")
                    most = TABLE_BYTES
