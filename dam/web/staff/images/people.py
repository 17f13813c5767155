"""`/redaktion/bilder/<id>/personer`: who is in the image, from the left, and how many."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from dam import catalogue, clearance
from dam.clearance import facts
from dam.clearance import persons as clearance_persons
from dam.clearance.persons import Said
from dam.database.models import Image, Person
from dam.database.session import Session
from dam.delivery import press_record
from dam.errors import BadInput, Conflict
from dam.lifecycle import people_shown
from dam.rights.basis import status
from dam.text.read import number_in, read_count, read_id
from dam.web import errors
from dam.web.context import now, read_anew, reading, writing
from dam.web.form_fields import read_field
from dam.web.forms import sent_version
from dam.web.sign_in import require, who
from dam.web.staff import conflicts
from dam.web.staff.conflicts import Sent, Sheet
from dam.web.staff.image_row import WAITS, row_of
from dam.web.staff.person_labels import STATUSES, status_of

bp = Blueprint("showing", __name__)
PAGE = "staff/persons/image.html"
FOUND = 10
DONE = {"sparad": "Sparat.", "vantar": WAITS}


@bp.get("/bilder/<int:one>/personer")
@require("editor")
def show(one: int) -> str:
    done = DONE.get(request.args.get("klart", ""))
    values = _values(one, request.args.get("q", ""))
    return render_template(PAGE, errors={}, done=done, **values)


@bp.post("/bilder/<int:one>/personer")
@require("editor")
def save(one: int) -> Response:
    """Save the order and the number, and add whom the pressed button names."""
    try:
        with writing() as session:
            image, version = catalogue.hold(session, one, who()), sent_version()
            stored = _fill(session, image)
            sent: Sent | None = conflicts.settle(request.form, stored)
            if version != image.version:
                sent = conflicts.merge(SHEET, request.form, stored)
            if sent is None:
                catalogue.check_version(image, version)
            ids, number = _read(session, image, sent or request.form)
            waits = people_shown.show(session, image, ids, number, by=who().id, now=now())
    except (BadInput, Conflict) as error:
        if isinstance(error, clearance.NotPublishable):
            error.fields = {"people": " ".join(error.fields.values())}
        read_anew()
        image = catalogue.find_for(reading(), one, who())
        shown = conflicts.again(SHEET, error, request.form, _fill(reading(), image), "version")
        return errors.again(error, PAGE, **_values(one, "") | shown)
    return redirect(
        f"/redaktion/bilder/{one}/personer?klart={'vantar' if waits else 'sparad'}", 303
    )


def _read(
    session: Session, image: Image, form: MultiDict[str, str]
) -> tuple[list[int], int | None]:
    """Return who is in the image in order, and how many can be recognised."""
    persons, recognised = people_shown.shown(session, image, by=who().id)
    ids = [clearance_persons.find_person(session, one).id for one in _ids(_typed(form)["shows"])]
    if "shows" not in {*form, *form.getlist(conflicts.DIFFERS)}:
        # Whoever the form does not name stays as they are.
        named = {read_id(name.rpartition("-")[2]) for name in form}
        ids = [one.id for one in persons if one.id not in {*ids, *named}] + ids
    action, _, given = form.get("action", "").partition("-")
    if action == "add" and (person := read_id(given)):
        ids.append(clearance_persons.find_person(session, person).id)
    elif action == "new":
        said = Said(" ".join(form.get("name", "").split()))
        ids.append(clearance_persons.add(session, said, by=who().id, now=now()).id)
    number = read_field(form, "identifiable", read_count, "Skriv ett antal med siffror.")
    if number is None:
        number = recognised
    return ids, max(number or 0, len(ids)) if action else number


def _fill(session: Session, image: Image) -> dict[str, str]:
    """Return what this person sees of the image: as it stands, with what waits because of them."""
    persons, number = people_shown.shown(session, image, by=who().id)
    return {
        "shows": ",".join(str(person.id) for person in persons),
        "identifiable": "" if number is None else str(number),
    }


def _typed(form: Sent) -> dict[str, str]:
    """Return who the form says is in the image, in their order, and how many can be recognised."""
    placed = [
        (number_in(form, name, 0), place, person)
        for place, name in enumerate(form)
        if name.startswith("place-") and (person := read_id(name.removeprefix("place-")))
    ]
    order = [str(person) for _, _, person in sorted(placed) if f"remove-{person}" not in form]
    return {
        "shows": form.get("shows", ",".join(order)),
        "identifiable": form.get("identifiable", "").strip(),
    }


def _ids(shows: str) -> list[int]:
    return list(filter(None, map(read_id, shows.split(","))))


def _people(ids: list[int]) -> list[Person]:
    return [person for one in ids if (person := reading().get(Person, one)) is not None]


def _names(name: str, value: str | list[str]) -> str:
    """Return a value in words: people by their names, one a line."""
    if name != "shows":
        return str(value)
    ids = _ids(str(value))
    return "\n".join(person.name for person in _people(ids))


SHEET = Sheet(
    {"shows": "Personer, från vänster", "identifiable": "Hur många går att känna igen?"},
    _typed,
    _names,
)


def _values(one: int, words: str) -> dict[str, object]:
    image = catalogue.find_for(reading(), one, who())
    people = facts.people_of(image)
    linked = _ids(_fill(reading(), image)["shows"])
    typed = _ids(_typed(request.form)["shows"])
    found = clearance_persons.search(reading(), words, FOUND) if words.strip() else ()
    return {
        **conflicts.begin(SHEET, _fill(reading(), image)),
        "row": row_of(image, now()),
        "version": image.version,
        "status": STATUSES[status(people, now())],
        "limits": press_record.limits(image, now()),
        "shows": [
            (person, STATUSES[status_of(person, now())]) for person in _people(typed or linked)
        ],
        "q": words,
        "found": [person for person in found if person.id not in linked],
    }
