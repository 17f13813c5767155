"""Who saved first where a form is refused: a colleague, or the same person in another tab."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime

from flask import g, request

from dam.database import audit
from dam.database.session import Session
from dam.errors import Changed

FIELD = "once"
MOMENT = re.compile(r"([0-9]{10,13})-")
CHANGED_BY_VISITORS = {"request"}


def new_once(now: datetime) -> str:
    """Return a value of a form's own, which tells when what it was opened over was shown: one that
    is shown again, wrong or not saved yet, tells what it told before.
    """
    if MOMENT.match(request.form.get(FIELD, "")) and not g.get("shown_anew"):
        now = _find_moment_shown()
    return f"{int(now.timestamp() * 1000)}-{secrets.token_urlsafe(12)}"


def note_shown_anew() -> None:
    """Let the form that is shown again tell of now: it holds what has been saved meanwhile."""
    g.shown_anew = True


def tell_writer(session: Session, error: Changed) -> None:
    """Say in the error that only whoever is signed in has saved since the form was shown."""
    account = g.get("account")
    if account is None:
        return
    writers = audit.find_writers(session, error.thing, error.object_id, _find_moment_shown())
    if error.thing not in CHANGED_BY_VISITORS:
        writers.discard(None)
    if writers == {account}:
        error.turn_own()


def _find_moment_shown() -> datetime:
    """Return when the form was shown; one that waited for its account to sign in keeps its own."""
    found = MOMENT.match((request.form.getlist(FIELD) or [""])[-1])
    return datetime.fromtimestamp(int(found[1]) / 1000 if found else 0, UTC)
