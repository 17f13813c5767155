"""What an upload says of itself → the first description, for staff to accept or change."""

from __future__ import annotations

from dam.models import Image, ImageText
from dam.pictures.metadata import ReceivedMetadata
from dam.rights.dates import readable_date
from dam.rights.origin import read_origin


def first_description(received: ReceivedMetadata) -> Image:
    """Return a draft with what was read. Terms and people are never guessed."""
    place = ", ".join(part for part in (received.city, received.country) if part)
    image = Image(
        state="draft",
        processing="pending",
        creators=list(received.creator),
        persons=list(received.persons),
        keywords=list(received.keywords),
        place=place or None,
        date_text=_date(received.date),
        digital_source_type=read_origin(received.digital_source_type),
    )
    image.texts = [
        ImageText(
            language="sv",
            title=(received.title or received.headline or "")[:200],
            headline=(received.headline or "")[:200],
            caption=(received.description or "")[:2000],
            alt=(received.alt_text or "")[:1000],
        )
    ]
    return image


def _date(text: str | None) -> str | None:
    """Return the day of an ISO date or date and time, None where it is not one."""
    day = (text or "")[:10]
    return day if readable_date(day) else None
