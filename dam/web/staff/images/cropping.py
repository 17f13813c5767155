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
from dam.imaging.crop import RATIOS, Box, CropSettings
from dam.imaging.geometry import Size
from dam.imaging.make_crops import CropOrder
from dam.lifecycle import change_fields, framing, waiting_changes
from dam.links.staff_paths import IMAGES
from dam.rights.image_states import ImageState
from dam.rights.terms import TermsClass
from dam.text.read import number_in
from dam.web import errors
from dam.web.context import reading_session, request_moment, services, writing_session
from dam.web.forms import sent_version
from dam.web.sign_in import own_id, signed_in_user
from dam.web.staff import conflicts
from dam.web.staff.image_row import WAITS, build_image_row
from dam.web.staff.images import crop_form as sheet
from dam.web.staff.images.editor import ensure_editable, why_locked

bp = Blueprint("cropping", __name__)
PAGE = "staff/cropping.html"
FRAMED = ("focal", "drawn_crops")
DONE = {"sparad": "Sparat.", "vantar": WAITS}
NOT_SAVED = "Så blir det. Inget är sparat än."


@dataclass(frozen=True, slots=True)
class CropPreview:
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


@bp.get("/bilder/<int:image_id>/beskarning")
def show_cropping(image_id: int) -> str:
    image = catalogue.find_for(reading_session(), image_id, signed_in_user())
    current = _current_framing(reading_session(), image)
    done = DONE.get(request.args.get("klart", ""))
    form = sheet.fill_crop_form(current, _picture_size(image))
    return render_template(PAGE, errors={}, done=done, **_cropping_context(image, form, current))


@bp.post("/bilder/<int:image_id>/beskarning")
def submit_cropping(image_id: int) -> Response | str:
    """Save, or only show what comes of the form: after a click in the picture, or that button."""
    image = catalogue.find_for(reading_session(), image_id, signed_in_user())
    sent = request.form
    opened = {"version": number_in(sent, "version", image.version), "began": sent.get("began", "")}
    try:
        new_framing = sheet.read_crop_form(sent, _picture_size(image))
        if "point.x" in sent or sent.get("action") == "show":
            form = sheet.fill_crop_form(new_framing, _picture_size(image))
            values = _cropping_context(image, form, new_framing) | opened
            return render_template(PAGE, errors={}, done=NOT_SAVED, **values)
        waits = _save_cropping(image_id, new_framing)
    except Conflict as error:
        return _render_crop_conflict(image_id, new_framing, error)
    except BadInput as error:
        if isinstance(error, clearance.NotPublishable):
            error.fields = {}
        values = _cropping_context(
            image, sheet.echo_crop_form(sent), _current_framing(reading_session(), image)
        )
        return errors.show_form_again(error, PAGE, **values | opened)
    return redirect(f"{IMAGES}/{image_id}/beskarning?klart={'vantar' if waits else 'sparad'}", 303)


def _save_cropping(image_id: int, new_framing: CropSettings) -> bool:
    """Save the crops; returns whether they wait for another person."""
    version = sent_version()
    with writing_session() as session:
        image = catalogue.lock_image(session, image_id, signed_in_user(), version=version)
        ensure_editable(image)
        sides = conflicts.read_conflict_choices(
            request.form, request.form.getlist(conflicts.DIFFERS)
        )
        new_framing = sheet.merge_crops(new_framing, _current_framing(session, image), sides)
        with waiting_changes.propose_changes(
            session, image, instead_of=FRAMED, by=own_id(), now=request_moment()
        ) as proposal:
            framing.save_framing(session, image, new_framing, by=own_id(), now=request_moment())
            clearance.recompute_or_refuse(session, image, now=request_moment())
        return proposal.waits


def _render_crop_conflict(image_id: int, mine: CropSettings, error: Conflict) -> Response:
    """Show both where they differ, to choose from one by one."""
    image = catalogue.find_for(reading_session(), image_id, signed_in_user())
    row = build_image_row(image, request_moment())
    return errors.show_form_again(
        error,
        "staff/conflict.html",
        row=row,
        address=f"{row.url}/beskarning",
        version=image.version,
        mine={**sheet.echo_crop_form(request.form), "began": request.form.get("began", "")},
        differing=sheet.list_crop_differences(
            mine, _current_framing(reading_session(), image), began=request.form.get("began", "")
        ),
        unchosen=isinstance(error, conflicts.UnresolvedConflict),
    )


def _current_framing(session: Session, image: Image) -> CropSettings:
    """Return what this person frames: the crops as they stand, with what waits because of them."""
    own_changes = waiting_changes.list_own_waiting_fields(session, own_id()).get(image.id, {})
    return change_fields.build_framing(image, own_changes)


def _picture_size(image: Image) -> Size:
    if image.file is None:
        raise NotFound
    return image.file.width, image.file.height


def _cropping_context(image: Image, form: sheet.Form, current: CropSettings) -> dict[str, object]:
    boxes = current.boxes(_picture_size(image))
    cuts = [CropOrder(spec, boxes[spec.name]) for spec in services().specs.crops]
    return {
        "row": build_image_row(image, request_moment()),
        "alt": catalogue.find_image_text(image).alt,
        "version": image.version,
        "began": conflicts.fingerprint_fields(sheet.describe_framing(current)),
        "form": form,
        "focal": current.focal,
        "crops": [
            CropPreview(
                cut.spec.name,
                sheet.format_ratio(cut.spec.name),
                *RATIOS[cut.spec.name],
                cut.box,
                *cut.made,
            )
            for cut in cuts
        ],
        "long_edge": cuts[0].spec.long_edge,
        "cells": [(cell, gettext(label)) for cell, label in sheet.CELLS.items()],
        "state_now": gettext(_describe_crop_state(image)),
        "failed": image.crops_error,
        "why_locked": why_locked(image),
    }


def _describe_crop_state(image: Image) -> str:
    """Return what becomes of the crops now, or why nobody gets them."""
    if not crops.allows_public_crops(image.terms_version):
        return _why_no_crops(image.terms_version)
    if image.state != ImageState.PUBLISHED:
        return "Beskärningarna görs när bilden publiceras."
    if image.crops_error:
        return "Spara sidan en gång till för att försöka igen."
    if image.crops_due:
        return "Beskärningarna görs nu, och syns på bildens sida när de är klara."
    return "Beskärningarna finns på bildens sida."


def _why_no_crops(version: TermsVersion | None) -> str:
    if version is None:
        return "Bilden har inga villkor än. Beskärningar lämnas bara ut om villkoren tillåter det."
    if version.category == TermsClass.APPROVAL:
        return "Bilden kräver godkännande och lämnas bara ut hel. Beskärningarna görs inte."
    return "Bildens villkor tillåter inte beskärning, så den lämnas bara ut hel."
