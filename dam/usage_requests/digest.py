"""The letter that tells the press office each morning what is late and what did not arrive."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dam.database.models import Idempotency, Letter
from dam.mail import letters, outbox
from dam.rights.periods import STOCKHOLM
from dam.usage_requests import queries
from dam.usage_requests.deadlines import Promise, why_late

MORNING = time(7)
"""In Stockholm."""

LATELY = timedelta(days=7)
"""Letters that failed are told of for a week; the list of cases shows them for good."""

MOST = 10_000


def post_daily_digest(
    session: Session,
    promise: Promise,
    *,
    press_email: str,
    in_review: int = 0,
    refused: int = 0,
    now: datetime,
) -> Letter | None:
    """Post the day's letter, once, after seven in the morning; none where there is nothing to tell.

    ``in_review`` are the images that wait to be approved, ``refused`` those that were to be
    published at a time and could not be.

    The day's row is written either way: what becomes late during the day is told the next morning.
    """
    local = now.astimezone(STOCKHOLM)
    if local.time() < MORNING or not _is_first(session, f"digest {local.date()}", now):
        return None
    waiting = queries.list_requests(session, most=MOST)
    late = [request.number for request in waiting if why_late(request, now, promise)]
    undelivered = outbox.count_failed(session, now - LATELY)
    if not (late or undelivered or in_review or refused):
        return None
    draft = letters.draft_daily_digest(
        press_email,
        now,
        open_cases=len(waiting),
        late=late,
        undelivered=undelivered,
        in_review=in_review,
        refused=refused,
    )
    return outbox.post_letter(session, draft, now=now)


def _is_first(session: Session, once: str, now: datetime) -> bool:
    """Whether nobody has taken the value before; of two at the same moment one has."""
    if session.get(Idempotency, once) is not None:
        return False
    try:
        with session.begin_nested():
            session.add(Idempotency(once=once, answer="", created_at=now))
    except IntegrityError:
        return False
    return True
