"""Answers to forms of staff by a key: whoever sends first claims it, others get its answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dam.database.models import Idempotency

PREFIX = "form "
ABANDONED = timedelta(minutes=2)
"""How long a claim stands whose answer never came, since its process was killed."""
KEPT = timedelta(minutes=15)


def claim_repeat(session: Session, key: str, *, now: datetime) -> bool:
    """Whether the caller is the first to send this, and is to do it."""
    found = session.get(Idempotency, PREFIX + key, with_for_update=True)
    if found is not None and found.created_at + (KEPT if found.answer else ABANDONED) > now:
        return False
    if found is not None:
        found.answer, found.created_at = "", now
        return True
    try:
        with session.begin_nested():
            session.add(Idempotency(once=PREFIX + key, answer="", created_at=now))
    except IntegrityError:
        return False
    return True


def find_answer(session: Session, key: str) -> str | None:
    """Return the answer, empty while it is not there yet; None where nobody does it any more."""
    found = session.get(Idempotency, PREFIX + key)
    return None if found is None else found.answer


def store_repeat_answer(session: Session, key: str, answer: str) -> None:
    """Give the answer to those who send the same."""
    found = session.get(Idempotency, PREFIX + key)
    if found is not None:
        found.answer = answer


def release_repeat(session: Session, key: str) -> None:
    """Let the same be tried again, since nothing came of it."""
    session.execute(delete(Idempotency).where(Idempotency.once == PREFIX + key))


def forget_repeats(session: Session, now: datetime) -> None:
    """Remove answers that are kept no longer; they may show what has been erased since."""
    old = Idempotency.created_at < now - KEPT
    session.execute(delete(Idempotency).where(Idempotency.once.startswith(PREFIX), old))
