"""`/redaktion/sidor`: the texts of the public pages, written, previewed, checked, brought back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import accounts
from dam.content import pages
from dam.content.pages import PAGES, Text, judge_text_freshness, read_page_text
from dam.errors import BadInput, Conflict
from dam.links import staff_paths
from dam.links.languages import EASY, ENGLISH
from dam.text.read import number_in
from dam.web import errors
from dam.web.context import reading_session, request_moment, writing_session
from dam.web.forms import sent_version
from dam.web.sign_in import own_id, require_role
from dam.web.staff import conflicts
from dam.web.staff.conflicts import FormFields, Sent

bp = Blueprint("pages", __name__)
LIST, FORM = "staff/pages/list.html", "staff/pages/text.html"
FOLDER = staff_paths.PAGES
FIELDS = {"title": "Rubrik", "body": "Text"}
STANDINGS = {
    "unchecked": "Inte kontrollerad",
    "stale": "Inte kontrollerad på tolv månader",
    "empty": "Tom, visas inte",
}
LANGUAGE_NAMES = {ENGLISH: "Engelska", EASY: "Lätt svenska"}
DONE = {
    "sparad": "Texten är sparad och visas nu.",
    "kontrollerad": "Noterat som kontrollerat i dag.",
    "aterstalld": "Den tidigare texten visas igen.",
}


@bp.get("/sidor")
@require_role("editor")
def show_page_texts() -> str:
    return render_template(
        LIST,
        pages=[
            (
                page,
                [
                    (row, judge_text_freshness(row, request_moment()))
                    for row in pages.texts_of(reading_session(), page)
                ],
                pages.list_translations(reading_session(), page),
            )
            for page in PAGES
        ],
        standings=STANDINGS,
        languages=LANGUAGE_NAMES,
        old=pages.is_statement_old(reading_session(), request_moment()),
        done=DONE.get(request.args.get("klart", "")),
    )


@bp.get("/sidor/<key>")
@require_role("editor")
def show_page_text(key: str) -> str:
    form = conflicts.open_form(
        SHEET, asdict(read_page_text(pages.find_page_text(reading_session(), key)[1]))
    )
    return render_template(FORM, errors={}, **form, **_page_text_context(key))


@bp.post("/sidor/<key>")
@require_role("editor")
def submit_page_text(key: str) -> Response:
    """Save what is typed, or only show how it would look."""
    text = _read_page_form(request.form)
    if request.form.get("action") == "preview":
        stored = asdict(read_page_text(pages.find_page_text(reading_session(), key)[1]))
        text = _read_page_form(conflicts.merge_form_so_far(request.form, stored, SHEET))
        kept = {name: request.form.get(name, "") for name in ("version", "began")}
        values = _page_text_context(key) | kept
        return make_response(render_template(FORM, errors={}, form=text, preview=text, **values))
    try:
        version = sent_version()
        with writing_session() as session:
            _, row = pages.find_page_text(session, key)
            text = _read_page_form(
                conflicts.merge_form(request.form, asdict(read_page_text(row)), SHEET)
            )
            pages.save_page_text(
                session, row, text, version=version, by=own_id(), now=request_moment()
            )
    except (BadInput, Conflict) as error:
        return _rerender_page_text(key, request.form, error)
    return redirect(f"{FOLDER}?klart=sparad#{key}", 303)


@bp.post("/sidor/<key>/version")
@require_role("editor")
def restore_page_version(key: str) -> Response:
    """Show what a kept version says, saved as a new one."""
    version_number = number_in(request.form, "till", -1)
    try:
        version = sent_version()
        with writing_session() as session:
            _, row = pages.find_page_text(session, key)
            pages.restore_page_text(
                session, row, version_number, version=version, by=own_id(), now=request_moment()
            )
    except (BadInput, Conflict) as error:
        form = conflicts.open_form(
            SHEET, asdict(read_page_text(pages.find_page_text(reading_session(), key)[1]))
        )
        return errors.show_form_again(error, FORM, **form, **_page_text_context(key))
    return redirect(f"{FOLDER}?klart=aterstalld#{key}", 303)


@bp.post("/sidor/<key>/kontrollerad")
@require_role("editor")
def mark_page_checked(key: str) -> Response:
    """Note a text as checked, or every text of a page."""
    with writing_session() as session:
        is_page = "." not in key
        page = pages.find_page(key) if is_page else None
        rows = pages.texts_of(session, page) if page else [pages.find_page_text(session, key)[1]]
        for row in rows:
            pages.mark_page_text_checked(session, row, by=own_id(), now=request_moment())
    return redirect(f"{FOLDER}?klart=kontrollerad#{key}", 303)


def _rerender_page_text(key: str, sent: Sent, error: BadInput | Conflict) -> Response:
    """Show the form again with what was typed, and where somebody else's text differs from it."""
    theirs = asdict(read_page_text(pages.find_page_text(reading_session(), key)[1]))
    fields = conflicts.reopen_form(SHEET, error, sent, theirs, "version")
    return errors.show_form_again(error, FORM, **_page_text_context(key) | fields)


def _read_page_form(form: Mapping[str, str]) -> Text:
    """Return the words of the form; a title is one line."""
    title = " ".join(form.get("title", "").split())
    return Text(title, form.get("body", "").replace("\r\n", "\n").strip())


SHEET = FormFields(FIELDS, lambda sent: asdict(_read_page_form(sent)))


def _page_text_context(key: str) -> dict[str, object]:
    page, row = pages.find_page_text(reading_session(), key)
    return {
        "page": page,
        "row": row,
        "swedish": pages.find_swedish_text(reading_session(), row),
        "languages": LANGUAGE_NAMES,
        "version": row.version,
        "standing": judge_text_freshness(row, request_moment()),
        "standings": STANDINGS,
        "versions": pages.list_page_text_versions(reading_session(), row),
        "names": accounts.list_account_names(reading_session()),
    }
