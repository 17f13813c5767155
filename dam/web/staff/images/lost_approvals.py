"""What staff are told of an approval that is lost: whose it was, and who changed what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dam import accounts, approval
from dam.approval import ApprovalStep
from dam.database.models import Approval, Image, User
from dam.i18n.translation import Sentence
from dam.web.context import now, reading
from dam.web.language import say
from dam.web.staff.image_row import Row, row_of
from dam.web.staff.images import field_changes
from dam.web.template_filters import clock, day

SENT = "{who} skickade bilden till granskning."
SCHEDULED = "{who} valde att bilden skulle publiceras {day} {clock}."
SCHEDULED_ONCE = "{who} valde när bilden skulle publiceras."
CHANGED = "Sedan ändrade {who} {fields} {day} {clock}."
CHANGED_SOMETHING = "Sedan ändrade {who} bilden {day} {clock}."


@dataclass(frozen=True, slots=True)
class Loss:
    """An approval that is lost, in words."""

    step: str
    given: str
    undone: str
    at: datetime


def told(row: Approval, names: Mapping[int, str]) -> Loss:
    """Return what an approval that is lost was, and what undid it."""
    at = row.lost_at or row.at
    system = say("Systemet")
    changer = names.get(row.lost_by or 0, system)
    when = {"day": day(at), "clock": clock(at)}
    fields = ", ".join(say(field_changes.label(name)) for name in _ordered(row.lost_fields))
    changed = Sentence(CHANGED, who=changer, fields=fields, **when)
    if not fields:
        changed = Sentence(CHANGED_SOMETHING, who=changer, **when)
    return Loss(row.step, say(_given(row, names.get(row.user_id, system))), say(changed), at)


def of_user(user: User, most: int) -> list[tuple[Row, list[Loss]]]:
    """Return at most so many images with the losses of each that concern somebody."""
    names = accounts.names(reading())
    losses: dict[Image, list[Loss]] = {}
    for row, image in approval.lost(reading(), user.id):
        losses.setdefault(image, []).append(told(row, names))
    return [(row_of(image, now()), of_image) for image, of_image in [*losses.items()][:most]]


def _given(row: Approval, who: str) -> Sentence:
    if row.step == ApprovalStep.SENT:
        return Sentence(SENT, who=who)
    if row.lost_moment is None:
        return Sentence(SCHEDULED_ONCE, who=who)
    return Sentence(SCHEDULED, who=who, day=day(row.lost_moment), clock=clock(row.lost_moment))


def _ordered(fields: list[str]) -> list[str]:
    return sorted(fields, key=field_changes.place)
