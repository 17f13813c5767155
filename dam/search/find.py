"""The only listing query: words, facets with exact counts, paging, and what is visible now.

`visible(now)` is the rule of `dam.rights.window` in SQL: instants are compared, nothing more.
Delivery decides again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session

from dam.database.models import Image, ImageText, ImageTopic, Listing, ListingGap
from dam.links.languages import ENGLISH, SWEDISH
from dam.search.query import COLUMNS, FACETS, PER_PAGE, TOPIC, SearchQuery, SortOrder
from dam.search.ranked_page import read_ranked_page
from dam.search.spelling import suggest_spelling
from dam.search.synonyms import load_synonyms
from dam.search.typed import NOTHING_TYPED, TypedSearch, read_typed_search
from dam.search.visible import is_visible_at
from dam.search.word_search import WordSearch, plan_word_search
from dam.text.read import read_id
from dam.text.swedish import order_key

__all__ = ["is_visible_at"]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page: image ids in order, exact counts, and the cursor of the next page.

    ``counts`` maps a facet to counts by the word in the address; for topics the key is the slug
    and ``topics`` holds the names. ``lacking`` is how many of the typed words a hit may lack;
    ``suggestion`` is a spelling that has hits, and where it is ``corrected`` these are them.
    """

    image_ids: tuple[int, ...]
    total: int
    counts: Mapping[str, Mapping[str, int]]
    topics: Mapping[str, str]
    next: str | None
    ranked: bool = False
    typed: TypedSearch = NOTHING_TYPED
    lacking: int = 0
    suggestion: str | None = None
    corrected: bool = False


def count_visible(session: Session, now: datetime) -> int:
    return session.scalar(select(func.count()).select_from(Listing).where(is_visible_at(now))) or 0


def list_newest_images(session: Session, now: datetime, most: int) -> list[int]:
    """Return the image ids published last, newest first."""
    chosen = (
        select(Listing.image_id).where(is_visible_at(now)).order_by(Listing.id.desc()).limit(most)
    )
    return list(session.scalars(chosen))


def list_sitemap_images(
    session: Session, now: datetime, most: int
) -> list[tuple[int, str, str, datetime]]:
    """Return (id, title, its language, last change) of what is visible, newest first."""
    chosen = (
        select(Listing.image_id, ImageText.title, ImageText.language, Image.updated_at)
        .join(Image, Image.id == Listing.image_id)
        .join(ImageText, ImageText.image_id == Image.id)
        .where(is_visible_at(now), ImageText.language.in_((SWEDISH, ENGLISH)))
        .order_by(Listing.id.desc(), ImageText.language.desc())
        .limit(most)
    )
    return [
        (int(image_id), str(title), str(language), changed)
        for image_id, title, language, changed in session.execute(chosen)
    ]


def list_related_images(session: Session, image_id: int, now: datetime, most: int) -> list[int]:
    """Return other visible images that share a topic with this one, newest first."""
    topics = select(ImageTopic.slug).where(ImageTopic.image_id == image_id)
    sharing = select(ImageTopic.image_id).where(ImageTopic.slug.in_(topics))
    chosen = (
        select(Listing.image_id)
        .where(is_visible_at(now), Listing.image_id.in_(sharing), Listing.image_id != image_id)
        .order_by(Listing.id.desc())
        .limit(most)
    )
    return list(session.scalars(chosen))


def list_more_images(session: Session, image_id: int, now: datetime, most: int) -> list[int]:
    """Return other visible images: those that share a topic with this one, then the newest."""
    related = list_related_images(session, image_id, now, most)
    newest = list_newest_images(session, now, most + 1) if len(related) < most else []
    return [*related, *(n for n in newest if n not in {image_id, *related})][:most]


def get_next_visibility_change(session: Session, now: datetime) -> datetime | None:
    """Return the next instant at which something appears or disappears."""
    columns = (Listing.visible_from, Listing.visible_until, ListingGap.starts, ListingGap.ends)
    ahead = (
        session.scalar(select(func.min(boundary)).where(boundary > now)) for boundary in columns
    )
    return min((moment for moment in ahead if moment), default=None)


def search_images(
    session: Session, query: SearchQuery, now: datetime, *, per_page: int = PER_PAGE
) -> SearchPage:
    """Return one page of what the query asks for among what is visible now; where nothing is found
    and a word is misspelt, of what it would find else.
    """
    found = _search_as_typed(session, query, now, per_page)
    if not found.typed.terms or (found.total and not found.lacking):
        return found
    better = suggest_spelling(session, query.text, found.typed, is_visible_at(now))
    if better is None or found.total:
        return replace(found, suggestion=better)
    other = _search_as_typed(session, replace(query, text=better), now, per_page)
    return replace(other, suggestion=better, corrected=True) if other.total else found


