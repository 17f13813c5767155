"""Letters about images that have left: to holders of grants, and to whoever watches an image."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dam.database.models import Image
from dam.links.paths import short_path
from dam.links.refs import image_ref
from dam.mail.letters import (
    LetterDraft,
    format_iso_moment,
    link_own_page,
    link_terms_page,
    list_image_refs,
)


@dataclass(frozen=True, slots=True)
class ClosedImages:
    """Images of a letter that may not be used any more; ``reason`` is a sentence."""

    since: datetime
    reason: str
    remove: bool
    replaced_by: int | None = None


@dataclass(frozen=True, slots=True)
class Off:
    """The link by which somebody who asked to be told stops the letters."""

    watcher_id: int
    generation: int


def image_closed(
    recipient: str, language: str, image_ids: Iterable[int], closed: ClosedImages, off: Off | None
) -> LetterDraft:
    """To whoever holds a grant or asked to be told: do not use these in anything new."""
    context = {
        "images": list_image_refs(image_ids),
        "since": format_iso_moment(closed.since),
        "reason": closed.reason,
        "remove": closed.remove,
        "replacement": link_own_page(short_path(closed.replaced_by, language))
        if closed.replaced_by
        else None,
        "replaced_by": image_ref(closed.replaced_by) if closed.replaced_by else None,
        "off": _link_unsubscribe(off) if off else None,
    }
    return LetterDraft("image_closed", recipient, context, language=language)


def image_changed(
    recipient: str, language: str, image: Image, what: Iterable[str], off: Off
) -> LetterDraft:
    """To whoever asked to be told; ``what`` is among caption, credit and terms."""
    terms = image.terms_version
    context = {
        "images": list_image_refs([image.id]),
        "what": sorted(what),
        "terms": link_own_page(link_terms_page(terms, language)) if terms else None,
        "page": link_own_page(short_path(image.id, language)),
        "off": _link_unsubscribe(off),
    }
    return LetterDraft("image_changed", recipient, context, language=language)


def image_replaced(
    recipient: str, language: str, image_id: int, note: str, off: Off
) -> LetterDraft:
    """To whoever asked to be told: the same address gives another file; ``note`` may be empty."""
    context = {
        "images": list_image_refs([image_id]),
        "note": note,
        "page": link_own_page(short_path(image_id, language)),
        "off": _link_unsubscribe(off),
    }
    return LetterDraft("image_replaced", recipient, context, language=language)


def watch_confirm(recipient: str, language: str, image_id: int, off: Off) -> LetterDraft:
    """To an address that nobody has verified: nothing more is sent before it says yes."""
    context = {
        "images": list_image_refs([image_id]),
        "confirm": {**_link_unsubscribe(off), "link": "watch"},
    }
    return LetterDraft("watch_confirm", recipient, context, language=language)


def _link_unsubscribe(off: Off) -> dict[str, Any]:
    return {"link": "watch_off", "id": off.watcher_id, "generation": off.generation}
