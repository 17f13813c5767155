"""Dates as precise as captions tell them: a year, a month or a day. Pure."""

from __future__ import annotations

import re
from datetime import date

FIRST_PICTURE, LAST_YEAR = 1800, 2200
"""Older than any photograph, for the dates that captions hold."""
_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def read_partial_date(text: str) -> tuple[int, int | None, int | None] | None:
    """Return (year, month, day) of "2026-03-14", "2026-03" or "2026", as captions hold dates."""
    match = _PARTIAL.fullmatch(text.strip())
    if match is None or not FIRST_PICTURE <= int(match[1]) <= LAST_YEAR:
        return None
    month, day = (int(part) if part else None for part in match.groups()[1:])
    try:
        date(int(match[1]), 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    return int(match[1]), month, day
