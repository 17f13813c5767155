"""Staff accounts and sessions, what was answered once, and counted tries."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dam.database.models.base import Base


class User(Base):
    """An account of the staff; ``email`` is stored in lower case.

    ``password_generation`` is that of the only link that may choose a new password, from
    ``password_asked_at`` on for an hour.
    """

    __tablename__ = "user"
    __table_args__ = (CheckConstraint("role IN ('uploader','editor','admin')", name="known_role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(default="")
    role: Mapped[str]
    reads_documents: Mapped[bool] = mapped_column(default=False, server_default=false())
    active: Mapped[bool] = mapped_column(default=True)
    password_hash: Mapped[str]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    password_generation: Mapped[int] = mapped_column(default=1, server_default="1")
    password_asked_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Invitation(Base):
    """An invitation to make an account, by the link in the letter last sent."""

    __tablename__ = "invitation"
    __table_args__ = (CheckConstraint("role IN ('uploader','editor','admin')", name="known_role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    token_generation: Mapped[int] = mapped_column(default=1)
    sent_at: Mapped[datetime]
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class UserSession(Base):
    """A signed-in browser; ``alternative_id`` is the SHA-256 of what its cookie holds."""

    __tablename__ = "user_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    alternative_id: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="joined")


class Idempotency(Base):
    """The answer that was given to a one-time value; the same value gets the same answer."""

    __tablename__ = "idempotency"

    once: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[str]
    created_at: Mapped[datetime]


class RateLimitCount(Base):
    """Counted tries in a window of time, for limits shared between processes."""

    __tablename__ = "rate_limit"

    key: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    expires: Mapped[datetime] = mapped_column(index=True)
