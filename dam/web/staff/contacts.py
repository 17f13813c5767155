"""`/redaktion/kontakter`: how the press office, the press rooms and the regions are reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from dam import contact_book
from dam.contact_book import LIMITS, Reached
from dam.errors import BadInput, Conflict
from dam.marks import mark_of
from dam.press_office import PHONE
from dam.web import errors
from dam.web.auth import require, who
from dam.web.scope import now, read_anew, reading, writing
from dam.web.staff import conflicts
from dam.web.staff.conflicts import Sent, Sheet

bp = Blueprint("contacts", __name__)
LIST, REGION, NATIONAL = (f"staff/contacts/{name}.html" for name in ("list", "region", "national"))
FOLDER = "/redaktion/kontakter"
STANDINGS = {
    "complete": "Komplett",
    "missing": "Saknas",
    "stale": "Inte kontrollerad på sex månader",
}
LABELS = {
    "official_name": "Namn som regionen själv skriver",
    "email": "E-post till presstjänsten",
    "phone": "Telefon till presstjänsten",
    "press_url": "Pressida",
}
DONE = {"sparad": "Sparat.", "kontrollerad": "Noterat som kontrollerat i dag."}


@bp.get("/kontakter")
@require("editor")
def show_list() -> str:
    return render_template(
        LIST,
        national=contact_book.national(reading()),
        rows=[(row, contact_book.standing(row, now())) for row in contact_book.regions(reading())],
        standings=STANDINGS,
        done=DONE.get(request.args.get("klart", "")),
    )


@bp.get("/kontakter/nationellt")
@require("editor")
def show_national() -> str:
    form = conflicts.begin(_national_sheet(), contact_book.national_values(reading()))
    return render_template(NATIONAL, errors={}, **form, **_national_values())


@bp.post("/kontakter/nationellt")
@require("editor")
def save_national() -> Response:
    sheet = _national_sheet()
    try:
        with writing() as session:
            stored = contact_book.national_values(session)
            said = _typed_national(conflicts.settle(request.form, stored, sheet), stored)
            over = request.form.get("over", "")
            contact_book.edit_national(session, said, over=over, by=who().id, now=now())
    except (BadInput, Conflict) as error:
        read_anew()
        theirs = contact_book.national_values(reading())
        shown = conflicts.again(sheet, error, request.form, theirs, "over")
        return errors.again(error, NATIONAL, **_national_values() | shown)
    return redirect(f"{FOLDER}?klart=sparad", 303)


@bp.get("/kontakter/<slug>")
@require("editor")
def show_region(slug: str) -> str:
    row = contact_book.region(reading(), slug)
    form = conflicts.begin(REGION_SHEET, asdict(contact_book.reached(row)))
    return render_template(REGION, errors={}, **form, **_region_values(slug))


@bp.post("/kontakter/<slug>")
@require("editor")
def save_region(slug: str) -> Response:
    try:
        with writing() as session:
            row = contact_book.region(session, slug)
            stored = asdict(contact_book.reached(row))
            said = Reached(**_typed_region(conflicts.settle(request.form, stored, REGION_SHEET)))
            over = request.form.get("over", "")
            contact_book.edit_region(session, row, said, over=over, by=who().id, now=now())
    except (BadInput, Conflict) as error:
        read_anew()
        theirs = asdict(contact_book.reached(contact_book.region(reading(), slug)))
        shown = conflicts.again(REGION_SHEET, error, request.form, theirs, "over")
        return errors.again(error, REGION, **_region_values(slug) | shown)
    return redirect(f"{FOLDER}?klart=sparad", 303)


@bp.post("/kontakter/<slug>/kontrollerad")
@require("editor")
def check_region(slug: str) -> Response:
    with writing() as session:
        row = contact_book.region(session, slug)
        contact_book.check_region(session, row, by=who().id, now=now())
    return redirect(f"{FOLDER}?klart=kontrollerad", 303)


def _typed_region(sent: Sent) -> dict[str, str]:
    return {name: " ".join(sent.get(name, "").split()) for name in LIMITS}


REGION_SHEET = Sheet(LABELS, _typed_region)


def _typed_national(sent: Sent, keys: Iterable[str]) -> dict[str, str]:
    return {key: sent.get(key, "").strip() for key in keys}


def _national_sheet() -> Sheet:
    labels = {
        row.key: row.label if row.key == PHONE else gettext("Pressrum för %(name)s", name=row.label)
        for row in contact_book.national(reading())
    }
    return Sheet(labels, lambda sent: _typed_national(sent, labels))


def _national_values() -> dict[str, object]:
    return {
        "rows": contact_book.national(reading()),
        "over": contact_book.mark_of_national(reading()),
    }


def _region_values(slug: str) -> dict[str, object]:
    row = contact_book.region(reading(), slug)
    return {"row": row, "over": mark_of(contact_book.reached(row))}
