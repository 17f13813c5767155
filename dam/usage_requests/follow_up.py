"""Steps of the journalist after asking: complete the request, or take it back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from dam.database.fingerprint import mark_of
from dam.database.models import Idempotency, UsageRequest
from dam.database.row_states import RequestState
from dam.errors import Conflict
from dam.i18n.form_reader import require_text
from dam.i18n.translation import Sentence
from dam.mail import letters
from dam.text import limits
from dam.text.swedish import fold_case
from dam.usage_requests import notify, states

BY_LETTER = "Svaret kom som brev."
ANSWERED = Sentence("Ärendet är redan avslutat. Gör en ny begäran om du behöver något mer.")


def add_requester_reply(
    session: Session,
    request: UsageRequest,
    text: str,
    *,
    once: str,
    press_email: str,
    now: datetime,
) -> None:
    """Add the journalist's words, the same of one form once; BadInput, or Conflict when closed."""
    words = require_text("reply", text, limits.REPLY["reply"], Sentence("Skriv ditt svar"))
    states.lock_request(session, request, None)
    once = f"reply {once} {mark_of(words)}"
    if session.get(Idempotency, once) is not None:
        return
    if request.state not in states.TAKES_WORDS:
        raise Conflict(ANSWERED)
    session.add(Idempotency(once=once, answer=request.number, created_at=now))
    _complete_request(session, request, words, now)
    if request.state != RequestState.SPAM:
        notify.notify_or_gather(
            session, request, letters.draft_reply_notice(request, press_email=press_email), now=now
        )


def reply_by_letter(session: Session, request: UsageRequest, sender: str, *, now: datetime) -> bool:
    """Let a letter do what the form does, if it is the journalist's and the request takes words.

    Any other letter only makes the case another than the one that somebody may be looking at.
    Returns whether it was the journalist's.
    """
    states.lock_request(session, request, None)
    theirs = fold_case(sender) == fold_case(request.email)
    if theirs and request.state in states.TAKES_WORDS:
        _complete_request(session, request, BY_LETTER, now)
    else:
        request.version += 1
    return theirs


def _complete_request(session: Session, request: UsageRequest, words: str, now: datetime) -> None:
    """Note what was added; a request that was asked something, or answered, waits for us again."""
    state = request.state
    if state in {RequestState.NEEDS_INFORMATION, RequestState.ANSWERED}:
        state = RequestState.CLAIMED if request.handler_id else RequestState.RECEIVED
    states.add_request_event(session, request, state, by=None, now=now, why=words)


def withdraw_request(
    session: Session, request: UsageRequest, *, press_email: str, now: datetime
) -> None:
    """Take the request back while it is open; again changes nothing. Raises Conflict."""
    states.lock_request(session, request, None)
    if request.state == RequestState.WITHDRAWN:
        return
    if request.state not in states.UNANSWERED:
        raise Conflict(ANSWERED)
    was = request.state
    states.change_request_state(session, request, RequestState.WITHDRAWN, by=None, now=now)
    if was != RequestState.SPAM:
        draft = letters.request_withdrawn(request, press_email=press_email)
        notify.notify_or_gather(session, request, draft, now=now)
