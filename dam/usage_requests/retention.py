"""Retention of the request desk's personal data: one table, which /personuppgifter tells.

The time counts from the last thing that happened in a case, or from the end of what was granted.
What is open is in no table: it waits for somebody, however long. `erase_cases` and `erase_letters`
erase what is due, a few at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, false, or_, select
from sqlalchemy.orm import Session

from dam.database.models import Grant, Letter, RequestEvent, UsageRequest
from dam.database.row_states import LetterState, RequestState
from dam.mail.kinds import KINDS, KINDS_IN
from dam.usage_requests import erasure, queries

YEAR = timedelta(days=365)

CASES: Mapping[str, timedelta] = {
    RequestState.SPAM: timedelta(days=30),
    RequestState.WITHDRAWN: timedelta(days=90),
    RequestState.DENIED: YEAR,
    RequestState.ANSWERED: YEAR,
    RequestState.GRANTED: 2 * YEAR,
    RequestState.PARTLY_GRANTED: 2 * YEAR,
    RequestState.EXPIRED: 2 * YEAR,
    RequestState.REVOKED: 2 * YEAR,
}
"""By state."""

LETTERS: Mapping[str, timedelta] = {
    kind: entry.kept for kind, entry in (KINDS | KINDS_IN).items() if entry.kept
}
"""By kind, for letters of no case, out and in; those of a case go with it."""

UNSETTLED = (LetterState.WAITING, LetterState.UNMATCHED)
"""States of letters that still wait to be sent, or for somebody to find their case."""
BATCH = 50


def erase_cases(session: Session, now: datetime, *, most: int) -> int:
    """Erase whoever asked in cases that are due, and in no other of theirs; returns how many.

    A case that somebody is changing at this moment is left for the next time. Once committed, the
    caller has the database forget.
    """
    chosen = (
        select(UsageRequest)
        .where(UsageRequest.email != "", ~queries.asks_for_longer(), or_(*_is_due_for_erasure(now)))
        .order_by(UsageRequest.id)
        .limit(most)
        .with_for_update(of=UsageRequest, skip_locked=True)
    )
    found = session.scalars(chosen).all()
    erasure.blank_requests(session, found, by=None, now=now)
    return len(found)


def erase_letters(session: Session, now: datetime) -> None:
    """Erase letters of no case that are due; the sweep removes the bytes of what came with them."""
    due = (
        and_(Letter.kind == kind, Letter.created_at <= now - kept) for kind, kept in LETTERS.items()
    )
    settled = (Letter.request_id.is_(None), Letter.state.not_in(UNSETTLED))
    session.execute(delete(Letter).where(*settled, or_(false(), *due)))


def _is_due_for_erasure(now: datetime) -> list[ColumnElement[bool]]:
    return [
        and_(UsageRequest.state == state, _quiet_since(now - kept)) for state, kept in CASES.items()
    ]


def _quiet_since(moment: datetime) -> ColumnElement[bool]:
    """Nothing has happened in the case after the moment, and nothing granted in it held longer."""
    happened = exists().where(RequestEvent.request_id == UsageRequest.id, RequestEvent.at > moment)
    held = exists().where(
        Grant.request_id == UsageRequest.id, Grant.revoked_at.is_(None), Grant.ends > moment
    )
    return and_(UsageRequest.created_at <= moment, ~happened, ~held)
