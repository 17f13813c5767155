"""The register of people in pictures: who they are, why they may be shown, in which images."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dam.database.models.base import Base


class Person(Base):
    """A person who can be recognised in pictures. ``contact`` is for the press office alone."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    contact: Mapped[str] = mapped_column(default="")
    minor: Mapped[bool] = mapped_column(default=False)
    guardian: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]

    bases: Mapped[list[PersonBasis]] = relationship(
        back_populates="person",
        lazy="selectin",
        cascade="all, delete-orphan",
        order_by="PersonBasis.id",
    )


class PersonBasis(Base):
    """A legal basis: from ``given_on`` through ``valid_to`` (whole days in Stockholm).

    The document lies in the private store under ``document_key``. One that waits (``waits_since``)
    for another person than ``waits_by`` to approve it counts nowhere.
    """

    __tablename__ = "person_basis"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('public_interest','employment','consent','model_contract',"
            "'legitimate_interest')",
            name="known_kind",
        ),
        CheckConstraint("valid_to IS NULL OR given_on <= valid_to", name="not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    channels: Mapped[list[str]] = mapped_column(default=list)
    uses: Mapped[list[str]] = mapped_column(default=list)
    given_on: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(index=True)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    waits_since: Mapped[datetime | None]
    waits_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(default="")
    document_key: Mapped[str | None] = mapped_column(unique=True)
    document_sha256: Mapped[str | None]
    document_bytes: Mapped[int | None] = mapped_column(BigInteger)
    document_name: Mapped[str] = mapped_column(default="")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship(back_populates="bases")


class ImagePerson(Base):
    """A person who is in an image; ``position`` counts from the left, from 0."""

    __tablename__ = "image_person"

    image_id: Mapped[int] = mapped_column(ForeignKey("image.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)

    person: Mapped[Person] = relationship(lazy="joined")
