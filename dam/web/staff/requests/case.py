"""`/redaktion/arenden/<nummer>`: one case, its thread, and the decision on each image."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import accounts
from dam.database.models import RequestItem, UsageRequest
from dam.database.session import Session
from dam.delivery import press_record
from dam.errors import BadInput, Conflict
from dam.i18n.translation import say
from dam.mail import letters, outbox, overrides
from dam.mail.render import Rendered, render_without_secrets
from dam.search import alternatives
from dam.text.read import number_in
from dam.usage_requests import (
    answer,
    extensions,
    grants,
    notes,
    queries,
    reply_templates,
    states,
    timeline,
)
from dam.usage_requests.decision_form import CHANNELS, REASONS, TERRITORIES
from dam.usage_requests.desk_page import show_staff_case
from dam.web import errors
from dam.web.context import now, read_anew, reading, services, writing
from dam.web.forms import INCOMPLETE, sent_version
from dam.web.sign_in import require, who
from dam.web.staff.image_row import Row, row_of
from dam.web.staff.requests import unsent

bp = Blueprint("cases", __name__)
PAGE = "staff/requests/case.html"
DONE = {
    "upplagt": "Ärendet är upplagt, och det är ditt.",
    "tagen": "Du har tagit ärendet.",
    "skickat": "Svaret är på väg.",
    "brevet": "Brevet är på väg.",
    "skrap": "Ärendet är lagt åt sidan som skräp.",
    "aterkallat": "Tillståndet är återkallat och länken är stängd.",
    "anteckning": "Anteckningen är sparad.",
    "raderad": "Den som frågade är raderad.",
    "brev": "Brevet ligger på ärendet.",
}
FOR_ALL = ("note",)
"""Actions that nobody else's change stands in the way of."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An image that was asked for, with its row in the lists; ``limits`` are its people's, and
    ``alike`` may be used instead.
    """

    item: RequestItem
    row: Row
    terms: str
    credit: str
    limits: str | None
    alike: tuple[Row, ...]


@bp.get("/arenden/<number>")
@require("editor")
def show(number: str) -> str:
    done = DONE.get(request.args.get("klart", ""))
    return render_template(PAGE, errors={}, done=done, **_values(number, {}))


@bp.post("/arenden/<number>")
@require("editor")
def act(number: str) -> Response | str:
    """Do what the pressed button says; `preview` only shows the letter. What else stands typed is
    kept.
    """
    action, form = request.form.get("action", ""), request.form
    try:
        if action not in FOR_ALL:
            states.ensure_same(queries.by_number(reading(), number), sent_version())
        if action == "fetch":
            return render_template(PAGE, errors={}, **_values(number, _fetched()))
        if action in PREVIEWS:
            shown = PREVIEWS[action](number)
            return render_template(PAGE, errors={}, **_values(number, form, shown))
        do, done = _action(action)
        with writing() as session:
            do(session, queries.by_number(session, number), sent_version())
    except (BadInput, Conflict) as error:
        read_anew()
        return errors.again(error, PAGE, **_values(number, form))
    if left := _left_unsent(action):
        read_anew()
        return render_template(PAGE, errors={}, done=DONE[done], **_values(number, left))
    return redirect(f"/redaktion/arenden/{number}?klart={done}", 303)


def _fetched() -> dict[str, str]:
    """The form as it was typed, with a standard answer after what stands in the letter."""
    row = reply_templates.find(reading(), number_in(request.form, "standard", 0))
    typed_before = request.form.get("message", "").rstrip()
    message = f"{typed_before}\n\n{row.text}" if typed_before else row.text
    return {**request.form.to_dict(), "message": message}


def _preview(number: str) -> Rendered:
    asked = queries.by_number(reading(), number)
    said = answer.read(reading(), request.form, asked, now=now())
    return answer.preview(reading(), asked, said, services().letterhead)


def _preview_extension(number: str) -> Rendered:
    asked = queries.by_number(reading(), number)
    said = extensions.read(request.form, asked, now())
    letter = overrides.worded(reading(), extensions.draft(asked, said, now()))
    head = outbox.current(reading(), services().letterhead)
    return render_without_secrets(letter.kind, letter.language, letter.context, head)


def _preview_letter(number: str) -> Rendered:
    asked = queries.by_number(reading(), number)
    words = answer.ensure_letter(asked, request.form.get("letter", ""))
    letter = overrides.worded(reading(), letters.answer(asked, words))
    head = outbox.current(reading(), services().letterhead)
    return render_without_secrets(letter.kind, letter.language, letter.context, head)


PREVIEWS = {
    "preview": _preview,
    "preview-extension": _preview_extension,
    "preview-letter": _preview_letter,
}
SENDS = {"preview-extension": ("extend", "extension"), "preview-letter": ("write", "letter-form")}
"""What sends a letter that is shown, and the form of it; the answer to a request where not here."""


def _claim(session: Session, asked: UsageRequest, version: int | None) -> None:
    answer.claim(session, asked, version=version, by=who().id, now=now())


def _put_aside(session: Session, asked: UsageRequest, version: int | None) -> None:
    answer.mark_spam(session, asked, version=version, by=who().id, now=now())


def _send(session: Session, asked: UsageRequest, version: int | None) -> None:
    said = answer.read(session, request.form, asked, now=now())
    answer.answer(session, asked, said, version=version, by=who().id, now=now())


def _revoke(session: Session, asked: UsageRequest, version: int | None) -> None:
    reason = request.form.get("revoke_reason", "")
    grants.revoke(session, asked, reason, version=version, by=who().id, now=now())


def _extend(session: Session, asked: UsageRequest, version: int | None) -> None:
    said = extensions.read(request.form, asked, now())
    extensions.answer(session, asked, said, version=version, by=who().id, now=now())


def _write(session: Session, asked: UsageRequest, version: int | None) -> None:
    text = request.form.get("letter", "")
    answer.write(session, asked, text, version=version, by=who().id, now=now())


def _note(session: Session, asked: UsageRequest, _version: int | None) -> None:
    notes.add(session, asked, request.form.get("note", ""), by=who().id, now=now())


ACTIONS: Mapping[str, tuple[Callable[[Session, UsageRequest, int | None], None], str]] = {
    "claim": (_claim, "tagen"),
    "spam": (_put_aside, "skrap"),
    "send": (_send, "skickat"),
    "revoke": (_revoke, "aterkallat"),
    "extend": (_extend, "skickat"),
    "write": (_write, "brevet"),
    "note": (_note, "anteckning"),
}


def _action(name: str) -> tuple[Callable[[Session, UsageRequest, int | None], None], str]:
    if name not in ACTIONS:
        raise BadInput(INCOMPLETE)
    return ACTIONS[name]


def _left_unsent(action: str) -> dict[str, str]:
    """What stands typed beside what the button has taken; empty where nothing does."""
    taken = {"claim": {"version"}, "note": {"note"}}.get(action)
    if taken is None:
        return {}
    left = {name: text for name, text in request.form.items() if name not in taken}
    return left if unsent.any_in(left) else {}


def _values(
    number: str, form: Mapping[str, str], preview: Rendered | None = None
) -> dict[str, object]:
    """Return what the page shows: the case as it is now, and the form as it was typed; where that
    was made for another version, first what has happened since.
    """
    session = reading()
    asked = queries.by_number(session, number)
    names, letterhead = accounts.names(session), outbox.current(session, services().letterhead)
    entries = timeline.of(
        asked, queries.letters_of(session, asked), names=names, letterhead=letterhead
    )
    stale = form.get("version", str(asked.version)) != str(asked.version)
    seen = number_in(request.form, "seen", len(entries))
    takes_letters = bool(asked.email) and asked.state in states.TAKES_LETTERS
    return {
        "case": show_staff_case(asked, names=names, promise=services().promise, now=now()),
        "thread": entries,
        "news": entries[seen:] if stale else (),
        "to_copy": unsent.to_copy(form, takes_letters=takes_letters),
        "images": [_image(item, choosing=asked.state in states.OPEN) for item in asked.items],
        "reasons": [say(one, asked.language) for one in REASONS],
        "standards": reply_templates.listed(session, asked.language),
        "channels": CHANNELS,
        "territories": [say(one, asked.language) for one in TERRITORIES],
        "form": form,
        "preview": preview,
        "sends": SENDS.get(form.get("action", ""), ("send", "decision")),
        "takes_letters": takes_letters,
    }


def _image(item: RequestItem, *, choosing: bool) -> Asked:
    image = item.image
    suggested = alternatives.suggest(reading(), image, now()) if choosing else ()
    terms = press_record.terms_words(image.terms_version, "sv").name if image.terms_version else ""
    limits = press_record.limits(image, now())
    return Asked(
        item,
        row_of(image, now()),
        terms,
        press_record.credit_of(image),
        limits,
        tuple(row_of(one, now()) for one in suggested),
    )
