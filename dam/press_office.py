"""The press office's facts: contacts, regions and content blocks, as staff last left them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.models import Contact, ContentBlock, Organisation

PHONE, EMAIL, ROOMS = "press.phone", "press.email", "tt."
LINES = "sidfot.rader"
"""The key of the text whose lines stand in every page's footer."""


@dataclass(frozen=True, slots=True)
class Office:
    """How to reach the press office; ``rooms`` are (name, address or None), ``lines`` the brand's
    own words in the footer.
    """

    email: str
    phone_shown: str | None
    rooms: tuple[tuple[str, str | None], ...] = ()
    checked_on: date | None = None
    lines: tuple[str, ...] = ()

    @property
    def phone_link(self) -> str | None:
        """`tel:` with the country's number: 072-450 01 45 → tel:+46724500145."""
        digits = "".join(character for character in self.phone_shown or "" if character.isdigit())
        return f"tel:+46{digits.removeprefix('0')}" if digits else None


@dataclass(frozen=True, slots=True)
class Region:
    """A region's press contact; what nobody has supplied is None."""

    slug: str
    name: str
    official: str | None
    press_url: str | None
    email: str | None
    phone: str | None
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class Block:
    """A text of the pages: paragraphs stand apart by an empty line."""

    title: str
    body: str
    checked_on: date | None


def office(session: Session, *, press_email: str) -> Office:
    """Return how to reach the press office; letters and pages carry ``press_email``."""
    rows = session.scalars(select(Contact).order_by(Contact.position)).all()
    by_key = {row.key: row for row in rows}
    phone = by_key.get(PHONE)
    return Office(
        email=press_email,
        phone_shown=phone.value if phone else None,
        rooms=tuple((row.label, row.value) for row in rows if row.key.startswith(ROOMS)),
        checked_on=phone.checked_on if phone else None,
        lines=lines_of(footer.body) if (footer := blocks(session, LINES).get(LINES)) else (),
    )


def lines_of(body: str) -> tuple[str, ...]:
    """Return the lines of a text that have words."""
    return tuple(line.strip() for line in body.splitlines() if line.strip())


def regions(session: Session) -> Sequence[Region]:
    """Return the 21 regions in the press page's order."""
    rows = session.scalars(
        select(Organisation).where(Organisation.kind == "region").order_by(Organisation.position)
    )
    return [
        Region(
            slug=row.slug,
            name=row.display_name,
            official=row.official_name,
            press_url=row.press_url,
            email=row.email,
            phone=row.phone,
            checked_on=row.checked_on,
        )
        for row in rows
    ]


def blocks(session: Session, prefix: str) -> dict[str, Block]:
    """Return the texts whose keys begin with ``prefix``, in the order they were written."""
    rows = session.scalars(
        select(ContentBlock)
        .where(ContentBlock.key.startswith(prefix, autoescape=True), ContentBlock.language == "sv")
        .order_by(ContentBlock.id)
    )
    return {row.key: Block(row.title, row.body, row.checked_on) for row in rows}
