"""Dates as captions hold them: ISO 8601, possibly only a year or a month."""

from __future__ import annotations

import re
from datetime import date

_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def readable_date(text: str) -> tuple[int, int | None, int | None] | None:
    """Return (year, month, day) of "2026-03-14", "2026-03" or "2026"; None for anything else."""
    match = _PARTIAL.fullmatch(text.strip())
    if match is None:
        return None
    _, month, day = (int(part) if part else None for part in match.groups())
    try:
        date.fromisoformat(f"{match[0]}-01-01"[:10])
    except ValueError:
        return None
    return int(match[1]), month, day
