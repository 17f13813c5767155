"""An image that was asked for, as the page of its case shows it."""

from __future__ import annotations

from dataclasses import dataclass

from dam.database.models import RequestItem
from dam.delivery import press_record
from dam.i18n.translation import get_text_in
from dam.search import alternatives
from dam.web.context import reading_session, request_moment
from dam.web.staff.image_row import ImageRow, build_image_row


@dataclass(frozen=True, slots=True)
class RequestedImage:
    """A requested image with its row; ``limits`` are its people's, ``alike`` others to use."""

    item: RequestItem
    row: ImageRow
    terms: str
    credit: str
    limits: str | None
    alike: tuple[ImageRow, ...]


def build_requested_image(item: RequestItem, *, choosing: bool) -> RequestedImage:
    image = item.image
    suggested = (
        alternatives.suggest_alternatives(reading_session(), image, request_moment())
        if choosing
        else ()
    )
    terms = get_text_in(image.terms_version.texts).name if image.terms_version else ""
    limits = press_record.describe_use_limits(image, request_moment())
    return RequestedImage(
        item,
        build_image_row(image, request_moment()),
        terms,
        press_record.format_image_credit(image),
        limits,
        tuple(build_image_row(alternative, request_moment()) for alternative in suggested),
    )
