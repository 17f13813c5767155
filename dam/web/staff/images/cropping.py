"""`/redaktion/bilder/<id>/beskarning`: the focal point of an image, and its crops."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from dam import catalogue, clearance
from dam.clearance import crops
from dam.database.models import Image, TermsVersion
from dam.database.session import Session
from dam.errors import BadInput, Conflict, NotFound
from dam.imaging.crop import RATIOS, Box, Framing
from dam.imaging.geometry import Size
from dam.imaging.make_crops import Cut
from dam.lifecycle import change_fields, framing, waiting_changes
from dam.rights.terms import TermsClass
from dam.text.read import number_in
from dam.web import errors
from dam.web.context import now, reading, services, writing
from dam.web.forms import sent_version
from dam.web.sign_in import who
from dam.web.staff import conflicts
from dam.web.staff.image_row import WAITS, row_of
from dam.web.staff.images import crop_form as sheet
from dam.web.staff.images.editor import ensure_editable, why_locked

bp = Blueprint("cropping", __name__)
PAGE = "staff/cropping.html"
FRAMED = ("focal", "drawn_crops")
DONE = {"sparad": "Sparat.", "vantar": WAITS}
NOT_SAVED = "Så blir det. Inget är sparat än."


@dataclass(frozen=True, slots=True)
class Shown:
    """A crop as the page shows it: its box in the picture, and the pixels of the file."""

    name: str
    label: str
    across: int
    down: int
    box: Box
    width: int
    height: int

    @property
    def view(self) -> str:
        """The box as an SVG's viewBox."""
        left, top, right, bottom = self.box
        return f"{left} {top} {right - left} {bottom - top}"


@bp.get("/bilder/<int:one>/beskarning")
def show(one: int) -> str:
    image = catalogue.find_for(reading(), one, who())
    now_framed = _framing(reading(), image)
    done = DONE.get(request.args.get("klart", ""))
    form = sheet.fill(now_framed, _size(image))
    return render_template(PAGE, errors={}, done=done, **_values(image, form, now_framed))


@bp.post("/bilder/<int:one>/beskarning")
def act(one: int) -> Response | str:
    """Save, or only show what comes of the form: after a click in the picture, or that button."""
    image = catalogue.find_for(reading(), one, who())
    sent = request.form
    version = number_in(sent, "version", image.version)
    try:
        wanted = sheet.read(sent, _size(image))
        if "point.x" in sent or sent.get("action") == "show":
            form = sheet.fill(wanted, _size(image))
            values = _values(image, form, wanted) | {"version": version}
            return render_template(PAGE, errors={}, done=NOT_SAVED, **values)
        waits = _save(one, wanted)
    except Conflict as error:
        return _conflict(one, wanted, error)
    except BadInput as error:
        if isinstance(error, clearance.NotPublishable):
            error.fields = {}
        values = _values(image, sheet.typed(sent), _framing(reading(), image))
        return errors.again(error, PAGE, **values | {"version": version})
    return redirect(
        f"/redaktion/bilder/{one}/beskarning?klart={'vantar' if waits else 'sparad'}", 303
    )


def _save(one: int, wanted: Framing) -> bool:
    """Save the crops; returns whether they wait for another person."""
    version = sent_version()
    with writing() as session:
        image = catalogue.hold(session, one, who(), version=version)
        ensure_editable(image)
        chosen = conflicts.choices(request.form, request.form.getlist(conflicts.DIFFERS))
        wanted = sheet.settle(wanted, _framing(session, image), chosen)
        with waiting_changes.proposing(
            session, image, instead_of=FRAMED, by=who().id, now=now()
        ) as proposal:
            framing.frame(session, image, wanted, by=who().id, now=now())
            clearance.settle(session, image, now=now())
        return proposal.waits


def _conflict(one: int, mine: Framing, error: Conflict) -> Response:
    """Show both where they differ, to choose from one by one."""
    image = catalogue.find_for(reading(), one, who())
    row = row_of(image, now())
    return errors.again(
        error,
        "staff/conflict.html",
        row=row,
        address=f"{row.url}/beskarning",
        version=image.version,
        mine=sheet.typed(request.form),
        differing=sheet.differences(mine, _framing(reading(), image)),
        unchosen=isinstance(error, conflicts.NotChosen),
    )


def _framing(session: Session, image: Image) -> Framing:
    """Return what this person frames: the crops as they stand, with what waits because of them."""
    wanted = waiting_changes.own(session, who().id).get(image.id, {})
    return change_fields.framing_of(image, wanted)


def _size(image: Image) -> Size:
    if image.file is None:
        raise NotFound
    return image.file.width, image.file.height


def _values(image: Image, form: sheet.Form, framed: Framing) -> dict[str, object]:
    boxes = framed.boxes(_size(image))
    cuts = [Cut(spec, boxes[spec.name]) for spec in services().specs.crops]
    return {
        "row": row_of(image, now()),
        "alt": catalogue.text_of(image).alt,
        "version": image.version,
        "form": form,
        "focal": framed.focal,
        "crops": [
            Shown(
                cut.spec.name,
                sheet.ratio(cut.spec.name),
                *RATIOS[cut.spec.name],
                cut.box,
                *cut.made,
            )
            for cut in cuts
        ],
        "long_edge": cuts[0].spec.long_edge,
        "cells": [(cell, gettext(words)) for cell, words in sheet.CELLS.items()],
        "state_now": gettext(_state(image)),
        "failed": image.crops_error,
        "why_locked": why_locked(image),
    }


def _state(image: Image) -> str:
    """Return what becomes of the crops now, or why nobody gets them."""
    if not crops.allowed(image.terms_version):
        return _why_whole(image.terms_version)
    if image.state != "published":
        return "Beskärningarna görs när bilden publiceras."
    if image.crops_error:
        return "Spara sidan en gång till för att försöka igen."
    if image.crops_due:
        return "Beskärningarna görs nu, och syns på bildens sida när de är klara."
    return "Beskärningarna finns på bildens sida."


def _why_whole(version: TermsVersion | None) -> str:
    if version is None:
        return "Bilden har inga villkor än. Beskärningar lämnas bara ut om villkoren tillåter det."
    if version.klass == TermsClass.APPROVAL:
        return "Bilden kräver godkännande och lämnas bara ut hel. Beskärningarna görs inte."
    return "Bildens villkor tillåter inte beskärning, så den lämnas bara ut hel."
