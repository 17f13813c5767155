"""`/arende/<token>/forlang`, `/en/case/<token>/extend`: ask for longer time, from the case."""

from __future__ import annotations

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from dam.errors import BadInput, Conflict, TooMany, Unavailable
from dam.links.paths import case_path
from dam.usage_requests import extensions, queries
from dam.web import errors
from dam.web.context import (
    rate_limiter,
    reading_session,
    request_moment,
    services,
    visitor_key,
    writing_session,
)
from dam.web.forms import ensure_ours, sent_token, still_fresh
from dam.web.language import page_language
from dam.web.press import cases
from dam.web.public_pages import add_page

bp = Blueprint("extensions", __name__)


@add_page(bp, "extension", "POST")
def ask_for_extension(token: str) -> Response:
    ensure_ours()
    case = queries.by_token(reading_session(), services().signer, token)
    try:
        once = still_fresh(sent_token(cases.FORM, case.number))
        rate_limiter().hit("case", visitor_key(), cases.PER_VISITOR)
        with writing_session() as session:
            held = queries.by_token(session, services().signer, token)
            press_email = services().settings.press_email
            extensions.request_extension(
                session,
                held,
                request.form,
                once=once,
                press_email=press_email,
                now=request_moment(),
            )
    except (BadInput, Conflict, TooMany, Unavailable) as error:
        return errors.show_form_again(
            error, "press/case.html", reply="", typed=request.form, **cases.build_case_values(case)
        )
    return redirect(case_path(token, page_language()), 303)
