"""Cards of images, for whoever asks now, in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence

from dam.delivery import pages
from dam.delivery.page_models import Card
from dam.web.context import reading_session, request_moment, services
from dam.web.language import page_language


def build_page_cards(image_ids: Sequence[int]) -> tuple[Card, ...]:
    """Return the cards of those images that may be seen now, in the order given."""
    return pages.build_cards(
        reading_session(), image_ids, services().site, request_moment(), page_language()
    )
