"""`/redaktion/samtycken`: the register of people in pictures, their legal bases and documents."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.wrappers import Response

from dam import accounts
from dam.clearance import documents, persons, waiting_bases
from dam.clearance.persons import BasisForm, PersonDetails
from dam.database.models import Person
from dam.delivery.stream import stream_blocks
from dam.errors import BadInput, Conflict, NoRoom, Unavailable
from dam.i18n.form_reader import read_field
from dam.imaging.embed.assemble import StoredRange
from dam.ingest import orphans, quota
from dam.lifecycle import people_shown
from dam.lifecycle import withdraw_basis as takedown
from dam.links.staff_paths import PERSONS
from dam.rights.channels import CONSENT_CHANNELS
from dam.rights.periods import last_whole_day
from dam.text.read import read_day
from dam.web import errors
from dam.web.context import reading_session, request_moment, services, writing_session
from dam.web.file_names import build_content_disposition
from dam.web.forms import file_size, sent_version, takes_files
from dam.web.sign_in import own_id, require_role, signed_in_user
from dam.web.staff import conflicts
from dam.web.staff.conflicts import FormFields
from dam.web.staff.image_row import build_image_row
from dam.web.staff.person_labels import KINDS, STATUSES, USES, person_status

bp = Blueprint("persons", __name__)
LIST, PAGE, WITHDRAW = (f"staff/persons/{name}.html" for name in ("list", "person", "withdraw"))
FOLDER = PERSONS
A_DAY = "Skriv ett datum, till exempel 2026-12-31."
LABELS = {
    "name": "Namn",
    "contact": "Kontakt",
    "minor": "Under 18 år",
    "guardian": "Vårdnadshavare",
    "note": "Anteckning",
}
YES, NO = "Ja", "Nej"
DONE = {
    "sparad": "Sparat.",
    "vantar": "Sparat. Grunden räknas när en annan redaktör har godkänt den.",
    "godkand": "Grunden är godkänd och räknas nu.",
    "aterkallad": "Grunden är återkallad.",
    "raderad": "Personen är raderad ur registret.",
}


@bp.get("/samtycken")
@require_role("editor")
def show_persons() -> str:
    words = request.args.get("q", "")
    found = persons.search_persons(reading_session(), words)
    rows = [(person, STATUSES[person_status(person, request_moment())]) for person in found]
    done = DONE.get(request.args.get("klart", ""))
    return render_template(LIST, rows=rows, q=words, done=done, errors={}, form={})


@bp.post("/samtycken")
@require_role("editor")
def create_person() -> Response:
    try:
        with writing_session() as session:
            person = persons.add_person(
                session, _read_person_form(request.form), by=own_id(), now=request_moment()
            )
            person_id = person.id
    except BadInput as error:
        return errors.show_form_again(error, LIST, rows=[], q="", form=request.form)
    return redirect(f"{FOLDER}/{person_id}", 303)


@bp.get("/samtycken/<int:person_id>")
@require_role("editor")
def show_person(person_id: int) -> str:
    values = _person_context(person_id) | {"done": DONE.get(request.args.get("klart", ""))}
    return render_template(PAGE, errors={}, form={}, **values)


@bp.post("/samtycken/<int:person_id>")
@require_role("editor")
def save_person(person_id: int) -> Response:
    try:
        with writing_session() as session:
            person = persons.find_person(session, person_id)
            details = _read_person_form(
                conflicts.merge_form(request.form, _fill_person_form(person), SHEET)
            )
            version = sent_version()
            waits = persons.edit_person(
                session, person, details, version=version, by=own_id(), now=request_moment()
            )
            people_shown.recompute_images_of_person(session, person, now=request_moment())
    except (BadInput, Conflict) as error:
        theirs = _fill_person_form(persons.find_person(reading_session(), person_id))
        fields = conflicts.reopen_form(SHEET, error, request.form, theirs, "version")
        return errors.show_form_again(error, PAGE, **_person_context(person_id) | fields)
    return redirect(f"{FOLDER}/{person_id}?klart={'vantar' if waits else 'sparad'}", 303)


@bp.post("/samtycken/<int:person_id>/grunder")
@require_role("editor")
def save_new_basis(person_id: int) -> Response:
    try:
        details = _read_basis_form(request.form)
        with writing_session() as session:
            person = persons.find_person(session, person_id)
            basis = people_shown.add_basis_and_open(
                session, person, details, by=own_id(), now=request_moment()
            )
            waits = basis.waits_since is not None
    except BadInput as error:
        return errors.show_form_again(error, PAGE, form=request.form, **_person_context(person_id))
    return redirect(f"{FOLDER}/{person_id}?klart={'vantar' if waits else 'sparad'}", 303)


@bp.post("/samtycken/<int:person_id>/grunder/<int:basis>/godkann")
@require_role("editor")
def approve_person_basis(person_id: int, basis: int) -> Response:
    seen, by = request.form.get("seen", ""), own_id()
    try:
        with writing_session() as session:
            legal_basis = persons.find_basis(session, person_id, basis)
            people_shown.approve_basis(session, legal_basis, seen=seen, by=by, now=request_moment())
    except Conflict as error:
        return errors.show_form_again(error, PAGE, form={}, **_person_context(person_id))
    return redirect(f"{FOLDER}/{person_id}?klart=godkand", 303)


@bp.post("/samtycken/<int:person_id>/grunder/<int:basis>/dokument")
@require_role("editor")
@takes_files
def attach_basis_document(person_id: int, basis: int) -> Response:
    """Keep a document: its bytes first, then the row that names them."""
    persons.find_basis(reading_session(), person_id, basis)
    upload = request.files.get("document") or FileStorage()
    try:
        quota.ensure_within_quota(
            reading_session(), own_id(), file_size(upload), services().settings.quota_bytes
        )
        stored = documents.receive_document(
            upload.stream,
            upload.filename or "",
            storage=services().storage,
            scanner=services().scanner,
            disks=services().disks,
        )
        with writing_session() as session:
            legal_basis = persons.find_basis(session, person_id, basis)
            replaced = documents.attach_document(
                session, legal_basis, stored, by=own_id(), now=request_moment()
            )
    except (BadInput, NoRoom, Unavailable) as error:
        if isinstance(error, BadInput):
            error.fields = {f"{name}-{basis}": text for name, text in error.fields.items()}
        return errors.show_form_again(error, PAGE, form={}, **_person_context(person_id))
    if replaced:
        orphans.remove_if_orphaned(services().database, services().storage, [replaced])
    return redirect(f"{FOLDER}/{person_id}?klart=sparad", 303)


@bp.get("/samtycken/<int:person_id>/grunder/<int:basis>/dokument")
@require_role("editor")
def download_basis_document(person_id: int, basis: int) -> Response:
    """Hand the document to who may read it, as an attachment; who and when is noted."""
    with writing_session() as session:
        legal_basis = persons.find_basis(session, person_id, basis)
        key = documents.note_reading(session, legal_basis, signed_in_user(), now=request_moment())
        size, name = legal_basis.document_bytes or 0, legal_basis.document_name
    body = stream_blocks([StoredRange(0, size)], services().storage, key)
    response = Response(body, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = build_content_disposition(name or "")
    response.content_length = size
    return response


@bp.get("/samtycken/<int:person_id>/grunder/<int:basis>/aterkalla")
@require_role("editor")
def show_basis_withdrawal(person_id: int, basis: int) -> str:
    legal_basis = persons.find_basis(reading_session(), person_id, basis)
    consequences = takedown.preview_basis_withdrawal(
        reading_session(), legal_basis, now=request_moment()
    )
    return render_template(
        WITHDRAW,
        person=legal_basis.person,
        basis=legal_basis,
        kinds=KINDS,
        rows=[build_image_row(image, request_moment()) for image in consequences.images],
        recipients=[recipient.email for recipient in consequences.recipients],
    )


@bp.post("/samtycken/<int:person_id>/grunder/<int:basis>/aterkalla")
@require_role("editor")
def withdraw_person_basis(person_id: int, basis: int) -> Response:
    with writing_session() as session:
        legal_basis = persons.find_basis(session, person_id, basis)
        takedown.withdraw_basis(session, legal_basis, by=own_id(), now=request_moment())
    return redirect(f"{FOLDER}/{person_id}?klart=aterkallad", 303)


@bp.post("/samtycken/<int:person_id>/radera")
@require_role("editor")
def erase_registered_person(person_id: int) -> Response:
    try:
        with writing_session() as session:
            person = persons.find_person(session, person_id)
            keys = persons.erase_person(session, person, by=own_id(), now=request_moment())
    except Conflict as error:
        return errors.show_form_again(error, PAGE, form={}, **_person_context(person_id))
    orphans.remove_if_orphaned(services().database, services().storage, keys)
    services().database.empty_log()
    return redirect(f"{FOLDER}?klart=raderad", 303)


def _read_person_form(form: Mapping[str, str]) -> PersonDetails:
    return PersonDetails(
        name=" ".join(form.get("name", "").split()),
        contact=form.get("contact", "").strip(),
        minor=form.get("minor") == "1",
        guardian=form.get("guardian", "").strip(),
        note=form.get("note", "").strip(),
    )


def _fill_person_form(person: Person | PersonDetails) -> dict[str, str]:
    """Return what the form holds of somebody."""
    values = {name: getattr(person, name) for name in LABELS}
    return {**values, "minor": "1" if person.minor else ""}


SHEET = FormFields(
    LABELS,
    lambda sent: _fill_person_form(_read_person_form(sent)),
    lambda name, value: (YES if value else NO) if name == "minor" else str(value),
)


def _read_basis_form(form: MultiDict[str, str]) -> BasisForm:
    given_on = read_field(form, "given_on", read_day, A_DAY)
    if given_on is None:
        sentence = "Skriv vilken dag det gavs, till exempel 2026-03-14."
        raise BadInput(sentence, fields={"given_on": sentence})
    return BasisForm(
        kind=form.get("kind", ""),
        channels=tuple(form.getlist("channels")),
        uses=tuple(form.getlist("uses")),
        given_on=given_on,
        valid_to=read_field(form, "valid_to", read_day, A_DAY),
        note=form.get("basis_note", "").strip(),
    )


def _person_context(person_id: int) -> dict[str, object]:
    person: Person = persons.find_person(reading_session(), person_id)
    return {
        "person": person,
        "version": person.version,
        "began": conflicts.open_form(SHEET, _fill_person_form(person))["began"],
        "status": STATUSES[person_status(person, request_moment())],
        "names": accounts.list_account_names(reading_session()),
        "hindrances": {
            row.id: waiting_bases.find_basis_hindrance(reading_session(), row, own_id())
            for row in person.bases
        },
        "basis_marks": {row.id: waiting_bases.mark_waiting_basis(row) for row in person.bases},
        "rows": [
            build_image_row(image, request_moment())
            for image in persons.images_of(reading_session(), person_id)
        ],
        "kinds": KINDS,
        "channels": CONSENT_CHANNELS,
        "uses": USES,
        "may_read": documents.may_read(signed_in_user()),
        "today": last_whole_day(request_moment()).isoformat(),
    }
