"""The staff pages, under one guard: nothing here answers anybody who is not signed in."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from dam import accounts
from dam.links.staff_paths import STAFF
from dam.web import repeated_forms, sign_in
from dam.web.forms import allow_files, ensure_ours, ensure_room_for_files
from dam.web.staff import account_links, collections, left_words
from dam.web.staff.admin import audit_log, site_settings, users
from dam.web.staff.batch import page as batch_page
from dam.web.staff.content import contacts, letter_texts, pages, synonyms
from dam.web.staff.home import overview
from dam.web.staff.images import (
    cropping,
    draft_bin,
    duplicates,
    editor,
    history,
    image_list,
    leases,
    notes,
    people,
    previews,
    publishing,
    takedown,
    versions,
    waiting_changes,
)
from dam.web.staff.persons import page as persons_page
from dam.web.staff.requests import (
    case,
    erase,
    export,
    letters,
    new_case,
    reply_templates,
    request_list,
    routing,
)
from dam.web.staff.statistics import image
from dam.web.staff.statistics import page as statistics_page
from dam.web.staff.terms import page as terms_page
from dam.web.staff.uploads import multipart
from dam.web.staff.uploads import page as uploads_page

staff = Blueprint("staff", __name__, url_prefix=STAFF)
OPEN = {
    *("staff.auth.show_sign_in", "staff.auth.sign_in"),
    *("staff.by_letter.show_forgotten_password", "staff.by_letter.request_password_link"),
    *("staff.by_letter.follow_password_link", "staff.by_letter.show_password_reset"),
    *("staff.by_letter.save_new_password", "staff.by_letter.follow_invitation_link"),
    *("staff.by_letter.show_invitation_form", "staff.by_letter.create_invited_account"),
}
SAFE = {"GET", "HEAD", "OPTIONS"}

for page in (
    sign_in,
    account_links,
    overview,
    image_list,
    draft_bin,
    editor,
    cropping,
    batch_page,
    collections,
    history,
    versions,
    waiting_changes,
    duplicates,
    publishing,
    notes,
    leases,
    people,
    persons_page,
    contacts,
    pages,
    letter_texts,
    previews,
    takedown,
    terms_page,
    uploads_page,
    multipart,
    users,
    request_list,
    new_case,
    case,
    erase,
    reply_templates,
    routing,
    synonyms,
    letters,
    export,
    statistics_page,
    image,
    site_settings,
    audit_log,
):
    staff.register_blueprint(page.bp)


@staff.before_request
def guard_staff_request() -> Response | None:
    """Check origin, person, size and token, in this order, then whether the same came before."""
    if request.method not in SAFE:
        ensure_ours()
    early_response = None if request.endpoint in OPEN else sign_in.turn_away()
    if early_response is None:
        allow_files()
        ensure_room_for_files()
        early_response = sign_in.ensure_token()
    if early_response is None and request.endpoint not in OPEN:
        early_response = repeated_forms.answer_repeated(sign_in.signed_in_user())
    return early_response


@staff.before_app_request
def meet_beside_pages() -> None:
    """Know who asks for an address of the desk that is no page, and meets an error in its frame."""
    if request.endpoint is None and request.path.startswith(f"{STAFF}/"):
        sign_in.who_or_none()


staff.after_request(repeated_forms.keep_form_answer)


staff.add_app_template_global(left_words.list_unsaved_words, "left_words")


@staff.context_processor
def inject_current_user() -> dict[str, object]:
    """Whom the pages greet, and what they may do."""
    return {"who": sign_in.who_or_none(), "may": accounts.has_role}
