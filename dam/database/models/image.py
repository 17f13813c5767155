"""The image: its description, its files and renditions, and when it may be seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dam.database.models.base import Base
from dam.database.models.collection import CollectionImage
from dam.database.models.content import Organisation
from dam.database.models.persons import ImagePerson
from dam.database.models.terms import TermsVersion
from dam.rights.image_states import ImageState, ProcessingState


class Image(Base):
    """One press image. Embargoed and expired are computed from the windows, never stored.

    ``residual_level`` is shown once its use has ended: 0 nothing, 1 text, 2 the small preview.
    ``focal_x`` and ``focal_y`` are shares of the upright picture; ``drawn_crops`` holds those that
    somebody has drawn: size → [left, top, width], shares too. ``crops_due`` says that some are left
    to make. ``edited_by`` described it last, ``sent_by`` sent it to review: a draft with one was
    sent back. It is to be published at ``publish_at``; ``publish_error`` says why it was not. Since
    ``binned_at`` it lies in the bin.
    """

    __tablename__ = "image"
    __table_args__ = (
        CheckConstraint(
            "state IN ('draft','review','published','withdrawn','erased')", name="known_state"
        ),
        CheckConstraint("processing IN ('pending','ready','failed')", name="known_processing"),
        CheckConstraint("residual_level BETWEEN 0 AND 2", name="known_residual_level"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[str] = mapped_column(default=ImageState.DRAFT, index=True)
    processing: Mapped[str] = mapped_column(default=ProcessingState.PENDING, index=True)
    processing_tries: Mapped[int] = mapped_column(default=0)
    processing_lease: Mapped[datetime | None]
    processing_error: Mapped[str | None]
    current_file_id: Mapped[int | None] = mapped_column(
        ForeignKey("image_file.id", use_alter=True, name="fk_image_current_file_id")
    )
    terms_version_id: Mapped[int | None] = mapped_column(ForeignKey("terms_version.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)

    creators: Mapped[list[str]] = mapped_column(default=list)
    credit_override: Mapped[str | None]
    brand: Mapped[str] = mapped_column(default="Inera")
    kind: Mapped[str] = mapped_column(default="foto")
    persons: Mapped[list[str]] = mapped_column(default=list)
    place: Mapped[str | None]
    date_text: Mapped[str | None]
    keywords: Mapped[list[str]] = mapped_column(default=list)
    focal_x: Mapped[float] = mapped_column(default=0.5)
    focal_y: Mapped[float] = mapped_column(default=0.5)
    drawn_crops: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    crops_due: Mapped[bool] = mapped_column(default=False, server_default=false(), index=True)
    crops_tries: Mapped[int] = mapped_column(default=0, server_default="0")
    crops_lease: Mapped[datetime | None]
    crops_error: Mapped[str | None]
    identifiable_people: Mapped[int | None]
    people_basis: Mapped[str | None]
    rights_source: Mapped[str] = mapped_column(default="own")
    digital_source_type: Mapped[str | None]
    residual_level: Mapped[int] = mapped_column(default=0, server_default="0")

    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    sent_at: Mapped[datetime | None]
    publish_at: Mapped[datetime | None] = mapped_column(index=True)
    publish_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    publish_error: Mapped[str | None]

    first_published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    erased_at: Mapped[datetime | None]
    replaced_by: Mapped[int | None] = mapped_column(ForeignKey("image.id"))
    binned_at: Mapped[datetime | None] = mapped_column(index=True)
    binned_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    owner: Mapped[Organisation] = relationship(lazy="joined")
    texts: Mapped[list[ImageText]] = relationship(
        back_populates="image", cascade="all, delete-orphan"
    )
    topics: Mapped[list[ImageTopic]] = relationship(
        cascade="all, delete-orphan", order_by="ImageTopic.slug"
    )
    collection_entries: Mapped[list[CollectionImage]] = relationship(cascade="all, delete-orphan")
    leases: Mapped[list[Lease]] = relationship(cascade="all, delete-orphan", order_by="Lease.id")
    depicted: Mapped[list[ImagePerson]] = relationship(
        cascade="all, delete-orphan", order_by="ImagePerson.position"
    )
    windows: Mapped[list[ImageWindow]] = relationship(
        cascade="all, delete-orphan", order_by="ImageWindow.starts"
    )
    file: Mapped[ImageFile | None] = relationship(
        foreign_keys=[current_file_id], lazy="joined", post_update=True
    )
    terms_version: Mapped[TermsVersion | None] = relationship(lazy="joined")


class ImageText(Base):
    """Title, headline, caption and alt text in one language."""

    __tablename__ = "image_text"

    image_id: Mapped[int] = mapped_column(ForeignKey("image.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(default="")
    headline: Mapped[str] = mapped_column(default="")
    caption: Mapped[str] = mapped_column(default="")
    alt: Mapped[str] = mapped_column(default="")

    image: Mapped[Image] = relationship(back_populates="texts")


class ImageTopic(Base):
    """A many-valued facet: one row a topic of an image."""

    __tablename__ = "image_topic"

    image_id: Mapped[int] = mapped_column(ForeignKey("image.id"), primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True, index=True)
    topic: Mapped[str]


class ImageFile(Base):
    """One uploaded file: stored once, named by its digest, never changed.

    ``facts`` is what the header said, ``received`` what the file said of itself, ``plan`` how the
    public original is joined. ``base_key`` is the object that the plan describes: the upload, or
    what was made of it where the upload has no plan. ``provenance`` is what its C2PA manifest was
    found to say, None where it has none. ``pixels`` is a digest of what the picture looks like,
    whatever the file says of itself.
    """

    __tablename__ = "image_file"
    __table_args__ = (UniqueConstraint("image_id", "n"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    image_id: Mapped[int] = mapped_column(ForeignKey("image.id"), index=True)
    n: Mapped[int] = mapped_column(default=1)
    sha256: Mapped[str] = mapped_column(unique=True)
    key: Mapped[str]
    bytes: Mapped[int] = mapped_column(BigInteger)
    original_name: Mapped[str]
    format: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    facts: Mapped[dict[str, Any]]
    received: Mapped[dict[str, Any]]
    base_key: Mapped[str | None]
    base_sha256: Mapped[str | None]
    base_bytes: Mapped[int | None] = mapped_column(BigInteger)
    plan: Mapped[dict[str, Any] | None]
    converted: Mapped[bool] = mapped_column(default=False)
    placeholder: Mapped[str | None]
    dhash: Mapped[str | None] = mapped_column(index=True)
    pixels: Mapped[str | None] = mapped_column(index=True)
    provenance: Mapped[dict[str, Any] | None]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]

    renditions: Mapped[list[Rendition]] = relationship(
        cascade="all, delete-orphan", order_by="Rendition.id"
    )


class Rendition(Base):
    """A stored size of a file, without rights metadata; the plan joins them at the door.

    ``box`` is the part of the upright picture that a crop was cut by: left, top, right and bottom
    in pixels; None for a size of the whole.
    """

    __tablename__ = "rendition"
    __table_args__ = (UniqueConstraint("file_id", "spec"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("image_file.id"), index=True)
    spec: Mapped[str]
    key: Mapped[str]
    plan: Mapped[dict[str, Any]]
    bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    box: Mapped[list[int] | None]


class Lease(Base):
    """A bound in time, half-open, UTC; only a denial has a start, an open end is null."""

    __tablename__ = "lease"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('embargo','display_until','use_until','deny')", name="known_kind"
        ),
        CheckConstraint("starts IS NULL OR ends IS NULL OR starts < ends", name="not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    image_id: Mapped[int] = mapped_column(ForeignKey("image.id"), index=True)
    kind: Mapped[str]
    starts: Mapped[datetime | None]
    ends: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
    set_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime | None]


class ImageWindow(Base):
    """A time in which an image may be seen: level 1 text, 2 small preview, 3 all by its terms."""

    __tablename__ = "image_window"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 3", name="known_level"),
        CheckConstraint("starts < ends", name="not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    image_id: Mapped[int] = mapped_column(ForeignKey("image.id"), index=True)
    starts: Mapped[datetime]
    ends: Mapped[datetime]
    level: Mapped[int]
