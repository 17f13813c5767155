"""`/redaktion/installningar`: what the house chooses itself, and what the deployment decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from config.redacted import PRESENT, list_redacted_settings
from dam import accounts
from dam.database import site_settings
from dam.database.models import HouseChoices
from dam.database.site_settings import Choices
from dam.errors import BadInput, Conflict
from dam.links.staff_paths import SETTINGS
from dam.web import errors
from dam.web.context import reading_session, request_moment, services, writing_session
from dam.web.forms import sent_version
from dam.web.sign_in import own_id, require_role
from dam.web.staff import conflicts
from dam.web.staff.conflicts import FormFields

bp = Blueprint("house_choices", __name__)
PAGE = "staff/house_choices.html"
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
@require_role("admin")
def show_site_settings() -> str:
    done = "Sparat." if request.args.get("klart") == "sparat" else ""
    return render_template(
        PAGE, errors={}, done=done, **_site_settings_context(), **_stored_settings()
    )


@bp.post("/installningar")
@require_role("admin")
def save_site_settings() -> Response:
    try:
        with writing_session() as session:
            stored = _settings_to_form(
                site_settings.choices_from_row(site_settings.find_newest_choices(session))
            )
            settings = _read_settings_form(conflicts.merge_form(request.form, stored, SHEET))
            over = sent_version("over")
            site_settings.save_choices(
                session, settings, over=over, by=own_id(), now=request_moment()
            )
    except (BadInput, Conflict) as error:
        theirs = _settings_to_form(
            site_settings.choices_from_row(site_settings.find_newest_choices(reading_session()))
        )
        context = conflicts.reopen_form(SHEET, error, request.form, theirs, "over")
        return errors.show_form_again(
            error, PAGE, **_site_settings_context(), **_stored_settings() | context
        )
    return redirect(f"{SETTINGS}?klart=sparat", 303)


def _read_settings_form(form: Mapping[str, str]) -> Choices:
    return Choices(**{setting.name: bool(form.get(setting.name)) for setting in fields(Choices)})


def _settings_to_form(choices: Choices) -> dict[str, str]:
    """Return the choices as the form says them."""
    return {name: "1" if chosen else "" for name, chosen in asdict(choices).items()}


SHEET = FormFields(
    LABELS,
    lambda sent: _settings_to_form(_read_settings_form(sent)),
    lambda _, value: YES if value else NO,
)


def _stored_settings() -> dict[str, object]:
    newest = site_settings.find_newest_choices(reading_session())
    form = conflicts.open_form(SHEET, _settings_to_form(site_settings.choices_from_row(newest)))
    return form | {"over": newest.n if newest else 0}


def _site_settings_context() -> dict[str, object]:
    names = accounts.list_account_names(reading_session())
    return {
        "labels": LABELS,
        "hints": HINTS,
        "versions": [
            _build_settings_version(row, names.get(row.set_by or 0, ""))
            for row in _list_settings_versions()
        ],
        "environment": list_redacted_settings(services().settings),
        "given": PRESENT,
    }


def _list_settings_versions() -> list[HouseChoices]:
    return list(site_settings.list_choice_versions(reading_session()))


def _build_settings_version(row: HouseChoices, by: str) -> tuple[HouseChoices, Choices, str]:
    return row, site_settings.choices_from_row(row), by
