"""Organisations, contacts, content blocks."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint, case
from sqlalchemy.orm import Mapped, column_property, mapped_column

from dam.database.models.base import Base


class Organisation(Base):
    """Inera or a region. What the press page does not say of it is null."""

    __tablename__ = "organisation"
    __table_args__ = (CheckConstraint("kind IN ('inera','region')", name="known_kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    official_name: Mapped[str | None]
    search_names: Mapped[list[str]] = mapped_column(default=list)
    position: Mapped[int]
    press_url: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    checked_on: Mapped[date | None]


class ContentBlock(Base):
    """A text that staff may change, in one language; `config/press.toml` only seeds it.

    ``name`` is the key, and behind it the language where that is not Swedish: "om.1177.en".
    """

    __tablename__ = "content_block"
    __table_args__ = (UniqueConstraint("key", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column()
    language: Mapped[str] = mapped_column(default="sv")
    name: Mapped[str] = column_property(case((language == "sv", key), else_=key + "." + language))
    title: Mapped[str] = mapped_column(default="")
    body: Mapped[str]
    checked_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class Contact(Base):
    """A way to reach the press office or a press room; an empty ``value`` is not yet supplied."""

    __tablename__ = "contact"

    key: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    value: Mapped[str | None]
    position: Mapped[int]
    checked_on: Mapped[date | None]
