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
from dam.approval import ImageUnseen, NotApproved
from dam.database.models import AuditEvent, Image, ImageFile, TermsVersion, WaitingChange
from dam.database.session import Session
from dam.errors import BadInput, Conflict, NotFound
from dam.i18n.translation import Sentence, get_text_in
from dam.lifecycle import change_decisions, waiting_changes
from dam.lifecycle.change_fields import read_image_fields
from dam.links.staff_paths import IMAGES
from dam.rights.window import VisibilityLevel
from dam.text.read import read_id
from dam.web import errors
from dam.web.context import reading_session, request_moment, writing_session
from dam.web.forms import INCOMPLETE
from dam.web.language import say_on_page
from dam.web.sign_in import own_id, require_role, signed_in_user
from dam.web.staff.image_row import ImageRow, build_image_row
from dam.web.staff.images import field_changes
from dam.web.staff.images.field_changes import (
    Part,
    compare_words,
    describe_field_value,
    field_order,
)
from dam.web.template_filters import show_clock, show_day

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
class PendingField:
    """One field beside what is public; ``parts`` compares texts, and ``pictures`` files."""

    label: str
    now: str
    proposed: str
    parts: list[Part] | None = None
    pictures: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class PendingChange:
    """A change that waits; ``hindrance`` says why this person may not approve it."""

    id: int
    by: str
    at: datetime
    mine: bool
    hindrance: str
    seen: str
    note: str
    fields: list[PendingField]


@bp.get("/bilder/<int:image_id>/vantande")
def show_waiting_changes(image_id: int) -> str:
    done = DONE.get(request.args.get("klart", ""))
    return render_template(
        PAGE, errors={}, done=done and say_on_page(done), **_waiting_changes_context(image_id)
    )


@bp.post("/bilder/<int:image_id>/vantande")
@require_role("editor")
def decide_waiting_change(image_id: int) -> Response:
    """Approve, refuse or take back: the button says which, and of which change."""
    verb, _, change_typed = request.form.get("do", "").partition("-")
    change_id = read_id(change_typed)
    if verb not in STEPS or change_id is None:
        raise BadInput(INCOMPLETE)
    try:
        with writing_session() as session:
            image = catalogue.lock_image(session, image_id, signed_in_user())
            done = STEPS[verb](session, image, change_id)
    except (BadInput, Conflict, NotApproved, ImageUnseen) as error:
        return errors.show_form_again(
            error, PAGE, typed=request.form.get("note", ""), **_waiting_changes_context(image_id)
        )
    return redirect(f"{IMAGES}/{image_id}/vantande?klart={done}", 303)


def _approve_change(session: Session, image: Image, change_id: int) -> str:
    fingerprint = request.form.get("seen", "")
    waiting_changes.approve_waiting_change(
        session, image, change_id, seen=fingerprint, by=own_id(), now=request_moment()
    )
    return "godkand"


def _refuse_change(session: Session, image: Image, change_id: int) -> str:
    note = request.form.get("note", "")
    waiting_changes.decline_waiting_change(
        session, image, change_id, note, by=own_id(), now=request_moment()
    )
    return "nej"


def _take_back_change(session: Session, image: Image, change_id: int) -> str:
    waiting_changes.take_back_waiting_change(
        session, image, change_id, by=own_id(), now=request_moment()
    )
    return "tillbaka"


STEPS = {"approve": _approve_change, "refuse": _refuse_change, "take_back": _take_back_change}


def describe_waiting_changes(image_id: int) -> list[str]:
    """Return a sentence for each change that waits of an image."""
    rows = waiting_changes.list_waiting_of_image(reading_session(), image_id)
    names = accounts.list_account_names(reading_session()) if rows else {}
    return [_describe_waiting_change(row, names) for row in rows]


def list_waiting_for_overview() -> list[tuple[ImageRow, str]]:
    """Return all images of which something waits, with who changed them."""
    names = accounts.list_account_names(reading_session())
    changes = waiting_changes.list_waiting_changes(reading_session())
    return [
        (build_image_row(image, request_moment()), _describe_waiting_change(row, names))
        for row, image in changes
    ]


