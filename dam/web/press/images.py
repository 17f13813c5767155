"""`/bilder/<slug>-<id>`: one image, or that it is gone."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from dam.clearance import gate
from dam.delivery import pages
from dam.errors import NotFound
from dam.links.refs import image_ref
from dam.search import find
from dam.text.read import read_id
from dam.web.context import now, reading, services

bp = Blueprint("images", __name__)
RELATED = 4


@bp.get("/bilder/<named>")
def image(named: str) -> Response:
    page = pages.page(reading(), image_id(named), services().house, now())
    if page.card.url != request.path:
        return redirect(page.card.url, 301)
    ids = find.related(reading(), page.card.id, now(), RELATED)
    more = pages.cards(reading(), ids, services().house, now())
    return make_response(render_template("press/image.html", page=page, more=more))


@bp.app_errorhandler(gate.Closed)
def gone(closed: gate.Closed) -> Response:
    """Say what is known of an image that was public: facts, no title, no picture."""
    [facts] = pages.withdrawn(reading(), [closed], services().house, now())
    ids = [] if facts.replacement else find.related(reading(), facts.id, now(), RELATED)
    alike = pages.cards(reading(), ids, services().house, now())
    response = make_response(render_template("press/gone.html", gone=facts, alike=alike), 410)
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.app_errorhandler(gate.Withheld)
def withheld(error: gate.Withheld) -> Response:
    """Say that an image that was public is not shown now, whatever address led to it."""
    page = render_template("press/withheld.html", ref=image_ref(error.image.id))
    response = make_response(page, 404)
    response.headers["Cache-Control"] = "no-cache"
    return response


def image_id(named: str) -> int:
    """Read the id at the end of `<slug>-<id>`; it alone decides."""
    one = read_id(named.rpartition("-")[2])
    if one is None:
        raise NotFound
    return one
