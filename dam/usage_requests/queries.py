"""Find requests: by the journalist's link, by number, and the list of what waits."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, case, exists, func, or_, select
from sqlalchemy.orm import Session

from dam.database.models import Extension, Letter, UsageRequest
from dam.database.models.eager_loading import ASKED_FOR
from dam.errors import NotFound
from dam.links.tokens import Signer
from dam.mail.outbox import ANSWER
from dam.usage_requests.states import OPEN

KIND = "case"
"""What `tokens.Signer` signs a case's token as."""


def case_token(signer: Signer, request: UsageRequest) -> str:
    return signer.token(KIND, request.id, request.token_generation)


def by_token(session: Session, signer: Signer, token: str) -> UsageRequest:
    """Return the request behind a secret link; NotFound for a forged, old or unknown one."""
    read = signer.read_token(KIND, token)
    request = session.get(UsageRequest, read[0]) if read else None
    if request is None or read is None or request.token_generation != read[1]:
        raise NotFound
    return request


def by_address_tag(session: Session, signer: Signer, tag: str) -> UsageRequest | None:
    """Return the request that a letter's address names, or None."""
    read = signer.read_address_tag(ANSWER, tag)
    request = session.get(UsageRequest, read[0]) if read else None
    return request if request and read and request.token_generation == read[1] else None


def by_once(session: Session, once: str) -> UsageRequest | None:
    """Return the request that a form's one-time value has already made."""
    return session.scalar(select(UsageRequest).where(UsageRequest.once == once))


def by_number(session: Session, number: str) -> UsageRequest:
    """Return the request with its images; NotFound."""
    chosen = select(UsageRequest).where(UsageRequest.number == number).options(*ASKED_FOR)
    request = session.scalar(chosen)
    if request is None:
        raise NotFound("Det finns inget ärende {number}.", number=number)
    return request


def list_requests(
    session: Session, *, state: str | None = None, handler: int | None = None, most: int = 200
) -> Sequence[UsageRequest]:
    """Return requests by deadline, then age: those that wait, or those in a state."""
    chosen = select(UsageRequest)
    chosen = chosen.where(UsageRequest.state == state if state else _waits_for_staff())
    if handler is not None:
        chosen = chosen.where(UsageRequest.handler_id == handler)
    longer = select(Extension.deadline).where(*_is_unanswered()).scalar_subquery()
    deadline = case((asks_for_longer(), longer), else_=UsageRequest.deadline)
    order = (deadline.is_(None), deadline, UsageRequest.id)
    return session.scalars(chosen.order_by(*order).limit(most)).all()


def asks_for_longer() -> ColumnElement[bool]:
    """The condition that a request's holder waits for an answer about longer time."""
    return exists().where(*_is_unanswered())


def count_waiting(session: Session) -> int:
    """Count requests that wait for an answer of any kind."""
    return (
        session.scalar(select(func.count()).select_from(UsageRequest).where(_waits_for_staff()))
        or 0
    )


def count_requests_by_state(session: Session) -> dict[str, int]:
    rows = session.execute(select(UsageRequest.state, func.count()).group_by(UsageRequest.state))
    return {str(state): int(count) for state, count in rows}


def _waits_for_staff() -> ColumnElement[bool]:
    return or_(UsageRequest.state.in_(OPEN), asks_for_longer())


def _is_unanswered() -> tuple[ColumnElement[bool], ...]:
    return Extension.request_id == UsageRequest.id, Extension.answered_at.is_(None)


def letters_of(session: Session, request: UsageRequest) -> Sequence[Letter]:
    """Return every letter of the request, oldest first."""
    return session.scalars(
        select(Letter).where(Letter.request_id == request.id).order_by(Letter.id)
    ).all()
