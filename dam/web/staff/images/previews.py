"""What staff see of an image that outsiders may not: its page as it will be, and its files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import catalogue
from dam.clearance import facts
from dam.database.models import ImageFile
from dam.delivery import files, pages, press_record
from dam.delivery.stream import blocks
from dam.errors import NotFound
from dam.imaging.embed.assemble import Range
from dam.links.paths import slug
from dam.web import file_response
from dam.web.context import now, reading, services
from dam.web.file_names import disposition
from dam.web.sign_in import who
from dam.web.staff.image_row import row_of

bp = Blueprint("previews", __name__)
NO_STORE = "no-store"


@bp.get("/bilder/<int:one>/forhandsvisning")
def page(one: int) -> Response | str:
    image = catalogue.find_for(reading(), one, who())
    if image.processing != "ready":
        return redirect(f"/redaktion/bilder/{one}", 303)
    shown = replace(
        pages.preview_page(image, services().house, now()),
        visible_until=facts.bounds_of(image).use_until,
    )
    return render_template(
        "staff/preview.html",
        page=shown.served_from(f"/redaktion/bilder/{one}/filer"),
        more=(),
        row=row_of(image, now()),
    )


@bp.get("/bilder/<int:one>/filer/<name>")
def file(one: int, name: str) -> Response:
    """Answer with any size by name, whatever the state; `received` is the untouched upload."""
    image = catalogue.find_for(reading(), one, who(), binned=True)
    if name == "received":
        if image.file is None:
            raise NotFound
        return received(image.file)
    said = press_record.build(image, services().house, now())
    leaving = files.by_name(image, said, name)
    is_download = name in files.SIZES
    return file_response.respond(
        request, leaving, services().storage, cache_control=NO_STORE, attachment=is_download
    )


def received(stored: ImageFile) -> Response:
    """Answer with an untouched upload."""
    name = f"IN{stored.image_id}_{slug(Path(stored.original_name).stem)}{Path(stored.key).suffix}"
    whole = blocks([Range(0, stored.bytes)], services().storage, stored.key)
    # Whatever the bytes are, they are kept and not shown.
    answer = Response(whole, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = disposition(name)
    answer.content_length = stored.bytes
    return answer
