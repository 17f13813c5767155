"""Rows of the log: who did what to which thing, and what stood there before and after."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from dam.database.models.base import Base


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
