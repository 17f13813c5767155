"""`/redaktion/kontakter`: how the press office, the press rooms and the regions are reached."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import contact_book
from dam.contact_book import LIMITS, Reached
from dam.errors import BadInput, Conflict
from dam.marks import mark_of
from dam.web import errors
from dam.web.auth import require, who
from dam.web.scope import now, reading, writing

bp = Blueprint("contacts", __name__)
LIST, REGION, NATIONAL = (f"staff/contacts/{name}.html" for name in ("list", "region", "national"))
FOLDER = "/redaktion/kontakter"
STANDINGS = {
    "complete": "Komplett",
    "missing": "Saknas",
    "stale": "Inte kontrollerad på sex månader",
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
    form = {row.key: row.value or "" for row in contact_book.national(reading())}
    return render_template(NATIONAL, errors={}, form=form, **_national_values())


@bp.post("/kontakter/nationellt")
@require("editor")
def save_national() -> Response:
    form = {
        row.key: request.form.get(row.key, "").strip() for row in contact_book.national(reading())
    }
    try:
        with writing() as session:
            over = request.form.get("over", "")
            contact_book.edit_national(session, form, over=over, by=who().id, now=now())
    except (BadInput, Conflict) as error:
        return errors.again(error, NATIONAL, form=form, **_national_values())
    return redirect(f"{FOLDER}?klart=sparad", 303)


@bp.get("/kontakter/<slug>")
@require("editor")
def show_region(slug: str) -> str:
    row = contact_book.region(reading(), slug)
    form = {name: getattr(contact_book.reached(row), name) for name in LIMITS}
    return render_template(REGION, errors={}, form=form, **_region_values(slug))


@bp.post("/kontakter/<slug>")
@require("editor")
def save_region(slug: str) -> Response:
    said = Reached(**{name: " ".join(request.form.get(name, "").split()) for name in LIMITS})
    try:
        with writing() as session:
            row = contact_book.region(session, slug)
            over = request.form.get("over", "")
            contact_book.edit_region(session, row, said, over=over, by=who().id, now=now())
    except (BadInput, Conflict) as error:
        return errors.again(error, REGION, form=request.form, **_region_values(slug))
    return redirect(f"{FOLDER}?klart=sparad", 303)


@bp.post("/kontakter/<slug>/kontrollerad")
@require("editor")
def check_region(slug: str) -> Response:
    with writing() as session:
        row = contact_book.region(session, slug)
        contact_book.check_region(session, row, by=who().id, now=now())
    return redirect(f"{FOLDER}?klart=kontrollerad", 303)


def _national_values() -> dict[str, object]:
    return {
        "rows": contact_book.national(reading()),
        "over": contact_book.mark_of_national(reading()),
    }


def _region_values(slug: str) -> dict[str, object]:
    row = contact_book.region(reading(), slug)
    return {"row": row, "over": mark_of(contact_book.reached(row))}
