"""Filters: how numbers, sizes and moments read in a language, and built files' addresses.

`register_filters` gives templates the filters `format_number`, `bytes`, `format_centimetres`,
`show_day`, `show_last_day`, `written_date` and `show_clock`, in the language of the page,
`isolate_words` for somebody's words inside a sentence of ours, `keep_unbroken` for an image's id,
and the globals `asset` and `paths`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from markupsafe import Markup

from dam.i18n import dates
from dam.i18n.translation import list_channels
from dam.links import staff_paths
from dam.links.languages import tag_of
from dam.rights.periods import STOCKHOLM
from dam.text.limits import LONGEST
from dam.web.language import page_language

NO_BREAK = "\u00a0"
PRINT_PPI = 300
BUILT = Path(__file__).with_name("static") / "built"


def isolate_words(words: str) -> Markup:
    """Somebody's words for a sentence of ours: it finds its own direction, turns no other."""
    return Markup("<bdi>{}</bdi>").format(words)


def keep_unbroken(ref: str) -> Markup:
    """An image's id for a sentence of ours: "IN-1" stays on one line."""
    return Markup('<span class="unbroken">{}</span>').format(ref)


def format_number(value: int) -> str:
    """6000 → '6 000', with a no-break space."""
    return f"{value:,}".replace(",", NO_BREAK)


def size_in_bytes(value: int, language: str = "sv") -> str:
    """12_400_000 → '12,4 MB': decimal units, a decimal below a hundred, none for kilobytes."""
    if value < 1_000:
        return f"{value}{NO_BREAK}{'bytes' if language == 'en' else 'byte'}"
    if value < 999_500:
        return f"{value / 1_000:.0f}{NO_BREAK}kB"
    unit, scaled = ("MB", value / 1e6) if value < 999_500_000 else ("GB", value / 1e9)
    digits = f"{scaled:.1f}" if scaled < 99.95 else f"{scaled:.0f}"
    return f"{_format_decimal(digits, language)}{NO_BREAK}{unit}"


def format_centimetres(pixels: int, language: str = "sv") -> str:
    """Length in print of so many pixels, at 300 an inch: 6000 → '51'."""
    centimetres = pixels / PRINT_PPI * 2.54
    if centimetres >= 10:
        return f"{centimetres:.0f}"
    return _format_decimal(f"{centimetres:.1f}", language)


def _format_decimal(digits: str, language: str) -> str:
    return digits if language == "en" else digits.replace(".", ",")


def show_day(value: date, language: str = "sv") -> str:
    """A date, or the Stockholm date of an aware moment: '14 mars 2026'."""
    if isinstance(value, datetime):
        value = value.astimezone(STOCKHOLM).date()
    return dates.format_day(value, language).replace(" ", NO_BREAK)


def written_date(text: str, language: str = "sv") -> str:
    """A date as captions hold it, ISO 8601 and possibly partial: '2026-03' → 'mars 2026'."""
    parts = text.split("-")
    if not all(part.isdecimal() for part in parts) or len(parts) > 3:
        return text
    year, *rest = parts
    if not rest or not 1 <= int(rest[0]) <= 12:
        return text
    month = dates.MONTHS[tag_of(language)][int(rest[0]) - 1]
    return NO_BREAK.join([*(str(int(d)) for d in rest[1:]), month, year])


def show_last_day(until: datetime, language: str = "sv") -> str:
    """The last day before an exclusive end: 1 January 00:00 in Stockholm → '31 december 2026'."""
    return show_day(until - timedelta(microseconds=1), language)


def write_instant(value: datetime) -> str:
    """An instant to the second, as `datetime` of HTML takes it: "2026-03-14T09:00:00+00:00"."""
    return value.isoformat(timespec="seconds")


def show_clock(value: datetime, language: str = "sv") -> str:
    """The Stockholm time of an aware moment: 'kl. 09.00'."""
    return dates.format_clock(value, language).replace(" ", NO_BREAK, 1)


class Assets:
    """Addresses of the built looks, from the manifest that the build wrote."""

    def __init__(self, folder: Path, *, prefix: str) -> None:
        text = (folder / "manifest.json").read_text(encoding="utf-8")
        self._files: dict[str, str] = json.loads(text)
        self._prefix = prefix

    def address(self, name: str) -> str:
        """'press.css' → '/static/press-1A2B3C4D.css'; KeyError if none is built."""
        return f"{self._prefix}/{self._files[name]}"


def register_filters(app: Flask, *, built: Path = BUILT) -> None:
    """Add the filters and `asset` to the application's templates."""
    app.jinja_env.filters["number"] = format_number
    app.jinja_env.filters["isolated"] = isolate_words
    app.jinja_env.filters["unbroken"] = keep_unbroken
    app.jinja_env.filters["instant"] = write_instant
    app.jinja_env.filters |= {
        "bytes": _in_the_pages(size_in_bytes),
        "cm": _in_the_pages(format_centimetres),
        "day": _in_the_pages(show_day),
        "last_day": _in_the_pages(show_last_day),
        "written_date": _in_the_pages(written_date),
        "clock": _in_the_pages(show_clock),
        "channels": _in_the_pages(list_channels),
    }
    prefix = app.static_url_path or ""
    app.jinja_env.globals |= {"paths": staff_paths, "longest": LONGEST}
    app.jinja_env.globals["asset"] = Assets(built, prefix=prefix).address


def _in_the_pages(written: Callable[[Any, str], str]) -> Callable[[Any], str]:
    return lambda value: written(value, page_language())
