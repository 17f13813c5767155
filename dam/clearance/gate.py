"""The single gate: every byte and title that leaves is asked for here, and nowhere else.

To outsiders the hidden is not found. What was public once and is closed again is gone, or not shown
now, which a page may say; its bytes are not found. tests/delivery/exits.py lists every exit that
asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from dam.clearance.facts import facts_of
from dam.database.models import Image, ImageWindow, Lease
from dam.database.models.eager_loading import DECIDED, PICTURED
from dam.errors import DamError, NotFound
from dam.rights.decision import Decision, GrantFacts, decide
from dam.rights.image_states import ImageState
from dam.rights.lease import LeaseKind
from dam.rights.sizes import SIZES
from dam.rights.terms import Purpose
from dam.rights.window import VisibilityLevel


class ImageWithheld(NotFound):
    """Was public and is closed for a while: not found, on a page that says so of its id alone."""

    def __init__(self, image: Image) -> None:
        super().__init__()
        self.image = image


class ImageClosed(DamError):
    """Was public and is closed for good; ``image`` may be named by id, never by title."""

    kind = "gone"

    def __init__(self, image: Image, decision: Decision) -> None:
        super().__init__(decision.reasons[0].sentence)
        self.image = image
        self.expired = not any(reason.by_somebody for reason in decision.reasons)


def get_viewable(session: Session, image_id: int, now: datetime) -> tuple[Image, Decision]:
    """Return an image whose text may be shown, with what else may be had of it.

    Raises NotFound for what is hidden or does not exist; Closed for what was public once, Withheld
    where that is for a while.
    """
    image = _get_once_public(session, image_id, now)
    decision = decide(facts_of(image, now), Purpose.TEXT, now)
    if decision.gone:
        raise ImageClosed(image, decision)
    if decision.withheld:
        raise ImageWithheld(image)
    if not decision.allowed:
        raise NotFound
    return image, decision


def get_downloadable(
    session: Session, image_id: int, size: str, now: datetime, grant: GrantFacts | None = None
) -> Image:
    """Return an image of which this named size may be had; NotFound for anything else."""
    if size not in SIZES:
        raise NotFound
    image = _get_once_public(session, image_id, now)
    if not decide(facts_of(image, now, grant), SIZES[size].purpose, now).allowed:
        raise NotFound
    return image


def get_under_embargo(
    session: Session, image_id: int, size: str | None, now: datetime
) -> tuple[Image, Decision]:
    """Return an image to whoever holds a link to it while it is under embargo.

    ``size`` is a named size, None for the page. NotFound where anything but the embargo shuts it.
    """
    image = session.get(Image, image_id)
    if image is None or not (size is None or size in SIZES):
        raise NotFound
    purpose = Purpose.TEXT if size is None else SIZES[size].purpose
    decision = decide(facts_of(image, now, embargo_link=True), purpose, now)
    if not decision.allowed:
        raise NotFound
    return image, decision


def only_listed(
    session: Session, image_ids: Sequence[int], now: datetime
) -> list[tuple[Image, Decision]]:
    """Return those of some images that lists may show, in the order given."""
    return [pair for pair in _only_viewable(session, image_ids, now) if pair[1].listed]


def list_closed(
    session: Session, now: datetime, *, most: int, skip: int = 0
) -> tuple[list[ImageClosed], bool]:
    """Return what was public once and is closed for good, the latest first, and whether more is."""
    for_a_while = _list_withheld(session, now)
    images = list_no_longer_public(session, now, most=most + 1, skip=skip, but=for_a_while)
    decided = (
        (candidate, decide(facts_of(candidate, now), Purpose.TEXT, now))
        for candidate in images[:most]
    )
    closed_images = [ImageClosed(image, decision) for image, decision in decided if decision.gone]
    return closed_images, len(images) > most


def _list_withheld(session: Session, now: datetime) -> list[int]:
    """Return the images that were public and are shut for a while. Withdrawal and the ends that
    people have set shut for good, so the others alone are decided: they are few.
    """
    ends = (Lease.kind == LeaseKind.DISPLAY_UNTIL) | (
        (Lease.kind == LeaseKind.USE_UNTIL) & (Image.residual_level == VisibilityLevel.NOTHING)
    )
    ended = exists().where(Lease.image_id == Image.id, Lease.ends <= now, ends)
    doubtful = _shut(now).where(Image.state == ImageState.PUBLISHED, ~ended).options(*DECIDED)
    images = session.scalars(doubtful).unique()
    return [row.id for row in images if not decide(facts_of(row, now), Purpose.TEXT, now).gone]


def list_no_longer_public(
    session: Session, now: datetime, *, most: int, skip: int = 0, but: Sequence[int] = ()
) -> Sequence[Image]:
    """Return what was public once and is shut now, the latest first, ``but`` for these."""
    last = (
        select(func.max(ImageWindow.ends))
        .where(ImageWindow.image_id == Image.id, ImageWindow.ends <= now)
        .scalar_subquery()
    )
    since = func.coalesce(Image.withdrawn_at, last, Image.first_published_at)
    chosen = (
        _shut(now)
        .where(Image.id.not_in(but))
        .options(*DECIDED)
        .order_by(since.desc(), Image.id.desc())
        .offset(skip)
        .limit(most)
    )
    return session.scalars(chosen).unique().all()


def _shut(now: datetime) -> Select[Image]:
    open_now = exists().where(
        ImageWindow.image_id == Image.id, ImageWindow.starts <= now, ImageWindow.ends > now
    )
    return select(Image).where(Image.first_published_at <= now, ~open_now)


def only_requestable(session: Session, image_ids: Iterable[int], now: datetime) -> list[int]:
    """Return those of a list that a request may name: the ones whose text may be shown."""
    return [image.id for image, _ in _only_viewable(session, list(dict.fromkeys(image_ids)), now)]


def _get_once_public(session: Session, image_id: int, now: datetime) -> Image:
    """Return an image that an outsider has been able to see; NotFound.

    One narrow question finds neither what is hidden nor what does not exist, so that no time tells
    them apart.
    """
    query = select(Image.id).where(Image.id == image_id, Image.first_published_at <= now)
    if session.scalar(query) is None:
        raise NotFound
    return session.get_one(Image, image_id)


def _only_viewable(
    session: Session, image_ids: Sequence[int], now: datetime
) -> list[tuple[Image, Decision]]:
    """Return those whose text may be shown, in the order given."""
    query = select(Image).where(Image.id.in_(image_ids), Image.first_published_at <= now)
    chosen = session.scalars(query.options(*PICTURED)).unique()
    by_id = {image.id: image for image in chosen}
    ordered = (by_id[image_id] for image_id in image_ids if image_id in by_id)
    decided = ((image, decide(facts_of(image, now), Purpose.TEXT, now)) for image in ordered)
    return [(image, decision) for image, decision in decided if decision.allowed]
