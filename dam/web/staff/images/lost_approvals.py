"""Sentences for staff on lost approvals: whose it was, and who changed what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dam import accounts, approval
from dam.approval import ApprovalStep
from dam.database.models import Approval, Image, User
from dam.i18n.translation import Sentence
from dam.web.context import reading_session, request_moment
from dam.web.language import say_on_page
from dam.web.staff.image_row import ImageRow, build_image_row
from dam.web.staff.images import field_changes
from dam.web.template_filters import show_clock, show_day

SENT = "{who} skickade bilden till granskning."
SCHEDULED = "{who} valde att bilden skulle publiceras {day} {clock}."
SCHEDULED_ONCE = "{who} valde när bilden skulle publiceras."
CHANGED = "Sedan ändrade {who} {fields} {day} {clock}."
CHANGED_SOMETHING = "Sedan ändrade {who} bilden {day} {clock}."


@dataclass(frozen=True, slots=True)
class LostApproval:
    """An approval that is lost, in words."""

    step: str
    approval: str
    undone: str
    at: datetime


def describe_lost_approval(row: Approval, names: Mapping[int, str]) -> LostApproval:
    """Return what an approval that is lost was, and what undid it."""
    at = row.lost_at or row.at
    system = say_on_page("Systemet")
    changer = names.get(row.lost_by or 0, system)
    when = {"day": show_day(at), "clock": show_clock(at)}
    fields = ", ".join(
        say_on_page(field_changes.field_label(name)) for name in _sort_fields(row.lost_fields)
    )
    changed = Sentence(CHANGED, who=changer, fields=fields, **when)
    if not fields:
        changed = Sentence(CHANGED_SOMETHING, who=changer, **when)
    return LostApproval(
        row.step,
        say_on_page(_describe_approval(row, names.get(row.user_id, system))),
        say_on_page(changed),
        at,
    )


def list_losses_of_user(user: User, most: int) -> list[tuple[ImageRow, list[LostApproval]]]:
    """Return at most so many images with the losses of each that concern somebody."""
    names = accounts.list_account_names(reading_session())
    losses: dict[Image, list[LostApproval]] = {}
    for row, image in approval.list_lost_approvals(reading_session(), user.id):
        losses.setdefault(image, []).append(describe_lost_approval(row, names))
    return [
        (build_image_row(image, request_moment()), of_image)
        for image, of_image in [*losses.items()][:most]
    ]


def _describe_approval(row: Approval, who: str) -> Sentence:
    if row.step == ApprovalStep.SENT:
        return Sentence(SENT, who=who)
    if row.lost_publish_at is None:
        return Sentence(SCHEDULED_ONCE, who=who)
    return Sentence(
        SCHEDULED, who=who, day=show_day(row.lost_publish_at), clock=show_clock(row.lost_publish_at)
    )


def _sort_fields(fields: list[str]) -> list[str]:
    return sorted(fields, key=field_changes.field_order)
