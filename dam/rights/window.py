"""When something of an image may be seen: half-open intervals of UTC instants, each with a level.

`dam.clearance` stores what `windows` computes; SQL then only compares instants.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FAR_PAST = datetime(1, 1, 1, tzinfo=UTC)
FAR_FUTURE = datetime(9999, 1, 1, tzinfo=UTC)


class Level(IntEnum):
    """How much a window shows."""

    NOTHING = 0
    TEXT = 1
    SMALL = 2
    TERMS = 3


@dataclass(frozen=True, slots=True)
class Window:
    """[starts, ends) in aware UTC."""

    starts: datetime
    ends: datetime
    level: Level

    def holds(self, now: datetime) -> bool:
        return self.starts <= now < self.ends


@dataclass(frozen=True, slots=True)
class Bounds:
    """What people have set: shown from ``embargo_until``, used until ``use_until`` (exclusive)."""

    embargo_until: datetime | None = None
    use_until: datetime | None = None


def windows(state: str, bounds: Bounds) -> tuple[Window, ...]:
    """The windows of an image in ``state``; none where it is not published or never opens."""
    if state != "published":
        return ()
    starts = bounds.embargo_until or FAR_PAST
    ends = bounds.use_until or FAR_FUTURE
    return (Window(starts, ends, Level.TERMS),) if starts < ends else ()


def level_at(found: Iterable[Window], now: datetime) -> Level:
    """The highest level that is open now."""
    return max((window.level for window in found if window.holds(now)), default=Level.NOTHING)


def through(day: date) -> datetime:
    """Return the exclusive end of "t.o.m." a day: midnight after it in Stockholm, in UTC."""
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=STOCKHOLM)
    return midnight.astimezone(UTC)


def last_day(ends: datetime) -> date:
    """The last whole day in Stockholm before an exclusive end; the inverse of `through`."""
    return (ends.astimezone(STOCKHOLM) - timedelta(microseconds=1)).date()
