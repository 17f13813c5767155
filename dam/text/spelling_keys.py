"""By what a misspelt word is looked up: its first letter, and its last ones. Pure."""

from __future__ import annotations

from dam.text.stemming import fold_marks

LAST_LETTERS = 3


def find_spelling_keys(word: str) -> dict[str, str]:
    """Return the keys of a word; a slip leaves one of them as it is."""
    plain = fold_marks(word)
    return {"first": plain[:1], "last": plain[-LAST_LETTERS:]}
