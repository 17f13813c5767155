"""Collections: named groups of images in an order of their own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dam.database.models.base import Base


class Collection(Base):
    """A group of images; a row that was removed keeps its slug, which is never another's."""

    __tablename__ = "collection"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    texts: Mapped[list[CollectionText]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="CollectionText.language"
    )


class CollectionText(Base):
    """The name and introduction of a collection, in one language."""

    __tablename__ = "collection_text"

    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    intro: Mapped[str] = mapped_column(default="")


class CollectionImage(Base):
    """An image in a collection; it may be in several."""

    __tablename__ = "collection_image"

    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"), primary_key=True)
    image_id: Mapped[int] = mapped_column(ForeignKey("image.id"), primary_key=True, index=True)
    position: Mapped[int]

    collection: Mapped[Collection] = relationship(lazy="joined")
