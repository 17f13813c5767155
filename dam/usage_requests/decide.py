"""What the press office does with a request: take it, ask for more, decide."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from dam.errors import BadInput, Changed
from dam.mail import letters, outbox
from dam.models import Grant, UsageRequest
from dam.text.clean import clean_text
from dam.usage_requests import grants, states
from dam.usage_requests.asked import NEEDS_FIXING
from dam.usage_requests.decided import LIMITS, Decided


def claim(
    session: Session, request: UsageRequest, *, version: int | None, by: int, now: datetime
) -> None:
    """Take the request, so that nobody answers it twice; also one that somebody else has taken."""
    states.hold(session, request, version)
    states.move(session, request, "claimed", by=by, now=now)
    request.handler_id = by


def mark_spam(
    session: Session, request: UsageRequest, *, version: int | None, by: int, now: datetime
) -> None:
    """Put the request aside without an answer; claiming it takes it back."""
    states.hold(session, request, version)
    states.move(session, request, "spam", by=by, now=now)


def ask(
    session: Session,
    request: UsageRequest,
    question: str,
    *,
    version: int | None,
    by: int,
    now: datetime,
) -> None:
    """Ask the journalist for more, by letter and on the case's page."""
    states.hold(session, request, version)
    if request.state != "needs_information":
        states.move(session, request, "needs_information", by=by, now=now, why=question)
    else:
        states.note(session, request, "needs_information", by=by, now=now, why=question)
    request.handler_id = by
    outbox.post(session, letters.needs_information(request, question), now=now)


def decide(
    session: Session,
    request: UsageRequest,
    decided: Decided,
    *,
    version: int | None,
    by: int,
    now: datetime,
) -> Grant | None:
    """Answer each image with yes or no; returns the grant of those that got a yes.

    An answer in words alone decides no image and permits nothing.
    """
    states.hold(session, request, version)
    if request.state not in states.OPEN:
        raise Changed(states.CHANGED, "request", request.id)
    states.move(session, request, outcome(decided), by=by, now=now, why=decided.message)
    request.handler_id = by
    for item in request.items:
        if item.image_id in decided.granted:
            item.outcome, item.reason, item.alternatives = "granted", "", []
        elif refusal := decided.denied.get(item.image_id):
            item.outcome, item.reason = "denied", refusal.reason
            item.alternatives = letters.refs(refusal.alternatives)
    if not decided.granted:
        return None
    permissions = [
        (item.image, decided.granted[item.image_id])
        for item in request.items
        if item.image_id in decided.granted
    ]
    grant = grants.give(request, permissions, by=by, now=now)
    session.flush()
    return grant


def ensure_letter(request: UsageRequest, text: str) -> str:
    """Return the words of a letter about a case that has been answered; BadInput, Conflict."""
    words = clean_text(text).strip()
    if not 0 < len(words) <= LIMITS["message"]:
        wrong = f"Skriv ditt brev, med högst {LIMITS['message']} tecken"
        raise BadInput(NEEDS_FIXING, fields={"letter": wrong})
    if request.state not in states.TAKES_LETTERS or not request.email:
        raise Changed(states.CHANGED, "request", request.id)
    return words


def write(
    session: Session,
    request: UsageRequest,
    text: str,
    *,
    version: int | None,
    by: int,
    now: datetime,
) -> None:
    """Write once more to whoever asked, in a letter that decides nothing."""
    states.hold(session, request, version)
    words = ensure_letter(request, text)
    states.note(session, request, request.state, by=by, now=now, why=words)
    outbox.post(session, letters.answer(request, words), now=now)


def outcome(decided: Decided) -> str:
    """The state that a decision leads to."""
    if decided.choice == "answer":
        return "answered"
    if decided.granted and decided.denied:
        return "partly_granted"
    return "granted" if decided.granted else "denied"
