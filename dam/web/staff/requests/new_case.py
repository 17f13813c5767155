"""`/redaktion/arenden/nytt`: a case from a phone call or a mail, written by an editor."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from dam.database.fingerprint import mark_of
from dam.errors import BadInput
from dam.usage_requests import log_case
from dam.usage_requests.desk_page import USES
from dam.web import errors
from dam.web.context import now, writing
from dam.web.sign_in import require, who

bp = Blueprint("new_case", __name__)
PAGE = "staff/requests/new.html"
CAME_BY = {"phone": "Telefon", "mail": "Mejl", "other": "På annat sätt"}
LANGUAGES = {"sv": "Svenska", "en": "Engelska"}


@bp.get("/arenden/nytt")
@require("editor")
def show() -> str:
    return render_template(PAGE, errors={}, **_values({"language": "sv"}))


@bp.post("/arenden/nytt")
@require("editor")
def save() -> Response:
    form = request.form
    try:
        with writing() as session:
            case = log_case.log_case(
                session,
                log_case.read_case(session, form, now=now()),
                came_by=form.get("came_by", ""),
                once=f"by hand {_mark(form)}",
                language=form.get("language", ""),
                receipt=form.get("receipt") == "1",
                by=who().id,
                now=now(),
            )
            number = case.number
    except BadInput as error:
        return errors.again(error, PAGE, **_values(form))
    return redirect(f"/redaktion/arenden/{number}?klart=upplagt", 303)


def _mark(form: MultiDict[str, str]) -> str:
    """Return what is the same where the same form says the same: one who goes back in the browser
    and writes the next case has the form of the first.
    """
    said = ((name, words) for name, words in form.items(multi=True) if name != "csrf_token")
    return mark_of(sorted(said))


def _values(form: Mapping[str, str]) -> dict[str, object]:
    lists = {"came_by": {"": "Välj"} | CAME_BY, "uses": USES, "languages": LANGUAGES}
    return {
        "form": form,
        **{
            name: [(code, gettext(word)) for code, word in words.items()]
            for name, words in lists.items()
        },
    }
