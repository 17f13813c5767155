"""What may be used instead of an image: alike, and given by the gate to everybody now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from dam.delivery import permit
from dam.errors import NotFound
from dam.models import Image
from dam.search.alike import alike

MOST = 4
SPARE = 4
"""So many more are asked of the gate, since a list may hold what it does not let through."""


def suggest(session: Session, image: Image, now: datetime) -> list[Image]:
    """Return at most four images that anybody may download now, the likest first."""
    return list(islice(_open(session, alike(session, image, now, MOST + SPARE), now), MOST))


def _open(session: Session, image_ids: list[int], now: datetime) -> Iterator[Image]:
    for image_id in image_ids:
        with suppress(NotFound):
            yield permit.take(session, image_id, "original", now)
