"""`/redaktion/arenden`: what waits for an answer, and the page where one is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from dam import people
from dam.database import Session
from dam.delivery import record
from dam.errors import BadInput, Conflict
from dam.mail import outbox
from dam.mail.render import Rendered
from dam.models import RequestItem, UsageRequest
from dam.procedures import answer
from dam.procedures.takedown import requester
from dam.procedures.takedown.erase import remove_bytes
from dam.usage_requests import decide, find, grants, letters_in
from dam.usage_requests.decided import REASONS, Decided
from dam.usage_requests.shown import LABELS
from dam.usage_requests.shown_to_staff import show_letter, show_row, show_staff_case
from dam.web import errors
from dam.web.auth import require, who
from dam.web.scope import now, reading, services, writing
from dam.web.staff.rows import Row, row_of

bp = Blueprint("requests", __name__)
ERASE = "staff/requests/erase.html"
DONE = {
    "tagen": "Du har tagit ärendet.",
    "skickat": "Svaret är på väg.",
    "skrap": "Ärendet är lagt åt sidan som skräp.",
    "aterkallat": "Tillståndet är återkallat och länken är stängd.",
    "igen": "Brevet skickas igen.",
    "raderad": "Den som frågade är raderad.",
    "brev": "Brevet ligger på ärendet.",
}


@bp.get("/arenden")
@require("editor")
def list_all() -> str:
    state, mine = request.args.get("tillstand", ""), request.args.get("handlaggare") == "jag"
    found = find.listed(
        reading(), state=state if state in LABELS else None, handler=who().id if mine else None
    )
    names, promise = people.names(reading()), services().promise
    rows = [show_row(one, names, promise, now()) for one in found]
    return render_template(
        "staff/requests/list.html",
        rows=sorted(rows, key=lambda row: not row.late),
        counts=find.count_by_state(reading()),
        states=LABELS,
        state=state,
        mine=mine,
        failed=[show_letter(letter) for letter in outbox.failed(reading())],
        unmatched=letters_in.count(reading()),
        done=DONE.get(request.args.get("klart", "")),
    )


@bp.get("/arenden/<number>")
@require("editor")
def show(number: str) -> str:
    values = _values(number, {}) | {"done": DONE.get(request.args.get("klart", ""))}
    return render_template("staff/requests/case.html", errors={}, **values)


@bp.post("/arenden/<number>")
@require("editor")
def act(number: str) -> Response | str:
    """Do what the pressed button says; `preview` only shows the letter."""
    action = request.form.get("action", "")
    try:
        if action == "preview":
            values = _values(number, request.form, _preview(number))
            return render_template("staff/requests/case.html", errors={}, **values)
        do, done = _action(action)
        with writing() as session:
            do(session, find.by_number(session, number), request.form.get("version", type=int))
    except (BadInput, Conflict) as error:
        return errors.again(error, "staff/requests/case.html", **_values(number, request.form))
    return redirect(f"/redaktion/arenden/{number}?klart={done}", 303)


@bp.get("/arenden/<number>/radera")
@require("admin")
def show_erase(number: str) -> str:
    return render_template(ERASE, errors={}, **_erase_values(number))


@bp.post("/arenden/<number>/radera")
@require("admin")
def erase(number: str) -> Response:
    """Erase whoever asked, in all their cases, once the number has been typed."""
    try:
        _ensure_meant(number)
        with writing() as session:
            email = find.by_number(session, number).email
            keys = requester.erase(session, email, by=who().id, now=now())
    except BadInput as error:
        return errors.again(error, ERASE, **_erase_values(number))
    remove_bytes(services().database, services().storage, keys)
    return redirect(f"/redaktion/arenden/{number}?klart=raderad", 303)


@bp.post("/brev/<int:letter>/skicka-igen")
@require("editor")
def resend(letter: int) -> Response:
    with writing() as session:
        outbox.resend(session, letter, by=who().id, now=now())
    return redirect("/redaktion/arenden?klart=igen", 303)


def _preview(number: str) -> Rendered:
    asked = find.by_number(reading(), number)
    said = _decided(reading(), asked)
    return answer.preview(reading(), asked, said, services().letterhead)


def _claim(session: Session, asked: UsageRequest, version: int | None) -> None:
    decide.claim(session, asked, version=version, by=who().id, now=now())


def _put_aside(session: Session, asked: UsageRequest, version: int | None) -> None:
    decide.mark_spam(session, asked, version=version, by=who().id, now=now())


def _send(session: Session, asked: UsageRequest, version: int | None) -> None:
    said = _decided(session, asked)
    answer.answer(session, asked, said, version=version, by=who().id, now=now())


def _revoke(session: Session, asked: UsageRequest, version: int | None) -> None:
    reason = request.form.get("revoke_reason", "")
    grants.revoke(session, asked, reason, version=version, by=who().id, now=now())


ACTIONS: Mapping[str, tuple[Callable[[Session, UsageRequest, int | None], None], str]] = {
    "claim": (_claim, "tagen"),
    "spam": (_put_aside, "skrap"),
    "send": (_send, "skickat"),
    "revoke": (_revoke, "aterkallat"),
}


def _action(name: str) -> tuple[Callable[[Session, UsageRequest, int | None], None], str]:
    if name not in ACTIONS or request.form.get("version", type=int) is None:
        raise BadInput("Formuläret är inte helt. Ladda om sidan och försök igen.")
    return ACTIONS[name]


def _decided(session: Session, asked: UsageRequest) -> Decided:
    ticked = request.form.getlist("granted", type=int)
    return answer.read(session, request.form, ticked, asked, now=now())


def _values(
    number: str, form: Mapping[str, str], preview: Rendered | None = None
) -> dict[str, object]:
    """Return what the page shows: the case as it is now, and the form as it was typed."""
    session = reading()
    asked = find.by_number(session, number)
    letters = find.letters_of(session, asked)
    ticked = request.form.getlist("granted", type=int)
    return {
        "case": show_staff_case(
            asked,
            letters=letters,
            names=people.names(session),
            promise=services().promise,
            now=now(),
        ),
        "items": [_item(item) for item in asked.items],
        "reasons": [gettext(reason) for reason in REASONS],
        "form": form,
        "ticked": ticked or [item.image_id for item in asked.items],
        "preview": preview,
        "today": now(),
    }


def _erase_values(number: str) -> dict[str, object]:
    asked = find.by_number(reading(), number)
    return {"asked": asked, "traces": requester.traces(reading(), asked.email, now())}


def _ensure_meant(number: str) -> None:
    if request.form.get("number", "").strip() != number:
        sentence = "Skriv ärendets nummer för att radera."
        raise BadInput(sentence, fields={"number": sentence})


def _item(item: RequestItem) -> tuple[RequestItem, Row, str, str]:
    """Return an image asked for with its row, terms and credit line."""
    image = item.image
    terms = record.terms_words(image.terms_version, "sv").name if image.terms_version else ""
    return item, row_of(image, now()), terms, record.credit_of(image)
