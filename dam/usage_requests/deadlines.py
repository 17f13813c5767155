"""Waiting of cases for the press office: how long, and whether that is too long.

Pure. Where office hours are known only they count; where they are not, every hour does. Public
holidays are not known: a case that waits over one is late a day too early.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from config.office_hours import OfficeHours
from dam.database.models import UsageRequest
from dam.database.row_states import RequestState
from dam.rights.periods import STOCKHOLM, Period, intersect, union
from dam.usage_requests.states import OPEN, extension_of

OURS = (RequestState.RECEIVED, RequestState.CLAIMED)
"""States in which it is for the press office to do something."""


@dataclass(frozen=True, slots=True)
class Promise:
    """Within how much of the office's time a case should be answered."""

    hours: OfficeHours | None
    within: timedelta


def office_time_between(start: datetime, end: datetime, hours: OfficeHours | None) -> timedelta:
    """Return how much time between instants the office was staffed, in Stockholm's wall time."""
    if start >= end:
        return timedelta()
    period = Period(start.astimezone(UTC), end.astimezone(UTC))
    staffed = (
        (period,) if hours is None else intersect((period,), _list_staffed_periods(period, hours))
    )
    return sum((part.ends - part.starts for part in staffed), timedelta())


def waits_since(request: UsageRequest) -> datetime:
    """Since when it is the press office's turn: it came in, was opened again, or was completed; or
    longer time was asked for.

    What a journalist adds unasked makes the wait no shorter.
    """
    if wish := extension_of(request):
        return wish.asked_at
    turns = (event.at for event in request.events if event.from_state not in OURS)
    return max(turns, default=request.created_at)


def wanted_by(request: UsageRequest) -> datetime | None:
    """Before when an answer is needed: to the request, or to the wish for longer time."""
    wish = extension_of(request)
    return wish.deadline if wish else request.deadline


def why_late(request: UsageRequest, now: datetime, promise: Promise) -> str:
    """Return "deadline", "wait" or "": why a case that waits for us is late."""
    wish, deadline = extension_of(request), wanted_by(request)
    if request.state not in OPEN and wish is None:
        return ""
    if deadline is not None and deadline <= now:
        return "deadline"
    if request.state not in OURS and wish is None:
        return ""
    waited = office_time_between(waits_since(request), now, promise.hours)
    return "wait" if waited > promise.within else ""


def _list_staffed_periods(period: Period, hours: OfficeHours) -> tuple[Period, ...]:
    return union(
        Period(*(datetime.combine(day, clock, STOCKHOLM).astimezone(UTC) for clock in opened))
        for day in _list_days(period)
        if (opened := hours.week[day.weekday()])
    )


def _list_days(period: Period) -> Iterator[date]:
    day, last = (end.astimezone(STOCKHOLM).date() for end in (period.starts, period.ends))
    while day <= last:
        yield day
        day += timedelta(days=1)
