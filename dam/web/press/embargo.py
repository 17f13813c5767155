"""`/sparrat/<token>`: an image under embargo, for whoever was given the link."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template
from werkzeug.wrappers import Response

from dam.clearance import gate
from dam.delivery import embargo_links, pages, press_record
from dam.errors import NotFound
from dam.links.paths import embargo_path
from dam.web.context import reading_session, request_moment, services
from dam.web.language import page_language
from dam.web.public_pages import add_page

bp = Blueprint("embargo", __name__)


@add_page(bp, "embargo")
def show_embargo_page(token: str) -> Response:
    """Show the page as it will be; once the embargo has ended, lead to the public one."""
    link = embargo_links.get_embargo_link(reading_session(), services().signer, token)
    house = services().site
    until = embargo_links.get_embargo_end(link.image, request_moment())
    if until is None:
        try:
            opened = pages.build_image_page(
                reading_session(), link.image_id, house, request_moment(), page_language()
            )
            return redirect(opened.card.url, 302)
        except (gate.ImageClosed, gate.ImageWithheld) as error:
            raise NotFound from error
    page = pages.build_embargo_page(
        reading_session(), link.image_id, house, request_moment(), page_language()
    )
    return make_response(
        render_template(
            "press/embargo.html",
            page=page.served_from(embargo_path(token)),
            until=press_record.format_embargo_end(until, page_language()),
            more=(),
        )
    )
