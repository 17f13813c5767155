"""`/redaktion/bilder/<id>/personer`: who is in the image, from the left, and how many."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from dam import catalogue, clearance, register, standing
from dam.database import Session
from dam.delivery import record
from dam.errors import BadInput, Conflict
from dam.models import Image
from dam.procedures import showing
from dam.register import Said
from dam.rights.basis import status
from dam.text.read import number_in, read_count, read_field, read_id
from dam.web import errors
from dam.web.auth import require, who
from dam.web.forms import sent_version
from dam.web.scope import now, reading, writing
from dam.web.staff.persons_words import STATUSES, status_of
from dam.web.staff.rows import WAITS, row_of

bp = Blueprint("showing", __name__)
PAGE = "staff/persons/image.html"
FOUND = 10
DONE = {"sparad": "Sparat.", "vantar": WAITS}


@bp.get("/bilder/<int:one>/personer")
@require("editor")
def show(one: int) -> str:
    done = DONE.get(request.args.get("klart", ""))
    values = _values(one, request.args.get("q", ""))
    return render_template(PAGE, errors={}, form={}, done=done, **values)


@bp.post("/bilder/<int:one>/personer")
@require("editor")
def save(one: int) -> Response:
    """Save the order and the number, and add whom the pressed button names."""
    try:
        with writing() as session:
            image = catalogue.hold(session, one, who(), version=sent_version())
            ids, number = _read(session, image, request.form)
            waits = showing.show(session, image, ids, number, by=who().id, now=now())
    except (BadInput, Conflict) as error:
        if isinstance(error, clearance.NotPublishable):
            error.fields = {"people": " ".join(error.fields.values())}
        return errors.again(error, PAGE, form=request.form, **_values(one, ""))
    return redirect(
        f"/redaktion/bilder/{one}/personer?klart={'vantar' if waits else 'sparad'}", 303
    )


def _read(
    session: Session, image: Image, form: MultiDict[str, str]
) -> tuple[list[int], int | None]:
    """Return who is in the image in order, and how many can be recognised."""
    persons, recognised = showing.shown(session, image, by=who().id)
    kept = [
        (number_in(form, f"place-{one.id}", 0), position, one.id)
        for position, one in enumerate(persons)
        if f"remove-{one.id}" not in form
    ]
    ids = [person for _, _, person in sorted(kept)]
    action, _, given = form.get("action", "").partition("-")
    if action == "add" and (person := read_id(given)):
        ids.append(register.find_person(session, person).id)
    elif action == "new":
        said = Said(" ".join(form.get("name", "").split()))
        ids.append(register.add(session, said, by=who().id, now=now()).id)
    number = read_field(form, "identifiable", read_count, "Skriv ett antal med siffror.")
    if number is None:
        number = recognised
    return ids, max(number or 0, len(ids)) if action else number


def _values(one: int, words: str) -> dict[str, object]:
    image = catalogue.find_for(reading(), one, who())
    people = standing.people_of(image)
    persons, recognised = showing.shown(reading(), image, by=who().id)
    linked = {person.id for person in persons}
    found = register.search(reading(), words, FOUND) if words.strip() else ()
    return {
        "row": row_of(image, now()),
        "version": image.version,
        "status": STATUSES[status(people, now())],
        "limits": record.limits(image, now()),
        "shows": [(person, STATUSES[status_of(person, now())]) for person in persons],
        "identifiable": recognised,
        "q": words,
        "found": [person for person in found if person.id not in linked],
    }
