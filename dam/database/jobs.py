"""Jobs: noted to happen after a commit, and the sweep that finds those that were missed.

The rows' state is the truth of what is left to do; the queue only wakes the worker. So a lost
queue loses nothing, and every job may run twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from dam.database.models import Idempotency, Image, Letter, PendingReplacement
from dam.database.row_states import LetterState
from dam.rights.image_states import ProcessingState

_WAKE = "dam_wake"


@dataclass(frozen=True, slots=True)
class Job:
    """``kind`` is "image" (make its sizes), "version" (those of a file that is to replace another),
    "crops" (make those of an image), "publish" (an image whose moment has come) or "letter" (send
    it); before ``due`` it must wait.
    """

    kind: str
    object_id: int
    due: datetime | None = field(default=None, compare=False)


def after_commit(
    session: Session, kind: str, object_id: int, *, due: datetime | None = None
) -> None:
    """Note that the worker should be woken for this once the door has committed, or when due."""
    session.info.setdefault(_WAKE, []).append(Job(kind, object_id, due))


def take_noted(session: Session) -> list[Job]:
    """Hand the noted jobs to the door that committed, once."""
    noted: list[Job] = session.info.pop(_WAKE, [])
    return noted


def left_to_do(session: Session, until: datetime) -> list[Job]:
    """Every job whose row says it is not done and that nobody holds at ``until``; oldest first.

    A killed worker holds what it had in hand until the lease ends.
    """
    images = session.execute(
        select(Image.id, Image.processing_lease)
        .where(
            Image.processing == ProcessingState.PENDING,
            or_(Image.processing_lease.is_(None), Image.processing_lease < until),
        )
        .order_by(Image.id)
        .limit(500)
    )
    crops = session.execute(
        select(Image.id, Image.crops_lease)
        .where(Image.crops_due, or_(Image.crops_lease.is_(None), Image.crops_lease < until))
        .order_by(Image.id)
        .limit(500)
    )
    versions = session.execute(
        select(PendingReplacement.file_id, PendingReplacement.lease)
        .where(
            PendingReplacement.error.is_(None),
            or_(PendingReplacement.lease.is_(None), PendingReplacement.lease < until),
        )
        .order_by(PendingReplacement.file_id)
        .limit(500)
    )
    publishing = session.execute(
        select(Image.id, Image.publish_at)
        .where(Image.publish_at <= until, Image.publish_error.is_(None))
        .order_by(Image.publish_at)
        .limit(500)
    )
    letters = session.execute(
        select(Letter.id, Letter.next_try, Letter.lease)
        .where(
            Letter.state == LetterState.WAITING,
            Letter.next_try <= until,
            or_(Letter.lease.is_(None), Letter.lease < until),
        )
        .order_by(Letter.next_try)
        .limit(500)
    )
    return [
        *(Job("image", image_id, lease) for image_id, lease in images),
        *(Job("version", version_id, lease) for version_id, lease in versions),
        *(Job("crops", image_id, lease) for image_id, lease in crops),
        *(Job("publish", image_id, moment) for image_id, moment in publishing),
        *(
            Job("letter", letter_id, max(filter(None, (next_try, lease))))
            for letter_id, next_try, lease in letters
        ),
    ]


def forget_answers(session: Session, before: datetime) -> None:
    """Remove what was answered once to forms and folded files older than ``before``."""
    session.execute(delete(Idempotency).where(Idempotency.created_at < before))
