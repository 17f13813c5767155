"""Usage terms: a published version never changes, images point at a version."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dam.database.models.base import Base


class Terms(Base):
    """Terms by their permanent slug."""

    __tablename__ = "terms"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    sort: Mapped[int] = mapped_column(default=0)


class TermsVersion(Base):
    """One version; ``category`` is free, conditional or approval. A draft has no ``published_at``.

    The default lease is ``default_days`` from ``default_from`` (upload, taken, today), or none.
    ``data_mining`` is a term of the PLUS vocabulary.
    """

    __tablename__ = "terms_version"
    __table_args__ = (
        UniqueConstraint("terms_id", "n"),
        CheckConstraint("category IN ('free','conditional','approval')", name="known_class"),
        CheckConstraint("default_from IN ('upload','taken','today')", name="known_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    terms_id: Mapped[int] = mapped_column(ForeignKey("terms.id"))
    n: Mapped[int]
    category: Mapped[str]
    crop_allowed: Mapped[bool]
    end_required: Mapped[bool]
    default_from: Mapped[str | None]
    default_days: Mapped[int | None]
    data_mining: Mapped[str] = mapped_column(
        default="DMI-PROHIBITED-AIMLTRAINING", server_default="DMI-PROHIBITED-AIMLTRAINING"
    )
    published_at: Mapped[datetime | None]

    terms: Mapped[Terms] = relationship(lazy="joined")
    texts: Mapped[list[TermsText]] = relationship(cascade="all, delete-orphan")


class TermsText(Base):
    """The words of a version in one language; ``line`` is at most 90 characters."""

    __tablename__ = "terms_text"
    __table_args__ = (CheckConstraint("length(line) <= 90", name="short_line"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("terms_version.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    line: Mapped[str]
    may: Mapped[list[str]] = mapped_column(default=list)
    may_not: Mapped[list[str]] = mapped_column(default=list)
    credit: Mapped[list[str]] = mapped_column(default=list)
    body: Mapped[str] = mapped_column(default="")
