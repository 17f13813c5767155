"""`/redaktion/fordelning`: where questions go, and who would get one that somebody has in mind."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam.database.fingerprint import mark_of
from dam.errors import BadInput, Conflict
from dam.links.refs import image_ref
from dam.text.read import read_image_id
from dam.usage_requests import routing
from dam.usage_requests.desk_page import ABOUT as ABOUT_WORDS
from dam.usage_requests.request_form import ABOUT
from dam.usage_requests.routing import Destination, Rule
from dam.web import errors
from dam.web.context import now, read_anew, reading, services, writing
from dam.web.sign_in import require, who
from dam.web.staff import conflicts
from dam.web.staff.conflicts import Sent, Sheet

bp = Blueprint("routing", __name__)
PAGE = "staff/routing.html"
ELSEWHERE = {
    "region": "Regionens presskontakt visas. Ingenting sparas eller skickas.",
    "care": "Sidan hänvisar till 1177.se och telefon 1177. Ingenting sparas eller skickas.",
}
FIELDS = {"also_to": "skicka också till", "tell_owner": "till regioner som äger bilderna"}
YES, NO = "Ja", "Nej"
WORDS = ABOUT_WORDS | {"region": "En fråga om en region", "care": "Vård eller min journal"}


@bp.get("/fordelning")
@require("editor")
def show() -> str | Response:
    held = conflicts.begin(SHEET, _fill(routing.rules(reading())))
    form = _fill(routing.rules(reading())) | request.args.to_dict()
    done = "Sparat." if request.args.get("klart") == "sparad" else None
    try:
        told = _preview()
    except BadInput as error:
        return errors.again(error, PAGE, **held | {"form": form}, **_values())
    return render_template(
        PAGE, errors={}, done=done, told=told, **held | {"form": form}, **_values()
    )


@bp.post("/fordelning")
@require("editor")
def save() -> Response:
    try:
        with writing() as session:
            stored = _fill(routing.rules(session))
            wanted = _wanted(conflicts.settle(request.form, stored, SHEET))
            over = request.form.get("over", "")
            routing.edit(session, wanted, over=over, by=who().id, now=now())
    except (BadInput, Conflict) as error:
        read_anew()
        theirs = _fill(routing.rules(reading()))
        shown = conflicts.again(SHEET, error, request.form, theirs, "over")
        return errors.again(error, PAGE, **_values() | shown)
    return redirect("/redaktion/fordelning?klart=sparad", 303)


def _wanted(sent: Sent) -> dict[str, Rule]:
    return {
        about: Rule(sent.get(f"also_to-{about}", "").strip(), bool(sent.get(f"tell_owner-{about}")))
        for about in routing.EDITABLE
    }


def _preview() -> list[str] | None:
    """Return who would get a question, a line each; None where none is tried. Raises BadInput."""
    about, typed = request.args.get("about", ""), request.args.get("bilder", "")
    if about not in ABOUT:
        return None
    if about in ELSEWHERE:
        return [ELSEWHERE[about]]
    words = typed.replace(",", " ").split()
    ids = [one for one in map(read_image_id, words) if one is not None]
    if len(ids) < len(words):
        sentence = "Skriv id för bilder, till exempel IN-2041, IN-2044."
        raise BadInput(sentence, fields={"bilder": sentence})
    email = services().settings.press_email
    goes = routing.where(reading(), about, ids, press_email=email)
    return _lines(goes) if goes else None


def _lines(goes: Destination) -> list[str]:
    lines = [goes.desk, *filter(None, [goes.also_to])]
    for region, ids in goes.regions.items():
        owned = ", ".join(map(image_ref, ids))
        lines.append(f"{region.display_name}, {region.email} ({owned})")
    return lines


def _fill(rules: dict[str, Rule]) -> dict[str, str]:
    said = {f"also_to-{about}": rule.also_to for about, rule in rules.items()}
    told = {f"tell_owner-{about}": "1" if rule.tell_owner else "" for about, rule in rules.items()}
    return said | told


SHEET = Sheet(
    {
        f"{field}-{about}": f"{WORDS[about]}: {called}"
        for about in routing.EDITABLE
        for field, called in FIELDS.items()
    },
    lambda sent: _fill(_wanted(sent)),
    lambda name, value: str(value) if name.startswith("also_to") else YES if value else NO,
)


def _values() -> dict[str, object]:
    return {
        "rules": routing.EDITABLE,
        "abouts": [(about, WORDS[about]) for about in ABOUT],
        "words": WORDS,
        "over": mark_of(routing.rules(reading())),
        "press_email": services().settings.press_email,
    }
