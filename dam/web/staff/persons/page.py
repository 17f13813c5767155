"""`/redaktion/samtycken`: the register of people in pictures, their legal bases and documents."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.wrappers import Response

from dam import accounts
from dam.clearance import documents, persons
from dam.clearance.persons import Given, Said
from dam.database.models import Person
from dam.delivery.stream import blocks
from dam.errors import BadInput, Conflict, NoRoom, Unavailable
from dam.imaging.embed.assemble import Range
from dam.ingest import orphans, quota
from dam.lifecycle import people_shown
from dam.lifecycle import withdraw_basis as takedown
from dam.rights.periods import last_day
from dam.text.read import read_day
from dam.web import errors
from dam.web.context import now, read_anew, reading, services, writing
from dam.web.file_names import disposition
from dam.web.form_fields import read_field
from dam.web.forms import file_size, sent_version, takes_files
from dam.web.sign_in import require, who
from dam.web.staff import conflicts
from dam.web.staff.conflicts import Sheet
from dam.web.staff.image_row import row_of
from dam.web.staff.person_labels import CHANNELS, KINDS, STATUSES, USES, status_of

bp = Blueprint("persons", __name__)
LIST, PAGE, WITHDRAW = (f"staff/persons/{name}.html" for name in ("list", "person", "withdraw"))
FOLDER = "/redaktion/samtycken"
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
@require("editor")
def show_list() -> str:
    words = request.args.get("q", "")
    found = persons.search(reading(), words)
    rows = [(person, STATUSES[status_of(person, now())]) for person in found]
    done = DONE.get(request.args.get("klart", ""))
    return render_template(LIST, rows=rows, q=words, done=done, errors={}, form={})


@bp.post("/samtycken")
@require("editor")
def add() -> Response:
    try:
        with writing() as session:
            person = persons.add(session, _said(request.form), by=who().id, now=now())
            one = person.id
    except BadInput as error:
        return errors.again(error, LIST, rows=[], q="", form=request.form)
    return redirect(f"{FOLDER}/{one}", 303)


@bp.get("/samtycken/<int:one>")
@require("editor")
def show(one: int) -> str:
    values = _values(one) | {"done": DONE.get(request.args.get("klart", ""))}
    return render_template(PAGE, errors={}, form={}, **values)


@bp.post("/samtycken/<int:one>")
@require("editor")
def edit(one: int) -> Response:
    try:
        with writing() as session:
            person = persons.find_person(session, one)
            said = _said(conflicts.settle(request.form, _fill(person), SHEET))
            version = sent_version()
            waits = persons.edit(session, person, said, version=version, by=who().id, now=now())
            people_shown.keep_in_step(session, person, now=now())
    except (BadInput, Conflict) as error:
        read_anew()
        theirs = _fill(persons.find_person(reading(), one))
        shown = conflicts.again(SHEET, error, request.form, theirs, "version")
        return errors.again(error, PAGE, **_values(one) | shown)
    return redirect(f"{FOLDER}/{one}?klart={'vantar' if waits else 'sparad'}", 303)


@bp.post("/samtycken/<int:one>/grunder")
@require("editor")
def add_basis(one: int) -> Response:
    try:
        given = _given(request.form)
        with writing() as session:
            person = persons.find_person(session, one)
            basis = people_shown.add_basis(session, person, given, by=who().id, now=now())
            waits = basis.waits_since is not None
    except BadInput as error:
        return errors.again(error, PAGE, form=request.form, **_values(one))
    return redirect(f"{FOLDER}/{one}?klart={'vantar' if waits else 'sparad'}", 303)


@bp.post("/samtycken/<int:one>/grunder/<int:basis>/godkann")
@require("editor")
def approve(one: int, basis: int) -> Response:
    try:
        with writing() as session:
            found = persons.find_basis(session, one, basis)
            people_shown.approve_basis(session, found, by=who().id, now=now())
    except Conflict as error:
        read_anew()
        return errors.again(error, PAGE, form={}, **_values(one))
    return redirect(f"{FOLDER}/{one}?klart=godkand", 303)


@bp.post("/samtycken/<int:one>/grunder/<int:basis>/dokument")
@require("editor")
@takes_files
def attach(one: int, basis: int) -> Response:
    """Keep a document: its bytes first, then the row that names them."""
    persons.find_basis(reading(), one, basis)
    sent = request.files.get("document") or FileStorage()
    try:
        quota.ensure_within(reading(), who().id, file_size(sent), services().settings.quota_bytes)
        stored = documents.receive(
            sent.stream,
            sent.filename or "",
            storage=services().storage,
            scanner=services().scanner,
            disks=services().disks,
        )
        with writing() as session:
            found = persons.find_basis(session, one, basis)
            replaced = documents.attach(session, found, stored, by=who().id, now=now())
    except (BadInput, NoRoom, Unavailable) as error:
        return errors.again(error, PAGE, form={}, **_values(one))
    if replaced:
        orphans.remove_unnamed(services().database, services().storage, [replaced])
    return redirect(f"{FOLDER}/{one}?klart=sparad", 303)


@bp.get("/samtycken/<int:one>/grunder/<int:basis>/dokument")
@require("editor")
def read(one: int, basis: int) -> Response:
    """Hand the document to who may read it, as an attachment; who and when is noted."""
    with writing() as session:
        found = persons.find_basis(session, one, basis)
        key = documents.note_reading(session, found, who(), now=now())
        size, name = found.document_bytes or 0, found.document_name
    whole = blocks([Range(0, size)], services().storage, key)
    answer = Response(whole, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = disposition(name or "")
    answer.content_length = size
    return answer


@bp.get("/samtycken/<int:one>/grunder/<int:basis>/aterkalla")
@require("editor")
def show_withdraw(one: int, basis: int) -> str:
    found = persons.find_basis(reading(), one, basis)
    will = takedown.consequences(reading(), found, now=now())
    return render_template(
        WITHDRAW,
        person=found.person,
        basis=found,
        kinds=KINDS,
        rows=[row_of(image, now()) for image in will.images],
        recipients=[recipient.email for recipient in will.recipients],
    )


@bp.post("/samtycken/<int:one>/grunder/<int:basis>/aterkalla")
@require("editor")
def withdraw(one: int, basis: int) -> Response:
    with writing() as session:
        found = persons.find_basis(session, one, basis)
        takedown.withdraw(session, found, by=who().id, now=now())
    return redirect(f"{FOLDER}/{one}?klart=aterkallad", 303)


@bp.post("/samtycken/<int:one>/radera")
@require("editor")
def erase(one: int) -> Response:
    try:
        with writing() as session:
            person = persons.find_person(session, one)
            keys = persons.erase(session, person, by=who().id, now=now())
    except Conflict as error:
        return errors.again(error, PAGE, form={}, **_values(one))
    orphans.remove_unnamed(services().database, services().storage, keys)
    services().database.empty_log()
    return redirect(f"{FOLDER}?klart=raderad", 303)


def _said(form: Mapping[str, str]) -> Said:
    return Said(
        name=" ".join(form.get("name", "").split()),
        contact=form.get("contact", "").strip(),
        minor=form.get("minor") == "1",
        guardian=form.get("guardian", "").strip(),
        note=form.get("note", "").strip(),
    )


def _fill(person: Person | Said) -> dict[str, str]:
    """Return what the form holds of somebody."""
    said = {name: getattr(person, name) for name in LABELS}
    return {**said, "minor": "1" if person.minor else ""}


SHEET = Sheet(
    LABELS,
    lambda sent: _fill(_said(sent)),
    lambda name, value: (YES if value else NO) if name == "minor" else str(value),
)


def _given(form: MultiDict[str, str]) -> Given:
    given_on = read_field(form, "given_on", read_day, A_DAY)
    if given_on is None:
        sentence = "Skriv vilken dag det gavs, till exempel 2026-03-14."
        raise BadInput(sentence, fields={"given_on": sentence})
    return Given(
        kind=form.get("kind", ""),
        channels=tuple(form.getlist("channels")),
        uses=tuple(form.getlist("uses")),
        given_on=given_on,
        valid_to=read_field(form, "valid_to", read_day, A_DAY),
        note=form.get("basis_note", "").strip(),
    )


def _values(one: int) -> dict[str, object]:
    person: Person = persons.find_person(reading(), one)
    return {
        "person": person,
        "version": person.version,
        "began": conflicts.begin(SHEET, _fill(person))["began"],
        "status": STATUSES[status_of(person, now())],
        "names": accounts.names(reading()),
        "hindrances": {
            basis.id: persons.hindrance(reading(), basis, who().id) for basis in person.bases
        },
        "rows": [row_of(image, now()) for image in persons.images_of(reading(), one)],
        "kinds": KINDS,
        "channels": CHANNELS,
        "uses": USES,
        "may_read": documents.may_read(who()),
        "today": last_day(now()).isoformat(),
    }
