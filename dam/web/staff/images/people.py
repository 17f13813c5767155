"""`/redaktion/bilder/<id>/personer`: who is in the image, from the left, and how many."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from dam import catalogue, clearance
from dam.clearance import facts
from dam.clearance import persons as clearance_persons
from dam.clearance.persons import PersonDetails
from dam.database.models import Image, Person
from dam.database.session import Session
from dam.delivery import press_record
from dam.errors import BadInput, Conflict
from dam.i18n.form_reader import read_field
from dam.lifecycle import people_shown
from dam.links.staff_paths import IMAGES
from dam.rights.basis import get_people_status
from dam.text.read import number_in, read_count, read_id
from dam.web import errors
from dam.web.context import reading_session, request_moment, writing_session
from dam.web.forms import sent_version
from dam.web.sign_in import own_id, require_role, signed_in_user
from dam.web.staff import conflicts
from dam.web.staff.conflicts import FormFields, Sent
from dam.web.staff.image_row import WAITS, build_image_row
from dam.web.staff.person_labels import STATUSES, person_status

bp = Blueprint("showing", __name__)
PAGE = "staff/persons/image.html"
FOUND = 10
DONE = {"sparad": "Sparat.", "vantar": WAITS}


@bp.get("/bilder/<int:image_id>/personer")
@require_role("editor")
def show_people_in_image(image_id: int) -> str:
    done = DONE.get(request.args.get("klart", ""))
    values = _people_in_image_context(image_id, request.args.get("q", ""))
    return render_template(PAGE, errors={}, done=done, **values)


@bp.post("/bilder/<int:image_id>/personer")
@require_role("editor")
def save_people_in_image(image_id: int) -> Response:
    """Save the order and the number, and add whom the pressed button names."""
    try:
        with writing_session() as session:
            image, version = (
                catalogue.lock_image(session, image_id, signed_in_user()),
                sent_version(),
            )
            stored = _fill_people_form(session, image)
            sent: Sent | None = conflicts.merge_form(request.form, stored)
            if version != image.version:
                sent = conflicts.merge_others_changes(SHEET, request.form, stored)
            if sent is None:
                catalogue.check_version(image, version)
            ids, number = _read_people_form(session, image, sent or request.form)
            waits = people_shown.set_people_in_image(
                session, image, ids, number, by=own_id(), now=request_moment()
            )
    except (BadInput, Conflict) as error:
        if isinstance(error, clearance.NotPublishable):
            error.fields = {"people": " ".join(error.fields.values())}
        image = catalogue.find_for(reading_session(), image_id, signed_in_user())
        fields = conflicts.reopen_form(
            SHEET, error, request.form, _fill_people_form(reading_session(), image), "version"
        )
        return errors.show_form_again(
            error, PAGE, **_people_in_image_context(image_id, "") | fields
        )
    return redirect(f"{IMAGES}/{image_id}/personer?klart={'vantar' if waits else 'sparad'}", 303)


def _read_people_form(
    session: Session, image: Image, form: MultiDict[str, str]
) -> tuple[list[int], int | None]:
    """Return who is in the image in order, and how many can be recognised."""
    persons, recognised = people_shown.list_people_in_image(session, image, by=own_id())
    ids = [
        clearance_persons.find_person(session, person_id).id
        for person_id in _parse_person_ids(_read_typed_people(form)["depicted"])
    ]
    if "depicted" not in {*form, *form.getlist(conflicts.DIFFERS)}:
        # Whoever the form does not name stays as they are.
        named = {read_id(name.rpartition("-")[2]) for name in form}
        ids = [person.id for person in persons if person.id not in {*ids, *named}] + ids
    action, _, person_typed = form.get("action", "").partition("-")
    if action == "add" and (person_id := read_id(person_typed)):
        ids.append(clearance_persons.find_person(session, person_id).id)
    elif action == "new":
        details = PersonDetails(" ".join(form.get("name", "").split()))
        ids.append(
            clearance_persons.add_person(session, details, by=own_id(), now=request_moment()).id
        )
    number = read_field(form, "identifiable", read_count, "Skriv ett antal med siffror.")
    if number is None:
        number = recognised
    return ids, max(number or 0, len(ids)) if action else number


def _fill_people_form(session: Session, image: Image) -> dict[str, str]:
    """Return what this person sees of the image: as it stands, with what waits because of them."""
    persons, number = people_shown.list_people_in_image(session, image, by=own_id())
    return {
        "depicted": ",".join(str(person.id) for person in persons),
        "identifiable": "" if number is None else str(number),
    }


def _read_typed_people(form: Sent) -> dict[str, str]:
    """Return who the form says is in the image, in their order, and how many can be recognised."""
    placed = [
        (number_in(form, name, 0), place, person)
        for place, name in enumerate(form)
        if name.startswith("place-") and (person := read_id(name.removeprefix("place-")))
    ]
    order = [str(person) for _, _, person in sorted(placed) if f"remove-{person}" not in form]
    return {
        "depicted": form.get("depicted", ",".join(order)),
        "identifiable": form.get("identifiable", "").strip(),
    }


def _parse_person_ids(depicted: str) -> list[int]:
    return list(filter(None, map(read_id, depicted.split(","))))


def _load_people(ids: list[int]) -> list[Person]:
    return [
        person
        for person_id in ids
        if (person := reading_session().get(Person, person_id)) is not None
    ]


def _describe_people(name: str, value: str | list[str]) -> str:
    """Return a value in words: people by their names, one a line."""
    if name != "depicted":
        return str(value)
    ids = _parse_person_ids(str(value))
    return "\n".join(person.name for person in _load_people(ids))


SHEET = FormFields(
    {"depicted": "Personer, från vänster", "identifiable": "Hur många går att känna igen?"},
    _read_typed_people,
    _describe_people,
)


def _people_in_image_context(image_id: int, words: str) -> dict[str, object]:
    image = catalogue.find_for(reading_session(), image_id, signed_in_user())
    people = facts.people_of(image)
    linked = _parse_person_ids(_fill_people_form(reading_session(), image)["depicted"])
    typed = _parse_person_ids(_read_typed_people(request.form)["depicted"])
    matches = (
        clearance_persons.search_persons(reading_session(), words, FOUND) if words.strip() else ()
    )
    return {
        **conflicts.open_form(SHEET, _fill_people_form(reading_session(), image)),
        "row": build_image_row(image, request_moment()),
        "version": image.version,
        "status": STATUSES[get_people_status(people, request_moment())],
        "limits": press_record.describe_use_limits(image, request_moment()),
        "depicted": [
            (person, STATUSES[person_status(person, request_moment())])
            for person in _load_people(typed or linked)
        ],
        "q": words,
        "found": [person for person in matches if person.id not in linked],
    }
