"""Notes and approvals of images, changes that wait for one, and the house's choices."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from dam.database.models.base import Base


class ImageNote(Base):
    """A note about an image for staff alone; one that ``returns`` came with a draft sent back."""

    __tablename__ = "image_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    image_id: Mapped[int] = mapped_column(ForeignKey("image.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    text: Mapped[str]
    returns: Mapped[bool] = mapped_column(default=False)


class Approval(Base):
    """An approval: somebody has looked at an image and sent or scheduled it.

    ``fingerprint`` and ``parts`` (field → mark) are of what they saw; both are empty for what was
    sent or scheduled before they were kept. Once anything of it is changed the approval is
    ``lost``: when, by whom, which fields, and for which moment the image had been scheduled.
    """

    __tablename__ = "approval"
    __table_args__ = (CheckConstraint("step IN ('sent','scheduled')", name="known_step"),)

    image_id: Mapped[int] = mapped_column(ForeignKey("image.id"), primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    parts: Mapped[dict[str, Any]]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    at: Mapped[datetime]
    lost_at: Mapped[datetime | None]
    lost_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    lost_fields: Mapped[list[str]] = mapped_column(default=list)
    lost_publish_at: Mapped[datetime | None]


class WaitingChange(Base):
    """A change of a published image that waits until another person approves it.

    ``before`` and ``after`` hold the fields that differ, as `dam.lifecycle.change_fields` names
    them; ``note`` is told to those who asked to be told of the image.
    """

    __tablename__ = "waiting_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    image_id: Mapped[int] = mapped_column(ForeignKey("image.id"), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(default="")


class HouseChoices(Base):
    """One version of what the house has chosen; that with the highest ``n`` is in force."""

    __tablename__ = "house_choices"

    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    choices: Mapped[dict[str, Any]]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime]
