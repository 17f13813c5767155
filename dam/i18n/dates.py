"""Dates, counts and telephone numbers as letters and pages say them, in Swedish and English."""

from __future__ import annotations

from datetime import date, datetime, time

from dam.links.languages import tag_of
from dam.rights.periods import STOCKHOLM
from dam.rights.periods import last_whole_day as last_date
from dam.text.read import read_stored_moment

_SWEDISH = "januari februari mars april maj juni juli augusti september oktober november december"
_ENGLISH = "January February March April May June July August September October November December"
MONTHS = {"sv": _SWEDISH.split(), "en": _ENGLISH.split()}
_IMAGES = {"sv": ("en bild", "{} bilder"), "en": ("one image", "{} images")}
_CLOCK = {"sv": "kl. %H.%M", "en": "at %H:%M Swedish time"}


def count_images_in_words(count: int, language: str = "sv") -> str:
    """1 → "en bild", 3 → "3 bilder"."""
    singular, several = _IMAGES[tag_of(language)]
    return singular if count == 1 else several.format(count)


def format_last_day(ends: str, language: str = "sv") -> str:
    """The last day before an exclusive end, ISO 8601: "31 december 2026"."""
    return format_day(last_date(read_stored_moment(ends)), language)


def format_moment(when: str, language: str = "sv") -> str:
    """An instant, ISO 8601, in Swedish time: "14 mars 2026 kl. 09.00"."""
    local = read_stored_moment(when).astimezone(STOCKHOLM)
    return f"{format_day(local.date(), language)} {format_clock(local, language)}"


def date_of(when: str, language: str = "sv") -> str:
    """The Swedish date of an instant, ISO 8601: "14 mars 2026"."""
    return format_day(read_stored_moment(when).astimezone(STOCKHOLM).date(), language)


def format_deadline(when: str, language: str = "sv") -> str:
    """As `format_moment`; midnight is the end of a day that was given without a time."""
    at_midnight = read_stored_moment(when).astimezone(STOCKHOLM).time() == time()
    return format_last_day(when, language) if at_midnight else format_moment(when, language)


def format_phone(number: str | None, language: str = "sv") -> str | None:
    """072-450 01 45, which readers abroad dial as +46 72 450 01 45."""
    if number and language == "en" and number.startswith("0"):
        return f"+46 {number[1:].replace('-', ' ')}"
    return number


def format_day(date_: date, language: str = "sv") -> str:
    """A date: "14 mars 2026"."""
    return f"{date_.day} {MONTHS[tag_of(language)][date_.month - 1]} {date_.year}"


def format_clock(when: datetime, language: str = "sv") -> str:
    """The Swedish time of an aware moment: "kl. 09.00"."""
    return when.astimezone(STOCKHOLM).strftime(_CLOCK[tag_of(language)])
