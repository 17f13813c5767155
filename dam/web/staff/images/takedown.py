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
from dam.rights.withdrawal import REASONS
from dam.text.read import read_image_id
from dam.web import errors
from dam.web.context import now, reading, services, writing
from dam.web.sign_in import require, who
from dam.web.staff.image_form.choices import SIZE_NAMES
from dam.web.staff.image_row import row_of

bp = Blueprint("takedown", __name__)
PAGE = "staff/takedown.html"
REASON_NAMES = {
    "consent": "En person på bilden vill inte vara med längre",
    "rights": "Rättigheterna räcker inte",
    "error": "Något i bilden eller bildtexten är fel",
    "outdated": "Bilden är inaktuell",
    "other": "Annat",
}


@bp.get("/bilder/<int:one>/aterkalla")
@require("editor")
def show(one: int) -> str:
    return render_template(PAGE, errors={}, form={}, **_values(one))


@bp.post("/bilder/<int:one>/aterkalla")
@require("editor")
def withdraw(one: int) -> Response:
    try:
        said = _read(request.form)
        with writing() as session:
            held = catalogue.hold(session, one, who())
            withdraw_image.withdraw(session, held, said, by=who().id, now=now())
    except BadInput as error:
        if "reason" in error.fields:
            error.fields["reason"] = "Välj ett skäl."
        return errors.again(error, PAGE, form=request.form, **_values(one))
    return redirect(f"/redaktion/bilder/{one}?klart=aterkallad", 303)


@bp.post("/bilder/<int:one>/hav")
@require("editor")
def restore(one: int) -> Response:
    with writing() as session:
        held = catalogue.hold(session, one, who())
        withdraw_image.restore(session, held, by=who().id, now=now())
    return redirect(f"/redaktion/bilder/{one}?klart=havd", 303)


@bp.get("/bilder/<int:one>/radera")
@require("admin")
def show_erase(one: int) -> str:
    return render_template("staff/erase.html", errors={}, row=_row(one))


@bp.post("/bilder/<int:one>/radera")
@require("admin")
def erase_image(one: int) -> Response:
    """Erase for good, once the shown id has been typed."""
    try:
        _ensure_meant(one)
        with writing() as session:
            held = catalogue.hold(session, one, who())
            keys = erase.erase(session, held, by=who().id, now=now())
        erase.remove_bytes(services().database, services().storage, keys)
    except BadInput as error:
        return errors.again(error, "staff/erase.html", row=_row(one))
    return redirect("/redaktion/bilder?klart=raderad", 303)


def _read(form: MultiDict[str, str]) -> Withdrawal:
    """Read the form; raises BadInput for a replacement that is no id."""
    typed = form.get("replaced_by", "").strip()
    replaced_by = read_image_id(typed) if typed else None
    if typed and replaced_by is None:
        sentence = "Skriv id för en publicerad bild, till exempel IN-2041."
        raise BadInput(sentence, fields={"replaced_by": sentence})
    return Withdrawal(form.get("reason", ""), replaced_by, remove="remove" in form)


def _ensure_meant(one: int) -> None:
    if read_image_id(request.form.get("ref", "")) != one:
        sentence = "Skriv bildens id för att radera den."
        raise BadInput(sentence, fields={"ref": sentence})


def _row(one: int) -> object:
    return row_of(catalogue.find_for(reading(), one, who()), now())


def _values(one: int) -> dict[str, object]:
    told = notices.who(reading(), [one], now())
    return {
        "row": _row(one),
        "reasons": REASON_NAMES,
        "public": REASONS,
        "downloads": by_image.downloads(reading(), one),
        "sizes": SIZE_NAMES,
        "holders": [recipient.email for recipient in told if recipient.held],
        "watchers": sum(not recipient.held for recipient in told),
    }
