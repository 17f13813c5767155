"""The only listing query: words, facets with exact counts, paging, and what is visible now.

`visible(now)` is the rule of `dam.rights.window` in SQL: instants are compared, nothing more.
Delivery decides again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    column,
    func,
    literal_column,
    select,
    table,
    true,
)
from sqlalchemy.orm import Session

from dam.database.models import Image, ImageText, ImageTopic, Listing, ListingGap, ListingText
from dam.links.languages import ENGLISH, SWEDISH
from dam.search.query import COLUMNS, FACETS, PER_PAGE, TOPIC, SearchQuery, SortOrder
from dam.text.read import read_id, read_number
from dam.text.stemming import split_search_words, stem_synonyms
from dam.text.swedish import order_key

MOST_RANKED = 20_000
FTS = table("listing_fts", column("rowid"), column("rank"))


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page: image ids in order, exact counts, and the cursor of the next page.

    ``counts`` maps a facet to counts by the word in the address; for topics the key is the slug
    and ``topics`` holds the names.
    """

    image_ids: tuple[int, ...]
    total: int
    counts: Mapping[str, Mapping[str, int]]
    topics: Mapping[str, str]
    next: str | None
    ranked: bool


def is_visible_at(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a listing is visible at ``now``: within its period, in no gap."""
    shut = select(ListingGap.listing_id).where(ListingGap.starts <= now, ListingGap.ends > now)
    return and_(Listing.visible_from <= now, Listing.visible_until > now, Listing.id.not_in(shut))


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
    """Return one page of what the query asks for among what is visible now."""
    matches = _match_query(session, query, now)
    cube, topic_names, topic_counts = _count_facets(session, query, matches)
    total = sum(count for values, count in cube if _matches_facets(values, query))
    ranked = (
        query.sort is SortOrder.RELEVANCE
        and bool(split_search_words(query.text))
        and total <= MOST_RANKED
    )
    read_page = _read_ranked_page if ranked else _read_newest_page
    ids, cursor = read_page(session, query, matches, per_page)
    counts = {facet: _count_facet_values(cube, facet, query) for facet in COLUMNS}
    return SearchPage(ids, total, {**counts, TOPIC: topic_counts}, topic_names, cursor, ranked)


def _match_query(session: Session, query: SearchQuery, now: datetime) -> ColumnElement[bool]:
    """Return the condition of the words alone, on visible listings."""
    words = split_search_words(query.text)
    if not words:
        return is_visible_at(now)
    if session.get_bind().dialect.name == "sqlite":
        ids: Select[Any] = select(FTS.c.rowid).where(_match_fts(words))
    else:
        tsquery = func.to_tsquery("simple", _build_tsquery(words))
        ids = select(ListingText.listing_id).where(
            literal_column("listing_text.vector").op("@@")(tsquery)
        )
    return and_(is_visible_at(now), Listing.id.in_(ids))


def _match_fts(words: list[str]) -> ColumnElement[bool]:
    """Return FTS5's condition, in which the table stands for all of its columns."""
    return literal_column(FTS.name).op("MATCH")(_build_fts5_query(words))


def _build_fts5_query(words: list[str]) -> str:
    return " AND ".join(
        "(" + " OR ".join(f'"{stem}"*' for stem in stem_synonyms(word)) + ")" for word in words
    )


def _build_tsquery(words: list[str]) -> str:
    return " & ".join(
        "(" + " | ".join(f"'{stem}':*" for stem in stem_synonyms(word)) + ")" for word in words
    )


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
    session: Session, query: SearchQuery, matches: ColumnElement[bool], per_page: int
) -> tuple[tuple[int, ...], str | None]:
    chosen = _select_matches(query, matches).order_by(Listing.id.desc()).limit(per_page + 1)
    if after := read_id(query.after or ""):
        chosen = chosen.where(Listing.id < after)
    rows = session.execute(chosen).all()
    cursor = str(rows[per_page - 1].id) if len(rows) > per_page else None
    return tuple(row.image_id for row in rows[:per_page]), cursor


def _read_ranked_page(
    session: Session, query: SearchQuery, matches: ColumnElement[bool], per_page: int
) -> tuple[tuple[int, ...], str | None]:
    """Return the best matches; the cursor is how many have been shown."""
    skipped = read_number((query.after or "").removeprefix("r")) or 0
    words = split_search_words(query.text)
    chosen = _select_matches(query, matches)
    if session.get_bind().dialect.name == "sqlite":
        chosen = chosen.join(FTS, FTS.c.rowid == Listing.id).where(_match_fts(words))
        chosen = chosen.order_by(FTS.c.rank, Listing.id.desc())
    else:
        tsquery = func.to_tsquery("simple", _build_tsquery(words))
        vector: ColumnElement[Any] = literal_column("listing_text.vector")
        chosen = chosen.join(ListingText, ListingText.listing_id == Listing.id)
        chosen = chosen.order_by(func.ts_rank(vector, tsquery).desc(), Listing.id.desc())
    rows = session.execute(chosen.offset(skipped).limit(per_page + 1)).all()
    cursor = f"r{skipped + per_page}" if len(rows) > per_page else None
    return tuple(row.image_id for row in rows[:per_page]), cursor
