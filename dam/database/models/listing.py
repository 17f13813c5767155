"""Rows that lists, counts and search read of published images, and their stemmed words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dam.database.models.base import Base
from dam.database.models.image import Image


class Listing(Base):
    """A published image in listing order: the narrow row that lists, counts and search read.

    ``visible_until`` is never null; the facets are small integers or short words so that one
    GROUP BY counts them all.
    """

    __tablename__ = "listing"
    __table_args__ = (Index("ix_listing_visible", "visible_until", "visible_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    image_id: Mapped[int] = mapped_column(ForeignKey("image.id"), unique=True)
    visible_from: Mapped[datetime]
    visible_until: Mapped[datetime]
    orientation: Mapped[str]
    terms_class: Mapped[str]
    brand: Mapped[str]

    image: Mapped[Image] = relationship()
    gaps: Mapped[list[ListingGap]] = relationship(lazy="selectin", cascade="all, delete-orphan")


class ListingGap(Base):
    """A period within a listing's own in which the image is shut; nearly always there is none."""

    __tablename__ = "listing_gap"
    __table_args__ = (Index("ix_listing_gap_period", "starts", "ends"),)

    listing_id: Mapped[int] = mapped_column(
        ForeignKey("listing.id", ondelete="CASCADE"), primary_key=True
    )
    starts: Mapped[datetime] = mapped_column(primary_key=True)
    ends: Mapped[datetime]


class ListingText(Base):
    """The words of a listed image (`dam.text.search_text`); the full-text index of each database
    stands over the three columns. ``made_by`` is the version of what made them.
    """

    __tablename__ = "listing_text"

    listing_id: Mapped[int] = mapped_column(
        ForeignKey("listing.id", ondelete="CASCADE"), primary_key=True
    )
    main: Mapped[str]
    body: Mapped[str] = mapped_column(default="", server_default="")
    extra: Mapped[str] = mapped_column(default="", server_default="")
    made_by: Mapped[int] = mapped_column(default=0, server_default="0", index=True)
