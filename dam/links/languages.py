"""The languages that the public room speaks."""

from __future__ import annotations

from dataclasses import dataclass

SWEDISH, ENGLISH, EASY = "sv", "en", "latt"


@dataclass(frozen=True, slots=True)
class Language:
    """``name`` is its own, ``tag`` what `lang` says of it and ``alternate`` what tells its pages
    from the others' (both BCP 47).
    """

    name: str
    tag: str
    alternate: str


LANGUAGES = {
    SWEDISH: Language("Svenska", "sv", "sv"),
    ENGLISH: Language("English", "en", "en"),
    EASY: Language("Lätt svenska", "sv", "sv-simple"),
}
"""By the code that addresses and rows have. What one lacks is said in Swedish."""
STAFF_NAMES = {SWEDISH: "Svenska", ENGLISH: "Engelska", EASY: "Lätt svenska"}
"""What staff, who read Swedish, call each."""


def tag_of(language: str) -> str:
    """Return what `lang` says of a language; it also decides how dates and numbers are written."""
    return LANGUAGES[language].tag
