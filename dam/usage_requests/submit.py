"""Submit a request: the row, its first event and its letters in one transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dam.database.locks import Turn, wait_for_turn
from dam.database.models import RequestItem, UsageRequest
from dam.database.row_states import RequestState
from dam.rights.periods import STOCKHOLM
from dam.usage_requests import notify, states
from dam.usage_requests.request_form import RequestForm


def submit_request(
    session: Session,
    form: RequestForm,
    *,
    once: str,
    press_email: str,
    language: str = "sv",
    spam: bool = False,
    quiet: bool = False,
    by: int | None = None,
    now: datetime,
) -> UsageRequest:
    """Store the request and post its letters; the same ``once`` gives the same request.

    ``spam`` is kept for a person to look at, and brings no letters; nor does a ``quiet`` one.
    """
    wait_for_turn(session, Turn.REQUEST_NUMBERS)
    known = session.scalar(select(UsageRequest).where(UsageRequest.once == once))
    if known is not None:
        return known
    request = UsageRequest(
        number=_next_number(session, now),
        about=form.about,
        once=once,
        language=language,
        name=form.name,
        email=form.email,
        phone=form.phone,
        organisation=form.organisation,
        use=form.use,
        use_text=form.use_text,
        link=form.link,
        deadline=form.deadline,
        version=0,
        created_at=now,
        items=[RequestItem(image_id=key) for key in form.images],
    )
    session.add(request)
    session.flush()
    states.add_request_event(
        session, request, RequestState.SPAM if spam else RequestState.RECEIVED, by=by, now=now
    )
    if not (spam or quiet):
        notify.notify_new_request(session, request, press_email=press_email, now=now)
    return request


def _next_number(session: Session, now: datetime) -> str:
    """2026-0001, 2026-0002 …: the year is Stockholm's."""
    year = now.astimezone(STOCKHOLM).year
    last = session.scalar(
        select(UsageRequest.number)
        .where(UsageRequest.number.startswith(f"{year}-"))
        .order_by(func.length(UsageRequest.number).desc(), UsageRequest.number.desc())
        .limit(1)
    )
    return f"{year}-{int(last.split('-')[1]) + 1 if last else 1:04}"
