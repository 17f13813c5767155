"""When something of an image may be seen: half-open intervals of UTC instants, each with a level.

`dam.clearance` stores what `compute_windows` computes; SQL then only compares instants.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum

from dam.rights.image_states import ImageState
from dam.rights.periods import ALWAYS, FAR_FUTURE, FAR_PAST, Period, Periods, intersect, subtract


class VisibilityLevel(IntEnum):
    """How much a window shows."""

    NOTHING = 0
    TEXT = 1
    SMALL = 2
    TERMS = 3


@dataclass(frozen=True, slots=True)
class VisibilityWindow:
    """[starts, ends) in aware UTC."""

    starts: datetime
    ends: datetime
    level: VisibilityLevel

    def holds(self, now: datetime) -> bool:
        return self.starts <= now < self.ends


@dataclass(frozen=True, slots=True)
class TimeBounds:
    """What people have set. Ends are exclusive; None is open.

    Hidden before ``embargo_until``, from ``display_until`` and within ``denied``; used until
    ``use_until``, after which ``residual_level`` is shown until ``display_until``.
    """

    embargo_until: datetime | None = None
    use_until: datetime | None = None
    display_until: datetime | None = None
    denied: Periods = ()
    residual_level: VisibilityLevel = VisibilityLevel.NOTHING

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

    def without_embargo(self) -> TimeBounds:
        """The bounds as they are for the holder of an embargo link."""
        return replace(self, embargo_until=None)


def compute_windows(
    state: str, bounds: TimeBounds, covered: Periods = ALWAYS
) -> tuple[VisibilityWindow, ...]:
    """The windows of an image in ``state``, in order and without overlap.

    ``covered`` is when the people in the picture may be shown (`basis.covered`). Empty where the
    image is not published or never opens.
    """
    if state != ImageState.PUBLISHED:
        return ()
    period_of_level = {
        VisibilityLevel.TERMS: Period(bounds.starts, bounds.used_until),
        bounds.residual_level: Period(max(bounds.starts, bounds.used_until), bounds.ends),
    }
    windows = [
        VisibilityWindow(period.starts, period.ends, level)
        for level, span in period_of_level.items()
        if level is not VisibilityLevel.NOTHING
        for period in subtract(intersect((span,), covered), bounds.denied)
    ]
    return tuple(sorted(windows, key=lambda window: window.starts))
