"""Words that stand for others in a search, as staff keep them."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from dam.database.models.base import Base


class SearchSynonym(Base):
    """A line of words that mean the same; with ``also`` those that are found too, one way alone."""

    __tablename__ = "search_synonym"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[str]
    also: Mapped[str] = mapped_column(default="", server_default="")
