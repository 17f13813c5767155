"""`/redaktion/installningar`: what the house chooses itself, and what the deployment decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from config.redacted import GIVEN, shown
from dam import accounts
from dam.database import site_settings
from dam.database.models import HouseChoices
from dam.database.site_settings import Choices
from dam.errors import BadInput, Conflict
from dam.web import errors
from dam.web.context import now, read_anew, reading, services, writing
from dam.web.forms import sent_version
from dam.web.sign_in import require, who
from dam.web.staff import conflicts
from dam.web.staff.conflicts import Sheet

bp = Blueprint("house_choices", __name__)
PAGE, HERE = "staff/house_choices.html", "/redaktion/installningar"
YES, NO = "Ja", "Nej"
LABELS = {
    "review_required": "Granskning av en annan person krävs",
    "minor_edits_pass": "Små ändringar av publicerade bilder behöver ingen granskning",
}
HINTS = {
    "review_required": "Då går det inte att publicera det man själv har beskrivit eller skickat "
    "till granskning: en annan redaktör godkänner. Det gäller också kommandon och valda tider. "
    "Ändringar av publicerade bilder väntar på samma sätt, men det som stänger en bild gör aldrig "
    "det.",
    "minor_edits_pass": "Alt-text, nyckelord, ämnen och samlingar ändras då direkt. Allt annat "
    "väntar på en annan redaktör.",
}


@bp.get("/installningar")
@require("admin")
def show() -> str:
    done = "Sparat." if request.args.get("klart") == "sparat" else ""
    return render_template(PAGE, errors={}, done=done, **_values(), **_stored())


@bp.post("/installningar")
@require("admin")
def save() -> Response:
    try:
        with writing() as session:
            stored = _said(site_settings.said(site_settings.newest(session)))
            wanted = _wanted(conflicts.settle(request.form, stored, SHEET))
            over = sent_version("over")
            site_settings.change(session, wanted, over=over, by=who().id, now=now())
    except (BadInput, Conflict) as error:
        read_anew()
        theirs = _said(site_settings.said(site_settings.newest(reading())))
        shown = conflicts.again(SHEET, error, request.form, theirs, "over")
        return errors.again(error, PAGE, **_values(), **_stored() | shown)
    return redirect(f"{HERE}?klart=sparat", 303)


def _wanted(form: Mapping[str, str]) -> Choices:
    return Choices(**{one.name: bool(form.get(one.name)) for one in fields(Choices)})


def _said(choices: Choices) -> dict[str, str]:
    """Return the choices as the form says them."""
    return {name: "1" if chosen else "" for name, chosen in asdict(choices).items()}


SHEET = Sheet(LABELS, lambda sent: _said(_wanted(sent)), lambda _, value: YES if value else NO)


def _stored() -> dict[str, object]:
    newest = site_settings.newest(reading())
    form = conflicts.begin(SHEET, _said(site_settings.said(newest)))
    return form | {"over": newest.n if newest else 0}


def _values() -> dict[str, object]:
    names = accounts.names(reading())
    return {
        "labels": LABELS,
        "hints": HINTS,
        "versions": [_version(row, names.get(row.set_by or 0, "")) for row in _versions()],
        "environment": shown(services().settings),
        "given": GIVEN,
    }


def _versions() -> list[HouseChoices]:
    return list(site_settings.versions(reading()))


def _version(row: HouseChoices, by: str) -> tuple[HouseChoices, Choices, str]:
    return row, site_settings.said(row), by
