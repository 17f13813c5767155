"""What a grant lets its holder download now: each image that the gate allows, with its sizes."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from dam.clearance import gate
from dam.database.models import Image
from dam.delivery import files, press_record
from dam.delivery.page_models import Granted, Size
from dam.delivery.press_record import House
from dam.errors import NotFound
from dam.imaging.metadata.records import PressMetadata
from dam.links.paths import grant_download_path
from dam.links.refs import image_ref
from dam.rights.decision import GrantFacts

SIZES = ("original", *files.DOWNLOADS)


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
            image = gate.take(session, image_id, "original", now, facts)
            said = press_record.build(image, house, now, credit=credit or None)
            words, sizes = press_record.text_in(image, language), _sizes(image, said, token)
            found.append(Granted(image_ref(image.id), words.title, words.language, sizes))
    return found


def _sizes(image: Image, said: PressMetadata, token: str) -> tuple[Size, ...]:
    sizes = []
    for name in SIZES:
        with suppress(NotFound):
            leaving = files.leaving(image, said, name)
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
