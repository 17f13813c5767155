"""What the overview says of review, schedule and responsibility: lists that lead to the mend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from dam import accounts, approval
from dam.approval import ApprovalStep
from dam.catalogue import notes
from dam.database import site_settings
from dam.database.models import Image, User
from dam.lifecycle import worklists
from dam.web.context import now, reading
from dam.web.staff.image_row import Row, row_of
from dam.web.staff.images import lost_approvals

MOST = 10


@dataclass(frozen=True, slots=True)
class InHand:
    """An image that waits: since or until when, and whose it is; ``told`` says what about it."""

    row: Row
    when: datetime | None
    who: str
    told: str = ""


def for_all(user: User) -> dict[str, object]:
    """Return what waits for this person: what came back from review, and what they answer for."""
    session, names = reading(), accounts.names(reading())
    required = site_settings.current(session).review_required
    mine = worklists.assigned(session, user.id)
    return {
        "lost": lost_approvals.of_user(user, MOST),
        "returned": [_returned(image, names) for image in worklists.sent_back(session, user.id)],
        "mine": [row_of(image, now()) for image in mine[:MOST]],
        "mine_count": len(mine),
        "sends": required or not accounts.may(user, "editor"),
    }


def for_editors(user: User) -> dict[str, object]:
    """Return what waits to be approved, what will be published, and what should have been."""
    session, names = reading(), accounts.names(reading())
    waiting, ahead = worklists.in_review(session), worklists.scheduled(session)
    return {
        "in_review": list(_in_review(waiting[:MOST], user, names)),
        "in_review_count": len(waiting),
        "scheduled": list(_scheduled(ahead[:MOST], names)),
        "scheduled_count": len(ahead),
        "refused": list(_scheduled(worklists.refused(session), names)),
    }


def _returned(image: Image, names: Mapping[int, str]) -> InHand:
    note = notes.why_returned(reading(), image)
    row = row_of(image, now())
    return InHand(row, note.at, names[note.user_id], note.text) if note else InHand(row, None, "")


def _in_review(images: Iterable[Image], user: User, names: Mapping[int, str]) -> Iterator[InHand]:
    required = site_settings.current(reading()).review_required
    waiting = list(images)
    held = approval.held(reading(), [image.id for image in waiting])
    for image in waiting:
        sent = held.get((image.id, ApprovalStep.SENT))
        why = approval.hindrance(image, sent, user.id) if required else None
        yield InHand(
            row_of(image, now()), image.sent_at, names.get(image.sent_by or 0, ""), why or ""
        )


def _scheduled(images: Iterable[Image], names: Mapping[int, str]) -> Iterator[InHand]:
    for image in images:
        who, why = names.get(image.publish_by or 0, ""), image.publish_error or ""
        yield InHand(row_of(image, now()), image.publish_at, who, why)
