"""Followers of what has left: embargo links, watchers of images, signed files."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dam.database.models.base import Base
from dam.database.models.image import Image


class EmbargoLink(Base):
    """A secret link to an image under embargo, for one chosen reader; it ends with the embargo."""

    __tablename__ = "embargo_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    image_id: Mapped[int] = mapped_column(ForeignKey("image.id"), index=True)
    reader: Mapped[str]
    token_generation: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    image: Mapped[Image] = relationship(lazy="joined")


class Watcher(Base):
    """An address that watches an image; nothing is sent before its owner confirms."""

    __tablename__ = "watcher"
    __table_args__ = (UniqueConstraint("image_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    image_id: Mapped[int] = mapped_column(ForeignKey("image.id"), index=True)
    email: Mapped[str]
    language: Mapped[str] = mapped_column(default="sv")
    token_generation: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]

    image: Mapped[Image] = relationship(lazy="joined")


class SignedFile(Base):
    """A delivered file signed with C2PA, kept until the record changes; ``head`` is its ETag."""

    __tablename__ = "signed_file"
    __table_args__ = (UniqueConstraint("file_id", "size", "head"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("image_file.id"), index=True)
    size: Mapped[str]
    head: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    sha256: Mapped[str]
    bytes: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
