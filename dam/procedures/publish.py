"""Publish an image, and save what was edited of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dam import approval, audit, catalogue, clearance, standing, workflow
from dam.catalogue import Description
from dam.errors import Conflict
from dam.models import Image, TermsVersion
from dam.procedures import contents, waiting_changes
from dam.procedures.contents import promised, tell_changed
from dam.rights.window import Bounds


@dataclass(frozen=True, slots=True)
class Edited:
    """Everything the editor of an image holds; ``terms`` is a slug."""

    description: Description
    terms: str | None
    bounds: Bounds


EDITED = contents.DESCRIBED | {"terms", "leases", "remains"}
"""The fields of `contents` that are edited together."""


def edited_now(image: Image) -> Edited:
    """Return what the editor would show of the image now."""
    terms = image.terms_version.terms.slug if image.terms_version else None
    return Edited(catalogue.describe_now(image), terms, standing.bounds_of(image))


def edited_by(session: Session, image: Image, wanted: Mapping[str, Any]) -> Edited:
    """Return what the editor shows of the image to somebody of whose changes these fields wait."""
    if not wanted:
        return edited_now(image)
    held = {**contents.contents(image), **wanted}
    version = session.get(TermsVersion, held["terms"]) if held["terms"] else None
    terms = version.terms.slug if version else None
    return Edited(contents.described(session, image, wanted), terms, contents.bounds(held))


def save(
    session: Session,
    image: Image,
    edited: Edited,
    *,
    on_own: bool = False,
    by: int | None,
    now: datetime,
) -> bool:
    """Save what was edited of a held image, all or nothing; returns whether any of it waits for
    another person. ``on_own``: it began from what `edited_by` returns of what waits already.

    Raises BadInput for what cannot be used, and NotPublishable where a published image would lose
    something it needs.
    """
    began = EDITED if on_own else ()
    with waiting_changes.proposing(session, image, instead_of=began, by=by, now=now) as proposal:
        _save(session, image, edited, by=by, now=now)
    return proposal.waits


def _save(session: Session, image: Image, edited: Edited, *, by: int | None, now: datetime) -> None:
    before, ended = promised(image), standing.bounds_of(image).use_until is not None
    catalogue.describe(session, image, edited.description, by=by, now=now)
    clearance.set_terms(session, image, edited.terms, by=by, now=now)
    bounds = edited.bounds
    if bounds.use_until is None and not ended:
        # The end that came with the terms is not what the form left empty.
        bounds = replace(bounds, use_until=standing.bounds_of(image).use_until)
    clearance.set_bounds(session, image, bounds, by=by, now=now)
    clearance.settle(session, image, now=now)
    tell_changed(session, image, before, now=now)


def publish(session: Session, image: Image, *, seen: str, by: int | None, now: datetime) -> None:
    """Publish the held image as it was ``seen``, by its fingerprint; raises NotPublishable with
    what is missing, NotApproved where somebody else has to do it, Unseen where it is another now,
    Conflict where withdrawn.

    An image whose sizes are still being made is listed when they stand: the gate waits for them.
    """
    if image.state == "withdrawn":
        raise Conflict("Bilden är återkallad och kan inte publiceras igen.")
    if image.binned_at is not None:
        raise Conflict("Bilden ligger i papperskorgen. Ta tillbaka den först.")
    clearance.ensure_publishable(image, now)
    if image.state != "published":
        approval.ensure_approved(session, image, by=by)
        approval.ensure_seen(session, image, seen)
        approval.release(session, image.id)
        workflow.leave(image)
        image.state = "published"
        image.withdrawn_at = image.withdrawn_reason = image.withdrawn_by = image.replaced_by = None
        image.version += 1
        image.updated_at = now
        detail = {"fingerprint": seen}
        audit.record(session, "publish", "image", image.id, by=by, now=now, detail=detail)
    clearance.keep_in_step(session, image, now=now)
