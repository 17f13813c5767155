"""`/redaktion/sidor`: the texts of the public pages, written, previewed, checked, brought back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import accounts
from dam.content import pages
from dam.content.pages import PAGES, Text, standing, text_of
from dam.errors import BadInput, Conflict
from dam.text.read import number_in
from dam.web import errors
from dam.web.context import now, read_anew, reading, writing
from dam.web.forms import sent_version
from dam.web.sign_in import require, who
from dam.web.staff import conflicts
from dam.web.staff.conflicts import Sent, Sheet

bp = Blueprint("pages", __name__)
LIST, ONE = "staff/pages/list.html", "staff/pages/text.html"
FOLDER = "/redaktion/sidor"
FIELDS = {"title": "Rubrik", "body": "Text"}
STANDINGS = {
    "unchecked": "Inte kontrollerad",
    "stale": "Inte kontrollerad på tolv månader",
    "empty": "Tom, visas inte",
}
DONE = {
    "sparad": "Texten är sparad och visas nu.",
    "kontrollerad": "Noterat som kontrollerat i dag.",
    "aterstalld": "Den tidigare texten visas igen.",
}


@bp.get("/sidor")
@require("editor")
def show_list() -> str:
    return render_template(
        LIST,
        pages=[
            (page, [(row, standing(row, now())) for row in pages.texts_of(reading(), page)])
            for page in PAGES
        ],
        standings=STANDINGS,
        old=pages.is_statement_old(reading(), now()),
        done=DONE.get(request.args.get("klart", "")),
    )


@bp.get("/sidor/<key>")
@require("editor")
def show(key: str) -> str:
    form = conflicts.begin(SHEET, asdict(text_of(pages.find(reading(), key)[1])))
    return render_template(ONE, errors={}, **form, **_values(key))


@bp.post("/sidor/<key>")
@require("editor")
def save(key: str) -> Response:
    """Save what is typed, or only show how it would look."""
    said = _typed(request.form)
    if request.form.get("action") == "preview":
        stored = asdict(text_of(pages.find(reading(), key)[1]))
        said = _typed(conflicts.settle_chosen(request.form, stored, SHEET))
        kept = {name: request.form.get(name, "") for name in ("version", "began")}
        values = _values(key) | kept
        return make_response(render_template(ONE, errors={}, form=said, preview=said, **values))
    try:
        version = sent_version()
        with writing() as session:
            _, row = pages.find(session, key)
            said = _typed(conflicts.settle(request.form, asdict(text_of(row)), SHEET))
            pages.save(session, row, said, version=version, by=who().id, now=now())
    except (BadInput, Conflict) as error:
        return _again(key, request.form, error)
    return redirect(f"{FOLDER}?klart=sparad#{key}", 303)


@bp.post("/sidor/<key>/version")
@require("editor")
def bring_back(key: str) -> Response:
    """Show what a kept version says, saved as a new one."""
    wanted = number_in(request.form, "till", -1)
    try:
        version = sent_version()
        with writing() as session:
            _, row = pages.find(session, key)
            pages.bring_back(session, row, wanted, version=version, by=who().id, now=now())
    except (BadInput, Conflict) as error:
        read_anew()
        form = conflicts.begin(SHEET, asdict(text_of(pages.find(reading(), key)[1])))
        return errors.again(error, ONE, **form, **_values(key))
    return redirect(f"{FOLDER}?klart=aterstalld#{key}", 303)


@bp.post("/sidor/<key>/kontrollerad")
@require("editor")
def check(key: str) -> Response:
    """Note a text as checked, or every text of a page."""
    with writing() as session:
        whole = "." not in key
        page = pages.find_page(key) if whole else None
        rows = pages.texts_of(session, page) if page else [pages.find(session, key)[1]]
        for row in rows:
            pages.check(session, row, by=who().id, now=now())
    return redirect(f"{FOLDER}?klart=kontrollerad#{key}", 303)


def _again(key: str, sent: Sent, error: BadInput | Conflict) -> Response:
    """Show the form again with what was typed, and where somebody else's text differs from it."""
    read_anew()
    theirs = asdict(text_of(pages.find(reading(), key)[1]))
    shown = conflicts.again(SHEET, error, sent, theirs, "version")
    return errors.again(error, ONE, **_values(key) | shown)


def _typed(form: Mapping[str, str]) -> Text:
    """Return the words of the form; a title is one line."""
    title = " ".join(form.get("title", "").split())
    return Text(title, form.get("body", "").replace("\r\n", "\n").strip())


SHEET = Sheet(FIELDS, lambda sent: asdict(_typed(sent)))


def _values(key: str) -> dict[str, object]:
    page, row = pages.find(reading(), key)
    return {
        "page": page,
        "row": row,
        "version": row.version,
        "standing": standing(row, now()),
        "standings": STANDINGS,
        "versions": pages.versions(reading(), row),
        "names": accounts.names(reading()),
    }
