"""What somebody has looked at and sent to review or scheduled, and that it is lost by a change.

Steps that let an image go on ask here; `dam.approval.commit_guard` takes back what is true no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from dam.approval.fingerprint import (
    coming_files,
    compute_fingerprint,
    fingerprint_of,
    mark_fingerprint_fields,
)
from dam.database.models import Approval, Image
from dam.database.models.eager_loading import PICTURED
from dam.errors import Conflict
from dam.i18n.translation import Sentence

UNSEEN = Sentence(
    "Bilden har ändrats sedan du öppnade sidan. Läs den som den är nu, och gör sedan om steget."
)
COMING = Sentence(
    "En ny fil är på väg till bilden. Vänta tills den är klar, titta på den och gör om steget."
)
LOST = Sentence(
    "Bilden har ändrats sedan den godkändes. Läs den som den är nu och publicera, "
    "eller välj en ny tid."
)


LISTED = PICTURED
"""How images are loaded for a list of what is held of them."""


class ApprovalStep(StrEnum):
    """Steps that somebody takes with an image that they have looked at."""

    SENT = "sent"
    SCHEDULED = "scheduled"


class ImageUnseen(Conflict):
    """The image is not as the person saw it, or they cannot have seen all of it yet."""


def ensure_seen(session: Session, image: Image, seen: str) -> dict[str, str]:
    """Return the marks of a held image's fields; ImageUnseen where it is not as it was ``seen``."""
    session.flush()
    if coming_files(session, [image.id]):
        raise ImageUnseen(COMING)
    marks = mark_fingerprint_fields(session, image)
    if fingerprint_of(marks) != seen:
        raise ImageUnseen(UNSEEN)
    return marks


def store_approval(
    session: Session, image: Image, step: ApprovalStep, *, seen: str, by: int, now: datetime
) -> None:
    """Keep that somebody takes a step with a held image as they saw it; raises Unseen."""
    marks = ensure_seen(session, image, seen)
    forget_approvals(session, image.id, step)
    row = Approval(image_id=image.id, step=step, fingerprint=seen, parts=marks, user_id=by, at=now)
    session.add(row)
    session.flush()


def forget_approvals(session: Session, image_id: int, *steps: ApprovalStep) -> None:
    """Forget what was held of an image: of these steps, or of all."""
    held = Approval.step.in_(steps or tuple(ApprovalStep))
    session.execute(delete(Approval).where(Approval.image_id == image_id, held))


def find_approvals(session: Session, image_ids: Iterable[int]) -> dict[tuple[int, str], Approval]:
    """Return what is held of images, by id and step; also what is lost."""
    found = session.scalars(select(Approval).where(Approval.image_id.in_(list(image_ids))))
    return {(row.image_id, row.step): row for row in found}


def scheduled_fingerprint(session: Session, image: Image) -> str:
    """Return what an image's moment was chosen for; Unseen where that stands no longer."""
    row = session.get(Approval, (image.id, ApprovalStep.SCHEDULED))
    if row is None or row.lost_at is not None:
        raise ImageUnseen(LOST)
    # What was scheduled before fingerprints were kept has been left alone since then.
    return row.fingerprint or compute_fingerprint(session, image)


def list_lost_approvals(session: Session, user_id: int) -> Sequence[tuple[Approval, Image]]:
    """Return lost approvals that somebody gave or undid, still to be mended, the newest first."""
    theirs = or_(Approval.user_id == user_id, Approval.lost_by == user_id)
    chosen = (
        select(Approval, Image)
        .join(Image, Image.id == Approval.image_id)
        .where(Approval.lost_at.is_not(None), Image.binned_at.is_(None), theirs)
        .options(*LISTED)
        .order_by(Approval.lost_at.desc(), Approval.image_id)
    )
    return [(row, image) for row, image in session.execute(chosen).unique()]
