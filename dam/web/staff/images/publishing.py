"""The buttons beneath the editor's form: publish, send to review or back, schedule."""

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
from dam.links.staff_paths import IMAGES
from dam.rights.periods import STOCKHOLM, start_of_day
from dam.web.context import reading_session, request_moment, writing_session
from dam.web.sign_in import own_id, signed_in_user
from dam.web.staff.image_form import assignee
from dam.web.staff.images import lost_approvals
from dam.web.staff.images.leases import read_moment

bp = Blueprint("publishing", __name__)
DAY = "publish_day"
Form = Mapping[str, str]


@bp.post("/bilder/<int:image_id>/ta-tillbaka")
def submit_take_back(image_id: int) -> Response:
    """Make an image in review a draft again, by who sent it; nothing of a form is saved."""
    with writing_session() as session:
        review.take_back_from_review(
            session,
            catalogue.lock_image(session, image_id, signed_in_user()),
            by=own_id(),
            now=request_moment(),
        )
    return redirect(f"{IMAGES}/{image_id}?klart=tillbaka", 303)


def run_publishing_step(image_id: int, form: Form, fingerprint: str) -> str:
    """Do what the button says with a saved image, ``seen`` by its fingerprint; returns a word."""
    step = next((name for name in STEPS if name in form), None)
    if step is None:
        return "sparad"
    if step != "send" and not accounts.has_role(signed_in_user(), "editor"):
        raise NotAllowed("Det är en redaktör som publicerar. Det du skrev är sparat.")
    with writing_session() as session:
        return STEPS[step](
            session, catalogue.lock_image(session, image_id, signed_in_user()), form, fingerprint
        )


def _publish_image(session: Session, image: Image, _form: Form, fingerprint: str) -> str:
    publish.publish_image(session, image, seen=fingerprint, by=own_id(), now=request_moment())
    return "publicerad"


def _send_to_review(session: Session, image: Image, _form: Form, fingerprint: str) -> str:
    review.send_to_review(session, image, seen=fingerprint, by=own_id(), now=request_moment())
    return "skickad"


def _return_to_draft(session: Session, image: Image, form: Form, _fingerprint: str) -> str:
    review.send_back(session, image, form.get("note", ""), by=own_id(), now=request_moment())
    return "returnerad"


def _schedule_image(session: Session, image: Image, form: Form, fingerprint: str) -> str:
    at = read_moment(form, DAY, whole_day=start_of_day)
    if at is None:
        sentence = "Skriv ett datum, till exempel 2026-12-31."
        raise BadInput(sentence, fields={DAY: sentence})
    schedule.schedule_publication(
        session, image, at, seen=fingerprint, by=own_id(), now=request_moment()
    )
    return "schemalagd"


def _cancel_schedule(session: Session, image: Image, _form: Form, _fingerprint: str) -> str:
    schedule.cancel_publication(session, image, by=own_id(), now=request_moment())
    return "oschemalagd"


STEPS: Mapping[str, Callable[[Session, Image, Form, str], str]] = {
    "publish": _publish_image,
    "send": _send_to_review,
    "send_back": _return_to_draft,
    "schedule": _schedule_image,
    "cancel_schedule": _cancel_schedule,
}


TYPED_FOR = {"send_back": ("send_back", "note"), "schedule": ("schedule", DAY, f"{DAY}_clock")}
"""What is typed for a button alone, and goes along with it once a conflict is settled."""


def keep_step_fields(form: Form) -> dict[str, str]:
    """Return what was typed for the pressed button, the button, and who is to be responsible."""
    names = next((names for button, names in TYPED_FOR.items() if button in form), ())
    return {name: form.get(name, "") for name in names} | assignee.keep_assignee_fields(form)


def publishing_context(image: Image) -> dict[str, object]:
    """Return what the editor shows of review, schedule and who is responsible."""
    names = accounts.list_account_names(reading_session())
    required = site_settings.read_current_choices(reading_session()).review_required
    returned = notes.why_returned(reading_session(), image)
    approvals = approval.find_approvals(reading_session(), [image.id])
    sent = approvals.get((image.id, ApprovalStep.SENT))
    return {
        "lost": [
            lost_approvals.describe_lost_approval(row, names)
            for row in approvals.values()
            if row.lost_at
        ],
        "review": {
            "required": required,
            "hindrance": approval.find_review_hindrance(image, sent, own_id())
            if required
            else None,
            "by": names.get(image.sent_by or 0),
            "at": image.sent_at,
            "mine": image.sent_by == own_id(),
            "stands": sent is not None and sent.lost_at is None,
            "returned": returned,
            "returned_by": names[returned.user_id] if returned else None,
            "note": request.form.get("note", ""),
        },
        "schedule": {
            "at": image.publish_at,
            "by": names.get(image.publish_by or 0),
            "error": image.publish_error,
            **_schedule_fields(image),
        },
        "responsible": names.get(image.assigned_to or 0),
        "assigned": assignee.fill_assignee_field(image),
        "note_count": len(notes.notes_of(reading_session(), image.id)),
    }


def _schedule_fields(image: Image) -> dict[str, str]:
    """Return day and clock of the schedule as they were typed, or as they stand."""
    if DAY in request.form:
        return {"day": request.form[DAY], "clock": request.form.get(f"{DAY}_clock", "")}
    if image.publish_at is None:
        return {"day": "", "clock": ""}
    local_time = image.publish_at.astimezone(STOCKHOLM)
    return {"day": f"{local_time:%Y-%m-%d}", "clock": f"{local_time:%H:%M}"}
