"""What the buttons beneath the editor's form do with an image once it is saved: publish it, send it
to review or back, choose when it is published. And what the editor says of all that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from dam import accounts, approval, catalogue
from dam.approval import ApprovalStep
from dam.catalogue import notes
from dam.database import site_settings
from dam.database.models import Image
from dam.database.session import Session
from dam.errors import BadInput, NotAllowed
from dam.lifecycle import publish, review, schedule
from dam.rights.periods import STOCKHOLM, from_day
from dam.web.context import now, reading, writing
from dam.web.sign_in import who
from dam.web.staff.image_form import assignee
from dam.web.staff.images import lost_approvals
from dam.web.staff.images.leases import read_moment

bp = Blueprint("publishing", __name__)
DAY = "publish_day"
Form = Mapping[str, str]


@bp.post("/bilder/<int:one>/ta-tillbaka")
def take_back(one: int) -> Response:
    """Make an image in review a draft again, by who sent it; nothing of a form is saved."""
    with writing() as session:
        review.take_back(session, catalogue.hold(session, one, who()), by=who().id, now=now())
    return redirect(f"/redaktion/bilder/{one}?klart=tillbaka", 303)


def do(one: int, form: Form, seen: str) -> str:
    """Do what the pressed button says with an image that is saved; returns the word for it.

    ``seen`` is the fingerprint of what this person has looked at.
    """
    step = next((name for name in STEPS if name in form), None)
    if step is None:
        return "sparad"
    if step != "send" and not accounts.may(who(), "editor"):
        raise NotAllowed("Det är en redaktör som publicerar. Det du skrev är sparat.")
    with writing() as session:
        return STEPS[step](session, catalogue.hold(session, one, who()), form, seen)


def _publish(session: Session, image: Image, _form: Form, seen: str) -> str:
    publish.publish(session, image, seen=seen, by=who().id, now=now())
    return "publicerad"


def _send(session: Session, image: Image, _form: Form, seen: str) -> str:
    review.send(session, image, seen=seen, by=who().id, now=now())
    return "skickad"


def _send_back(session: Session, image: Image, form: Form, _seen: str) -> str:
    review.send_back(session, image, form.get("note", ""), by=who().id, now=now())
    return "returnerad"


def _schedule(session: Session, image: Image, form: Form, seen: str) -> str:
    at = read_moment(form, DAY, whole_day=from_day)
    if at is None:
        sentence = "Skriv ett datum, till exempel 2026-12-31."
        raise BadInput(sentence, fields={DAY: sentence})
    schedule.choose(session, image, at, seen=seen, by=who().id, now=now())
    return "schemalagd"


def _cancel(session: Session, image: Image, _form: Form, _seen: str) -> str:
    schedule.cancel(session, image, by=who().id, now=now())
    return "oschemalagd"


STEPS: Mapping[str, Callable[[Session, Image, Form, str], str]] = {
    "publish": _publish,
    "send": _send,
    "send_back": _send_back,
    "schedule": _schedule,
    "cancel_schedule": _cancel,
}


TYPED_FOR = {"send_back": ("send_back", "note"), "schedule": ("schedule", DAY, f"{DAY}_clock")}
"""What is typed for a button alone, and goes along with it once a conflict is settled."""


def carried(form: Form) -> dict[str, str]:
    """Return what was typed for the pressed button, the button, and who is to be responsible."""
    names = next((names for button, names in TYPED_FOR.items() if button in form), ())
    return {name: form.get(name, "") for name in names} | assignee.carried(form)


def values(image: Image) -> dict[str, object]:
    """Return what the editor shows of review, schedule and who is responsible."""
    names = accounts.names(reading())
    required = site_settings.current(reading()).review_required
    returned = notes.why_returned(reading(), image)
    approvals = approval.held(reading(), [image.id])
    sent = approvals.get((image.id, ApprovalStep.SENT))
    return {
        "lost": [lost_approvals.told(row, names) for row in approvals.values() if row.lost_at],
        "review": {
            "required": required,
            "hindrance": approval.hindrance(image, sent, who().id) if required else None,
            "by": names.get(image.sent_by or 0),
            "at": image.sent_at,
            "mine": image.sent_by == who().id,
            "stands": sent is not None and sent.lost_at is None,
            "returned": returned,
            "returned_by": names[returned.user_id] if returned else None,
            "note": request.form.get("note", ""),
        },
        "schedule": {
            "at": image.publish_at,
            "by": names.get(image.publish_by or 0),
            "error": image.publish_error,
            **_typed(image),
        },
        "responsible": names.get(image.assigned_to or 0),
        "assigned": assignee.shown(image),
        "note_count": len(notes.notes_of(reading(), image.id)),
    }


def _typed(image: Image) -> dict[str, str]:
    """Return day and clock of the schedule as they were typed, or as they stand."""
    if DAY in request.form:
        return {"day": request.form[DAY], "clock": request.form.get(f"{DAY}_clock", "")}
    if image.publish_at is None:
        return {"day": "", "clock": ""}
    there = image.publish_at.astimezone(STOCKHOLM)
    return {"day": f"{there:%Y-%m-%d}", "clock": f"{there:%H:%M}"}
