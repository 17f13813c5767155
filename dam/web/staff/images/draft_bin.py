"""`/redaktion/papperskorg`: drafts in the bin, by mark, batch or page; each step is shown first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, make_response, redirect, render_template, request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from dam import accounts, catalogue
from dam.catalogue import InBin
from dam.database.models import Image
from dam.errors import BadInput, Conflict, NotAllowed, NotFound
from dam.lifecycle import draft_bin, erase
from dam.links.staff_paths import BIN, IMAGES
from dam.text.read import number_in
from dam.web import errors
from dam.web.context import reading_session, request_moment, services, writing_session
from dam.web.language import say_on_page
from dam.web.sign_in import own_id, signed_in_user
from dam.web.staff import id_ranges
from dam.web.staff.image_row import ImageRow, build_image_row

bp = Blueprint("draft_bin", __name__)
NOTHING = "Markera minst en bild."


@dataclass(frozen=True, slots=True)
class BinnedImage:
    """An image in the bin: who put it there and when, and when it is erased."""

    row: ImageRow
    by: str
    at: datetime
    until: datetime


@bp.get("/papperskorg")
def show_bin() -> str:
    images = draft_bin.list_binned(reading_session(), signed_in_user())
    return render_template(
        "staff/bin/list.html",
        binned=[_build_binned_image(image) for image in images],
        count=draft_bin.count_binned(reading_session(), signed_in_user()),
        done=_bin_message(),
    )


@bp.get("/papperskorg/lagg")
def show_bin_selection() -> Response | str:
    """Show what of the chosen images would be put in the bin, and why the rest would not."""
    try:
        return render_template("staff/bin/put.html", errors={}, **_bin_selection_context())
    except BadInput as error:
        return errors.show_form_again(error, "staff/bin/put.html", going=[], staying=[], ids="")


@bp.post("/papperskorg/lagg")
def put_images_in_bin() -> Response:
    """Put each chosen image in the bin that may be; what has changed since stays, and is told."""
    count = 0
    for image_id in sorted(id_ranges.parse_ids([request.form.get("ids", "")])):
        try:
            with writing_session() as session:
                image = catalogue.lock_image(session, image_id, signed_in_user())
                draft_bin.put_in_bin(session, image, user=signed_in_user(), now=request_moment())
            count += 1
        except (NotFound, Conflict, NotAllowed):
            continue
    return redirect(f"{BIN}?lagda={count}", 303)


@bp.post("/papperskorg/ta-tillbaka")
def restore_binned_images() -> Response:
    """Bring the chosen images back as they were; one alone leads to its page."""
    ids = sorted(id_ranges.parse_ids([request.form.get("ids", "")]))
    for image_id in ids:
        with writing_session() as session:
            image = catalogue.lock_image(session, image_id, signed_in_user(), binned=True)
            draft_bin.restore_from_bin(session, image, by=own_id(), now=request_moment())
    if len(ids) == 1:
        return redirect(f"{IMAGES}/{ids[0]}?klart=ur-korgen", 303)
    return redirect(f"{BIN}?tillbaka={len(ids)}", 303)


@bp.get("/papperskorg/tom")
def show_bin_emptying() -> str:
    return render_template(
        "staff/bin/empty.html", count=draft_bin.count_binned(reading_session(), signed_in_user())
    )


@bp.post("/papperskorg/tom")
def empty_bin() -> Response:
    """Erase what this person sees in the bin, a few images a transaction: rows, then bytes."""
    while True:
        with writing_session() as session:
            keys = draft_bin.erase_each(session, signed_in_user(), now=request_moment())
        if not keys:
            return redirect(f"{BIN}?tomd=1", 303)
        erase.remove_bytes(services().database, services().storage, keys)


@bp.app_errorhandler(InBin)
def show_image_in_bin(error: InBin) -> Response:
    """Say that an image lies in the bin, whatever page of it was asked for."""
    if errors.wants_json():
        return errors.answer_known(error)
    image = catalogue.find_for(reading_session(), error.image_id, signed_in_user(), binned=True)
    page = render_template("staff/bin/one.html", draft=_build_binned_image(image))
    return make_response(page, errors.STATUS["not_found"])


def _bin_selection_context() -> dict[str, object]:
    images = catalogue.find_each(
        reading_session(), id_ranges.parse_ids(request.args.getlist("ids")), signed_in_user()
    )
    why_not = {image.id: draft_bin.find_bin_hindrance(image, signed_in_user()) for image in images}
    binnable = [image for image in images if why_not[image.id] is None]
    return {
        "going": [build_image_row(image, request_moment()) for image in binnable],
        "staying": [
            (build_image_row(image, request_moment()), say_on_page(sentence))
            for image in images
            if (sentence := why_not[image.id]) is not None
        ],
        "ids": id_ranges.format_ids([image.id for image in binnable]),
        "error": None if images else say_on_page(NOTHING),
    }


def _build_binned_image(image: Image) -> BinnedImage:
    at = image.binned_at or request_moment()
    names = accounts.list_account_names(reading_session())
    by = names.get(image.binned_by, "") if image.binned_by else ""
    return BinnedImage(build_image_row(image, request_moment()), by, at, at + draft_bin.KEPT)


def _bin_message() -> str:
    """Say what was done before this page."""
    put_count, restored_count = (
        number_in(request.args, name, None) for name in ("lagda", "tillbaka")
    )
    if put_count is not None:
        lies, lie = (
            "%(num)s bild ligger nu i papperskorgen.",
            "%(num)s bilder ligger nu i papperskorgen.",
        )
        return str(ngettext(lies, lie, put_count))
    if restored_count is not None:
        return str(
            ngettext("%(num)s bild är tillbaka.", "%(num)s bilder är tillbaka.", restored_count)
        )
    return str(gettext("Papperskorgen är tömd.")) if "tomd" in request.args else ""
