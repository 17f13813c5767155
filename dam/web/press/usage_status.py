"""`/b/<id>`, the address in every file: may I still use this? A page, and JSON for machines."""

from __future__ import annotations

from flask import Blueprint, jsonify, make_response, render_template
from werkzeug.wrappers import Response

from dam.delivery import pages, usage_status
from dam.web import errors
from dam.web.context import reading_session, request_moment, services
from dam.web.language import page_language
from dam.web.public_pages import add_page

bp = Blueprint("short", __name__)


@add_page(bp, "answer")
@bp.get("/b/<int:image_id>.json")
def show_usage_status(image_id: int) -> Response:
    """Answer for good; what is closed answers 410, what is not shown now or nobody has seen 404."""
    status = usage_status.get_usage_status(
        reading_session(), image_id, services().site, request_moment(), page_language()
    )
    if errors.wants_json():
        response = jsonify(usage_status.format_usage_status(status, services().site))
        closed = errors.STATUS["not_found" if status.word == "withheld" else "gone"]
        response.status_code = 200 if status.card else closed
    else:
        if status.card is None:
            # The page of what is closed is one and the same, whatever address led to it.
            pages.build_image_page(reading_session(), image_id, services().site, request_moment())
        response = make_response(render_template("press/answer.html", status=status))
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept"
    return response
