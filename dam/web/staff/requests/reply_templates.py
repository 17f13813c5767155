"""`/redaktion/arenden/standardsvar`: words that staff use again when they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam.database.fingerprint import mark_of
from dam.errors import BadInput, Conflict, NotFound
from dam.usage_requests import reply_templates
from dam.usage_requests.reply_templates import Words, words_of
from dam.web import errors
from dam.web.context import now, read_anew, reading, writing
from dam.web.sign_in import require, who
from dam.web.staff import conflicts
from dam.web.staff.conflicts import Sheet

bp = Blueprint("standard_answers", __name__)
LIST, ONE = "staff/requests/answers.html", "staff/requests/answer.html"
FOLDER = "/redaktion/arenden/standardsvar"
FIELDS = {"name": "Namn", "language": "Språk", "text": "Svaret"}
LANGUAGES = {"sv": "Svenska", "en": "Engelska"}
GONE = "Standardsvaret är borttaget. Spara om det ska läggas till igen."
DONE = {"sparat": "Standardsvaret är sparat.", "borta": "Standardsvaret är borttaget."}


@bp.get("/arenden/standardsvar")
@require("editor")
def show_list() -> str:
    return render_template(
        LIST,
        answers=reply_templates.listed(reading()),
        languages=LANGUAGES,
        done=DONE.get(request.args.get("klart", "")),
    )


@bp.get("/arenden/standardsvar/nytt")
@require("editor")
def show_new() -> str:
    return render_template(ONE, errors={}, form={"language": "sv"}, languages=LANGUAGES)


@bp.post("/arenden/standardsvar/nytt")
@require("editor")
def add() -> Response:
    try:
        with writing() as session:
            reply_templates.add(session, _words(request.form), by=who().id, now=now())
    except BadInput as error:
        return errors.again(error, ONE, form=request.form, languages=LANGUAGES)
    return redirect(f"{FOLDER}?klart=sparat", 303)


@bp.get("/arenden/standardsvar/<int:answer>")
@require("editor")
def show(answer: int) -> str:
    said = words_of(reply_templates.find(reading(), answer))
    values = conflicts.begin(SHEET, asdict(said)) | {"over": mark_of(said), "answer": answer}
    return render_template(ONE, errors={}, languages=LANGUAGES, **values)


@bp.post("/arenden/standardsvar/<int:answer>")
@require("editor")
def save(answer: int) -> Response:
    """Write what it says, or take it away."""
    over, removes = request.form.get("over", ""), request.form.get("action") == "remove"
    try:
        with writing() as session:
            row = reply_templates.find(session, answer)
            if removes:
                reply_templates.remove(session, row, over=over, by=who().id, now=now())
            else:
                said = _words(conflicts.settle(request.form, asdict(words_of(row)), SHEET))
                reply_templates.edit(session, row, said, over=over, by=who().id, now=now())
    except NotFound:
        return errors.again(Conflict(GONE), ONE, form=request.form, languages=LANGUAGES)
    except (BadInput, Conflict) as error:
        read_anew()
        stored = words_of(reply_templates.find(reading(), answer))
        shown = conflicts.again(SHEET, error, request.form, asdict(stored), "over")
        values = {"answer": answer, "languages": LANGUAGES, "over": mark_of(stored)}
        return errors.again(error, ONE, **values | shown)
    return redirect(f"{FOLDER}?klart={'borta' if removes else 'sparat'}", 303)


def _words(form: Mapping[str, str]) -> Words:
    return Words(**{name: form.get(name, "").replace("\r\n", "\n") for name in FIELDS})


SHEET = Sheet(
    FIELDS,
    lambda sent: asdict(_words(sent)),
    lambda _, value: LANGUAGES.get(str(value), str(value)),
)
