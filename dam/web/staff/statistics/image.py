"""`/redaktion/bilder/<id>/statistik`: how often one image left, and where it was published."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import accounts, catalogue
from dam.catalogue import clippings
from dam.delivery.statistics.by_month import MonthRange
from dam.errors import BadInput
from dam.i18n.form_reader import read_field
from dam.links.refs import image_ref
from dam.links.staff_paths import IMAGES
from dam.text.read import read_day
from dam.web import errors
from dam.web.context import reading_session, request_moment, writing_session
from dam.web.csv_files import send_spreadsheet
from dam.web.sign_in import own_id, require_role, signed_in_user
from dam.web.staff.image_row import build_image_row
from dam.web.staff.statistics import page, series

bp = Blueprint("image_statistics", __name__)
PAGE = "staff/image_statistics.html"
DONE = {"sparad": "Sparat.", "borttagen": "Borttaget."}


@bp.get("/bilder/<int:image_id>/statistik")
@require_role("editor")
def show_image_statistics(image_id: int) -> str:
    done = DONE.get(request.args.get("klart", ""))
    return render_template(
        PAGE, errors={}, form={}, done=done, **_image_statistics_context(image_id)
    )


@bp.get("/bilder/<int:image_id>/statistik.csv")
@require_role("editor")
def download_image_statistics(image_id: int) -> Response:
    months = _read_image_months(image_id)
    chart = page.image_month_series(image_id, months)
    name = f"{image_ref(image_id)}-{months.first:%Y-%m}-{months.last:%Y-%m}"
    return send_spreadsheet(name, chart.columns, chart.table)


@bp.post("/bilder/<int:image_id>/urklipp")
@require_role("editor")
def save_clipping(image_id: int) -> Response:
    """Note where the image was published."""
    form = request.form
    try:
        with writing_session() as session:
            image = catalogue.lock_image(session, image_id, signed_in_user())
            clippings.add_clipping(
                session,
                image,
                form.get("url", ""),
                form.get("outlet", ""),
                read_field(form, "published_on", read_day, clippings.SENTENCES["published_on"]),
                by=own_id(),
                now=request_moment(),
            )
    except BadInput as error:
        return errors.show_form_again(error, PAGE, form=form, **_image_statistics_context(image_id))
    return redirect(f"{IMAGES}/{image_id}/statistik?klart=sparad#urklipp", 303)


@bp.post("/bilder/<int:image_id>/urklipp/<int:clipping_id>/ta-bort")
@require_role("editor")
def delete_clipping(image_id: int, clipping_id: int) -> Response:
    with writing_session() as session:
        image = catalogue.lock_image(session, image_id, signed_in_user())
        clippings.remove_clipping(session, image, clipping_id, by=own_id(), now=request_moment())
    return redirect(f"{IMAGES}/{image_id}/statistik?klart=borttagen#urklipp", 303)


def _read_image_months(image_id: int) -> MonthRange:
    """Return the months asked for, of an image that this person may work with."""
    catalogue.find_for(reading_session(), image_id, signed_in_user())
    return page.read_months(request.args)


def _image_statistics_context(image_id: int) -> dict[str, object]:
    months = _read_image_months(image_id)
    names = accounts.list_account_names(reading_session())
    return {
        "row": build_image_row(
            catalogue.find_for(reading_session(), image_id, signed_in_user()), request_moment()
        ),
        "months": months,
        "choices": [
            (f"{day:%Y-%m}", series.format_month(day)) for day in page.list_selectable_months()
        ],
        "series": page.image_month_series(image_id, months),
        "clippings": [
            (clipping, names.get(clipping.noted_by) if clipping.noted_by else None)
            for clipping in clippings.list_clippings(reading_session(), image_id)
        ],
    }
