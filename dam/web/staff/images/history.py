"""`/redaktion/bilder/<id>/historik`: who changed what and when, and the way back to any of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import accounts, catalogue
from dam.errors import BadInput, Conflict
from dam.lifecycle import history
from dam.lifecycle.history import Change, Step
from dam.text.read import number_in
from dam.web import errors
from dam.web.context import now, read_anew, reading, writing
from dam.web.forms import sent_version
from dam.web.language import say
from dam.web.sign_in import who
from dam.web.staff.image_form import form
from dam.web.staff.image_row import WAITS, row_of
from dam.web.staff.images import field_changes
from dam.web.staff.images.editor import ensure_editable, may_edit
from dam.web.staff.images.field_changes import TEXTS, Part, compared, place, words_of

bp = Blueprint("history", __name__)
PAGE = "staff/history.html"
MOST = 50
ACTIONS = {
    "upload": "Laddade upp bilden",
    "describe": "Beskrev bilden",
    "terms": "Bytte villkor",
    "bounds": "Ändrade tider",
    "show people": "Sa vilka som syns",
    "frame": "Ändrade beskärningen",
    "replace": "Bytte fil",
    "publish": "Publicerade bilden",
    "withdraw": "Återkallade bilden",
    "restore": "Hävde återkallelsen",
    "send": "Skickade till granskning",
    "send back": "Skickade tillbaka från granskning",
    "take back": "Tog tillbaka från granskning",
    "schedule": "Valde när bilden ska publiceras",
    "cancel schedule": "Tog bort tiden för publicering",
    "lose approval": "Ändrade det som var godkänt",
    "propose change": "Föreslog en ändring",
    "approve change": "Godkände en ändring",
    "refuse change": "Sa nej till en ändring",
    "take back change": "Tog tillbaka sin ändring",
    "schedule failed": "Kunde inte publicera när tiden kom",
}
DONE = {
    "aterstalld": "Bilden beskrivs som förut. Det som stod innan finns kvar nedan.",
    "vantar": WAITS,
}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A field with its words before and after; ``parts`` compares them where they are a text."""

    label: str
    before: str
    after: str
    parts: list[Part] | None


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step in words; ``erased`` names fields whose words are gone."""

    id: int
    at: datetime
    by: str
    what: str
    changes: list[ShownChange]
    erased: str


@bp.get("/bilder/<int:one>/historik")
def show(one: int) -> str:
    done = DONE.get(request.args.get("klart", ""))
    return render_template(PAGE, errors={}, done=done and say(done), **_values(one))


@bp.post("/bilder/<int:one>/historik")
def restore(one: int) -> Response:
    """Put back the state that a button stands by."""
    wanted = number_in(request.form, "till", 0)
    try:
        with writing() as session:
            image = catalogue.hold(session, one, who(), version=sent_version())
            ensure_editable(image)
            waits = history.restore(session, image, wanted, by=who().id, now=now())
    except (BadInput, Conflict) as error:
        read_anew()
        if isinstance(error, BadInput):
            error.fields = form.named(error.fields)
        return errors.again(error, PAGE, **_values(one))
    return redirect(
        f"/redaktion/bilder/{one}/historik?klart={'vantar' if waits else 'aterstalld'}", 303
    )


def _values(one: int) -> dict[str, object]:
    image = catalogue.find_for(reading(), one, who())
    made = history.steps(reading(), image)
    names = accounts.names(reading())
    before = number_in(request.args, "fore", None)
    shown = [step for step in made if before is None or step.event.id < before]
    return {
        "row": row_of(image, now()),
        "version": image.version,
        "locked": not may_edit(image),
        "newest": made[0].event.id if made else None,
        "steps": [_step(step, names) for step in shown[:MOST]],
        "more": shown[MOST - 1].event.id if len(shown) > MOST else None,
    }


def _step(step: Step, names: Mapping[int, str]) -> ShownStep:
    event = step.event
    return ShownStep(
        id=event.id,
        at=event.at,
        by=names.get(event.user_id or 0) or say("Systemet"),
        what=say(ACTIONS[event.action]),
        changes=[_change(one) for one in sorted(step.changes, key=lambda one: place(one.field))],
        erased=", ".join(say(field_changes.label(name)) for name in step.erased),
    )


def _change(change: Change) -> ShownChange:
    before, after = (words_of(change.field, value) for value in (change.before, change.after))
    parts = compared(before, after) if change.field in TEXTS and before and after else None
    return ShownChange(say(field_changes.label(change.field)), before, after, parts)
