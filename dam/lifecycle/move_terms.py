"""Move images to another version of terms, one or ten thousand: the consequence, then the step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, update
from sqlalchemy.orm import Session

from dam import clearance
from dam.approval import ApprovalStep, commit_guard
from dam.clearance import crops
from dam.database import audit, site_settings
from dam.database.audit_actions import AuditAction
from dam.database.fingerprint import mark_of
from dam.database.models import Approval, Image, ImagePerson, Lease, Listing, TermsVersion, Watcher
from dam.database.models.eager_loading import EDITED
from dam.delivery import notices
from dam.errors import Conflict
from dam.lifecycle import narrowing, waiting_changes
from dam.rights.image_states import ImageState
from dam.rights.lease import LeaseKind
from dam.rights.terms import Purpose, TermsClass, largest_without_grant

AT_ONCE = 1000
"""Ids in one statement."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An image that may be moved: whether it is published, and the class it has now."""

    id: int
    published: bool
    category: str | None
    version_id: int | None


@dataclass(frozen=True, slots=True)
class Move:
    """What moving does: ``ids`` go, of which so many published ones begin or cease to be
    downloadable by everybody; ``staying`` stay, each with what it would lack. So many approvals
    (``sent``) and chosen moments (``scheduled``) are lost, and so many moves of published images
    are ``waiting`` for another person.
    """

    ids: tuple[int, ...]
    opening: int
    closing: int
    staying: tuple[tuple[int, str], ...]
    sent: int = 0
    scheduled: int = 0
    waiting: int = 0

    @property
    def mark(self) -> str:
        """What the form holds of the consequence that was shown."""
        return mark_of(self)


def plan_terms_move(
    session: Session,
    target: TermsVersion,
    *,
    source: TermsVersion | None = None,
    image_ids: Sequence[int] = (),
    now: datetime,
) -> Move:
    """Return what moving every image of ``source``, or the images given, would do."""
    candidates = list(_list_move_candidates(session, target, source, image_ids))
    published = [image.id for image in candidates if image.published]
    staying = dict(_list_unpublishable(session, target, published, now))
    going = [image for image in candidates if image.id not in staying]
    after = _is_free_category(target.category)
    free = [_is_free_category(image.category) for image in going if image.published]
    lost = Counter(_standing_steps(session, {image.id for image in going}))
    return Move(
        ids=tuple(image.id for image in going),
        opening=sum(after and not before for before in free),
        closing=sum(before and not after for before in free),
        staying=tuple(sorted(staying.items())),
        sent=lost[ApprovalStep.SENT],
        scheduled=lost[ApprovalStep.SCHEDULED],
        waiting=_count_waiting(session, target, going, now),
    )


def move_images_to_terms(
    session: Session, target: TermsVersion, plan: Move, *, mark: str, by: int | None, now: datetime
) -> None:
    """Move the images of a plan in one step: their next download says the new terms.

    Raises Conflict where the plan is not the one that was shown, by its ``mark``.
    """
    if plan.mark != mark:
        raise Conflict("Bilderna har ändrats sedan du öppnade sidan. Så här blir det nu.")
    detail = {"to": f"{target.terms.slug} v{target.n}"}
    waiting = _propose_terms_move(session, target, plan.ids, by=by, now=now)
    going = [image_id for image_id in plan.ids if image_id not in waiting]
    for ids in _split_into_batches(going):
        session.execute(
            update(Image)
            .where(Image.id.in_(ids))
            .values(terms_version_id=target.id, version=Image.version + 1, updated_at=now)
            .execution_options(synchronize_session=False)
        )
        session.execute(
            update(Listing)
            .where(Listing.image_id.in_(ids), Listing.terms_class != target.category)
            .values(terms_class=target.category)
            .execution_options(synchronize_session=False)
        )
        crops.ask_each(session, ids, target)
        audit.record_each(session, AuditAction.TERMS, "image", ids, by=by, now=now, detail=detail)
    session.expire_all()
    if target.default_days is not None:
        for image in _iterate_images(session, going, ~_has_end()):
            clearance.add_default_lease(image, now)
            clearance.recompute_and_relist(session, image, now=now)
    # Who is in an image may be shown at other times under other terms.
    for image in _iterate_images(session, plan.ids, _shows_somebody()):
        clearance.recompute_and_relist(session, image, now=now)
    watched = exists().where(Watcher.image_id == Image.id, Watcher.confirmed_at.is_not(None))
    for image in _iterate_images(session, going, watched & (Image.state == ImageState.PUBLISHED)):
        notices.notify_changed_image(session, image, {"terms"}, now=now)
    session.flush()