def _search_as_typed(
    session: Session, query: SearchQuery, now: datetime, per_page: int
) -> SearchPage:
    typed = read_typed_search(query.text, load_synonyms(session))
    if typed.no_words:
        return SearchPage((), 0, {facet: {} for facet in (*COLUMNS, TOPIC)}, {}, None, typed=typed)
    words = plan_word_search(session, typed, is_visible_at(now))
    cube, topics, topic_counts = _count_facets(session, query, words.matches)
    total = sum(count for values, count in cube if _matches_facets(values, query))
    counts = {facet: _count_facet_values(cube, facet, query) for facet in COLUMNS}
    counts[TOPIC] = topic_counts
    ranked = query.sort is SortOrder.RELEVANCE and bool(words.tiers)
    read_page = _read_ranked_page if ranked else _read_newest_page
    ids, cursor = read_page(session, query, words, per_page)
    return SearchPage(ids, total, counts, topics, cursor, ranked, typed, words.lacking)


def shorten_page(session: Session, found: SearchPage, count: int) -> SearchPage:
    """Return the page with fewer images, the newest first; the next begins after them."""
    if count >= len(found.image_ids):
        return found
    ids = found.image_ids[:count]
    last = session.scalar(select(Listing.id).where(Listing.image_id == ids[-1]))
    return replace(found, image_ids=ids, next=str(last))


def _read_ranked_page(
    session: Session, query: SearchQuery, words: WordSearch, per_page: int
) -> tuple[tuple[int, ...], str | None]:
    """Return the best matches; the cursor is how many have been shown."""
    conditions = (words.visible, *_filter_by_facets(query), _filter_by_topics(query))
    return read_ranked_page(session, words, conditions, query.after or "", per_page)


Cube = list[tuple[dict[str, str], int]]


def _count_facets(
    session: Session, query: SearchQuery, matches: ColumnElement[bool]
) -> tuple[Cube, dict[str, str], dict[str, int]]:
    """Return the counts of every combination of single-valued facets, and those of topics."""
    columns = [getattr(Listing, column) for column in COLUMNS.values()]
    grouped = (
        select(*columns, func.count()).where(matches, _filter_by_topics(query)).group_by(*columns)
    )
    cube = [
        (dict(zip(COLUMNS, row[:-1], strict=True)), int(row[-1]))
        for row in session.execute(grouped)
    ]
    topics = (
        select(ImageTopic.slug, func.min(ImageTopic.topic), func.count())
        .join(Listing, Listing.image_id == ImageTopic.image_id)
        .where(matches, *_filter_by_facets(query))
        .group_by(ImageTopic.slug)
    )
    rows = sorted(session.execute(topics).all(), key=lambda row: order_key(str(row[1])))
    names = {str(word): str(name) for word, name, _ in rows}
    return cube, names, {str(word): int(count) for word, _, count in rows}


def _matches_facets(values: Mapping[str, str], query: SearchQuery, but: str | None = None) -> bool:
    """Return whether a cell of the cube satisfies every chosen facet but one."""
    return all(
        facet == but
        or not query.values(facet)
        or values[facet] in {FACETS[facet][word] for word in query.values(facet)}
        for facet in COLUMNS
    )


def _count_facet_values(cube: Cube, facet: str, query: SearchQuery) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for values, count in cube:
        if _matches_facets(values, query, but=facet):
            counted[values[facet]] += count
    return {word: counted[value] for word, value in FACETS[facet].items()}


def _filter_by_facets(query: SearchQuery) -> list[ColumnElement[bool]]:
    return [
        getattr(Listing, column).in_([FACETS[facet][word] for word in query.values(facet)])
        for facet, column in COLUMNS.items()
        if query.values(facet)
    ]


def _filter_by_topics(query: SearchQuery) -> ColumnElement[bool]:
    chosen = query.values(TOPIC)
    if not chosen:
        return true()
    with_topic = select(ImageTopic.image_id).where(ImageTopic.slug.in_(chosen))
    return Listing.image_id.in_(with_topic)


def _select_matches(query: SearchQuery, matches: ColumnElement[bool]) -> Select[int, int]:
    return select(Listing.id, Listing.image_id).where(
        matches, *_filter_by_facets(query), _filter_by_topics(query)
    )


def _read_newest_page(
    session: Session, query: SearchQuery, words: WordSearch, per_page: int
) -> tuple[tuple[int, ...], str | None]:
    chosen = _select_matches(query, words.matches).order_by(Listing.id.desc()).limit(per_page + 1)
    if after := read_id(query.after or ""):
        chosen = chosen.where(Listing.id < after)
    rows = session.execute(chosen).all()
    cursor = str(rows[per_page - 1].id) if len(rows) > per_page else None
    return tuple(row.image_id for row in rows[:per_page]), cursor
