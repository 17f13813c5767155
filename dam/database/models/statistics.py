"""Counts of downloads by month, and places where images were published."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from dam.database.models.base import Base


class DownloadMonth(Base):
    """Count of files of one size that left in a month under one class of terms.

    ``month`` is its first day in Stockholm, ``category`` empty where no terms are known.
    """

    __tablename__ = "download_month"
    __table_args__ = {"sqlite_with_rowid": False}

    month: Mapped[date] = mapped_column(primary_key=True)
    size: Mapped[str] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[int]


class ImageMonth(Base):
    """Count of files of one image that left in a month."""

    __tablename__ = "image_month"
    __table_args__ = {"sqlite_with_rowid": False}

    month: Mapped[date] = mapped_column(primary_key=True)
    image_id: Mapped[int] = mapped_column(ForeignKey("image.id"), primary_key=True, index=True)
    times: Mapped[int]


class Clipping(Base):
    """A place where an image was published, noted by hand."""

    __tablename__ = "clipping"

    id: Mapped[int] = mapped_column(primary_key=True)
    image_id: Mapped[int] = mapped_column(ForeignKey("image.id"), index=True)
    url: Mapped[str]
    outlet: Mapped[str]
    published_on: Mapped[date | None]
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    noted_at: Mapped[datetime]
