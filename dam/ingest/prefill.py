"""What an upload says of itself → the first description, in house style, to accept or change."""

from __future__ import annotations

from dam.database.models import Image, ImageText
from dam.imaging.metadata.normalise import apply_house_style
from dam.imaging.metadata.records import ReceivedMetadata
from dam.rights.image_states import ImageState, ProcessingState
from dam.rights.origin import read_origin
from dam.text.read import read_partial_date


def prefill_image(metadata: ReceivedMetadata) -> Image:
    """Return a draft with what was read. Terms and people are never guessed."""
    received = apply_house_style(metadata).record
    place = ", ".join(part for part in (received.city, received.country) if part)
    image = Image(
        state=ImageState.DRAFT,
        processing=ProcessingState.PENDING,
        creators=list(received.creator),
        persons=list(received.persons),
        keywords=list(received.keywords),
        place=place or None,
        date_text=_read_day(received.date),
        digital_source_type=read_origin(received.digital_source_type),
    )
    image.texts = [
        ImageText(
            language="sv",
            title=received.title or received.headline or "",
            headline=received.headline or "",
            caption=received.description or "",
            alt=received.alt_text or "",
        )
    ]
    return image


def _read_day(text: str | None) -> str | None:
    """Return the day of an ISO date or date and time, None where it is not one."""
    day = (text or "")[:10]
    return day if read_partial_date(day) else None
