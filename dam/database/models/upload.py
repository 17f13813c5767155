"""Batches of uploads, and files on their way in part by part."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dam.database.models.base import Base


class UploadBatch(Base):
    """Files that come together, sent by one person or left in the watched folder.

    ``common`` is what is said of them all. What nobody sent has no ``user_id``, and ``folder`` is
    where it lay, empty at the top.
    """

    __tablename__ = "upload_batch"
    __table_args__ = (UniqueConstraint("user_id", "token"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    token: Mapped[str]
    folder: Mapped[str | None]
    common: Mapped[dict[str, Any]] = mapped_column(default=dict)
    touched_at: Mapped[datetime] = mapped_column(index=True)

    uploads: Mapped[list[Upload]] = relationship(
        back_populates="batch", cascade="all, delete-orphan", order_by="Upload.place"
    )


class Upload(Base):
    """A file of a batch that comes in parts, known again by path, size and time of change.

    The store keeps the parts under ``parts_id``, null before the first; ``part_digests`` has the
    SHA-256 of each by its number. Once the file is in, ``sha256`` is its own and ``image_id`` the
    draft it became, null where the image was here before. ``modified`` is in milliseconds, as
    browsers tell it.
    """

    __tablename__ = "upload"
    __table_args__ = (UniqueConstraint("batch_id", "path", "size", "modified"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("upload_batch.id"), index=True)
    place: Mapped[int]
    path: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    modified: Mapped[int] = mapped_column(BigInteger)
    part_bytes: Mapped[int]
    parts_id: Mapped[str | None]
    part_digests: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sha256: Mapped[str | None]
    image_id: Mapped[int | None] = mapped_column(ForeignKey("image.id"), index=True)
    touched_at: Mapped[datetime] = mapped_column(index=True)

    batch: Mapped[UploadBatch] = relationship(back_populates="uploads")
