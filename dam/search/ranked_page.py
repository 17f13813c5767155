"""A page of hits, the likest first.

The searches of the index are asked from the best to the widest, each newest first. The first of
what they find are put in order by what their words are; what comes after them stays as it was
found.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from dam.database.models import Listing, ListingText
from dam.search.match import join_index, match_index, order_newest
from dam.search.rank import IndexedWords, order_by_likeness
from dam.search.word_search import WordSearch
from dam.text.read import read_number

MOST_COMPARED = 120
MOST_SKIPPED = 10_000

Conditions = Sequence[ColumnElement[bool]]


def read_ranked_page(
    session: Session, words: WordSearch, conditions: Conditions, after: str, per_page: int
) -> tuple[tuple[int, ...], str | None]:
    """Return the image ids of a page and the cursor of the next: how many have been shown."""
    skipped = min(read_number(after.removeprefix("r")) or 0, MOST_SKIPPED)
    most = skipped + per_page + 1
    found = _read_compared(session, words, conditions)
    if most > len(found) == MOST_COMPARED:
        found += _read_found(session, words, conditions, most)[MOST_COMPARED:]
    page = found[skipped:most]
    cursor = f"r{skipped + per_page}" if len(page) > per_page else None
    return tuple(page[:per_page]), cursor


def _read_found(
    session: Session, words: WordSearch, conditions: Conditions, most: int
) -> list[int]:
    """Return image ids as the searches find them."""
    found: list[int] = []
    for search in words.tiers:
        chosen = join_index(session, Listing.image_id)
        chosen = chosen.where(match_index(session, search), *conditions)
        found += session.scalars(chosen.order_by(order_newest(session)).limit(most - len(found)))
        if len(found) >= most:
            break
    return found


def _read_compared(session: Session, words: WordSearch, conditions: Conditions) -> list[int]:
    """Return the first image ids that the searches find, the likest first."""
    images: dict[int, int] = {}
    rows: list[tuple[int, IndexedWords]] = []
    for search in words.tiers:
        chosen = join_index(
            session,
            Listing.id,
            Listing.image_id,
            ListingText.main,
            ListingText.body,
            ListingText.extra,
        ).where(match_index(session, search), *conditions)
        chosen = chosen.order_by(order_newest(session)).limit(MOST_COMPARED - len(rows))
        for listing_id, image_id, *columns in session.execute(chosen):
            images[listing_id] = image_id
            rows.append((listing_id, IndexedWords(*columns)))
        if len(rows) >= MOST_COMPARED:
            break
    terms = (*words.typed.required, *words.typed.terms)
    return [images[listing_id] for listing_id in order_by_likeness(terms, rows)]
