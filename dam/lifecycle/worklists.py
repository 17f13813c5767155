"""Work lists of images: in review, sent back, assigned, scheduled, refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from dam.approval.moment import forget_schedule
from dam.database.models import Image
from dam.database.models.eager_loading import PICTURED
from dam.rights.image_states import ImageState

UNPUBLISHED = (ImageState.DRAFT, ImageState.REVIEW)


def leave_workflow(image: Image) -> None:
    """Clear review and schedule of an image that is published or withdrawn."""
    image.sent_by = image.sent_at = None
    forget_schedule(image)


def in_review(session: Session) -> Sequence[Image]:
    """Return the images that wait to be approved, the longest first."""
    return _list_in_order(session, _awaits_review(), order=Image.sent_at)


def list_sent_back_images(session: Session, user_id: int) -> Sequence[Image]:
    """Return the drafts that somebody sent to review and got back."""
    return _list_in_order(
        session, Image.state == ImageState.DRAFT, Image.sent_by == user_id, order=Image.updated_at
    )


def list_assigned_images(session: Session, user_id: int) -> Sequence[Image]:
    """Return the images that somebody is responsible for and that are not published."""
    mine = Image.assigned_to == user_id
    return _list_in_order(session, mine, Image.state.in_(UNPUBLISHED), order=Image.id)


def list_scheduled_images(session: Session) -> Sequence[Image]:
    """Return the images that will be published, the soonest first."""
    ahead = Image.publish_at.is_not(None), Image.publish_error.is_(None)
    return _list_in_order(session, *ahead, order=Image.publish_at)


def list_refused_images(session: Session) -> Sequence[Image]:
    """Return the images whose scheduled publication was refused, the latest last."""
    return _list_in_order(session, Image.publish_error.is_not(None), order=Image.publish_at)


def count_workflow_figures(session: Session) -> dict[str, int]:
    """Count what the morning letter reports: images in review, and refused publications."""
    return {
        "in_review": _count_images(session, _awaits_review()),
        "refused": _count_images(session, Image.publish_error.is_not(None)),
    }


def _awaits_review() -> ColumnElement[bool]:
    """The condition of an image in review without a scheduled moment: scheduling it approves it."""
    no_time_ahead = or_(Image.publish_at.is_(None), Image.publish_error.is_not(None))
    return and_(Image.state == ImageState.REVIEW, no_time_ahead)


def _list_in_order(
    session: Session, *which: ColumnElement[bool], order: InstrumentedAttribute[Any]
) -> Sequence[Image]:
    chosen = select(Image).where(*which, Image.binned_at.is_(None))
    chosen = chosen.order_by(order, Image.id).options(*PICTURED)
    return session.scalars(chosen).unique().all()


def _count_images(session: Session, which: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(Image).where(which, Image.binned_at.is_(None))
    return session.scalar(counted) or 0
