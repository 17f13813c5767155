"""Leases: bounds in time that a person sets, and those that come with the terms.

`dam.clearance` keeps them; `combine_leases` makes of them what `window` reads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from dam.rights.periods import FAR_FUTURE, FAR_PAST, STOCKHOLM, Period, end_of_last_day, union
from dam.rights.window import TimeBounds, VisibilityLevel


class LeaseKind(StrEnum):
    """What a lease says: hidden until, shown until, used until, or shut for a period."""

    EMBARGO = "embargo"
    DISPLAY_UNTIL = "display_until"
    USE_UNTIL = "use_until"
    DENY = "deny"


class DurationStart(StrEnum):
    """The day from which the duration of terms counts."""

    UPLOAD = "upload"
    TAKEN = "taken"
    TODAY = "today"


@dataclass(frozen=True, slots=True)
class SetLease:
    """A lease; the first three kinds have only an end. Open ends are None."""

    kind: LeaseKind
    starts: datetime | None = None
    ends: datetime | None = None

    @property
    def period(self) -> Period:
        return Period(self.starts or FAR_PAST, self.ends or FAR_FUTURE)


def combine_leases(
    leases: Iterable[SetLease], residual_level: VisibilityLevel = VisibilityLevel.NOTHING
) -> TimeBounds:
    """Return what the leases say together: the latest embargo, the earliest ends, every denial."""
    set_leases = tuple(leases)

    def ends(kind: LeaseKind) -> list[datetime]:
        return [lease.ends for lease in set_leases if lease.kind is kind and lease.ends is not None]

    return TimeBounds(
        embargo_until=max(ends(LeaseKind.EMBARGO), default=None),
        use_until=min(ends(LeaseKind.USE_UNTIL), default=None),
        display_until=min(ends(LeaseKind.DISPLAY_UNTIL), default=None),
        denied=union(lease.period for lease in set_leases if lease.kind is LeaseKind.DENY),
        residual_level=residual_level,
    )


def split_into_leases(bounds: TimeBounds) -> tuple[SetLease, ...]:
    """Return leases that say what the bounds say; the inverse of `combine_leases`."""
    ends = {
        LeaseKind.EMBARGO: bounds.embargo_until,
        LeaseKind.DISPLAY_UNTIL: bounds.display_until,
        LeaseKind.USE_UNTIL: bounds.use_until,
    }
    denied = (SetLease(LeaseKind.DENY, period.starts, period.ends) for period in bounds.denied)
    return (*(SetLease(kind, ends=at) for kind, at in ends.items() if at), *denied)


PartialDate = tuple[int, int | None, int | None]
"""Year, month and day, as far as they are known."""


@dataclass(frozen=True, slots=True)
class DefaultLease:
    """How long an image may be used under terms: ``days`` after ``since``."""

    since: DurationStart
    days: int

    def use_until(
        self, *, uploaded: datetime, taken: PartialDate | None, now: datetime
    ) -> datetime | None:
        """Return the exclusive end, of a month or year from its first day; None if not known."""
        first = self._first_day(uploaded, taken, now)
        return end_of_last_day(first + timedelta(days=self.days)) if first else None

    def _first_day(
        self, uploaded: datetime, taken: PartialDate | None, now: datetime
    ) -> date | None:
        if self.since is DurationStart.TAKEN:
            return date(taken[0], taken[1] or 1, taken[2] or 1) if taken else None
        return (
            (uploaded if self.since is DurationStart.UPLOAD else now).astimezone(STOCKHOLM).date()
        )
