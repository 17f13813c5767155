"""`/redaktion/kontakter`: how the press office, the press rooms and the regions are reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from dam.content import contacts
from dam.content.contacts import PHONE, Reached
from dam.errors import BadInput, Conflict
from dam.links.staff_paths import CONTACTS
from dam.text import limits
from dam.web import errors
from dam.web.context import reading_session, request_moment, writing_session
from dam.web.sign_in import own_id, require_role
from dam.web.staff import conflicts
from dam.web.staff.conflicts import FormFields, Sent

bp = Blueprint("contacts", __name__)
LIST, REGION, NATIONAL = (f"staff/contacts/{name}.html" for name in ("list", "region", "national"))
FOLDER = CONTACTS
STANDINGS = {
    "complete": "Komplett",
    "missing": "Saknas",
    "stale": "Inte kontrollerad på sex månader",
}
LABELS = {
    "official_name": "Namn som regionen själv skriver",
    "email": "E-post till presstjänsten",
    "phone": "Telefon till presstjänsten",
    "press_url": "Pressida",
}
DONE = {"sparad": "Sparat.", "kontrollerad": "Noterat som kontrollerat i dag."}


@bp.get("/kontakter")
@require_role("editor")
def show_contacts() -> str:
    return render_template(
        LIST,
        national=contacts.list_national_contacts(reading_session()),
        rows=[
            (row, contacts.judge_contact_freshness(row, request_moment()))
            for row in contacts.list_press_regions(reading_session())
        ],
        standings=STANDINGS,
        done=DONE.get(request.args.get("klart", "")),
    )


@bp.get("/kontakter/nationellt")
@require_role("editor")
def show_national_contacts() -> str:
    form = conflicts.open_form(_national_sheet(), contacts.national_values(reading_session()))
    return render_template(NATIONAL, errors={}, **form, **_national_contacts_context())


@bp.post("/kontakter/nationellt")
@require_role("editor")
def save_national_contacts() -> Response:
    sheet = _national_sheet()
    try:
        with writing_session() as session:
            stored = contacts.national_values(session)
            typed = _typed_national(conflicts.merge_form(request.form, stored, sheet), stored)
            over = request.form.get("over", "")
            contacts.edit_national(session, typed, over=over, by=own_id(), now=request_moment())
    except (BadInput, Conflict) as error:
        theirs = contacts.national_values(reading_session())
        fields = conflicts.reopen_form(sheet, error, request.form, theirs, "over")
        return errors.show_form_again(error, NATIONAL, **_national_contacts_context() | fields)
    return redirect(f"{FOLDER}?klart=sparad", 303)


@bp.get("/kontakter/<slug>")
@require_role("editor")
def show_region_contact(slug: str) -> str:
    row = contacts.find_region(reading_session(), slug)
    form = conflicts.open_form(REGION_SHEET, asdict(contacts.read_region_contact(row)))
    return render_template(REGION, errors={}, **form, **_region_contact_context(slug))


@bp.post("/kontakter/<slug>")
@require_role("editor")
def save_region_contact(slug: str) -> Response:
    try:
        with writing_session() as session:
            row = contacts.find_region(session, slug)
            stored = asdict(contacts.read_region_contact(row))
            contact = Reached(
                **_typed_region(conflicts.merge_form(request.form, stored, REGION_SHEET))
            )
            over = request.form.get("over", "")
            contacts.edit_region(
                session, row, contact, over=over, by=own_id(), now=request_moment()
            )
    except (BadInput, Conflict) as error:
        theirs = asdict(contacts.read_region_contact(contacts.find_region(reading_session(), slug)))
        fields = conflicts.reopen_form(REGION_SHEET, error, request.form, theirs, "over")
        return errors.show_form_again(error, REGION, **_region_contact_context(slug) | fields)
    return redirect(f"{FOLDER}?klart=sparad", 303)


@bp.post("/kontakter/<slug>/kontrollerad")
@require_role("editor")
def confirm_region_contact(slug: str) -> Response:
    with writing_session() as session:
        row = contacts.find_region(session, slug)
        contacts.mark_region_checked(session, row, by=own_id(), now=request_moment())
    return redirect(f"{FOLDER}?klart=kontrollerad", 303)


def _typed_region(sent: Sent) -> dict[str, str]:
    return {name: " ".join(sent.get(name, "").split()) for name in limits.CONTACT}


REGION_SHEET = FormFields(LABELS, _typed_region)


def _typed_national(sent: Sent, keys: Iterable[str]) -> dict[str, str]:
    return {key: sent.get(key, "").strip() for key in keys}


def _national_sheet() -> FormFields:
    labels = {
        row.key: row.label if row.key == PHONE else gettext("Pressrum för %(name)s", name=row.label)
        for row in contacts.list_national_contacts(reading_session())
    }
    return FormFields(labels, lambda sent: _typed_national(sent, labels))


def _national_contacts_context() -> dict[str, object]:
    return {
        "rows": contacts.list_national_contacts(reading_session()),
        "over": contacts.mark_of_national(reading_session()),
    }


def _region_contact_context(slug: str) -> dict[str, object]:
    row = contacts.find_region(reading_session(), slug)
    return {"row": row, "over": contacts.mark_of_region(row)}
