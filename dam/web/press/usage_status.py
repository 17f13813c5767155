"""`/b/<id>`, the address in every file: may I still use this? A page, and JSON for machines."""

from __future__ import annotations

from flask import Blueprint, jsonify, make_response, render_template
from werkzeug.wrappers import Response

from dam.delivery import pages, usage_status
from dam.web import errors
from dam.web.context import reading_session, request_moment, services

bp = Blueprint("short", __name__)


@bp.get("/b/<int:one>")
@bp.get("/b/<int:one>.json")
def show_usage_status(one: int) -> Response:
    """Answer for good; what is closed answers 410, what is not shown now or nobody has seen 404."""
    said = usage_status.get_usage_status(reading_session(), one, services().site, request_moment())
    if errors.wants_json():
        response = jsonify(usage_status.format_usage_status(said, services().site))
        closed = errors.STATUS["not_found" if said.word == "withheld" else "gone"]
        response.status_code = 200 if said.card else closed
    else:
        if said.card is None:
            # The page of what is closed is one and the same, whatever address led to it.
            pages.build_image_page(reading_session(), one, services().site, request_moment())
        response = make_response(render_template("press/answer.html", said=said))
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept"
    return response
