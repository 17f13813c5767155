"""The words that listed images write: added with an image's words, gone with the last of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, delete, func, literal_column, select, table
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import Session

from dam.database.models import ListingText, SearchWord
from dam.text.spelling_keys import find_spelling_keys

FTS = table("listing_fts")


def add_spelt_words(session: Session, spelt: Mapping[str, str]) -> None:
    """Add words with their stems; those that are known stay."""
    if not spelt:
        return
    # In order, so that two who add the same words wait for one another and not in a ring.
    rows = [
        {"word": word, "stem": stem, "length": len(word), **find_spelling_keys(word)}
        for word, stem in sorted(spelt.items())
    ]
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = insert_on_sqlite if on_sqlite else insert_on_postgresql
    session.execute(insert(SearchWord).on_conflict_do_nothing(), rows)


def remove_spelt_words(session: Session, stems: Iterable[str]) -> None:
    """Take away the words of those stems that no listed image has any longer."""
    gone = [stem for stem in sorted(set(stems)) if not _is_indexed(session, stem)]
    if gone:
        session.execute(delete(SearchWord).where(SearchWord.stem.in_(gone)))


def _is_indexed(session: Session, stem: str) -> bool:
    if session.get_bind().dialect.name == "sqlite":
        found = literal_column(FTS.name).op("MATCH")(f'"{stem}"')
        source: Any = FTS
    else:
        tsquery = func.to_tsquery("simple", f"'{stem}'")
        found = literal_column("listing_text.vector").op("@@")(tsquery)
        source = ListingText
    chosen: Select[Any] = select(literal_column("1")).select_from(source).where(found)
    return session.scalar(chosen.limit(1)) is not None
