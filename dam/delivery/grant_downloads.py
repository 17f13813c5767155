"""What a grant lets its holder download now: each image that the gate allows, with its sizes."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from dam.clearance import gate
from dam.database.models import Image
from dam.delivery import files, pages, press_record
from dam.delivery.page_models import GrantedImage, OfferedSize
from dam.delivery.press_record import SiteIdentity
from dam.errors import NotFound
from dam.i18n.translation import get_text_in
from dam.imaging.metadata.records import PressMetadata
from dam.links.paths import grant_download_path
from dam.links.refs import image_ref
from dam.rights.credit import translate_label
from dam.rights.decision import GrantFacts
from dam.rights.sizes import CROPS, DOWNLOADS, ORIGINAL

WHOLE_SIZES = tuple(name for name in DOWNLOADS if name not in CROPS)


def list_granted_images(
    session: Session,
    items: Iterable[tuple[int, str, GrantFacts]],
    *,
    token: str,
    site: SiteIdentity,
    language: str = "sv",
    now: datetime,
) -> list[GrantedImage]:
    """Return what may be had; ``items`` are (id, credit, facts)."""
    items, images = list(items), []
    seen = pages.build_cards(session, [image_id for image_id, _, _ in items], site, now, language)
    cards = {card.id: card for card in seen}
    for image_id, credit, facts in items:
        with suppress(NotFound):
            image = gate.get_downloadable(session, image_id, ORIGINAL, now, facts)
            metadata = press_record.build_metadata(image, site, now, credit=credit or None)
            text = get_text_in(image.texts, language)
            granted = GrantedImage(
                id=image.id,
                ref=image_ref(image.id),
                title=text.title,
                language=text.language,
                credit=translate_label(metadata.credit_line or "", language),
                sizes=_list_granted_sizes(image, metadata, token),
                card=cards.get(image.id),
            )
            images.append(granted)
    return images


def _list_granted_sizes(
    image: Image, metadata: PressMetadata, token: str
) -> tuple[OfferedSize, ...]:
    sizes = []
    for name in WHOLE_SIZES:
        with suppress(NotFound):
            file = files.prepare_download(image, metadata, name)
            sizes.append(
                OfferedSize(
                    name=name,
                    url=grant_download_path(token, image.id, name),
                    file_name=file.file_name,
                    format=file.format,
                    width=file.width,
                    height=file.height,
                    bytes=file.joined.length,
                )
            )
    return tuple(sizes)
