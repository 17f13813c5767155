"""What a grant lets its holder download now: each image that the gate allows, with its sizes."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from dam.delivery import download, permit, record
from dam.delivery.record import House
from dam.delivery.shown import Granted, Size
from dam.errors import NotFound
from dam.links import grant_download_path, image_ref
from dam.models import Image
from dam.pictures.metadata import PressMetadata
from dam.rights.decision import GrantFacts

SIZES = ("original", *download.DOWNLOADS)


def downloads(
    session: Session,
    items: Iterable[tuple[int, str, GrantFacts]],
    *,
    token: str,
    house: House,
    language: str = "sv",
    now: datetime,
) -> list[Granted]:
    """Return what may be had; ``items`` are (id, credit, facts)."""
    found = []
    for image_id, credit, facts in items:
        with suppress(NotFound):
            image = permit.take(session, image_id, "original", now, facts)
            said = record.build(image, house, now, credit=credit or None)
            words, sizes = record.text_in(image, language), _sizes(image, said, token)
            found.append(Granted(image_ref(image.id), words.title, words.language, sizes))
    return found


def _sizes(image: Image, said: PressMetadata, token: str) -> tuple[Size, ...]:
    sizes = []
    for name in SIZES:
        with suppress(NotFound):
            leaving = download.leaving(image, said, name)
            sizes.append(
                Size(
                    name=name,
                    url=grant_download_path(token, image.id, name),
                    file_name=leaving.file_name,
                    format=leaving.format,
                    width=leaving.width,
                    height=leaving.height,
                    bytes=leaving.joined.length,
                )
            )
    return tuple(sizes)
