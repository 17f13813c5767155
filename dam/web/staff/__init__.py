"""The staff pages, under one guard: nothing here answers anybody who is not signed in."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from dam import people
from dam.web import auth, repeated_forms
from dam.web.forms import STAFF, allow_files, ensure_ours, ensure_room_for_files
from dam.web.staff import (
    batch,
    by_letter,
    cases,
    collections,
    contacts,
    cropping,
    draft_bin,
    duplicates,
    editor,
    extracts,
    history,
    house_choices,
    image_statistics,
    images,
    leases,
    left_words,
    letter_texts,
    letters,
    log,
    new_case,
    notes,
    overview,
    pages,
    parts,
    persons,
    previews,
    publishing,
    requesters,
    requests,
    routing,
    showing,
    standard_answers,
    statistics,
    takedown,
    terms,
    upload,
    users,
    versions,
    waiting,
)

staff = Blueprint("staff", __name__, url_prefix=STAFF)
OPEN = {
    *("staff.auth.show_sign_in", "staff.auth.sign_in"),
    *("staff.by_letter.show_forgotten", "staff.by_letter.ask"),
    *("staff.by_letter.follow_password", "staff.by_letter.show_password"),
    *("staff.by_letter.choose_password", "staff.by_letter.follow_invitation"),
    *("staff.by_letter.show_invitation", "staff.by_letter.accept"),
}
SAFE = {"GET", "HEAD", "OPTIONS"}

for page in (
    auth,
    by_letter,
    overview,
    images,
    draft_bin,
    editor,
    cropping,
    batch,
    collections,
    history,
    versions,
    waiting,
    duplicates,
    publishing,
    notes,
    leases,
    showing,
    persons,
    contacts,
    pages,
    letter_texts,
    previews,
    takedown,
    terms,
    upload,
    parts,
    users,
    requests,
    new_case,
    cases,
    requesters,
    standard_answers,
    routing,
    letters,
    extracts,
    statistics,
    image_statistics,
    house_choices,
    log,
):
    staff.register_blueprint(page.bp)


@staff.before_request
def guard() -> Response | None:
    """Origin, person, size and token, in this order: a stranger's body is never read. Then whether
    the same has been sent before.
    """
    if request.method not in SAFE:
        ensure_ours()
    away = None if request.endpoint in OPEN else auth.turn_away()
    if away is None:
        allow_files()
        ensure_room_for_files()
        away = auth.ensure_token()
    if away is None and request.endpoint not in OPEN:
        away = repeated_forms.answer_repeated(auth.who())
    return away


@staff.before_app_request
def meet_beside_pages() -> None:
    """Know who asks for an address of the desk that is no page, and meets an error in its frame."""
    if request.endpoint is None and request.path.startswith(f"{STAFF}/"):
        auth.who_or_none()


staff.after_request(repeated_forms.keep_answer)


staff.add_app_template_global(left_words.of_request, "left_words")


@staff.context_processor
def person() -> dict[str, object]:
    """Whom the pages greet, and what they may do."""
    return {
        "who": auth.who_or_none(),
        "may": people.may,
    }
