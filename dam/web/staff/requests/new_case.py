"""`/redaktion/arenden/nytt`: a case from a phone call or a mail, written by an editor."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from dam.database.fingerprint import mark_of
from dam.errors import BadInput
from dam.links.languages import STAFF_NAMES
from dam.links.staff_paths import REQUESTS
from dam.usage_requests import log_case
from dam.usage_requests.desk_page import USES
from dam.web import errors
from dam.web.context import request_moment, writing_session
from dam.web.sign_in import own_id, require_role

bp = Blueprint("new_case", __name__)
PAGE = "staff/requests/new.html"
CAME_BY = {"phone": "Telefon", "mail": "Mejl", "other": "På annat sätt"}


@bp.get("/arenden/nytt")
@require_role("editor")
def show_new_case() -> str:
    return render_template(PAGE, errors={}, **_new_case_context({"language": "sv"}))


@bp.post("/arenden/nytt")
@require_role("editor")
def save_new_case() -> Response:
    form = request.form
    try:
        with writing_session() as session:
            case = log_case.log_case(
                session,
                log_case.read_case(session, form, now=request_moment()),
                came_by=form.get("came_by", ""),
                once=f"by hand {_fingerprint_case_form(form)}",
                language=form.get("language", ""),
                receipt=form.get("receipt") == "1",
                by=own_id(),
                now=request_moment(),
            )
            number = case.number
    except BadInput as error:
        return errors.show_form_again(error, PAGE, **_new_case_context(form))
    return redirect(f"{REQUESTS}/{number}?klart=upplagt", 303)


def _fingerprint_case_form(form: MultiDict[str, str]) -> str:
    """Return a digest of what a form says: going back in the browser to write another is one."""
    fields = ((name, words) for name, words in form.items(multi=True) if name != "csrf_token")
    return mark_of(sorted(fields))


def _new_case_context(form: Mapping[str, str]) -> dict[str, object]:
    lists = {"came_by": {"": "Välj"} | CAME_BY, "uses": USES, "languages": STAFF_NAMES}
    return {
        "form": form,
        **{
            name: [(code, gettext(word)) for code, word in words.items()]
            for name, words in lists.items()
        },
    }
