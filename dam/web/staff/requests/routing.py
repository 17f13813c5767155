"""`/redaktion/fordelning`: where questions go, and who would get one that somebody has in mind."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam.database.fingerprint import mark_of
from dam.errors import BadInput, Conflict
from dam.links.refs import image_ref
from dam.links.staff_paths import ROUTING
from dam.text.read import read_image_id
from dam.usage_requests import routing
from dam.usage_requests.desk_page import ABOUT as ABOUT_WORDS
from dam.usage_requests.request_form import ABOUT
from dam.usage_requests.routing import Destination, Rule
from dam.web import errors
from dam.web.context import reading_session, request_moment, services, writing_session
from dam.web.sign_in import own_id, require_role
from dam.web.staff import conflicts
from dam.web.staff.conflicts import FormFields, Sent

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
@require_role("editor")
def show_routing() -> str | Response:
    held = conflicts.open_form(
        SHEET, _fill_routing_form(routing.read_routing_rules(reading_session()))
    )
    form = (
        _fill_routing_form(routing.read_routing_rules(reading_session())) | request.args.to_dict()
    )
    done = "Sparat." if request.args.get("klart") == "sparad" else None
    try:
        preview = _preview_routing()
    except BadInput as error:
        return errors.show_form_again(error, PAGE, **held | {"form": form}, **_routing_context())
    return render_template(
        PAGE,
        errors={},
        done=done,
        recipients=preview,
        **held | {"form": form},
        **_routing_context(),
    )


@bp.post("/fordelning")
@require_role("editor")
def save_routing() -> Response:
    try:
        with writing_session() as session:
            stored = _fill_routing_form(routing.read_routing_rules(session))
            rules = _read_routing_form(conflicts.merge_form(request.form, stored, SHEET))
            over = request.form.get("over", "")
            routing.save_routing_rules(session, rules, over=over, by=own_id(), now=request_moment())
    except (BadInput, Conflict) as error:
        theirs = _fill_routing_form(routing.read_routing_rules(reading_session()))
        fields = conflicts.reopen_form(SHEET, error, request.form, theirs, "over")
        return errors.show_form_again(error, PAGE, **_routing_context() | fields)
    return redirect(f"{ROUTING}?klart=sparad", 303)


def _read_routing_form(sent: Sent) -> dict[str, Rule]:
    return {
        about: Rule(sent.get(f"also_to-{about}", "").strip(), bool(sent.get(f"tell_owner-{about}")))
        for about in routing.EDITABLE
    }


def _preview_routing() -> list[str] | None:
    """Return who would get a question, a line each; None where none is tried. Raises BadInput."""
    about, typed = request.args.get("about", ""), request.args.get("bilder", "")
    if about not in ABOUT:
        return None
    if about in ELSEWHERE:
        return [ELSEWHERE[about]]
    words = typed.replace(",", " ").split()
    ids = [image_id for image_id in map(read_image_id, words) if image_id is not None]
    if len(ids) < len(words):
        sentence = "Skriv id för bilder, till exempel IN-2041, IN-2044."
        raise BadInput(sentence, fields={"bilder": sentence})
    email = services().settings.press_email
    destination = routing.find_destination(reading_session(), about, ids, press_email=email)
    return _describe_destination(destination) if destination else None


def _describe_destination(destination: Destination) -> list[str]:
    lines = [destination.desk, *filter(None, [destination.also_to])]
    for region, ids in destination.regions.items():
        owned = ", ".join(map(image_ref, ids))
        lines.append(f"{region.display_name}, {region.email} ({owned})")
    return lines


def _fill_routing_form(rules: dict[str, Rule]) -> dict[str, str]:
    addresses = {f"also_to-{about}": rule.also_to for about, rule in rules.items()}
    switches = {
        f"tell_owner-{about}": "1" if rule.tell_owner else "" for about, rule in rules.items()
    }
    return addresses | switches


SHEET = FormFields(
    {
        f"{field}-{about}": f"{WORDS[about]}: {called}"
        for about in routing.EDITABLE
        for field, called in FIELDS.items()
    },
    lambda sent: _fill_routing_form(_read_routing_form(sent)),
    lambda name, value: str(value) if name.startswith("also_to") else YES if value else NO,
)


def _routing_context() -> dict[str, object]:
    return {
        "rules": routing.EDITABLE,
        "abouts": [(about, WORDS[about]) for about in ABOUT],
        "words": WORDS,
        "over": mark_of(routing.read_routing_rules(reading_session())),
        "press_email": services().settings.press_email,
    }
