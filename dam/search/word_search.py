"""How a typed text is searched for: how many of its words an image must have, and in what order."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from dam.database.models import Listing
from dam.search.match import Matcher, get_dialect, join_index, match_index, select_found
from dam.search.typed import TypedSearch

FEW = 10
"""Where so many images have every word, nobody needs those that lack one."""


@dataclass(frozen=True, slots=True)
class WordSearch:
    """``matches`` is the condition of all hits, ``tiers`` the searches of the index that find them,
    the best first. ``lacking`` is how many of the words a hit may lack.
    """

    typed: TypedSearch
    visible: ColumnElement[bool]
    matches: ColumnElement[bool]
    tiers: tuple[str, ...] = ()
    lacking: int = 0


def plan_word_search(
    session: Session, typed: TypedSearch, visible: ColumnElement[bool]
) -> WordSearch:
    """Return how the typed text is searched for among what is visible."""
    matcher = Matcher(get_dialect(session), typed)
    lacking = _choose_lacking(session, matcher, len(typed.terms), visible)
    search = matcher.write(lacking)
    if search is not None:
        matches = and_(visible, Listing.id.in_(select_found(session, search)))
        return WordSearch(typed, visible, matches, tuple(matcher.write_tiers(lacking)), lacking)
    unwanted = matcher.write_excluded()
    if unwanted is None:
        return WordSearch(typed, visible, visible)
    return WordSearch(
        typed, visible, and_(visible, Listing.id.not_in(select_found(session, unwanted)))
    )


def _choose_lacking(
    session: Session, matcher: Matcher, words: int, visible: ColumnElement[bool]
) -> int:
    """Return how many of the words an image may lack: none where enough have all of them.

    Two words are both needed where anything has both; where nothing has most of them, one will do.
    """
    for lacking in range(words - 1):
        least = 1 if words == 2 or lacking >= words // 2 else FEW
        if _count_some(session, matcher.write(lacking), visible, least) >= least:
            return lacking
        if lacking >= max(1, (words - 1) // 2) and _count_some(
            session, matcher.write(lacking), visible, 1
        ):
            return lacking
    return max(0, words - 1)


def _count_some(
    session: Session, search: str | None, visible: ColumnElement[bool], most: int
) -> int:
    """Return how many visible images a search finds, counted to ``most``."""
    if search is None:
        return 0
    found = join_index(session, Listing.id).where(match_index(session, search), visible)
    return session.scalar(select(func.count()).select_from(found.limit(most).subquery())) or 0
