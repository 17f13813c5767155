"""What `DAM_OFFICE_HOURS` says: when the press office is staffed, as wall time in Stockholm.

`mon-fri 08:00-17:00`, or parts with a comma between: `mon-thu 08:00-17:00, fri 08:00-15:00`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EXAMPLE = "should be office hours such as mon-fri 08:00-17:00"
_CLOCK = r"([0-9]{2}:[0-9]{2})"
_PART = re.compile(rf"([a-z]{{3}})(?:-([a-z]{{3}}))? {_CLOCK}-{_CLOCK}")

Open = tuple[time, time]


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """From when until when on each day of the week, Monday first; None on a day without."""

    week: tuple[Open | None, ...]


def read_office_hours(text: str) -> OfficeHours:
    """Read the setting; raises ValueError with a sentence."""
    week: dict[int, Open] = {}
    for part in text.lower().split(","):
        days, hours = _read_part(" ".join(part.split()))
        if week.keys() & days:
            raise ValueError("should name each day once")
        week |= dict.fromkeys(days, hours)
    return OfficeHours(tuple(week.get(day) for day in range(len(DAYS))))


def _read_part(part: str) -> tuple[set[int], Open]:
    match = _PART.fullmatch(part)
    if match is None or not {match[1], match[2] or match[1]} <= set(DAYS):
        raise ValueError(EXAMPLE)
    first, last = DAYS.index(match[1]), DAYS.index(match[2] or match[1])
    try:
        opens, closes = time.fromisoformat(match[3]), time.fromisoformat(match[4])
    except ValueError as error:
        raise ValueError(EXAMPLE) from error
    if first > last or opens >= closes:
        raise ValueError(EXAMPLE)
    return set(range(first, last + 1)), (opens, closes)
