"""A file on its way to replace an image's own, and pictures that are the same or nearly."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dam.database.models.base import Base
from dam.database.models.image import ImageFile


class PendingReplacement(Base):
    """A file whose sizes are to be made before it takes the place of the image's current one.

    ``note`` is told to those who asked to be told; ``error`` says why nothing came of it.
    """

    __tablename__ = "pending_replacement"

    image_id: Mapped[int] = mapped_column(
        ForeignKey("image.id"), primary_key=True, autoincrement=False
    )
    file_id: Mapped[int] = mapped_column(ForeignKey("image_file.id"), unique=True)
    note: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    lease: Mapped[datetime | None]
    error: Mapped[str | None]

    file: Mapped[ImageFile] = relationship(lazy="joined")


class DhashBand(Base):
    """A quarter of a file's dHash, with which of the four it is: what alike pictures share.

    The whole hash stands beside it, so that whoever looks for others reads no wider row.
    """

    __tablename__ = "dhash_band"
    __table_args__ = {"sqlite_with_rowid": False}

    band: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    file_id: Mapped[int] = mapped_column(ForeignKey("image_file.id"), primary_key=True, index=True)
    dhash: Mapped[str]


class Duplicate(Base):
    """An image that looks like another which was here before it.

    ``distance`` is in bits of the dHash; ``same_pixels`` says that every pixel is alike. Once
    ``kept_at`` is set somebody has decided that both stay.
    """

    __tablename__ = "duplicate"

    image_id: Mapped[int] = mapped_column(ForeignKey("image.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("image.id"), primary_key=True, index=True)
    distance: Mapped[int]
    same_pixels: Mapped[bool]
    kept_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    kept_at: Mapped[datetime | None]
