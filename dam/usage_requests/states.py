"""The states of a request and the only way from one to another: each change leaves an event."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.locks import ensure_unchanged, lock_row
from dam.database.models import Extension, RequestEvent, UsageRequest
from dam.database.row_states import RequestState
from dam.errors import Changed
from dam.i18n.translation import Sentence

OPEN = (RequestState.RECEIVED, RequestState.CLAIMED, RequestState.NEEDS_INFORMATION)
"""States that wait for somebody."""

UNANSWERED = (*OPEN, RequestState.SPAM)
"""States in which the journalist may withdraw; spam must look like any other."""

TAKES_WORDS = (*UNANSWERED, RequestState.ANSWERED)
"""States in which the journalist may add words: a question that was answered is taken up again."""

PERMITTED = frozenset({RequestState.GRANTED, RequestState.PARTLY_GRANTED})
ANSWERS = PERMITTED | {RequestState.NEEDS_INFORMATION, RequestState.ANSWERED, RequestState.DENIED}
"""States that a case goes to when somebody hears from the press office."""

_ENDED = frozenset({RequestState.REVOKED, RequestState.EXPIRED})
TAKES_LETTERS = _ENDED | ANSWERS - {RequestState.NEEDS_INFORMATION}
"""States in which the press office may write once more; before them it answers."""

_BEFORE_ANSWER = ANSWERS | {RequestState.CLAIMED, RequestState.WITHDRAWN, RequestState.SPAM}
NEXT: dict[str, frozenset[str]] = {
    RequestState.RECEIVED: _BEFORE_ANSWER,
    RequestState.CLAIMED: _BEFORE_ANSWER,
    RequestState.NEEDS_INFORMATION: _BEFORE_ANSWER - {RequestState.NEEDS_INFORMATION}
    | {RequestState.RECEIVED},
    RequestState.ANSWERED: frozenset({RequestState.RECEIVED, RequestState.CLAIMED}),
    RequestState.GRANTED: _ENDED,
    RequestState.PARTLY_GRANTED: _ENDED,
    RequestState.DENIED: frozenset({RequestState.CLAIMED}),
    RequestState.WITHDRAWN: frozenset(),
    RequestState.REVOKED: frozenset({RequestState.CLAIMED}),
    RequestState.EXPIRED: PERMITTED,
    RequestState.SPAM: frozenset({RequestState.CLAIMED, RequestState.WITHDRAWN}),
}

CHANGED = Sentence(
    "Någon annan har ändrat ärendet sedan du öppnade det. Läs det igen och försök en gång till."
)


def lock_request(session: Session, request: UsageRequest, version: int | None) -> None:
    """Lock the request and read it anew; Conflict where it is not ``version`` any more.

    A journalist's form carries no version: what it may do depends on the state alone.
    """
    lock_row(session, request)
    if version is not None:
        ensure_same(request, version)


def ensure_same(request: UsageRequest, version: int) -> None:
    """Raise Conflict where the request is not ``version`` any more."""
    ensure_unchanged(version, request.version, CHANGED, "request", request.id)


def extension_of(request: UsageRequest) -> Extension | None:
    """The wish for longer time that waits for an answer, where there is one."""
    return next((row for row in request.extensions if row.answered_at is None), None)


def next_states(request: UsageRequest) -> frozenset[str]:
    """Return where the request may go: once whoever asked is erased, there is nobody to answer."""
    found = NEXT[request.state]
    return found if request.email else found & {RequestState.EXPIRED}


def change_request_state(
    session: Session,
    request: UsageRequest,
    to: str,
    *,
    by: int | None,
    now: datetime,
    why: str = "",
    what: str = "",
) -> None:
    """Change the state of a held request, where the table allows it; Conflict where not."""
    if to not in next_states(request):
        raise Changed(CHANGED, "request", request.id)
    add_request_event(session, request, to, by=by, now=now, why=why, what=what)


def add_request_event(
    session: Session,
    request: UsageRequest,
    to: str,
    *,
    by: int | None,
    now: datetime,
    why: str = "",
    what: str = "",
) -> None:
    """Add the event of a change, ``what`` names one of no state, and raise the version."""
    request.events.append(
        RequestEvent(
            at=now,
            user_id=by,
            from_state=request.state if request.events else "",
            to_state=to,
            what=what,
            why=why,
        )
    )
    request.state = to
    request.version += 1
    action = AuditAction(f"request_{what or to}")
    audit.record_event(session, action, "request", request.id, by=by, now=now)
