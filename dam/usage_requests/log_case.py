"""A case that came by phone, by mail or at the desk: an editor writes it, and has it in hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from dam.clearance import gate
from dam.database.models import UsageRequest
from dam.database.row_states import RequestState
from dam.errors import BadInput, refuse_wrong_fields
from dam.i18n.translation import Sentence
from dam.links.languages import LANGUAGES
from dam.mail import letters, outbox
from dam.text.read import read_image_id
from dam.usage_requests import answer, request_form, states
from dam.usage_requests.request_form import RequestForm
from dam.usage_requests.submit import submit_request

CAME_BY = {"phone": "Kom per telefon.", "mail": "Kom med mejl.", "other": "Kom på annat sätt."}
CHOOSE = Sentence("Välj hur frågan kom")
NO_IDS = Sentence("Skriv bildernas nummer, till exempel IN-16, IN-17")


def read_case(session: Session, form: Mapping[str, str], *, now: datetime) -> RequestForm:
    """Read the form of a case by hand; raises BadInput with a sentence for each wrong field.

    The fields are those of the public form, but for ``images``, one line of ids: with any of them
    the case is about using them, else a question about images. Nobody has to have read the terms.
    """
    words = form.get("images", "").replace(",", " ").split()
    named = [read_image_id(word) for word in words]
    ids = [image_id for image_id in named if image_id is not None]
    about = "image_use" if ids else "image_other"
    fields = {**form, "about": about, "terms_read": "1"}
    wrong: dict[str, str] = {}
    if form.get("came_by") not in CAME_BY:
        wrong["came_by"] = CHOOSE
    if len(ids) < len(named):
        wrong["images"] = NO_IDS
    try:
        read = request_form.read_request_form(
            fields, ids, permitted=gate.only_requestable(session, ids, now), now=now
        )
    except BadInput as error:
        found = {("images" if name == "b" else name): why for name, why in error.fields.items()}
        wrong = found | wrong
    refuse_wrong_fields(wrong)
    return read


def log_case(
    session: Session,
    read: RequestForm,
    *,
    came_by: str,
    once: str,
    language: str = "sv",
    receipt: bool = False,
    by: int,
    now: datetime,
) -> UsageRequest:
    """Store a case by hand, taken by ``by``, once for each ``once``; only a ``receipt`` goes."""
    spoken = language if language in LANGUAGES else "sv"
    request = submit_request(
        session, read, once=once, press_email="", language=spoken, quiet=True, by=by, now=now
    )
    if request.state == RequestState.RECEIVED:
        states.add_request_event(
            session, request, RequestState.RECEIVED, by=by, now=now, why=CAME_BY[came_by]
        )
        answer.claim_request(session, request, version=None, by=by, now=now)
        if receipt:
            outbox.post_letter(session, letters.draft_receipt(request), now=now)
    return request
