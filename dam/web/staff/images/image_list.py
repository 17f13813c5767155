"""`/redaktion/bilder`: the images this person may work with, by state, words and person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import catalogue
from dam.database.models import Image
from dam.ingest import renditions
from dam.lifecycle import draft_bin
from dam.rights.periods import last_day
from dam.text.read import number_in
from dam.web.context import now, reading, writing
from dam.web.csv_files import spreadsheet
from dam.web.sign_in import who
from dam.web.staff import id_ranges
from dam.web.staff.image_form import cells, choices
from dam.web.staff.image_row import STATES, row_of
from dam.web.staff.images import csv_export

bp = Blueprint("images", __name__)
PAGE = 50
DONE = {"raderad": "Bilden är raderad för alltid."}
MINE = "jag"


@bp.get("/bilder")
def show() -> str:
    filters = _filters()
    images = catalogue.list_images(
        reading(), **_wanted(filters), before=number_in(request.args, "fore", None), most=PAGE + 1
    )
    return render_template(
        "staff/images.html",
        rows=[row_of(image, now()) for image in images[:PAGE]],
        more=images[PAGE - 1].id if len(images) > PAGE else None,
        counts=catalogue.count_by_state(reading(), who()),
        in_bin=draft_bin.count_binned(reading(), who()),
        states=STATES,
        filters=filters,
        collections=choices.all_collections(),
        done=DONE.get(request.args.get("klart", "")),
    )


def _filters() -> dict[str, str]:
    """Return what the address chooses among the images, as it says it."""
    state, words = request.args.get("tillstand", ""), request.args.get("q", "").strip()[:200]
    given = {
        "tillstand": state if state in STATES else "",
        "ansvarig": MINE if request.args.get("ansvarig") == MINE else "",
        "samling": request.args.get("samling", "")[:200],
        "q": words,
    }
    return {name: value for name, value in given.items() if value}


def _wanted(filters: Mapping[str, str]) -> dict[str, Any]:
    """Return the same as the catalogue is asked it."""
    return {
        "state": filters.get("tillstand"),
        "words": filters.get("q", ""),
        "collection": filters.get("samling"),
        "user": who(),
        "responsible": who().id if "ansvarig" in filters else None,
    }


@bp.get("/bilder.csv")
def download() -> Response:
    """The marked images, or all that the list would show, as a file for spreadsheets."""
    ids = id_ranges.read(request.args.getlist("ids"))
    rows = csv_export.rows_of(_marked(ids) if ids else _all_listed(), cells.lists())
    return spreadsheet(f"bilder-{last_day(now()):%Y-%m-%d}", csv_export.HEAD, rows)


def _marked(ids: list[int]) -> Iterator[Image]:
    yield from catalogue.find_each(reading(), ids, who())


def _all_listed() -> Iterator[Image]:
    """Return all that the list would show, a page at a time."""
    wanted = _wanted(_filters())
    before: int | None = None
    while images := catalogue.list_images(reading(), **wanted, before=before, most=PAGE):
        yield from images
        before = images[-1].id


@bp.post("/bilder/<int:one>/storlekar")
def make_sizes_again(one: int) -> Response:
    with writing() as session:
        image = catalogue.hold(session, one, who())
        if image.processing == "failed":
            renditions.try_again(session, image, by=who().id, now=now())
    return redirect(f"/redaktion/bilder/{one}", 303)
