"""Usage requests and grants: who asked for what, what was answered, what may be downloaded."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dam.database.models.base import Base
from dam.database.models.image import Image
from dam.database.models.terms import TermsVersion
from dam.database.row_states import ItemOutcome, RequestState


class UsageRequest(Base):
    """A question to the press office; ``once`` makes a repeated form the same request."""

    __tablename__ = "request"
    __table_args__ = (
        CheckConstraint(
            "state IN ('received','claimed','needs_information','answered','granted',"
            "'partly_granted','denied','withdrawn','revoked','expired','spam')",
            name="known_state",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    about: Mapped[str]
    state: Mapped[str] = mapped_column(default=RequestState.RECEIVED, index=True)
    version: Mapped[int] = mapped_column(default=1)
    once: Mapped[str] = mapped_column(unique=True)
    token_generation: Mapped[int] = mapped_column(default=1)
    language: Mapped[str] = mapped_column(default="sv")
    name: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    organisation: Mapped[str] = mapped_column(default="")
    use: Mapped[str]
    use_text: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    deadline: Mapped[datetime | None] = mapped_column(index=True)
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]

    items: Mapped[list[RequestItem]] = relationship(
        back_populates="request", order_by="RequestItem.image_id"
    )
    events: Mapped[list[RequestEvent]] = relationship(order_by="RequestEvent.id")
    grants: Mapped[list[Grant]] = relationship(back_populates="request", order_by="Grant.id")
    notes: Mapped[list[RequestNote]] = relationship(order_by="RequestNote.id")
    extensions: Mapped[list[Extension]] = relationship(order_by="Extension.id")


class Route(Base):
    """The rule for one kind of question, where staff have set one: who is told beside the desk."""

    __tablename__ = "route"

    about: Mapped[str] = mapped_column(primary_key=True)
    also_to: Mapped[str] = mapped_column(default="")
    tell_owner: Mapped[bool] = mapped_column(default=True)


class StandardAnswer(Base):
    """Words that staff use again; ``key`` is that of the first content, None for one of their own.

    One that is taken away keeps its row, so that the first content does not come back.
    """

    __tablename__ = "standard_answer"
    __table_args__ = (CheckConstraint("language IN ('sv','en')", name="known_language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    language: Mapped[str]
    text: Mapped[str]
    removed_at: Mapped[datetime | None]


class RequestItem(Base):
    """One image that was asked for, and what was answered about it."""

    __tablename__ = "request_item"
    __table_args__ = (
        CheckConstraint("outcome IN ('open','granted','denied')", name="known_outcome"),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), primary_key=True)
    image_id: Mapped[int] = mapped_column(ForeignKey("image.id"), primary_key=True, index=True)
    outcome: Mapped[str] = mapped_column(default=ItemOutcome.OPEN)
    reason: Mapped[str] = mapped_column(default="")
    alternatives: Mapped[list[str]] = mapped_column(default=list)

    request: Mapped[UsageRequest] = relationship(back_populates="items")
    image: Mapped[Image] = relationship(lazy="joined")


class RequestEvent(Base):
    """A change of state; ``what`` names one of something else, nobody as user is the journalist."""

    __tablename__ = "request_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), index=True)
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    from_state: Mapped[str] = mapped_column(default="")
    to_state: Mapped[str]
    what: Mapped[str] = mapped_column(default="")
    why: Mapped[str] = mapped_column(default="")


class RequestNote(Base):
    """A note of the staff's about a case; whoever asked never sees it."""

    __tablename__ = "request_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), index=True)
    at: Mapped[datetime]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    text: Mapped[str]


class Grant(Base):
    """A permission given: one link, valid in [starts, ends), until revoked; ``ends`` is that of
    the image that may be used the longest.
    """

    __tablename__ = "grant"
    __table_args__ = (CheckConstraint("starts < ends", name="not_empty"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), index=True)
    recipient: Mapped[str]
    token_generation: Mapped[int] = mapped_column(default=1)
    starts: Mapped[datetime]
    ends: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    request: Mapped[UsageRequest] = relationship(back_populates="grants")
    items: Mapped[list[GrantItem]] = relationship(
        back_populates="grant", order_by="GrantItem.image_id"
    )


class GrantItem(Base):
    """One granted image until its own end, with the terms it was granted under.

    ``channels`` are codes with commas between; empty where nothing is said of them.
    """

    __tablename__ = "grant_item"

    grant_id: Mapped[int] = mapped_column(ForeignKey("grant.id"), primary_key=True)
    image_id: Mapped[int] = mapped_column(ForeignKey("image.id"), primary_key=True, index=True)
    largest: Mapped[str] = mapped_column(default="original")
    terms_version_id: Mapped[int] = mapped_column(ForeignKey("terms_version.id"))
    ends: Mapped[datetime]
    scope: Mapped[str] = mapped_column(default="")
    channels: Mapped[str] = mapped_column(default="")
    territory: Mapped[str] = mapped_column(default="")
    credit: Mapped[str] = mapped_column(default="")
    conditions: Mapped[str] = mapped_column(default="")
    revoked_at: Mapped[datetime | None]

    grant: Mapped[Grant] = relationship(back_populates="items")
    image: Mapped[Image] = relationship(lazy="joined")
    terms_version: Mapped[TermsVersion] = relationship(lazy="joined")


class Extension(Base):
    """A wish to use what was granted for longer, and its answer: ``ends`` where it is a yes.

    ``until`` is the last day wanted, ``deadline`` when the permission that there was ended.
    """

    __tablename__ = "extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), index=True)
    grant_id: Mapped[int] = mapped_column(ForeignKey("grant.id"))
    asked_at: Mapped[datetime]
    until: Mapped[date]
    deadline: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    ends: Mapped[datetime | None]

    grant: Mapped[Grant] = relationship()


class Download(Base):
    """One file that left. No address, no IP; no file either, once it has been erased."""

    __tablename__ = "download"

    id: Mapped[int] = mapped_column(primary_key=True)
    image_id: Mapped[int] = mapped_column(ForeignKey("image.id"), index=True)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("image_file.id"))
    size: Mapped[str]
    terms_version_id: Mapped[int | None] = mapped_column(ForeignKey("terms_version.id"))
    digest: Mapped[str]
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("grant.id"))
    at: Mapped[datetime] = mapped_column(index=True)
