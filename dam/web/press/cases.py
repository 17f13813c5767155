"""`/arende/<token>` and `/en/case/<token>`: receipt and status of a request; `/hamta/<token>`: what
a grant opens, in the language of whoever asked.

The links are secret. Reading one changes nothing: scanners of mail open every link they see.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from dam.database.models import Grant, UsageRequest
from dam.delivery import grant_downloads
from dam.delivery.page_models import GrantedImage
from dam.errors import BadInput, Conflict, NotFound, TooMany, Unavailable
from dam.links.paths import case_path, extension_path
from dam.usage_requests import follow_up, grants, queries
from dam.usage_requests.case_page import live_grant, show_case, show_grant
from dam.usage_requests.outcomes import outcomes_of_grant
from dam.web import errors
from dam.web.context import (
    rate_limiter,
    reading_session,
    request_moment,
    services,
    visitor_key,
    writing_session,
)
from dam.web.forms import ensure_ours, new_token, sent_token, still_fresh
from dam.web.language import page_language, set_page_language
from dam.web.press.cards import build_page_cards
from dam.web.public_pages import add_page

bp = Blueprint("cases", __name__)
FORM = "case"
PER_VISITOR = "60/hour"


@bp.errorhandler(NotFound)
def show_dead_link(_error: NotFound) -> tuple[str, int]:
    """Say how to go on from a link that leads nowhere: forged, mistyped and replaced ones alike."""
    return render_template("press/grant_shut.html", grant=None, became=()), 404


@add_page(bp, "case")
def show_page(token: str) -> str:
    case = queries.by_token(reading_session(), services().signer, token)
    return render_template("press/case.html", errors={}, reply="", **build_case_values(case))


@add_page(bp, "case", "POST")
def follow_case(token: str) -> Response:
    """Complete the request, or take it back."""
    ensure_ours()
    case = queries.by_token(reading_session(), services().signer, token)
    text = request.form.get("reply", "")
    try:
        once = still_fresh(sent_token(FORM, case.number))
        rate_limiter().hit("case", visitor_key(), PER_VISITOR)
        with writing_session() as session:
            held = queries.by_token(session, services().signer, token)
            press_email = services().settings.press_email
            if request.form.get("action") == "withdraw":
                follow_up.withdraw_request(
                    session, held, press_email=press_email, now=request_moment()
                )
            else:
                follow_up.add_requester_reply(
                    session, held, text, once=once, press_email=press_email, now=request_moment()
                )
    except (BadInput, Conflict, TooMany, Unavailable) as error:
        return errors.show_form_again(
            error, "press/case.html", reply=text, **build_case_values(case)
        )
    return redirect(case_path(token, page_language()), 303)


@add_page(bp, "grant")
def show_grant_page(token: str) -> Response:
    """Show what the link opens; where it opens nothing any more, what became of the permission."""
    set_page_language(grants.find_grant_language(reading_session(), services().signer, token))
    grant = grants.open_grant(reading_session(), services().signer, token, request_moment())
    if grant is None:
        shut = grants.find_shut(reading_session(), services().signer, token)
        became = outcomes_of_grant(shut, page_language(), request_moment()) if shut else ()
        page = render_template("press/grant_shut.html", grant=shut, became=became)
        return make_response(page, errors.STATUS["not_found"])
    return make_response(
        render_template(
            "press/grant.html",
            grant=show_grant(grant, _list_grant_downloads(grant), page_language()),
        )
    )


def build_case_values(case: UsageRequest) -> dict[str, object]:
    """Values of the case's page, in the language of its address."""
    ids = [item.image_id for item in case.items]
    cards = build_page_cards(ids)
    grant, token = live_grant(case, request_moment()), queries.case_token(services().signer, case)
    return {
        "case": show_case(
            case,
            seen={card.id: card for card in cards},
            downloads=_list_grant_downloads(grant) if grant else [],
            language=page_language(),
            now=request_moment(),
        ),
        "extend": extension_path(token, page_language()),
        "csrf_token": new_token(FORM, case.number),
    }


def _list_grant_downloads(grant: Grant) -> Sequence[GrantedImage]:
    return grant_downloads.list_granted_images(
        reading_session(),
        [
            (item.image_id, item.credit, grants.grant_facts(grant, item.image_id))
            for item in grant.items
        ],
        token=services().signer.token(grants.KIND, grant.id, grant.token_generation),
        site=services().site,
        language=page_language(),
        now=request_moment(),
    )
