"""Half-open periods of UTC instants and their algebra. Used by `window` and `basis`.

A set of periods is a tuple, sorted and without overlap, as every function here returns it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FAR_PAST = datetime(1, 1, 1, tzinfo=UTC)
FAR_FUTURE = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """[starts, ends) in aware UTC; empty where it does not start before it ends."""

    starts: datetime = FAR_PAST
    ends: datetime = FAR_FUTURE

    def holds(self, now: datetime) -> bool:
        return self.starts <= now < self.ends


Periods = tuple[Period, ...]
ALWAYS: Periods = (Period(),)


def union(periods: Iterable[Period]) -> Periods:
    """Return every instant that any of the periods holds."""
    joined: list[Period] = []
    for period in sorted(candidate for candidate in periods if candidate.starts < candidate.ends):
        if joined and period.starts <= joined[-1].ends:
            joined[-1] = Period(joined[-1].starts, max(joined[-1].ends, period.ends))
        else:
            joined.append(period)
    return tuple(joined)


def intersect(periods: Iterable[Period], other_periods: Iterable[Period]) -> Periods:
    """Return every instant that both hold."""
    others = tuple(other_periods)
    return union(
        Period(max(a.starts, b.starts), min(a.ends, b.ends)) for a in periods for b in others
    )


def subtract(periods: Iterable[Period], removed: Iterable[Period]) -> Periods:
    """Return every instant of ``one`` that ``taken`` does not hold."""
    remaining = union(periods)
    for period in removed:
        remaining = intersect(remaining, (Period(ends=period.starts), Period(starts=period.ends)))
    return remaining


def start_of_day(day: date) -> datetime:
    """Return the instant at which a day begins in Stockholm."""
    return datetime.combine(day, time(), tzinfo=STOCKHOLM).astimezone(UTC)


def instant_at_clock(day: date, clock: time) -> datetime:
    """Return the instant of a Stockholm wall time, the earlier of two; ValueError for none."""
    wall = datetime.combine(day, clock)
    instant = wall.replace(tzinfo=STOCKHOLM).astimezone(UTC)
    if instant.astimezone(STOCKHOLM).replace(tzinfo=None) != wall:
        raise ValueError(wall)
    return instant


def end_of_last_day(day: date) -> datetime:
    """Return the exclusive end of "t.o.m." a day: midnight after it in Stockholm, in UTC."""
    return start_of_day(day + timedelta(days=1))


def last_whole_day(ends: datetime) -> date:
    """The last whole day in Stockholm before an exclusive end; the inverse of `end_of_last_day`."""
    return (ends.astimezone(STOCKHOLM) - timedelta(microseconds=1)).date()
