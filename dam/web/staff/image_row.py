"""An image as the lists of staff show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from dam import catalogue, clearance
from dam.clearance import facts
from dam.database.models import Image
from dam.delivery.files import find_rendition
from dam.links.refs import image_ref
from dam.links.staff_paths import IMAGES
from dam.rights.decision import decide
from dam.rights.image_states import ImageState
from dam.rights.publication import MissingField
from dam.rights.reasons import ReasonCode
from dam.rights.terms import Purpose
from dam.web.template_filters import show_clock, show_day, show_last_day

WAITS = (
    "Sparat. Ändringen väntar på att en annan redaktör godkänner den, "
    "och till dess visas bilden som förut."
)
STATES: dict[str, str] = {
    ImageState.DRAFT: "Utkast",
    ImageState.REVIEW: "Granskas",
    ImageState.PUBLISHED: "Publicerad",
    ImageState.WITHDRAWN: "Återkallad",
}


@dataclass(frozen=True, slots=True)
class ImageRow:
    """``state`` is computed from state and bounds, ``label`` says it; ``missing`` blocks."""

    id: int
    ref: str
    url: str
    title: str
    file_name: str
    state: str
    label: str
    processing: str
    thumbnail: str | None
    transparent: bool
    width: int
    height: int
    updated: datetime
    missing: tuple[MissingField, ...]


def build_image_row(image: Image, now: datetime) -> ImageRow:
    file = image.file
    url = f"{IMAGES}/{image.id}"
    has_thumbnail = find_rendition(image, "w320.webp") is not None
    state, label = _describe_state(image, now)
    missing = clearance.what_is_missing(image, now)
    return ImageRow(
        id=image.id,
        ref=image_ref(image.id),
        url=url,
        title=catalogue.find_image_text(image).title,
        file_name=file.original_name if file else "",
        state=state,
        label=label,
        processing=image.processing,
        thumbnail=f"{url}/filer/w320.webp" if has_thumbnail else None,
        transparent=bool(file and file.facts.get("has_alpha")),
        width=file.width if file else 0,
        height=file.height if file else 0,
        updated=image.updated_at,
        missing=tuple(item for item in missing if item.blocks),
    )


def _describe_state(image: Image, now: datetime) -> tuple[str, str]:
    """Return the state with what the gate makes of it, and words for it."""
    label = gettext(STATES.get(image.state, image.state))
    decision = decide(facts.facts_of(image, now), Purpose.TEXT, now)
    if image.state != ImageState.PUBLISHED or decision.allowed:
        return image.state, label
    reason, bounds = decision.reasons[0], facts.bounds_of(image)
    if reason.code is ReasonCode.EMBARGOED:
        until = f"{show_day(bounds.starts)} {show_clock(bounds.starts)}"
        return "embargoed", gettext("Spärrad till %(until)s", until=until)
    if reason.code in {ReasonCode.USE_ENDED, ReasonCode.DISPLAY_ENDED}:
        return "expired", gettext(
            "Gällde till och med %(day)s", day=show_last_day(bounds.used_until)
        )
    return (
        ("published", label)
        if reason.code is ReasonCode.NOT_READY
        else ("shut", gettext(reason.staff))
    )
