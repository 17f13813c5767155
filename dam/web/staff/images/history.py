"""`/redaktion/bilder/<id>/historik`: who changed what and when, and the way back to any of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import accounts, catalogue
from dam.database.audit_actions import AuditAction
from dam.errors import BadInput, Conflict
from dam.lifecycle import history
from dam.lifecycle.history import FieldChange, HistoryStep
from dam.links.staff_paths import IMAGES
from dam.text.read import number_in
from dam.web import errors
from dam.web.context import reading_session, request_moment, writing_session
from dam.web.forms import sent_version
from dam.web.language import say_on_page
from dam.web.sign_in import own_id, signed_in_user
from dam.web.staff.image_form import form
from dam.web.staff.image_row import WAITS, build_image_row
from dam.web.staff.images import field_changes
from dam.web.staff.images.editor import ensure_editable, may_edit
from dam.web.staff.images.field_changes import (
    TEXTS,
    Part,
    compare_words,
    describe_field_value,
    field_order,
)

bp = Blueprint("history", __name__)
PAGE = "staff/history.html"
MOST = 50
ACTIONS: Mapping[str, str] = {
    AuditAction.UPLOAD: "Laddade upp bilden",
    AuditAction.DESCRIBE: "Beskrev bilden",
    AuditAction.TERMS: "Bytte villkor",
    AuditAction.BOUNDS: "Ändrade tider",
    AuditAction.SHOW_PEOPLE: "Sa vilka som syns",
    AuditAction.FRAME: "Ändrade beskärningen",
    AuditAction.REPLACE: "Bytte fil",
    AuditAction.PUBLISH: "Publicerade bilden",
    AuditAction.WITHDRAW: "Återkallade bilden",
    AuditAction.RESTORE: "Hävde återkallelsen",
    AuditAction.SEND: "Skickade till granskning",
    AuditAction.SEND_BACK: "Skickade tillbaka från granskning",
    AuditAction.TAKE_BACK: "Tog tillbaka från granskning",
    AuditAction.SCHEDULE: "Valde när bilden ska publiceras",
    AuditAction.CANCEL_SCHEDULE: "Tog bort tiden för publicering",
    AuditAction.LOSE_APPROVAL: "Ändrade det som var godkänt",
    AuditAction.PROPOSE_CHANGE: "Föreslog en ändring",
    AuditAction.APPROVE_CHANGE: "Godkände en ändring",
    AuditAction.REFUSE_CHANGE: "Sa nej till en ändring",
    AuditAction.TAKE_BACK_CHANGE: "Tog tillbaka sin ändring",
    AuditAction.SCHEDULE_FAILED: "Kunde inte publicera när tiden kom",
}
DONE = {
    "aterstalld": "Bilden beskrivs som förut. Det som stod innan finns kvar nedan.",
    "vantar": WAITS,
}


@dataclass(frozen=True, slots=True)
class HistoryChangeRow:
    """A field with its words before and after; ``parts`` compares them where they are a text."""

    label: str
    before: str
    after: str
    parts: list[Part] | None


@dataclass(frozen=True, slots=True)
class HistoryStepRow:
    """A step in words; ``erased`` names fields whose words are gone."""

    id: int
    at: datetime
    by: str
    what: str
    changes: list[HistoryChangeRow]
    erased: str


@bp.get("/bilder/<int:image_id>/historik")
def show_history(image_id: int) -> str:
    done = DONE.get(request.args.get("klart", ""))
    return render_template(
        PAGE, errors={}, done=done and say_on_page(done), **_history_context(image_id)
    )


@bp.post("/bilder/<int:image_id>/historik")
def restore_earlier_state(image_id: int) -> Response:
    """Put back the state that a button stands by."""
    event_id = number_in(request.form, "till", 0)
    try:
        with writing_session() as session:
            image = catalogue.lock_image(
                session, image_id, signed_in_user(), version=sent_version()
            )
            ensure_editable(image)
            waits = history.restore_description(
                session, image, event_id, by=own_id(), now=request_moment()
            )
    except (BadInput, Conflict) as error:
        if isinstance(error, BadInput):
            error.fields = form.name_errors_by_field(error.fields)
        return errors.show_form_again(error, PAGE, **_history_context(image_id))
    return redirect(
        f"{IMAGES}/{image_id}/historik?klart={'vantar' if waits else 'aterstalld'}", 303
    )


def _history_context(image_id: int) -> dict[str, object]:
    image = catalogue.find_for(reading_session(), image_id, signed_in_user())
    steps = history.list_history_steps(reading_session(), image)
    names = accounts.list_account_names(reading_session())
    before = number_in(request.args, "fore", None)
    older = [step for step in steps if before is None or step.event.id < before]
    return {
        "row": build_image_row(image, request_moment()),
        "version": image.version,
        "locked": not may_edit(image),
        "newest": steps[0].event.id if steps else None,
        "steps": [_build_step_row(step, names) for step in older[:MOST]],
        "more": older[MOST - 1].event.id if len(older) > MOST else None,
    }


def _build_step_row(step: HistoryStep, names: Mapping[int, str]) -> HistoryStepRow:
    event = step.event
    return HistoryStepRow(
        id=event.id,
        at=event.at,
        by=names.get(event.user_id or 0) or say_on_page("Systemet"),
        what=say_on_page(ACTIONS[event.action]),
        changes=[
            _build_change_row(change)
            for change in sorted(step.changes, key=lambda change: field_order(change.field))
        ],
        erased=", ".join(say_on_page(field_changes.field_label(name)) for name in step.erased),
    )


def _build_change_row(change: FieldChange) -> HistoryChangeRow:
    before, after = (
        describe_field_value(change.field, value) for value in (change.before, change.after)
    )
    parts = compare_words(before, after) if change.field in TEXTS and before and after else None
    return HistoryChangeRow(
        say_on_page(field_changes.field_label(change.field)), before, after, parts
    )
