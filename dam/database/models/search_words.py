"""Words of a search: those that stand for others, and those that listed images write."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from dam.database.models.base import Base


class SearchSynonym(Base):
    """A line of words that mean the same; with ``also`` those that are found too, one way alone."""

    __tablename__ = "search_synonym"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[str]
    also: Mapped[str] = mapped_column(default="", server_default="")


class SearchWord(Base):
    """A word as some listed image writes it, to find what a misspelt one is meant for: by its first
    or last letters and its length. Whether anybody may know of it is asked each time.
    """

    __tablename__ = "search_word"
    __table_args__ = (
        Index("ix_search_word_first", "first", "length"),
        Index("ix_search_word_last", "last", "length"),
    )

    word: Mapped[str] = mapped_column(primary_key=True)
    stem: Mapped[str] = mapped_column(index=True)
    first: Mapped[str]
    last: Mapped[str]
    length: Mapped[int]


class ImageWords(Base):
    """The words of an image in whatever state, for staff's search, as `ListingText` holds those of
    a listed one. Visitors' search never reads them.
    """

    __tablename__ = "image_words"

    image_id: Mapped[int] = mapped_column(
        ForeignKey("image.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    main: Mapped[str]
    body: Mapped[str] = mapped_column(default="", server_default="")
    extra: Mapped[str] = mapped_column(default="", server_default="")
    made_by: Mapped[int] = mapped_column(default=0, server_default="0", index=True)
