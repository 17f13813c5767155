"""What staff tell each other about an image, and what the house has chosen for itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from dam.models.base import Base


class ImageNote(Base):
    """A note about an image for staff alone; one that ``returns`` came with a draft sent back."""

    __tablename__ = "image_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    image_id: Mapped[int] = mapped_column(ForeignKey("image.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    text: Mapped[str]
    returns: Mapped[bool] = mapped_column(default=False)


class HouseChoices(Base):
    """One version of what the house has chosen; that with the highest ``n`` is in force."""

    __tablename__ = "house_choices"

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    choices: Mapped[dict[str, Any]]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime]
