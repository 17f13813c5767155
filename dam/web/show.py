"""How numbers, sizes and moments read in Swedish, and where the built looks are served.

`register` gives templates the filters `number`, `bytes`, `cm`, `day`, `last_day`,
`written_date` and `clock`, and the global `asset`.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask

STOCKHOLM = ZoneInfo("Europe/Stockholm")
NO_BREAK = "\u00a0"
PRINT_PPI = 300
MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
BUILT = Path(__file__).with_name("static") / "built"


def number(value: int) -> str:
    """6000 → '6 000', with a no-break space."""
    return f"{value:,}".replace(",", NO_BREAK)


def size_in_bytes(value: int) -> str:
    """12_400_000 → '12,4 MB': decimal units, a decimal below a hundred, none for kilobytes."""
    if value < 1_000:
        return f"{value}{NO_BREAK}byte"
    if value < 999_500:
        return f"{value / 1_000:.0f}{NO_BREAK}kB"
    unit, scaled = ("MB", value / 1e6) if value < 999_500_000 else ("GB", value / 1e9)
    digits = f"{scaled:.1f}" if scaled < 99.95 else f"{scaled:.0f}"
    return f"{digits.replace('.', ',')}{NO_BREAK}{unit}"


def cm(pixels: int) -> str:
    """How far the pixels reach in print at 300 a inch: 6000 → '51'."""
    centimetres = pixels / PRINT_PPI * 2.54
    return f"{centimetres:.0f}" if centimetres >= 10 else f"{centimetres:.1f}".replace(".", ",")


def day(value: date) -> str:
    """A date, or the Stockholm date of an aware moment: '14 mars 2026'."""
    if isinstance(value, datetime):
        value = value.astimezone(STOCKHOLM).date()
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}".replace(" ", NO_BREAK)


def written_date(text: str) -> str:
    """A date as captions hold it, ISO 8601 and possibly partial: '2026-03' → 'mars 2026'."""
    parts = text.split("-")
    if not all(part.isdecimal() for part in parts) or len(parts) > 3:
        return text
    year, *rest = parts
    if not rest or not 1 <= int(rest[0]) <= 12:
        return text
    return NO_BREAK.join([*(str(int(d)) for d in rest[1:]), MONTHS[int(rest[0]) - 1], year])


def last_day(until: datetime) -> str:
    """The last day before an exclusive end: 1 January 00:00 in Stockholm → '31 december 2026'."""
    return day(until - timedelta(microseconds=1))


def clock(value: datetime) -> str:
    """The Stockholm time of an aware moment: 'kl. 09.00'."""
    return f"{value.astimezone(STOCKHOLM):kl.{NO_BREAK}%H.%M}"


class Assets:
    """Addresses of the built looks, from the manifest that the build wrote."""

    def __init__(self, folder: Path, *, prefix: str) -> None:
        text = (folder / "manifest.json").read_text(encoding="utf-8")
        self._files: dict[str, str] = json.loads(text)
        self._prefix = prefix

    def address(self, name: str) -> str:
        """'press.css' → '/static/press-1A2B3C4D.css'; KeyError if none is built."""
        return f"{self._prefix}/{self._files[name]}"


def register(app: Flask, *, built: Path = BUILT) -> None:
    """Add the filters and `asset` to the application's templates."""
    app.jinja_env.filters |= {
        "number": number,
        "bytes": size_in_bytes,
        "cm": cm,
        "day": day,
        "last_day": last_day,
        "written_date": written_date,
        "clock": clock,
    }
    prefix = app.static_url_path or ""
    app.jinja_env.globals["asset"] = Assets(built, prefix=prefix).address
