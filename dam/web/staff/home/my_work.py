"""Work lists of the overview: review, schedule and responsibility, with ways to each."""

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
from dam.web.context import reading_session, request_moment
from dam.web.staff.image_row import ImageRow, build_image_row
from dam.web.staff.images import lost_approvals

MOST = 10


@dataclass(frozen=True, slots=True)
class WorkItem:
    """An image that waits: since or until when, and whose it is; ``detail`` says more."""

    row: ImageRow
    when: datetime | None
    who: str
    detail: str = ""


def list_own_work(user: User) -> dict[str, object]:
    """Return what waits for this person: what came back from review, and what they answer for."""
    session, names = reading_session(), accounts.list_account_names(reading_session())
    required = site_settings.read_current_choices(session).review_required
    assigned = worklists.list_assigned_images(session, user.id)
    return {
        "lost": lost_approvals.list_losses_of_user(user, MOST),
        "returned": [
            _build_returned_item(image, names)
            for image in worklists.list_sent_back_images(session, user.id)
        ],
        "mine": [build_image_row(image, request_moment()) for image in assigned[:MOST]],
        "mine_count": len(assigned),
        "sends": required or not accounts.has_role(user, "editor"),
    }


def list_editors_work(user: User) -> dict[str, object]:
    """Return what waits to be approved, what will be published, and what should have been."""
    session, names = reading_session(), accounts.list_account_names(reading_session())
    waiting, scheduled = worklists.in_review(session), worklists.list_scheduled_images(session)
    return {
        "in_review": list(_build_review_items(waiting[:MOST], user, names)),
        "in_review_count": len(waiting),
        "scheduled": list(_build_scheduled_items(scheduled[:MOST], names)),
        "scheduled_count": len(scheduled),
        "refused": list(_build_scheduled_items(worklists.list_refused_images(session), names)),
    }


def _build_returned_item(image: Image, names: Mapping[int, str]) -> WorkItem:
    note = notes.why_returned(reading_session(), image)
    row = build_image_row(image, request_moment())
    return (
        WorkItem(row, note.at, names[note.user_id], note.text) if note else WorkItem(row, None, "")
    )


def _build_review_items(
    images: Iterable[Image], user: User, names: Mapping[int, str]
) -> Iterator[WorkItem]:
    required = site_settings.read_current_choices(reading_session()).review_required
    waiting = list(images)
    approvals = approval.find_approvals(reading_session(), [image.id for image in waiting])
    for image in waiting:
        sent = approvals.get((image.id, ApprovalStep.SENT))
        hindrance = approval.find_review_hindrance(image, sent, user.id) if required else None
        yield WorkItem(
            build_image_row(image, request_moment()),
            image.sent_at,
            names.get(image.sent_by or 0, ""),
            hindrance or "",
        )


def _build_scheduled_items(images: Iterable[Image], names: Mapping[int, str]) -> Iterator[WorkItem]:
    for image in images:
        who, problem = names.get(image.publish_by or 0, ""), image.publish_error or ""
        yield WorkItem(build_image_row(image, request_moment()), image.publish_at, who, problem)
