"""What the journalist does after asking: complete the request, or take it back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from dam.errors import BadInput, Conflict
from dam.mail import letters, outbox
from dam.models import Idempotency, UsageRequest
from dam.usage_requests import states
from dam.usage_requests.asked import clean

LONGEST = 2000
ANSWERED = "Ärendet är redan avslutat. Gör en ny begäran om du behöver något mer."


def reply(
    session: Session,
    request: UsageRequest,
    text: str,
    *,
    once: str,
    press_email: str,
    now: datetime,
) -> None:
    """Add the journalist's words to an open request, once; raises BadInput or Conflict."""
    words = clean(text).strip()
    wrong = "Skriv ditt svar" if not words else f"Skriv högst {LONGEST} tecken"
    if not 0 < len(words) <= LONGEST:
        raise BadInput(wrong, fields={"reply": wrong})
    states.hold(session, request, None)
    if session.get(Idempotency, f"reply {once}") is not None:
        return
    if request.state not in states.UNANSWERED:
        raise Conflict(ANSWERED)
    session.add(Idempotency(once=f"reply {once}", answer=request.number, created_at=now))
    state = request.state
    if state == "needs_information":
        state = "claimed" if request.handler_id else "received"
    states.note(session, request, state, by=None, now=now, why=words)
    if state != "spam":
        outbox.post(session, letters.replied(request, press_email=press_email), now=now)


def withdraw(session: Session, request: UsageRequest, *, press_email: str, now: datetime) -> None:
    """Take the request back while it is open; again changes nothing. Raises Conflict."""
    states.hold(session, request, None)
    if request.state == "withdrawn":
        return
    if request.state not in states.UNANSWERED:
        raise Conflict(ANSWERED)
    was = request.state
    states.move(session, request, "withdrawn", by=None, now=now)
    if was != "spam":
        outbox.post(session, letters.request_withdrawn(request, press_email=press_email), now=now)
