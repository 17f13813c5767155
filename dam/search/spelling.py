"""The nearest spelling that has hits, offered where a search found nothing."""

from __future__ import annotations

from datetime import datetime

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.database.models import ImageText, Listing
from dam.search.visible import is_visible_at
from dam.text.stemming import split_words

NEAR_ENOUGH = 78
MOST_TITLES = 5_000


def suggest_spelling(session: Session, text: str, now: datetime) -> str | None:
    """Return the text with unknown words replaced by the nearest in visible titles, or None.

    Only words of what is visible now are offered: a suggestion must not reveal the hidden.
    """
    titles = session.scalars(
        select(ImageText.title)
        .join(Listing, Listing.image_id == ImageText.image_id)
        .where(is_visible_at(now))
        .order_by(Listing.id.desc())
        .limit(MOST_TITLES)
    )
    known_words = {word for title in titles for word in split_words(title)}
    words = [_find_nearest_word(word, known_words) for word in split_words(text)]
    better = " ".join(words)
    return better if better != text.lower() else None


def _find_nearest_word(word: str, known_words: set[str]) -> str:
    if word in known_words:
        return word
    match = process.extractOne(word, known_words, scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
    return str(match[0]) if match else word
