"""Outcomes of a request's images, in words for its page and behind a link that opens no more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dam.database.models import Grant, GrantItem, UsageRequest
from dam.i18n.translation import Sentence, say_in_language
from dam.links.languages import ENGLISH
from dam.links.refs import image_ref
from dam.rights import withdrawal


class Became(StrEnum):
    """State of a permission for an image: ``shut`` is one that holds and opens nothing now."""

    HOLDS = "holds"
    SHUT = "shut"
    REVOKED = "revoked"
    ENDED = "ended"


WORDS = {
    Became.HOLDS: Sentence("Du får använda bilden."),
    Became.SHUT: Sentence("Bilden kan inte användas just nu. Fråga pressfunktionen."),
    Became.REVOKED: Sentence(
        "Du får inte längre använda bilden, för tillståndet är återkallat. "
        "Använd den inte i nya publiceringar."
    ),
    Became.ENDED: Sentence(
        "Tillståndet att använda bilden har gått ut. Använd den inte i nya publiceringar."
    ),
}


@dataclass(frozen=True, slots=True)
class ImageOutcome:
    """Outcome of a permission for one image, and why where somebody took it back."""

    ref: str
    became: Became
    words: str
    reason: str


def outcome_of_image(
    request: UsageRequest, image_id: int, *, opened: Collection[str], language: str, now: datetime
) -> ImageOutcome:
    """Return what became of a granted image; ``opened`` are the ids that a grant opens now."""
    granted = [
        (grant, item)
        for grant in reversed(request.grants)
        for item in grant.items
        if item.image_id == image_id
    ]
    ref, became, reason = image_ref(image_id), Became.REVOKED, ""
    if granted:
        grant, item = granted[0]
        became = _describe_outcome(grant, item, ref in opened, now)
        taken_back = item.revoked_at or grant.revoked_at
        reason = _find_end_reason(request, taken_back, language) if taken_back else ""
    return ImageOutcome(ref, became, say_in_language(WORDS[became], language), reason)


def outcomes_of_grant(grant: Grant, language: str, now: datetime) -> tuple[ImageOutcome, ...]:
    """Return what became of each image of a grant whose link opens nothing any more."""
    return tuple(
        outcome_of_image(grant.request, item.image_id, opened=(), language=language, now=now)
        for item in grant.items
    )


def _describe_outcome(grant: Grant, item: GrantItem, opens: bool, now: datetime) -> Became:
    if item.revoked_at is not None or grant.revoked_at is not None:
        return Became.REVOKED
    if item.ends <= now:
        return Became.ENDED
    return Became.HOLDS if opens else Became.SHUT


def _find_end_reason(request: UsageRequest, at: datetime, language: str) -> str:
    """The reason that was given when something was taken back; empty where none was."""
    why = next((event.why for event in reversed(request.events) if event.at == at), "")
    words = withdrawal.get_english_reason(why) if language == ENGLISH else why
    return say_in_language(Sentence("Skäl: {reason}", reason=words), language) if words else ""
