"""`/redaktion/bilder/<id>/aterkalla` and `…/radera`: taking down, each on a page of its own."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from dam import catalogue
from dam.delivery import notices
from dam.delivery.statistics import by_image
from dam.errors import BadInput
from dam.lifecycle import erase
from dam.lifecycle import withdraw as withdraw_image
from dam.lifecycle.withdraw import Withdrawal
from dam.links.staff_paths import IMAGES
from dam.rights import sizes
from dam.rights.withdrawal import REASONS
from dam.text.read import read_image_id
from dam.web import errors
from dam.web.context import reading_session, request_moment, services, writing_session
from dam.web.sign_in import own_id, require_role, signed_in_user
from dam.web.staff.image_row import build_image_row

bp = Blueprint("takedown", __name__)
PAGE = "staff/takedown.html"


@bp.get("/bilder/<int:image_id>/aterkalla")
@require_role("editor")
def show_takedown(image_id: int) -> str:
    return render_template(PAGE, errors={}, form={}, **_takedown_context(image_id))


@bp.post("/bilder/<int:image_id>/aterkalla")
@require_role("editor")
def confirm_withdrawal(image_id: int) -> Response:
    try:
        withdrawal = _read_withdrawal_form(request.form)
        with writing_session() as session:
            locked_image = catalogue.lock_image(session, image_id, signed_in_user())
            withdraw_image.withdraw_image(
                session, locked_image, withdrawal, by=own_id(), now=request_moment()
            )
    except BadInput as error:
        if "reason" in error.fields:
            error.fields["reason"] = "Välj ett skäl."
        return errors.show_form_again(error, PAGE, form=request.form, **_takedown_context(image_id))
    return redirect(f"{IMAGES}/{image_id}?klart=aterkallad", 303)


@bp.post("/bilder/<int:image_id>/hav")
@require_role("editor")
def undo_withdrawal(image_id: int) -> Response:
    with writing_session() as session:
        locked_image = catalogue.lock_image(session, image_id, signed_in_user())
        withdraw_image.restore_withdrawn_image(
            session, locked_image, by=own_id(), now=request_moment()
        )
    return redirect(f"{IMAGES}/{image_id}?klart=havd", 303)


@bp.get("/bilder/<int:image_id>/radera")
@require_role("admin")
def show_image_erasure(image_id: int) -> str:
    return render_template("staff/erase.html", errors={}, row=_find_takedown_row(image_id))


@bp.post("/bilder/<int:image_id>/radera")
@require_role("admin")
def confirm_image_erasure(image_id: int) -> Response:
    """Erase for good, once the shown id has been typed."""
    try:
        _ensure_ref_typed(image_id)
        with writing_session() as session:
            locked_image = catalogue.lock_image(session, image_id, signed_in_user())
            keys = erase.erase_image(session, locked_image, by=own_id(), now=request_moment())
        erase.remove_bytes(services().database, services().storage, keys)
    except BadInput as error:
        return errors.show_form_again(error, "staff/erase.html", row=_find_takedown_row(image_id))
    return redirect(f"{IMAGES}?klart=raderad", 303)


def _read_withdrawal_form(form: MultiDict[str, str]) -> Withdrawal:
    """Read the form; raises BadInput for a replacement that is no id."""
    typed = form.get("replaced_by", "").strip()
    replaced_by = read_image_id(typed) if typed else None
    if typed and replaced_by is None:
        sentence = "Skriv id för en publicerad bild, till exempel IN-2041."
        raise BadInput(sentence, fields={"replaced_by": sentence})
    return Withdrawal(form.get("reason", ""), replaced_by, remove="remove" in form)


def _ensure_ref_typed(image_id: int) -> None:
    if read_image_id(request.form.get("ref", "")) != image_id:
        sentence = "Skriv bildens id för att radera den."
        raise BadInput(sentence, fields={"ref": sentence})


def _find_takedown_row(image_id: int) -> object:
    return build_image_row(
        catalogue.find_for(reading_session(), image_id, signed_in_user()), request_moment()
    )


def _takedown_context(image_id: int) -> dict[str, object]:
    recipients = notices.list_recipients(reading_session(), [image_id], request_moment())
    return {
        "row": _find_takedown_row(image_id),
        "reasons": REASONS,
        "downloads": by_image.count_downloads(reading_session(), image_id),
        "sizes": sizes.LABELS,
        "holders": [recipient.email for recipient in recipients if recipient.held],
        "watchers": sum(not recipient.held for recipient in recipients),
    }
