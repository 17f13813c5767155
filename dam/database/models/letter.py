"""Letters: those to send, written in the transaction that causes them, and those that came in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dam.database.models.base import Base
from dam.database.row_states import LetterDirection, LetterState


class Letter(Base):
    """One letter to one recipient. ``context`` holds what the template needs, links unfilled.

    One that came in holds sender, subject and body; the recipient of a bounce is whom our letter
    did not reach. ``unmatched`` waits for somebody to find its case, ``aside`` has none.
    """

    __tablename__ = "letter"
    __table_args__ = (
        CheckConstraint("direction IN ('out','in')", name="known_direction"),
        CheckConstraint(
            "(direction = 'out' AND state IN ('waiting','sent','failed')) OR"
            " (direction = 'in' AND state IN ('kept','unmatched','aside'))",
            name="known_state",
        ),
        CheckConstraint(
            "direction = 'out' OR (kind IN ('reply','auto','bounce') AND sender IS NOT NULL)",
            name="known_kind",
        ),
        Index("ix_letter_recipient_created_at", "recipient", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    direction: Mapped[str] = mapped_column(default=LetterDirection.OUT)
    kind: Mapped[str]
    language: Mapped[str] = mapped_column(default="sv")
    context: Mapped[dict[str, Any]]
    message_id: Mapped[str] = mapped_column(unique=True)
    recipient: Mapped[str]
    reply_to: Mapped[str | None]
    sender: Mapped[str | None]
    subject: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=LetterState.WAITING, index=True)
    tries: Mapped[int] = mapped_column(default=0)
    next_try: Mapped[datetime | None] = mapped_column(index=True)
    lease: Mapped[datetime | None]
    last_error: Mapped[str | None]
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"), index=True)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    attachments: Mapped[list[LetterAttachment]] = relationship(
        lazy="selectin", order_by="LetterAttachment.id", passive_deletes=True
    )


class LetterAttachment(Base):
    """A file that came with a letter; its bytes lie in the private store under ``key``."""

    __tablename__ = "letter_attachment"

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    sha256: Mapped[str]
    bytes: Mapped[int] = mapped_column(BigInteger)


class LetterText(Base):
    """Staff's words in the place of a letter's own; what is empty is its own."""

    __tablename__ = "letter_text"
    __table_args__ = (UniqueConstraint("kind", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    language: Mapped[str]
    subject: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
