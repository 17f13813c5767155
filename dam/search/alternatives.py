"""Images that are like one and free to download: what may be used where that one may not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from dam.clearance import gate
from dam.clearance.listing import collect_search_text
from dam.database.models import Image, ImageTopic, Listing, ListingText
from dam.errors import NotFound
from dam.imaging.geometry import classify_orientation
from dam.search.visible import is_visible_at

FREE = ("free", "conditional")
LOOKED_AT = 200
"""So many of the newest are compared, however many there are."""
MOST = 4
SPARE = 4
"""So many more are asked of the gate, since a list may hold what it does not let through."""


def find_alternatives(session: Session, image: Image, now: datetime, most: int) -> list[int]:
    """Return other visible images, free to download: first those that share a topic, then those of
    the brand; of each the ones that share most words, then the shape, then the newest.
    """
    topics = select(ImageTopic.slug).where(ImageTopic.image_id == image.id)
    sharing = select(ImageTopic.image_id).where(ImageTopic.slug.in_(topics))
    image_ids: dict[int, None] = {}
    for condition in (Listing.image_id.in_(sharing), Listing.brand == image.brand):
        if len(image_ids) < most:
            image_ids |= dict.fromkeys(_rank_alternatives(session, image, condition, now))
    return list(image_ids)[:most]


def _rank_alternatives(
    session: Session, image: Image, condition: ColumnElement[bool], now: datetime
) -> Iterator[int]:
    chosen = (
        select(Listing.image_id, Listing.orientation, ListingText.main, ListingText.body)
        .join(ListingText, ListingText.listing_id == Listing.id)
        .where(
            is_visible_at(now),
            Listing.terms_class.in_(FREE),
            Listing.image_id != image.id,
            condition,
        )
        .order_by(Listing.id.desc())
        .limit(LOOKED_AT)
    )
    text = collect_search_text(image)
    words = set(f"{text.main} {text.body}".split())
    shape = classify_orientation(image.file.width, image.file.height) if image.file else ""

    def likeness(row: tuple[int, str, str]) -> tuple[int, bool]:
        return len(words.intersection(row[2].split())), row[1] == shape

    rows = [
        (int(image_id), str(orientation), f"{main} {body}")
        for image_id, orientation, main, body in session.execute(chosen)
    ]
    return (row[0] for row in sorted(rows, key=likeness, reverse=True))


def suggest_alternatives(session: Session, image: Image, now: datetime) -> list[Image]:
    """Return at most four images that anybody may download now, the likest first."""
    return list(
        islice(
            _list_downloadable(session, find_alternatives(session, image, now, MOST + SPARE), now),
            MOST,
        )
    )


def _list_downloadable(session: Session, image_ids: list[int], now: datetime) -> Iterator[Image]:
    for image_id in image_ids:
        with suppress(NotFound):
            yield gate.get_downloadable(session, image_id, "original", now)
