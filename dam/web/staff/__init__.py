"""The staff pages, under one guard: nothing here answers anybody who is not signed in."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from dam import people
from dam.web import auth
from dam.web.forms import STAFF, allow_files, csrf, ensure_ours
from dam.web.staff import (
    contacts,
    editor,
    extracts,
    images,
    leases,
    letters,
    overview,
    persons,
    previews,
    requests,
    routing,
    showing,
    takedown,
    terms,
    upload,
    users,
)

staff = Blueprint("staff", __name__, url_prefix=STAFF)
OPEN = {"staff.auth.show_sign_in", "staff.auth.sign_in"}
SAFE = {"GET", "HEAD", "OPTIONS"}

for page in (
    auth,
    overview,
    images,
    editor,
    leases,
    showing,
    persons,
    contacts,
    previews,
    takedown,
    terms,
    upload,
    users,
    requests,
    routing,
    letters,
    extracts,
):
    staff.register_blueprint(page.bp)


@staff.before_request
def guard() -> Response | None:
    """Origin, person, size and token, in this order: a stranger's body is never read."""
    if request.method not in SAFE:
        ensure_ours()
    away = None if request.endpoint in OPEN else auth.turn_away()
    if away is None:
        allow_files()
        csrf.protect()
    return away


@staff.context_processor
def person() -> dict[str, object]:
    """Whom the pages greet, and what they may do."""
    return {"who": auth.who_or_none(), "may": people.may}