def _standing_steps(session: Session, image_ids: Collection[int]) -> Iterator[str]:
    """The steps of the approvals in force that moving these images undoes."""
    held = select(Approval.image_id, Approval.step).where(Approval.lost_at.is_(None))
    yield from (step for image_id, step in session.execute(held) if image_id in image_ids)


def _count_waiting(
    session: Session, target: TermsVersion, going: Iterable[Candidate], now: datetime
) -> int:
    """Return of how many images `_propose_terms_move` would let the move wait."""
    if not site_settings.read_current_choices(session).review_required:
        return 0
    public = [image for image in going if image.published]
    versions = {image.version_id for image in public}
    held = {key: session.get(TermsVersion, key) if key else None for key in versions}
    stricter = [row.id for row in public if narrowing.is_stricter(held[row.version_id], target)]
    populated = _iterate_images(session, stricter, _shows_somebody())
    opening = sum(_opens_in_part(image, target, now) for image in populated)
    return len(public) - len(stricter) + opening


def _opens_in_part(image: Image, target: TermsVersion, now: datetime) -> bool:
    partly = narrowing.list_partly_shown(image, now)
    return narrowing.opens_in_part(image.terms_version, target, partly)


def _propose_terms_move(
    session: Session, target: TermsVersion, ids: Sequence[int], *, by: int | None, now: datetime
) -> set[int]:
    """Let published images' move wait where another must approve; returns their ids."""
    if not site_settings.read_current_choices(session).review_required:
        return set()
    waiting: set[int] = set()
    for image in _iterate_images(session, ids, Image.state == ImageState.PUBLISHED):
        stricter = narrowing.is_stricter(image.terms_version, target)
        if stricter and not _opens_in_part(image, target, now):
            commit_guard.let_pass(session, image.id)
        else:
            waiting_changes.keep_waiting_change(
                session, image, {"terms": target.id}, by=by, now=now
            )
            waiting.add(image.id)
    return waiting


def _list_move_candidates(
    session: Session, target: TermsVersion, source: TermsVersion | None, image_ids: Sequence[int]
) -> Iterator[Candidate]:
    chosen = (
        select(
            Image.id, Image.state == ImageState.PUBLISHED, TermsVersion.category, TermsVersion.id
        )
        .outerjoin(TermsVersion, TermsVersion.id == Image.terms_version_id)
        .where(
            Image.state.in_((ImageState.DRAFT, ImageState.REVIEW, ImageState.PUBLISHED)),
            Image.binned_at.is_(None),
            Image.terms_version_id.is_distinct_from(target.id),
        )
        .order_by(Image.id)
    )
    if source is not None:
        parts = [chosen.where(Image.terms_version_id == source.id)]
    else:
        parts = [chosen.where(Image.id.in_(ids)) for ids in _split_into_batches(image_ids)]
    for part in parts:
        for image_id, published, category, version_id in session.execute(part):
            yield Candidate(image_id, published, category, version_id)


def _list_unpublishable(
    session: Session, target: TermsVersion, published: Sequence[int], now: datetime
) -> Iterator[tuple[int, str]]:
    """The published images that could not stay published, each with the first thing it lacks."""
    doubtful: ColumnElement[bool] = _shows_somebody()
    if target.end_required:
        doubtful = doubtful | ~_has_end()
    for image in _iterate_images(session, published, doubtful):
        lacking = clearance.what_is_missing(image, now, target)
        blocking = [problem.sentence for problem in lacking if problem.blocks]
        if blocking:
            yield image.id, blocking[0]


def _iterate_images(
    session: Session, image_ids: Iterable[int], condition: ColumnElement[bool]
) -> Iterator[Image]:
    for ids in _split_into_batches(image_ids):
        chosen = select(Image).where(Image.id.in_(ids), condition)
        yield from session.scalars(chosen.options(*EDITED).order_by(Image.id)).unique()


def _split_into_batches(ids: Iterable[int]) -> Iterator[list[int]]:
    left = list(ids)
    for start in range(0, len(left), AT_ONCE):
        yield left[start : start + AT_ONCE]


def _shows_somebody() -> ColumnElement[bool]:
    return exists().where(ImagePerson.image_id == Image.id)


def _has_end() -> ColumnElement[bool]:
    return exists().where(Lease.image_id == Image.id, Lease.kind == LeaseKind.USE_UNTIL)


def _is_free_category(category: str | None) -> bool:
    if category is None:
        return False
    return largest_without_grant(TermsClass(category), crop_allowed=False) is Purpose.FULL
