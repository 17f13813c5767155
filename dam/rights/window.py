"""When something of an image may be seen: half-open intervals of UTC instants, each with a level.

`dam.clearance` stores what `windows` computes; SQL then only compares instants.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum

from dam.rights.periods import ALWAYS, FAR_FUTURE, FAR_PAST, Period, Periods, intersect, subtract


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
    """What people have set. Ends are exclusive; None is open.

    Hidden before ``embargo_until``, from ``display_until`` and within ``denied``; used until
    ``use_until``, after which ``remains`` is shown until ``display_until``.
    """

    embargo_until: datetime | None = None
    use_until: datetime | None = None
    display_until: datetime | None = None
    denied: Periods = ()
    remains: Level = Level.NOTHING

    @property
    def starts(self) -> datetime:
        return self.embargo_until or FAR_PAST

    @property
    def ends(self) -> datetime:
        """The end of every showing."""
        return self.display_until or FAR_FUTURE

    @property
    def used_until(self) -> datetime:
        """The end of every use: nothing is used that is not shown."""
        return min(self.use_until or FAR_FUTURE, self.ends)

    def without_embargo(self) -> Bounds:
        """The bounds as they are for the holder of an embargo link."""
        return replace(self, embargo_until=None)


def windows(state: str, bounds: Bounds, covered: Periods = ALWAYS) -> tuple[Window, ...]:
    """The windows of an image in ``state``, in order and without overlap.

    ``covered`` is when the people in the picture may be shown (`basis.covered`). Empty where the
    image is not published or never opens.
    """
    if state != "published":
        return ()
    shown = {
        Level.TERMS: Period(bounds.starts, bounds.used_until),
        bounds.remains: Period(max(bounds.starts, bounds.used_until), bounds.ends),
    }
    found = [
        Window(period.starts, period.ends, level)
        for level, whole in shown.items()
        if level is not Level.NOTHING
        for period in subtract(intersect((whole,), covered), bounds.denied)
    ]
    return tuple(sorted(found, key=lambda window: window.starts))


def level_at(found: Iterable[Window], now: datetime) -> Level:
    """The level that is open now."""
    return max((window.level for window in found if window.holds(now)), default=Level.NOTHING)
