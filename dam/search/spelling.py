"""The nearest spelling that has hits, offered where a search found nothing."""

from __future__ import annotations

from datetime import datetime

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.database.models import ImageText, Listing
from dam.search.find import visible
from dam.text.stemming import typed

NEAR_ENOUGH = 78
MOST_TITLES = 5_000


def suggest(session: Session, text: str, now: datetime) -> str | None:
    """Return the text with unknown words replaced by the nearest in visible titles, or None.

    Only words of what is visible now are offered: a suggestion must not reveal the hidden.
    """
    titles = session.scalars(
        select(ImageText.title)
        .join(Listing, Listing.image_id == ImageText.image_id)
        .where(visible(now))
        .order_by(Listing.id.desc())
        .limit(MOST_TITLES)
    )
    known = {word.lower() for title in titles for word in typed(title)}
    words = [_nearest(word.lower(), known) for word in typed(text)]
    better = " ".join(words)
    return better if better != text.lower() else None


def _nearest(word: str, known: set[str]) -> str:
    if word in known:
        return word
    found = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=NEAR_ENOUGH)
    return str(found[0]) if found else word
