"""Previews for staff of what outsiders may not see: the page as it will be, and files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import catalogue
from dam.clearance import facts
from dam.database.models import ImageFile
from dam.delivery import files, pages, press_record
from dam.delivery.stream import stream_blocks
from dam.errors import NotFound
from dam.imaging.embed.assemble import StoredRange
from dam.links.paths import make_slug
from dam.links.staff_paths import IMAGES
from dam.rights.image_states import ProcessingState
from dam.rights.sizes import DOWNLOADS
from dam.web import file_response
from dam.web.context import reading_session, request_moment, services
from dam.web.file_names import build_content_disposition
from dam.web.sign_in import signed_in_user
from dam.web.staff.image_row import build_image_row

bp = Blueprint("previews", __name__)
NO_STORE = "no-store"


@bp.get("/bilder/<int:image_id>/forhandsvisning")
def show_preview(image_id: int) -> Response | str:
    image = catalogue.find_for(reading_session(), image_id, signed_in_user())
    if image.processing != ProcessingState.READY:
        return redirect(f"{IMAGES}/{image_id}", 303)
    preview = replace(
        pages.build_preview_page(image, services().site, request_moment()),
        visible_until=facts.bounds_of(image).use_until,
    )
    return render_template(
        "staff/preview.html",
        page=preview.served_from(f"{IMAGES}/{image_id}/filer"),
        more=(),
        row=build_image_row(image, request_moment()),
    )


@bp.get("/bilder/<int:image_id>/filer/<name>")
def serve_image_file(image_id: int, name: str) -> Response:
    """Answer with any size by name, whatever the state; `received` is the untouched upload."""
    image = catalogue.find_for(reading_session(), image_id, signed_in_user(), binned=True)
    if name == "received":
        if image.file is None:
            raise NotFound
        return serve_received_upload(image.file)
    metadata = press_record.build_metadata(image, services().site, request_moment())
    leaving = files.prepare_named_size(image, metadata, name)
    is_download = name in DOWNLOADS
    return file_response.respond_with_file(
        request, leaving, services().storage, cache_control=NO_STORE, attachment=is_download
    )


def serve_received_upload(stored: ImageFile) -> Response:
    """Answer with an untouched upload."""
    name = (
        f"IN{stored.image_id}_{make_slug(Path(stored.original_name).stem)}{Path(stored.key).suffix}"
    )
    body = stream_blocks([StoredRange(0, stored.bytes)], services().storage, stored.key)
    # Whatever the bytes are, they are kept and not shown.
    response = Response(body, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = build_content_disposition(name)
    response.content_length = stored.bytes
    return response
