"""Who saved first, where a form is refused because of it: a colleague, or the same person in
another tab. `context.writing_session` asks, so that every form says it.
"""

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
    """Return a value of a form's own, which tells when the form was shown."""
    return f"{int(now.timestamp() * 1000)}-{secrets.token_urlsafe(12)}"


def tell_writer(session: Session, error: Changed) -> None:
    """Let the error say so where whoever is signed in has saved, and nobody else since the form was
    shown.
    """
    account = g.get("account")
    if account is None:
        return
    writers = audit.find_writers(session, error.thing, error.object_id, _shown())
    if error.thing not in CHANGED_BY_VISITORS:
        writers.discard(None)
    if writers == {account}:
        error.turn_own()


def _shown() -> datetime:
    """Return when the form was shown; one that waited for its account to sign in keeps its own."""
    found = MOMENT.match((request.form.getlist(FIELD) or [""])[-1])
    return datetime.fromtimestamp(int(found[1]) / 1000 if found else 0, UTC)
