"""Organisations, contacts, content blocks, and who did what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from dam.models.base import Base


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
    """A text that staff may change; `config/press.toml` only seeds it."""

    __tablename__ = "content_block"
    __table_args__ = (UniqueConstraint("key", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    language: Mapped[str] = mapped_column(default="sv")
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


class AuditEvent(Base):
    """Who did what to which thing: ids, field names and digests only. It only grows: a trigger of
    each database refuses to change or remove a row.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_user_id_id", "user_id", "id"),
        Index("ix_audit_event_kind_id", "kind", "id"),
        Index("ix_audit_event_action_id", "action", "id"),
        Index("ix_audit_event_kind_object_id_id", "kind", "object_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    action: Mapped[str]
    kind: Mapped[str]
    object_id: Mapped[int | None]
    fields: Mapped[list[str]] = mapped_column(default=list)
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Revision(Base):
    """Before and after of an audit event; erasable."""

    __tablename__ = "revision"

    event_id: Mapped[int] = mapped_column(ForeignKey("audit_event.id"), primary_key=True)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