def list_decided_changes() -> list[tuple[ImageRow, str]]:
    """Return what others have decided lately of this person's changes, with their images."""
    names = accounts.list_account_names(reading_session())
    events = change_decisions.list_change_decisions(
        reading_session(), own_id(), request_moment() - LATELY
    )
    return [
        (build_image_row(image, request_moment()), _describe_decision(event, names))
        for event, image in events
    ]


def _describe_decision(event: AuditEvent, names: Mapping[int, str]) -> str:
    sentence = GRANTED if event.action == change_decisions.APPROVE else DENIED
    decider = names.get(event.user_id or 0, say_on_page("Systemet"))
    return say_on_page(
        Sentence(sentence, who=decider, day=show_day(event.at), clock=show_clock(event.at))
    )


def _describe_waiting_change(row: WaitingChange, names: Mapping[int, str]) -> str:
    when = {"day": show_day(row.at), "clock": show_clock(row.at)}
    if row.user_id == own_id():
        return say_on_page(Sentence(MINE, **when))
    return say_on_page(
        Sentence(THEIRS, who=names.get(row.user_id or 0, say_on_page("Systemet")), **when)
    )


def _waiting_changes_context(image_id: int) -> dict[str, object]:
    image = catalogue.find_for(reading_session(), image_id, signed_in_user())
    names = accounts.list_account_names(reading_session())
    rows = waiting_changes.list_waiting_of_image(reading_session(), image_id)
    return {
        "row": build_image_row(image, request_moment()),
        "changes": [_build_pending_change(image, row, names) for row in rows],
    }


def _build_pending_change(
    image: Image, row: WaitingChange, names: Mapping[int, str]
) -> PendingChange:
    current = read_image_fields(image)
    return PendingChange(
        id=row.id,
        by=names.get(row.user_id or 0, say_on_page("Systemet")),
        at=row.at,
        mine=row.user_id == own_id(),
        hindrance=say_on_page(
            waiting_changes.find_approval_hindrance(reading_session(), row, own_id()) or ""
        ),
        seen=waiting_changes.mark_waiting_change(reading_session(), image, row),
        note=row.note,
        fields=[
            _build_pending_field(image, name, current[name], row.after[name])
            for name in sorted(row.after, key=field_order)
        ],
    )


def _build_pending_field(image: Image, name: str, current: Any, proposed: Any) -> PendingField:
    before, after = _describe_content(name, current), _describe_content(name, proposed)
    texts = name in field_changes.TEXTS and before and after
    return PendingField(
        say_on_page(field_changes.field_label(name)),
        before,
        after,
        parts=compare_words(before, after) if texts else None,
        pictures=_picture_urls(image, current, proposed) if name == "file" else None,
    )


def _describe_content(name: str, value: Any) -> str:
    """Return what a field of `read_image_fields` holds, in words."""
    if name == "terms":
        version = reading_session().get(TermsVersion, value) if value else None
        if version is None:
            return ""
        name_shown = get_text_in(version.texts).name
        return str(gettext("%(name)s, version %(n)s", name=name_shown, n=version.n))
    if name == "file":
        file = reading_session().get(ImageFile, value) if value else None
        return f"{file.n}: {file.original_name}" if file else ""
    if name == "residual_level":
        return describe_field_value(name, VisibilityLevel(value).name.lower())
    if name == "leases":
        return describe_field_value(name, [row[:3] for row in value])
    return describe_field_value(name, value)


def _picture_urls(image: Image, current: int, wanted_file: int) -> tuple[str, str]:
    """Return where both files are seen."""
    files = [reading_session().get(ImageFile, file_id) for file_id in (current, wanted_file)]
    if None in files:
        raise NotFound
    folder = f"{IMAGES}/{image.id}/versioner"
    first, second = (f"{folder}/{file.n}/w640.webp" for file in files if file)
    return first, second
