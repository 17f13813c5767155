"""`/bilder/<slug>-<id>`: one image, or that it is gone."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from dam.clearance import gate
from dam.delivery import pages
from dam.delivery.picture_rows import MORE_ROWS, count_for_full_rows
from dam.errors import NotFound
from dam.links.refs import image_ref
from dam.search import find
from dam.text.read import read_id
from dam.web.context import reading_session, request_moment, services
from dam.web.language import page_language
from dam.web.press.cards import build_page_cards
from dam.web.public_pages import add_page

bp = Blueprint("images", __name__)
RELATED = 4
MORE, LEAST = 5, 3


@add_page(bp, "image")
def show_public_image(named: str) -> Response:
    page = pages.build_image_page(
        reading_session(), image_id(named), services().site, request_moment(), page_language()
    )
    if page.card.url != request.path:
        return redirect(page.card.url, 301)
    ids = find.list_more_images(reading_session(), page.card.id, request_moment(), MORE)
    more = build_page_cards(ids)
    count = count_for_full_rows([card.cell_ratio for card in more], LEAST, MORE_ROWS)
    return make_response(render_template("press/image.html", page=page, more=more[:count]))


@bp.app_errorhandler(gate.ImageClosed)
def show_gone_image(closed: gate.ImageClosed) -> Response:
    """Say what is known of an image that was public: facts, no title, no picture."""
    [facts] = pages.list_withdrawn_facts(
        reading_session(), [closed], services().site, request_moment(), page_language()
    )
    ids = (
        []
        if facts.replacement
        else find.list_related_images(reading_session(), facts.id, request_moment(), RELATED)
    )
    page = render_template("press/gone.html", gone=facts, alike=build_page_cards(ids))
    response = make_response(page, 410)
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.app_errorhandler(gate.ImageWithheld)
def show_withheld_image(error: gate.ImageWithheld) -> Response:
    """Say that an image that was public is not shown now, whatever address led to it."""
    page = render_template("press/withheld.html", ref=image_ref(error.image.id))
    response = make_response(page, 404)
    response.headers["Cache-Control"] = "no-cache"
    return response


def image_id(named: str) -> int:
    """Read the id at the end of `<slug>-<id>`; it alone decides."""
    number = read_id(named.rpartition("-")[2])
    if number is None:
        raise NotFound
    return number
