"""`/sparrat/<token>`: an image under embargo, for whoever was given the link."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template
from werkzeug.wrappers import Response

from dam.clearance import gate
from dam.delivery import embargo_links, pages, press_record
from dam.errors import NotFound
from dam.links.paths import embargo_path
from dam.web.context import now, reading, services

bp = Blueprint("embargo", __name__)


@bp.get("/sparrat/<token>")
def page(token: str) -> Response:
    """Show the page as it will be; once the embargo has ended, lead to the public one."""
    link = embargo_links.find(reading(), services().signer, token)
    house = services().house
    until = embargo_links.ends(link.image, now())
    if until is None:
        try:
            return redirect(pages.page(reading(), link.image_id, house, now()).card.url, 302)
        except (gate.Closed, gate.Withheld) as error:
            raise NotFound from error
    shown = pages.embargo_page(reading(), link.image_id, house, now())
    return make_response(
        render_template(
            "press/embargo.html",
            page=shown.served_from(embargo_path(token)),
            until=press_record.embargo_words(until),
            more=(),
        )
    )
