"""Letters: rows in the transaction that causes them, sent afterwards by the worker."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from dam.models.base import Base


class Letter(Base):
    """One letter to one recipient. ``context`` holds what the template needs, links unfilled."""

    __tablename__ = "letter"
    __table_args__ = (
        CheckConstraint("direction IN ('out','in')", name="known_direction"),
        CheckConstraint("state IN ('waiting','sent','failed')", name="known_state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    direction: Mapped[str] = mapped_column(default="out")
    kind: Mapped[str]
    language: Mapped[str] = mapped_column(default="sv")
    context: Mapped[dict[str, Any]]
    message_id: Mapped[str] = mapped_column(unique=True)
    recipient: Mapped[str]
    reply_to: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="waiting", index=True)
    tries: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime | None] = mapped_column(index=True)
    lease: Mapped[datetime | None]
    last_error: Mapped[str | None]
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"), index=True)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
