"""What an image is called, says and shows in other languages than Swedish: fields of its
description that are rows of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dam.database.models import Image, ImageText

LANGUAGES = {"en": "engelska", "latt": "lätt svenska"}
"""What staff call each, after "på"."""
TEXTS = {"title": "titel", "caption": "bildtext", "alt": "alt-text"}
FIELDS = {f"{text}_{language}": (language, text) for language in LANGUAGES for text in TEXTS}
"""Language and text of each field of `Description` that is a translation."""
UNTITLED = "Skriv titeln på {language} också. Utan den visas inget av det du har skrivit."


def read_translations(image: Image) -> dict[str, str]:
    """Return what the image says in other languages, by field."""
    rows = {text.language: text for text in image.texts}
    return {
        field: getattr(rows[language], text) if language in rows else ""
        for field, (language, text) in FIELDS.items()
    }


def store_translations(image: Image, words: Mapping[str, str]) -> None:
    """Write the fields of other languages; a language without any has no row."""
    rows = {text.language: text for text in image.texts}
    for language in LANGUAGES:
        values = {text: words[field] for field, (of, text) in FIELDS.items() if of == language}
        row = rows.get(language)
        if row is None and any(values.values()):
            row = ImageText(language=language)
            image.texts.append(row)
        if row is not None:
            for text, value in values.items():
                setattr(row, text, value)
            if not any((*values.values(), row.headline)):
                image.texts.remove(row)


def find_untitled(words: Mapping[str, str]) -> dict[str, str]:
    """Return a sentence for each title that is missing over other words of its language."""
    spoken = {language for field, (language, _) in FIELDS.items() if words[field]}
    return {
        f"title_{language}": UNTITLED.format(language=LANGUAGES[language])
        for language in spoken
        if not words[f"title_{language}"]
    }


def list_missing_words(words: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return by language which texts there are in Swedish and not in that; all that are complete
    have none.
    """
    return {
        language: [
            name for text, name in TEXTS.items() if words[text] and not words[f"{text}_{language}"]
        ]
        for language in LANGUAGES
    }
