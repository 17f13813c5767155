"""Erase what has been kept as long as `dam.usage_requests.retention` says; a few cases a call."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, false, or_, select
from sqlalchemy.orm import Session

from dam.models import Grant, Letter, RequestEvent, UsageRequest
from dam.procedures.takedown import requester
from dam.usage_requests import find, retention

BATCH = 50


def erase_cases(session: Session, now: datetime, *, most: int) -> int:
    """Erase whoever asked in cases that are due, and in no other of theirs; returns how many.

    A case that somebody is changing at this moment is left for the next time. Once committed, the
    caller has the database forget.
    """
    chosen = (
        select(UsageRequest)
        .where(UsageRequest.email != "", ~find.asks_for_longer(), or_(*_due(now)))
        .order_by(UsageRequest.id)
        .limit(most)
        .with_for_update(of=UsageRequest, skip_locked=True)
    )
    found = session.scalars(chosen).all()
    requester.blank(session, found, by=None, now=now)
    return len(found)


def erase_letters(session: Session, now: datetime) -> None:
    """Erase letters of no case that are due; the sweep removes the bytes of what came with them."""
    due = (
        and_(Letter.kind == kind, Letter.created_at <= now - kept)
        for kind, kept in retention.LETTERS.items()
    )
    settled = (Letter.request_id.is_(None), Letter.state.not_in(retention.UNSETTLED))
    session.execute(delete(Letter).where(*settled, or_(false(), *due)))


def _due(now: datetime) -> list[ColumnElement[bool]]:
    return [
        and_(UsageRequest.state == state, _quiet_since(now - kept))
        for state, kept in retention.CASES.items()
    ]


def _quiet_since(moment: datetime) -> ColumnElement[bool]:
    """Nothing has happened in the case after the moment, and nothing granted in it held longer."""
    happened = exists().where(RequestEvent.request_id == UsageRequest.id, RequestEvent.at > moment)
    held = exists().where(
        Grant.request_id == UsageRequest.id, Grant.revoked_at.is_(None), Grant.ends > moment
    )
    return and_(UsageRequest.created_at <= moment, ~happened, ~held)
