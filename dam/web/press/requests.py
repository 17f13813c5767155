"""`/begaran`, `/en/request`: ask to use an image, where there is something to ask here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from dam.clearance import gate
from dam.content import contacts
from dam.database.fingerprint import mark_of
from dam.delivery.page_models import Card
from dam.errors import BadInput, NotFound, TooMany, Unavailable
from dam.links.paths import case_path
from dam.links.tokens import FormToken
from dam.services.rate_limit import Limiter
from dam.text.read import read_image_id
from dam.usage_requests import queries, request_form
from dam.usage_requests.request_form import ABOUT, ANSWERED_ELSEWHERE, MOST_IMAGES, RequestForm
from dam.usage_requests.submit import submit_request
from dam.web import errors
from dam.web.context import (
    neighbourhood_key,
    rate_limiter,
    reading_session,
    request_moment,
    services,
    visitor_key,
    writing_session,
)
from dam.web.forms import ensure_ours, ensure_unhurried, new_token, sent_token, still_fresh
from dam.web.language import page_language, say_on_page
from dam.web.press.cards import build_page_cards
from dam.web.public_pages import add_page

bp = Blueprint("requests", __name__)
FORM = "request"
TEMPLATE = "press/request.html"
PER_VISITOR, PER_NEIGHBOURHOOD = "20/hour", "100/hour"
FIRST_OF_EACH, IN_ALL = "5000/hour", "1000/hour"


@add_page(bp, "request")
def show_request_form() -> Response:
    ids = _read_image_ids(request.args.getlist("b"))
    left_out = request_form.left_out(ids, *_sorted_out(ids))
    about = request.args.get("about", "")
    chosen = about if about in ABOUT else "image_use" if ids else ""
    return _render_request_form(ids, {"about": chosen}, left_out=left_out)


@add_page(bp, "request", "POST")
def send_request() -> Response:
    """Store the request and lead to its page; the same words of the same form lead to the same."""
    ensure_ours()
    token, ids = sent_token(FORM), _read_image_ids(request.form.getlist("b"))
    known = queries.by_once(reading_session(), _sent_once(token)) if token else None
    if known is not None:
        return _lead_to(queries.case_token(services().signer, known))
    if "in_another_language" in request.form or request.form.get("about") in ANSWERED_ELSEWHERE:
        return _render_request_form(ids, request.form, token)
    try:
        still_fresh(token)
        once, spam = _sent_once(token), bool(request.form.get("website"))
        permitted, gone, withheld = _sorted_out(ids)
        form = request_form.read_request_form(
            request.form,
            ids,
            permitted=permitted,
            gone=gone,
            withheld=withheld,
            now=request_moment(),
        )
        if _need_not_ask(form) and "anyway" not in request.form:
            return _render_request_form(ids, request.form, token)
        if not spam:
            ensure_unhurried(token)
        return _lead_to(_submit_form(form, once, spam=spam))
    except (BadInput, TooMany, Unavailable) as error:
        return errors.show_form_again(
            error, TEMPLATE, **_request_form_values(ids, request.form, token)
        )


def _sent_once(token: FormToken | None) -> str:
    """Return what a form and all that it says are known by when they come again."""
    fields = sorted((name, values) for name, values in request.form.lists() if name != "csrf_token")
    return f"{token.once if token else ''} {mark_of(fields)}"


def _submit_form(form: RequestForm, once: str, *, spam: bool) -> str:
    """Submit the request; returns the token of its page."""
    with writing_session() as session:
        _count_request_try(rate_limiter().within(session))
        made = submit_request(
            session,
            form,
            once=once,
            press_email=services().settings.press_email,
            language=page_language(),
            spam=spam,
            now=request_moment(),
        )
        return queries.case_token(services().signer, made)


def _count_request_try(tries: Limiter) -> None:
    """Count the request; TooMany. A visitor's first has a limit that others cannot use up."""
    times = tries.hit("request", visitor_key(), PER_VISITOR)
    tries.hit("request", neighbourhood_key(), PER_NEIGHBOURHOOD)
    if times == 1:
        tries.hit("request", "first of each", FIRST_OF_EACH)
    else:
        tries.hit("request", "everybody", IN_ALL)


def _lead_to(token: str) -> Response:
    return redirect(case_path(token, page_language()), 303)


def _need_not_ask(form: RequestForm) -> bool:
    """Whether an editorial use is asked for that the terms of every image allow already."""
    return (
        form.about == "image_use"
        and form.use == "editorial"
        and _all_free(build_page_cards(form.images))
    )


def _all_free(cards: Sequence[Card]) -> bool:
    return bool(cards) and all(card.original for card in cards)


def _sorted_out(ids: Sequence[int]) -> tuple[list[int], list[int], list[int]]:
    """Return those that may be asked for, those that were public once, those not shown now."""
    permitted = gate.only_requestable(reading_session(), ids, request_moment())
    gone: list[int] = []
    withheld: list[int] = []
    for image_id in ids:
        try:
            if image_id not in permitted:
                gate.get_viewable(reading_session(), image_id, request_moment())
        except gate.ImageClosed:
            gone.append(image_id)
        except gate.ImageWithheld:
            withheld.append(image_id)
        except NotFound:
            continue
    return permitted, gone, withheld


def _render_request_form(
    ids: Sequence[int],
    form: Mapping[str, str],
    token: FormToken | None = None,
    left_out: str | None = None,
) -> Response:
    wrong = {"b": say_on_page(left_out)} if left_out else {}
    page = render_template(TEMPLATE, errors=wrong, **_request_form_values(ids, form, token))
    answer = make_response(page)
    # Each page has a one-time value of its own, which nobody else may be given.
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _request_form_values(
    ids: Sequence[int], form: Mapping[str, str], token: FormToken | None
) -> dict[str, object]:
    cards = build_page_cards(ids)
    chosen = ",".join(str(card.id) for card in cards)
    return {
        "page_query": {"b": chosen} if chosen else {},
        "form": form,
        "images": cards,
        "free": _all_free(cards) and form.get("use", "editorial") == "editorial",
        "regions": contacts.public_regions(reading_session()),
        "csrf_token": (fresh := new_token(FORM, again=token)),
        "goes_along": _goes_along(fresh),
    }


def _goes_along(fresh: str) -> list[tuple[str, str]]:
    """Return the fields of the form that was sent, if one was, with the token of the new page."""
    if not request.form:
        return []
    left_out = {"csrf_token", "in_another_language"}
    sent = [field for field in request.form.items(multi=True) if field[0] not in left_out]
    return [("csrf_token", fresh), *sent]


def _read_image_ids(typed: Sequence[str]) -> list[int]:
    """Read `?b=2041,2044` and repeated fields; at most one image more than may be asked for."""
    words = (word for text in typed for word in text.split(","))
    ids = [number for word in words if (number := read_image_id(word)) is not None]
    return list(dict.fromkeys(ids))[: MOST_IMAGES + 1]
