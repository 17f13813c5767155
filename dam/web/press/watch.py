"""`/bevaka`: ask to be told when an image changes, confirm it, stop it.

A link in a letter only shows a button, since mail filters open links; the reader presses it.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from dam.clearance import gate
from dam.delivery import pages, watchers
from dam.errors import BadInput, NotFound, TooMany, Unavailable
from dam.i18n.translation import Sentence
from dam.links.refs import image_ref
from dam.mail.address import one_address
from dam.text.read import read_image_id
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
from dam.web.forms import ensure_ours, new_token, sent_token, still_fresh
from dam.web.language import page_language
from dam.web.public_pages import add_page, path_on_page

bp = Blueprint("watch", __name__)
FORM = "watch"
PAGE = "press/watch.html"
PER_VISITOR, PER_NEIGHBOURHOOD, IN_ALL = "20/hour", "100/hour", "1000/hour"
FIRST_OF_EACH = "5000/hour"
PER_VISITOR_AND_ADDRESS = "5/7 day"
"""As long as a wish that nobody confirms is kept."""
DONE = {
    "skickat": Sentence("Vi har mejlat dig. Öppna länken i mejlet för att bekräfta."),
    "bekraftat": Sentence("Nu får du ett mejl om bilden återkallas eller ändras."),
    "slut": Sentence("Du får inga fler mejl."),
}


@add_page(bp, "watch")
def show_watch_form() -> Response:
    done = DONE.get(request.args.get("klart", ""))
    if done:
        return make_response(render_template("press/watch_done.html", done=done))
    return make_response(
        render_template(
            PAGE, errors={}, **_watch_form_values(_read_watched_image(request.args), "")
        )
    )


@add_page(bp, "watch", "POST")
def ask_to_watch() -> Response:
    """Note the wish; the answer is the same whoever's address it is."""
    ensure_ours()
    image_id, typed = _read_watched_image(request.form), request.form.get("email", "")
    gate.get_viewable(reading_session(), image_id, request_moment())
    try:
        still_fresh(sent_token(FORM))
        email = one_address(typed)
        _count_watch_try(email)
        if not request.form.get("website"):
            with writing_session() as session:
                watchers.add_watcher(
                    session, image_id, email, language=page_language(), now=request_moment()
                )
    except (BadInput, TooMany, Unavailable) as error:
        return errors.show_form_again(error, PAGE, **_watch_form_values(image_id, typed))
    return redirect(path_on_page("watch", query={"klart": "skickat"}), 303)


@add_page(bp, "watch_confirm")
def show_confirm(token: str) -> str:
    watcher = watchers.find_watcher(reading_session(), services().signer, watchers.CONFIRM, token)
    if watcher is None:
        raise NotFound
    return render_template("press/watch_confirm.html", ref=image_ref(watcher.image_id))


@add_page(bp, "watch_confirm", "POST")
def confirm_watch(token: str) -> Response:
    ensure_ours()
    with writing_session() as session:
        watchers.confirm_watcher(session, services().signer, token, now=request_moment())
    return redirect(path_on_page("watch", query={"klart": "bekraftat"}), 303)


@add_page(bp, "watch_stop")
def show_stop(token: str) -> str:
    watcher = watchers.find_watcher(reading_session(), services().signer, watchers.OFF, token)
    if watcher is None:
        return render_template("press/watch_done.html", done=DONE["slut"])
    return render_template("press/watch_stop.html", ref=image_ref(watcher.image_id))


@add_page(bp, "watch_stop", "POST")
def stop_watch(token: str) -> Response:
    """Stop the letters: by the page's buttons, or by a mail program (RFC 8058)."""
    everything = "this" not in request.form
    with writing_session() as session:
        watchers.stop_watching(session, services().signer, token, everything=everything)
    return redirect(path_on_page("watch", query={"klart": "slut"}), 303)


def _count_watch_try(email: str) -> None:
    """Count the wish by who asks; TooMany. Others' wishes shut nobody out."""
    tries = rate_limiter()
    times = tries.hit("watch", visitor_key(), PER_VISITOR)
    tries.hit("watch", neighbourhood_key(), PER_NEIGHBOURHOOD)
    tries.hit("watch: address", f"{visitor_key()} {email.lower()}", PER_VISITOR_AND_ADDRESS)
    if times == 1:
        tries.hit("watch", "first of each", FIRST_OF_EACH)
    else:
        tries.hit("watch", "everybody", IN_ALL)


def _read_watched_image(form: Mapping[str, str]) -> int:
    image_id = read_image_id(form.get("b", ""))
    if image_id is None:
        raise NotFound
    return image_id


def _watch_form_values(image_id: int, typed: str) -> dict[str, object]:
    """Return what the form shows; NotFound or Closed for what may not be named."""
    page = pages.build_image_page(
        reading_session(), image_id, services().site, request_moment(), page_language()
    )
    return {
        "card": page.card,
        "email": typed,
        "csrf_token": new_token(FORM),
        "page_query": {"b": image_id},
    }
