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
from dam.links.staff_paths import IMAGES
from dam.rights.image_states import ProcessingState
from dam.rights.periods import last_whole_day
from dam.search.staff_search import StaffSearch, build_staff_search
from dam.text.read import number_in
from dam.web.context import reading_session, request_moment, writing_session
from dam.web.csv_files import send_spreadsheet
from dam.web.sign_in import own_id, signed_in_user
from dam.web.staff import id_ranges
from dam.web.staff.image_form import cells, choices
from dam.web.staff.image_row import STATES, build_image_row
from dam.web.staff.images import csv_export

bp = Blueprint("images", __name__)
PAGE = 50
DONE = {"raderad": "Bilden är raderad för alltid."}
MINE = "jag"


@bp.get("/bilder")
def show_image_list() -> str:
    filters = _read_list_filters()
    search = _read_search(filters)
    images = catalogue.list_images(
        reading_session(),
        **_to_catalogue_query(filters, search),
        before=number_in(request.args, "fore", None),
        most=PAGE + 1,
    )
    return render_template(
        "staff/images.html",
        rows=[build_image_row(image, request_moment()) for image in images[:PAGE]],
        more=images[PAGE - 1].id if len(images) > PAGE else None,
        counts=catalogue.count_images_by_state(reading_session(), signed_in_user()),
        in_bin=draft_bin.count_binned(reading_session(), signed_in_user()),
        states=STATES,
        filters=filters,
        ignored=search.ignored,
        collections=choices.collection_choices(),
        done=DONE.get(request.args.get("klart", "")),
    )


def _read_list_filters() -> dict[str, str]:
    """Return what the address chooses among the images, as it says it."""
    state, words = request.args.get("tillstand", ""), request.args.get("q", "").strip()[:200]
    filters = {
        "tillstand": state if state in STATES else "",
        "ansvarig": MINE if request.args.get("ansvarig") == MINE else "",
        "samling": request.args.get("samling", "")[:200],
        "q": words,
    }
    return {name: value for name, value in filters.items() if value}


def _read_search(filters: Mapping[str, str]) -> StaffSearch:
    return build_staff_search(reading_session(), filters.get("q", ""), request_moment())


def _to_catalogue_query(filters: Mapping[str, str], search: StaffSearch) -> dict[str, Any]:
    """Return the same as the catalogue is asked it."""
    return {
        "state": filters.get("tillstand"),
        "condition": search.condition,
        "collection": filters.get("samling"),
        "user": signed_in_user(),
        "responsible": own_id() if "ansvarig" in filters else None,
    }


@bp.get("/bilder.csv")
def download_image_list() -> Response:
    """The marked images, or all that the list would show, as a file for spreadsheets."""
    ids = id_ranges.parse_ids(request.args.getlist("ids"))
    rows = csv_export.export_rows(
        _find_marked_images(ids) if ids else _find_all_listed(), cells.cell_choices()
    )
    return send_spreadsheet(
        f"bilder-{last_whole_day(request_moment()):%Y-%m-%d}", csv_export.HEAD, rows
    )


def _find_marked_images(ids: list[int]) -> Iterator[Image]:
    yield from catalogue.find_each(reading_session(), ids, signed_in_user())


def _find_all_listed() -> Iterator[Image]:
    """Return all that the list would show, a page at a time."""
    filters = _read_list_filters()
    query = _to_catalogue_query(filters, _read_search(filters))
    before: int | None = None
    while images := catalogue.list_images(reading_session(), **query, before=before, most=PAGE):
        yield from images
        before = images[-1].id


@bp.post("/bilder/<int:image_id>/storlekar")
def retry_failed_renditions(image_id: int) -> Response:
    with writing_session() as session:
        image = catalogue.lock_image(session, image_id, signed_in_user())
        if image.processing == ProcessingState.FAILED:
            renditions.retry_renditions(session, image, by=own_id(), now=request_moment())
    return redirect(f"{IMAGES}/{image_id}", 303)
