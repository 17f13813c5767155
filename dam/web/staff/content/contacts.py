"""`/redaktion/kontakter`: how the press office, the press rooms and the regions are reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from dam.content import contacts
from dam.content.contacts import LIMITS, PHONE, Reached
from dam.database.fingerprint import mark_of
from dam.errors import BadInput, Conflict
from dam.web import errors
from dam.web.context import now, read_anew, reading, writing
from dam.web.sign_in import require, who
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
        national=contacts.national(reading()),
        rows=[(row, contacts.standing(row, now())) for row in contacts.regions(reading())],
        standings=STANDINGS,
        done=DONE.get(request.args.get("klart", "")),
    )


@bp.get("/kontakter/nationellt")
@require("editor")
def show_national() -> str:
    form = conflicts.begin(_national_sheet(), contacts.national_values(reading()))
    return render_template(NATIONAL, errors={}, **form, **_national_values())


@bp.post("/kontakter/nationellt")
@require("editor")
def save_national() -> Response:
    sheet = _national_sheet()
    try:
        with writing() as session:
            stored = contacts.national_values(session)
            said = _typed_national(conflicts.settle(request.form, stored, sheet), stored)
            over = request.form.get("over", "")
            contacts.edit_national(session, said, over=over, by=who().id, now=now())
    except (BadInput, Conflict) as error:
        read_anew()
        theirs = contacts.national_values(reading())
        shown = conflicts.again(sheet, error, request.form, theirs, "over")
        return errors.again(error, NATIONAL, **_national_values() | shown)
    return redirect(f"{FOLDER}?klart=sparad", 303)


@bp.get("/kontakter/<slug>")
@require("editor")
def show_region(slug: str) -> str:
    row = contacts.region(reading(), slug)
    form = conflicts.begin(REGION_SHEET, asdict(contacts.reached(row)))
    return render_template(REGION, errors={}, **form, **_region_values(slug))


@bp.post("/kontakter/<slug>")
@require("editor")
def save_region(slug: str) -> Response:
    try:
        with writing() as session:
            row = contacts.region(session, slug)
            stored = asdict(contacts.reached(row))
            said = Reached(**_typed_region(conflicts.settle(request.form, stored, REGION_SHEET)))
            over = request.form.get("over", "")
            contacts.edit_region(session, row, said, over=over, by=who().id, now=now())
    except (BadInput, Conflict) as error:
        read_anew()
        theirs = asdict(contacts.reached(contacts.region(reading(), slug)))
        shown = conflicts.again(REGION_SHEET, error, request.form, theirs, "over")
        return errors.again(error, REGION, **_region_values(slug) | shown)
    return redirect(f"{FOLDER}?klart=sparad", 303)


@bp.post("/kontakter/<slug>/kontrollerad")
@require("editor")
def check_region(slug: str) -> Response:
    with writing() as session:
        row = contacts.region(session, slug)
        contacts.check_region(session, row, by=who().id, now=now())
    return redirect(f"{FOLDER}?klart=kontrollerad", 303)


def _typed_region(sent: Sent) -> dict[str, str]:
    return {name: " ".join(sent.get(name, "").split()) for name in LIMITS}


REGION_SHEET = Sheet(LABELS, _typed_region)


def _typed_national(sent: Sent, keys: Iterable[str]) -> dict[str, str]:
    return {key: sent.get(key, "").strip() for key in keys}


def _national_sheet() -> Sheet:
    labels = {
        row.key: row.label if row.key == PHONE else gettext("Pressrum för %(name)s", name=row.label)
        for row in contacts.national(reading())
    }
    return Sheet(labels, lambda sent: _typed_national(sent, labels))


def _national_values() -> dict[str, object]:
    return {
        "rows": contacts.national(reading()),
        "over": contacts.mark_of_national(reading()),
    }


def _region_values(slug: str) -> dict[str, object]:
    row = contacts.region(reading(), slug)
    return {"row": row, "over": mark_of(contacts.reached(row))}
