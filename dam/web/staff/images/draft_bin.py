"""`/redaktion/papperskorg`: drafts that were put in the bin, by mark, batch or page; each step is
shown before it is taken.
"""

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
from dam.text.read import number_in
from dam.web import errors
from dam.web.context import now, read_anew, reading, services, writing
from dam.web.language import say
from dam.web.sign_in import who
from dam.web.staff import id_ranges
from dam.web.staff.image_row import Row, row_of

bp = Blueprint("draft_bin", __name__)
HERE = "/redaktion/papperskorg"
NOTHING = "Markera minst en bild."


@dataclass(frozen=True, slots=True)
class Binned:
    """An image in the bin: who put it there and when, and when it is erased."""

    row: Row
    by: str
    at: datetime
    until: datetime


@bp.get("/papperskorg")
def show() -> str:
    images = draft_bin.list_binned(reading(), who())
    return render_template(
        "staff/bin/list.html",
        binned=[_binned(image) for image in images],
        count=draft_bin.count_binned(reading(), who()),
        done=_done(),
    )


@bp.get("/papperskorg/lagg")
def show_put() -> Response | str:
    """Show what of the chosen images would be put in the bin, and why the rest would not."""
    try:
        return render_template("staff/bin/put.html", errors={}, **_chosen())
    except BadInput as error:
        return errors.again(error, "staff/bin/put.html", going=[], staying=[], ids="")


@bp.post("/papperskorg/lagg")
def put() -> Response:
    """Put each chosen image in the bin that may be; what has changed since stays, and is told."""
    put_now = 0
    for one in sorted(id_ranges.read([request.form.get("ids", "")])):
        try:
            with writing() as session:
                image = catalogue.hold(session, one, who())
                draft_bin.put(session, image, user=who(), now=now())
            put_now += 1
        except (NotFound, Conflict, NotAllowed):
            continue
    return redirect(f"{HERE}?lagda={put_now}", 303)


@bp.post("/papperskorg/ta-tillbaka")
def restore() -> Response:
    """Bring the chosen images back as they were; one alone leads to its page."""
    ids = sorted(id_ranges.read([request.form.get("ids", "")]))
    for one in ids:
        with writing() as session:
            image = catalogue.hold(session, one, who(), binned=True)
            draft_bin.restore(session, image, by=who().id, now=now())
    if len(ids) == 1:
        return redirect(f"/redaktion/bilder/{ids[0]}?klart=ur-korgen", 303)
    return redirect(f"{HERE}?tillbaka={len(ids)}", 303)


@bp.get("/papperskorg/tom")
def show_empty() -> str:
    return render_template("staff/bin/empty.html", count=draft_bin.count_binned(reading(), who()))


@bp.post("/papperskorg/tom")
def empty() -> Response:
    """Erase what this person sees in the bin, a few images a transaction: rows, then bytes."""
    while True:
        with writing() as session:
            keys = draft_bin.erase_each(session, who(), now=now())
        if not keys:
            return redirect(f"{HERE}?tomd=1", 303)
        erase.remove_bytes(services().database, services().storage, keys)


@bp.app_errorhandler(InBin)
def show_in_bin(error: InBin) -> Response:
    """Say that an image lies in the bin, whatever page of it was asked for."""
    if errors.wants_json():
        return errors.answer_known(error)
    read_anew()
    image = catalogue.find_for(reading(), error.image_id, who(), binned=True)
    page = render_template("staff/bin/one.html", one=_binned(image))
    return make_response(page, errors.STATUS["not_found"])


def _chosen() -> dict[str, object]:
    images = catalogue.find_each(reading(), id_ranges.read(request.args.getlist("ids")), who())
    why_not = {image.id: draft_bin.hindrance(image, who()) for image in images}
    going = [image for image in images if why_not[image.id] is None]
    return {
        "going": [row_of(image, now()) for image in going],
        "staying": [
            (row_of(image, now()), say(sentence))
            for image in images
            if (sentence := why_not[image.id]) is not None
        ],
        "ids": id_ranges.written([image.id for image in going]),
        "error": None if images else say(NOTHING),
    }


def _binned(image: Image) -> Binned:
    at = image.binned_at or now()
    names = accounts.names(reading())
    by = names.get(image.binned_by, "") if image.binned_by else ""
    return Binned(row_of(image, now()), by, at, at + draft_bin.KEPT)


def _done() -> str:
    """Say what was done before this page."""
    put_now, back = (number_in(request.args, name, None) for name in ("lagda", "tillbaka"))
    if put_now is not None:
        lies, lie = (
            "%(num)s bild ligger nu i papperskorgen.",
            "%(num)s bilder ligger nu i papperskorgen.",
        )
        return str(ngettext(lies, lie, put_now))
    if back is not None:
        return str(ngettext("%(num)s bild är tillbaka.", "%(num)s bilder är tillbaka.", back))
    return str(gettext("Papperskorgen är tömd.")) if "tomd" in request.args else ""
