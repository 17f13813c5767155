"""`/arende`, `/en/case`: have the link to a case sent again, to the address of the case alone."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from dam.errors import BadInput, TooMany, Unavailable
from dam.mail.address import one_address
from dam.usage_requests.lost_links import send_case_links
from dam.web import errors
from dam.web.context import (
    neighbourhood_key,
    rate_limiter,
    request_moment,
    visitor_key,
    writing_session,
)
from dam.web.forms import ensure_ours, new_token, sent_token, still_fresh
from dam.web.language import page_language
from dam.web.public_pages import add_page, path_on_page

bp = Blueprint("lost_links", __name__)
FORM = "lost_link"
TEMPLATE = "press/lost_link.html"
PER_VISITOR, PER_NEIGHBOURHOOD, IN_ALL = "10/hour", "50/hour", "500/hour"
PER_ADDRESS = "3/day"
"""Of one visitor to one address: nobody's mailbox is filled, and nobody shuts another out."""


@add_page(bp, "lost_link")
def show_lost_link_form() -> Response:
    sent = request.args.get("klart") == "skickat"
    return make_response(
        render_template(TEMPLATE, errors={}, email="", sent=sent, csrf_token=new_token(FORM))
    )


@add_page(bp, "lost_link", "POST")
def send_lost_links() -> Response:
    """Send the links; the answer is the same whosever address it is."""
    ensure_ours()
    typed = request.form.get("email", "")
    try:
        still_fresh(sent_token(FORM))
        email = one_address(typed)
        _count_lost_link_try(email)
        if not request.form.get("website"):
            with writing_session() as session:
                send_case_links(session, email, language=page_language(), now=request_moment())
    except (BadInput, TooMany, Unavailable) as error:
        return errors.show_form_again(
            error, TEMPLATE, email=typed, sent=False, csrf_token=new_token(FORM)
        )
    return redirect(path_on_page("lost_link", query={"klart": "skickat"}), 303)


def _count_lost_link_try(email: str) -> None:
    """Count the try by who asks; TooMany."""
    tries = rate_limiter()
    tries.hit("lost link", visitor_key(), PER_VISITOR)
    tries.hit("lost link", neighbourhood_key(), PER_NEIGHBOURHOOD)
    tries.hit("lost link: address", f"{visitor_key()} {email.lower()}", PER_ADDRESS)
    tries.hit("lost link", "everybody", IN_ALL)
