"""`/redaktion/bilder/<id>/statistik`: how often one image left, and where it was published."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import accounts, catalogue
from dam.catalogue import clippings
from dam.delivery.statistics.by_month import Months
from dam.errors import BadInput
from dam.links.refs import image_ref
from dam.text.read import read_day
from dam.web import errors
from dam.web.context import now, reading, writing
from dam.web.csv_files import spreadsheet
from dam.web.form_fields import read_field
from dam.web.sign_in import require, who
from dam.web.staff.image_row import row_of
from dam.web.staff.statistics import page, series

bp = Blueprint("image_statistics", __name__)
PAGE = "staff/image_statistics.html"
DONE = {"sparad": "Sparat.", "borttagen": "Borttaget."}


@bp.get("/bilder/<int:one>/statistik")
@require("editor")
def show(one: int) -> str:
    done = DONE.get(request.args.get("klart", ""))
    return render_template(PAGE, errors={}, form={}, done=done, **_values(one))


@bp.get("/bilder/<int:one>/statistik.csv")
@require("editor")
def download(one: int) -> Response:
    months = _months(one)
    found = page.of_image(one, months)
    name = f"{image_ref(one)}-{months.first:%Y-%m}-{months.last:%Y-%m}"
    return spreadsheet(name, found.columns, found.table)


@bp.post("/bilder/<int:one>/urklipp")
@require("editor")
def add(one: int) -> Response:
    """Note where the image was published."""
    form = request.form
    try:
        with writing() as session:
            image = catalogue.hold(session, one, who())
            clippings.add(
                session,
                image,
                form.get("url", ""),
                form.get("outlet", ""),
                read_field(form, "published_on", read_day, clippings.SENTENCES["published_on"]),
                by=who().id,
                now=now(),
            )
    except BadInput as error:
        return errors.again(error, PAGE, form=form, **_values(one))
    return redirect(f"/redaktion/bilder/{one}/statistik?klart=sparad#urklipp", 303)


@bp.post("/bilder/<int:one>/urklipp/<int:clipping>/ta-bort")
@require("editor")
def remove(one: int, clipping: int) -> Response:
    with writing() as session:
        image = catalogue.hold(session, one, who())
        clippings.remove(session, image, clipping, by=who().id, now=now())
    return redirect(f"/redaktion/bilder/{one}/statistik?klart=borttagen#urklipp", 303)


def _months(one: int) -> Months:
    """Return the months asked for, of an image that this person may work with."""
    catalogue.find_for(reading(), one, who())
    return page.chosen(request.args)


def _values(one: int) -> dict[str, object]:
    months = _months(one)
    names = accounts.names(reading())
    return {
        "row": row_of(catalogue.find_for(reading(), one, who()), now()),
        "months": months,
        "choices": [(f"{one:%Y-%m}", series.month_words(one)) for one in page.choices()],
        "series": page.of_image(one, months),
        "clippings": [
            (clipping, names.get(clipping.noted_by) if clipping.noted_by else None)
            for clipping in clippings.of_image(reading(), one)
        ],
    }
