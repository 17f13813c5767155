"""The content of the image editor: read it, and save it with all that follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from dam import catalogue, clearance
from dam.catalogue import Description
from dam.clearance import facts
from dam.database.models import Image
from dam.lifecycle import change_fields, waiting_changes
from dam.lifecycle.change_fields import read_promised_fields, tell_changed
from dam.rights.window import TimeBounds

EDITED = change_fields.DESCRIBED | {"terms", "leases", "residual_level"}
"""The fields of `contents` that are edited together."""


@dataclass(frozen=True, slots=True)
class Edited:
    """Everything the editor of an image holds; ``terms`` is a slug."""

    description: Description
    terms: str | None
    bounds: TimeBounds


def edited_now(image: Image) -> Edited:
    """Return the current content of the editor."""
    terms = image.terms_version.terms.slug if image.terms_version else None
    return Edited(catalogue.describe_now(image), terms, facts.bounds_of(image))


def save_image_edit(
    session: Session,
    image: Image,
    edited: Edited,
    *,
    on_own: bool = False,
    by: int | None,
    now: datetime,
) -> bool:
    """Save the editor of a locked image, all or nothing; returns whether any of it waits for
    another person. ``on_own``: it began from what `edited_by` returns of what waits already.

    Raises BadInput for what cannot be used, and NotPublishable where a published image would lose
    something it needs.
    """
    began = EDITED if on_own else ()
    with waiting_changes.propose_changes(
        session, image, instead_of=began, by=by, now=now
    ) as proposal:
        _store_image_edit(session, image, edited, by=by, now=now)
    return proposal.waits


def _store_image_edit(
    session: Session, image: Image, edited: Edited, *, by: int | None, now: datetime
) -> None:
    before, ended = read_promised_fields(image), facts.bounds_of(image).use_until is not None
    catalogue.save_description(session, image, edited.description, by=by, now=now)
    clearance.set_terms(session, image, edited.terms, by=by, now=now)
    bounds = edited.bounds
    if bounds.use_until is None and not ended:
        # The end that came with the terms is not what the form left empty.
        bounds = replace(bounds, use_until=facts.bounds_of(image).use_until)
    clearance.set_bounds(session, image, bounds, by=by, now=now)
    clearance.recompute_or_refuse(session, image, now=now)
    tell_changed(session, image, before, now=now)
