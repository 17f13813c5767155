"""Reading of what comes from outside: numbers, ids, dates, clocks, names of files,
paths, and JSON.

The one reader for forms, addresses, spreadsheets, JSON and commands. What it returns fits every
column that takes it, on both databases; what cannot be read so is None, and
`dam.i18n.form_reader` makes a sentence of that. Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import PurePosixPath
from typing import Any, TypeVar

from dam.text.clean import clean_line

T = TypeVar("T")

MOST_NUMBER = 2**31 - 1
"""What a whole number's column holds on PostgreSQL; ids are such columns."""
MOST_COUNTED = 999
FIRST_YEAR, LAST_YEAR = 1900, 2200
FIRST_PICTURE = 1800
"""Older than any photograph, for the dates that captions hold."""
MOST_FILE_NAME = 255
MOST_DEPTH = 20
"""JSON within JSON."""

_NUMBER = re.compile(r"-?0{0,30}[0-9]{1,19}")
_DECIMAL = re.compile(r"-?[0-9]{1,9}(?:[.,][0-9]{1,9})?")
_IMAGE = re.compile(r"(?:IN[- ]?)?0{0,30}([1-9][0-9]{0,9})", re.IGNORECASE)
_DAY = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})")
_PARTIAL_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_CLOCK = re.compile(r"([0-9]{1,2})[.:]?([0-9]{2})(?::00)?")
_PATH = re.compile(r"/[!-\[\]-~]*")
"""What may stand in a `Location` as it is: printable ASCII, without the backslash that browsers
take for a slash.
"""


def read_number(text: str, *, least: int = 0, most: int = MOST_NUMBER) -> int | None:
    """Return a whole number from ``least`` to ``most``, None for anything else."""
    if not _NUMBER.fullmatch(text.strip()):
        return None
    number = int(text)
    return number if least <= number <= most else None


def number_in(
    sent: Mapping[str, str], name: str, otherwise: T, *, least: int = 0, most: int = MOST_NUMBER
) -> int | T:
    """Return the number of a field or parameter, or what counts where it holds none."""
    number = read_number(sent.get(name, ""), least=least, most=most)
    return otherwise if number is None else number


def read_count(text: str) -> int | None:
    """Return how many, as somebody counts people in a picture."""
    return read_number(text, most=MOST_COUNTED)


def read_id(text: str) -> int | None:
    """Return the id of a row, as an address or a button holds it."""
    return read_number(text, least=1)


def read_image_id(text: str) -> int | None:
    """Return the id of an image, however people write it: 16, IN-16, in16."""
    match = _IMAGE.fullmatch(text.strip())
    return read_id(match[1]) if match else None


def read_decimal(text: str) -> float | None:
    """Return a number that may have decimals after a comma or a point: "16,7"."""
    match = _DECIMAL.fullmatch(text.strip())
    return float(match[0].replace(",", ".")) if match else None


def read_day(text: str, *, last_year: int = LAST_YEAR) -> date | None:
    """Return the day of 2026-03-14, or of 20260314."""
    match = _DAY.fullmatch(text.strip())
    if match is None or not FIRST_YEAR <= int(match[1]) <= last_year:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def read_partial_date(text: str) -> tuple[int, int | None, int | None] | None:
    """Return (year, month, day) of "2026-03-14", "2026-03" or "2026", as captions hold dates."""
    match = _PARTIAL_DATE.fullmatch(text.strip())
    if match is None or not FIRST_PICTURE <= int(match[1]) <= LAST_YEAR:
        return None
    month, day = (int(part) if part else None for part in match.groups()[1:])
    try:
        date(int(match[1]), 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    return int(match[1]), month, day


def read_clock(text: str) -> time | None:
    """Return the time of day of 15:00, 15.00, 1500 or, as browsers may say it, 15:00:00."""
    match = _CLOCK.fullmatch(text.strip())
    try:
        return time(int(match[1]), int(match[2])) if match else None
    except ValueError:
        return None


def read_stored_moment(text: str) -> datetime:
    """Return a moment that we stored by `isoformat`; ValueError for anything else."""
    return datetime.fromisoformat(text)


def read_file_name(typed: str) -> str:
    """Return what a file is called, on one line and without the folders that it lay in."""
    return clean_line(PurePosixPath(typed).name)[:MOST_FILE_NAME]


def read_path(text: str, inside: str) -> str | None:
    """Return a path on this host that lies in a folder and may stand in a header as it is."""
    lies_inside = text == inside or text.startswith((f"{inside}/", f"{inside}?"))
    return text if lies_inside and _PATH.fullmatch(text) else None


def read_json(data: bytes | str) -> Any:
    """Return what JSON holds; None for what is none, or lies too deep in itself to be walked."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found if _is_shallow(found) else None


def _is_shallow(found: Any) -> bool:
    level = [found]
    for _ in range(MOST_DEPTH):
        level = [
            inside
            for inner in level
            if isinstance(inner, dict | list)
            for inside in (inner.values() if isinstance(inner, dict) else inner)
        ]
        if not level:
            return True
    return False
