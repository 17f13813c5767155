"""`/redaktion/bilder/<id>/vantande`: changes that wait, beside what is public of the image."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from dam import accounts, catalogue
from dam.approval import NotApproved, Unseen
from dam.database.models import AuditEvent, Image, ImageFile, TermsVersion, WaitingChange
from dam.database.session import Session
from dam.delivery import press_record
from dam.errors import BadInput, Conflict, NotFound
from dam.i18n.translation import Sentence
from dam.lifecycle import change_decisions, waiting_changes
from dam.lifecycle.change_fields import contents
from dam.rights.window import Level
from dam.text.read import read_id
from dam.web import errors
from dam.web.context import now, read_anew, reading, writing
from dam.web.forms import INCOMPLETE
from dam.web.language import say
from dam.web.sign_in import require, who
from dam.web.staff.image_row import Row, row_of
from dam.web.staff.images import field_changes
from dam.web.staff.images.field_changes import Part, compared, place, words_of
from dam.web.template_filters import clock, day

bp = Blueprint("waiting", __name__)
PAGE = "staff/waiting.html"
DONE = {
    "godkand": "Ändringen är godkänd och visas nu.",
    "nej": "Ändringen är borttagen. Den som föreslog den får veta det.",
    "tillbaka": "Ändringen är tillbakatagen.",
}
LATELY = timedelta(days=7)
"""How long it is told what became of a change."""
GRANTED = "{who} godkände din ändring {day} {clock}. Den visas nu."
DENIED = "{who} sa nej till din ändring {day} {clock}. Läs varför i anteckningarna."
MINE = (
    "Du har ändrat bilden {day} {clock}. En annan redaktör behöver godkänna det. "
    "I dina formulär står det som du vill ha det."
)
THEIRS = "{who} har ändrat bilden {day} {clock}. Ändringen väntar på att någon annan godkänner den."


@dataclass(frozen=True, slots=True)
class Field:
    """One field beside what is public; ``parts`` compares texts, and ``pictures`` files."""

    label: str
    now: str
    wanted: str
    parts: list[Part] | None = None
    pictures: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change that waits; ``hindrance`` says why this person may not approve it."""

    id: int
    by: str
    at: datetime
    mine: bool
    hindrance: str
    seen: str
    note: str
    fields: list[Field]


@bp.get("/bilder/<int:one>/vantande")
def show(one: int) -> str:
    done = DONE.get(request.args.get("klart", ""))
    return render_template(PAGE, errors={}, done=done and say(done), **_values(one))


@bp.post("/bilder/<int:one>/vantande")
@require("editor")
def act(one: int) -> Response:
    """Approve, refuse or take back: the button says which, and of which change."""
    verb, _, given = request.form.get("do", "").partition("-")
    change = read_id(given)
    if verb not in STEPS or change is None:
        raise BadInput(INCOMPLETE)
    try:
        with writing() as session:
            image = catalogue.hold(session, one, who())
            done = STEPS[verb](session, image, change)
    except (BadInput, Conflict, NotApproved, Unseen) as error:
        read_anew()
        return errors.again(error, PAGE, typed=request.form.get("note", ""), **_values(one))
    return redirect(f"/redaktion/bilder/{one}/vantande?klart={done}", 303)


def _approve(session: Session, image: Image, change: int) -> str:
    seen = request.form.get("seen", "")
    waiting_changes.approve(session, image, change, seen=seen, by=who().id, now=now())
    return "godkand"


def _refuse(session: Session, image: Image, change: int) -> str:
    note = request.form.get("note", "")
    waiting_changes.refuse(session, image, change, note, by=who().id, now=now())
    return "nej"


def _take_back(session: Session, image: Image, change: int) -> str:
    waiting_changes.take_back(session, image, change, by=who().id, now=now())
    return "tillbaka"


STEPS = {"approve": _approve, "refuse": _refuse, "take_back": _take_back}


def brief(image_id: int) -> list[str]:
    """Return a sentence for each change that waits of an image."""
    rows = waiting_changes.of_image(reading(), image_id)
    names = accounts.names(reading()) if rows else {}
    return [_sentence(row, names) for row in rows]


def for_overview() -> list[tuple[Row, str]]:
    """Return all images of which something waits, with who changed them."""
    names = accounts.names(reading())
    found = waiting_changes.listed(reading())
    return [(row_of(image, now()), _sentence(row, names)) for row, image in found]


def decided() -> list[tuple[Row, str]]:
    """Return what others have decided lately of this person's changes, with their images."""
    names = accounts.names(reading())
    found = change_decisions.list_of(reading(), who().id, now() - LATELY)
    return [(row_of(image, now()), _decision(event, names)) for event, image in found]


def _decision(event: AuditEvent, names: Mapping[int, str]) -> str:
    told = GRANTED if event.action == change_decisions.APPROVE else DENIED
    decider = names.get(event.user_id or 0, say("Systemet"))
    return say(Sentence(told, who=decider, day=day(event.at), clock=clock(event.at)))


def _sentence(row: WaitingChange, names: Mapping[int, str]) -> str:
    when = {"day": day(row.at), "clock": clock(row.at)}
    if row.user_id == who().id:
        return say(Sentence(MINE, **when))
    return say(Sentence(THEIRS, who=names.get(row.user_id or 0, say("Systemet")), **when))


def _values(one: int) -> dict[str, object]:
    image = catalogue.find_for(reading(), one, who())
    names = accounts.names(reading())
    rows = waiting_changes.of_image(reading(), one)
    return {"row": row_of(image, now()), "changes": [_change(image, row, names) for row in rows]}


def _change(image: Image, row: WaitingChange, names: Mapping[int, str]) -> Change:
    held = contents(image)
    return Change(
        id=row.id,
        by=names.get(row.user_id or 0, say("Systemet")),
        at=row.at,
        mine=row.user_id == who().id,
        hindrance=say(waiting_changes.hindrance(reading(), row, who().id) or ""),
        seen=waiting_changes.mark(reading(), image, row),
        note=row.note,
        fields=[
            _field(image, name, held[name], row.after[name])
            for name in sorted(row.after, key=place)
        ],
    )


def _field(image: Image, name: str, held: Any, wanted: Any) -> Field:
    before, after = _words(name, held), _words(name, wanted)
    texts = name in field_changes.TEXTS and before and after
    return Field(
        say(field_changes.label(name)),
        before,
        after,
        parts=compared(before, after) if texts else None,
        pictures=_pictures(image, held, wanted) if name == "file" else None,
    )


def _words(name: str, value: Any) -> str:
    """Return what a field of `contents` holds, in words."""
    if name == "terms":
        version = reading().get(TermsVersion, value) if value else None
        if version is None:
            return ""
        called = press_record.terms_words(version, "sv").name
        return str(gettext("%(name)s, version %(n)s", name=called, n=version.n))
    if name == "file":
        file = reading().get(ImageFile, value) if value else None
        return f"{file.n}: {file.original_name}" if file else ""
    if name == "remains":
        return words_of(name, Level(value).name.lower())
    if name == "leases":
        return words_of(name, [row[:3] for row in value])
    return words_of(name, value)


def _pictures(image: Image, held: int, wanted: int) -> tuple[str, str]:
    """Return where both files are seen."""
    files = [reading().get(ImageFile, one) for one in (held, wanted)]
    if None in files:
        raise NotFound
    here = f"/redaktion/bilder/{image.id}/versioner"
    first, second = (f"{here}/{file.n}/w640.webp" for file in files if file)
    return first, second
