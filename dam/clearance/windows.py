"""Windows of an image and what it lacks, computed at each change; listings compare instants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from dam.clearance import crops, facts, listing
from dam.clearance.terms import default_end
from dam.database.models import Image, ImagePerson, ImageWindow, TermsVersion
from dam.database.models.eager_loading import EDITED, TIMED
from dam.errors import BadInput
from dam.i18n.translation import find_text_in
from dam.rights.basis import get_people_status
from dam.rights.image_states import ImageState, ProcessingState
from dam.rights.publication import MissingField, PublicationFacts, list_missing_fields
from dam.rights.terms import TermsClass

READ_AT_ONCE = 500


class NotPublishable(BadInput):
    """Refusal to publish; ``missing`` says what blocks, each with its field."""

    def __init__(self, missing: tuple[MissingField, ...]) -> None:
        super().__init__(
            "Bilden kan inte publiceras än. Det här saknas:",
            fields={item.field: item.sentence for item in missing},
        )
        self.missing = missing


def ensure_publishable(image: Image, now: datetime) -> None:
    """Raise NotPublishable where something blocks."""
    blocking = tuple(item for item in what_is_missing(image, now) if item.blocks)
    if blocking:
        raise NotPublishable(blocking)


def recompute_or_refuse(session: Session, image: Image, *, now: datetime) -> None:
    """Recompute after a change; NotPublishable where a published image loses what it needs."""
    if image.state == ImageState.PUBLISHED:
        ensure_publishable(image, now)
        recompute_and_relist(session, image, now=now)


def recompute_and_relist(session: Session, image: Image, *, now: datetime) -> None:
    """Recompute windows, listing and search words of an image, and note what crops to make."""
    recompute_windows(image)
    session.flush()
    _mark_first_publication(image, now)
    listing.list_image(session, image)
    crops.queue_missing_crops(session, image)


def keep_stale_in_step(session: Session, image_ids: Sequence[int], *, now: datetime) -> int:
    """Recompute some published images whose stored windows are stale; returns how many."""
    chosen = select(Image).where(Image.id.in_(image_ids), Image.state == ImageState.PUBLISHED)
    stale = [row for row in session.scalars(chosen.options(*EDITED)).unique() if _is_stale(row)]
    for image in stale:
        recompute_and_relist(session, image, now=now)
    return len(stale)


def list_stale_images(session: Session) -> list[int]:
    """Return the published images with somebody of the register in them whose stored windows say
    otherwise than the rules do now. Of each no more is read than that, and not all at once.
    """
    shows = exists().where(ImagePerson.image_id == Image.id)
    chosen = select(Image).where(Image.state == ImageState.PUBLISHED, shows).options(*TIMED)
    rows = session.scalars(chosen.execution_options(yield_per=READ_AT_ONCE))
    return [image.id for image in rows if _is_stale(image)]


def _is_stale(image: Image) -> bool:
    stored = sorted((window.starts, window.ends, window.level) for window in image.windows)
    return stored != sorted((w.starts, w.ends, int(w.level)) for w in facts.windows_of(image))


def recompute_windows(image: Image) -> None:
    """Make the stored windows agree with state, bounds and people."""
    image.windows = [
        ImageWindow(starts=window.starts, ends=window.ends, level=int(window.level))
        for window in facts.windows_of(image)
    ]


def _mark_first_publication(image: Image, now: datetime) -> None:
    """Remember the first instant an outsider may see the image, as long as it lies ahead."""
    seen = image.first_published_at is not None and image.first_published_at <= now
    if seen or not image.windows or image.processing != ProcessingState.READY:
        return
    image.first_published_at = max(now, min(window.starts for window in image.windows))


def what_is_missing(
    image: Image, now: datetime, under: TermsVersion | None = None
) -> tuple[MissingField, ...]:
    """Return what stands between the image and publication, and what is advised.

    ``under`` asks how it would be once moved to other terms, with the end that they come with.
    """
    text = find_text_in(image.texts)
    version = under or image.terms_version
    use_until = facts.bounds_of(image).use_until
    if under and use_until is None:
        use_until = default_end(image, under, now)
    described = PublicationFacts(
        title=text.title if text else "",
        caption=text.caption if text else "",
        alt=text.alt if text else "",
        creators=tuple(image.creators),
        terms_class=TermsClass(version.category) if version else None,
        end_required=bool(version and version.end_required),
        use_until=use_until,
        identifiable_people=image.identifiable_people,
        people=get_people_status(facts.people_of(image), now),
        rights_source=image.rights_source,
        digital_source_type=image.digital_source_type,
        place=image.place,
        date=image.date_text,
        persons=tuple(image.persons),
        processing=image.processing,
    )
    return list_missing_fields(described, now)
