"""`/redaktion/arenden/<nummer>`: one case, its thread, and the decision on each image."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from dam import accounts
from dam.database.models import UsageRequest
from dam.database.session import Session
from dam.errors import BadInput, Conflict
from dam.i18n.translation import say_in_language
from dam.links.languages import tag_of
from dam.links.staff_paths import REQUESTS
from dam.mail import letters, outbox, overrides
from dam.mail.letters import LetterDraft
from dam.mail.render import RenderedLetter, render_without_secrets
from dam.rights.channels import CHANNELS
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
from dam.usage_requests.decision_form import REASONS, TERRITORIES
from dam.usage_requests.desk_page import show_staff_case
from dam.web import errors
from dam.web.context import reading_session, request_moment, services, writing_session
from dam.web.forms import INCOMPLETE, sent_version
from dam.web.sign_in import own_id, require_role
from dam.web.staff.requests import unsent
from dam.web.staff.requests.requested_image import build_requested_image

FormPart = Callable[[Session, UsageRequest], tuple[object, ...]]
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


@bp.get("/arenden/<number>")
@require_role("editor")
def show_desk_case(number: str) -> str:
    done = DONE.get(request.args.get("klart", ""))
    return render_template(PAGE, errors={}, done=done, **_case_context(number, {}))


@bp.post("/arenden/<number>")
@require_role("editor")
def act_on_case(number: str) -> Response | str:
    """Do what the pressed button says; `preview` only shows the letter. The rest stays typed."""
    action, form = request.form.get("action", ""), request.form
    try:
        if action not in FOR_ALL:
            states.ensure_same(queries.by_number(reading_session(), number), sent_version())
        if action == "fetch":
            return render_template(
                PAGE, errors={}, **_case_context(number, _insert_reply_template())
            )
        if action in PREVIEWS:
            letter = PREVIEWS[action](number)
            return render_template(PAGE, errors={}, **_case_context(number, form, letter))
        done = _perform_action(number, action)
    except (BadInput, Conflict) as error:
        return errors.show_form_again(error, PAGE, **_case_context(number, form))
    if unsent := _find_unsent_fields(action):
        return render_template(PAGE, errors={}, done=DONE[done], **_case_context(number, unsent))
    return redirect(f"{REQUESTS}/{number}?klart={done}", 303)


def _insert_reply_template() -> dict[str, str]:
    """The form as it was typed, with a standard answer after what stands in the letter."""
    template = reply_templates.find_reply_template(
        reading_session(), number_in(request.form, "standard", 0)
    )
    typed_before = request.form.get("message", "").rstrip()
    message = f"{typed_before}\n\n{template.text}" if typed_before else template.text
    return {**request.form.to_dict(), "message": message}


def _preview_decision(number: str) -> RenderedLetter:
    usage_request = queries.by_number(reading_session(), number)
    decision = answer.read_decision(
        reading_session(), request.form, usage_request, now=request_moment()
    )
    return answer.preview_answer_letter(
        reading_session(), usage_request, decision, services().letterhead
    )


def _preview_extension(number: str) -> RenderedLetter:
    usage_request = queries.by_number(reading_session(), number)
    extension = extensions.read_extension_answer(request.form, usage_request, request_moment())
    return _preview_draft(
        extensions.draft_extension_letter(usage_request, extension, request_moment())
    )


def _preview_letter(number: str) -> RenderedLetter:
    usage_request = queries.by_number(reading_session(), number)
    words = answer.ensure_letter(usage_request, request.form.get("letter", ""))
    return _preview_draft(letters.draft_question_answer(usage_request, words))


def _preview_draft(draft: LetterDraft) -> RenderedLetter:
    letter = overrides.complete_draft(reading_session(), draft)
    head = outbox.read_current_letterhead(reading_session(), services().letterhead)
    return render_without_secrets(letter.kind, letter.language, letter.context, head)


PREVIEWS = {
    "preview": _preview_decision,
    "preview-extension": _preview_extension,
    "preview-letter": _preview_letter,
}
SENDS = {"preview-extension": ("extend", "extension"), "preview-letter": ("write", "letter-form")}
"""What sends a letter that is shown, and the form of it; the answer to a request where not here."""


def _read_nothing(_session: Session, _request: UsageRequest) -> tuple[()]:
    return ()


def _read_decision(session: Session, usage_request: UsageRequest) -> tuple[object]:
    decision = answer.read_decision(session, request.form, usage_request, now=request_moment())
    return (decision,)


def _read_extension(_session: Session, usage_request: UsageRequest) -> tuple[object]:
    return (extensions.read_extension_answer(request.form, usage_request, request_moment()),)


def _read_words(name: str) -> FormPart:
    return lambda _session, _request: (request.form.get(name, ""),)


ACTIONS: Mapping[str, tuple[Callable[..., object], FormPart, str]] = {
    "claim": (answer.claim_request, _read_nothing, "tagen"),
    "spam": (answer.mark_spam, _read_nothing, "skrap"),
    "send": (answer.answer_request, _read_decision, "skickat"),
    "revoke": (grants.revoke_grants, _read_words("revoke_reason"), "aterkallat"),
    "extend": (extensions.answer_extension, _read_extension, "skickat"),
    "write": (answer.write_to_requester, _read_words("letter"), "brevet"),
    "note": (notes.add_case_note, _read_words("note"), "anteckning"),
}
"""By button: what is done, with which part of the form, and what is then said."""


def _perform_action(number: str, action: str) -> str:
    """Do what the button says; returns what is said of it."""
    if action not in ACTIONS:
        raise BadInput(INCOMPLETE)
    perform, read, done = ACTIONS[action]
    version = {"version": sent_version()}
    with writing_session() as session:
        usage_request = queries.by_number(session, number)
        perform(
            session,
            usage_request,
            *read(session, usage_request),
            **({} if action in FOR_ALL else version),
            by=own_id(),
            now=request_moment(),
        )
    return done


def _find_unsent_fields(action: str) -> dict[str, str]:
    """Fields typed beside what the button has taken; empty where there are none."""
    sent_fields = {"claim": {"version"}, "note": {"note"}}.get(action)
    if sent_fields is None:
        return {}
    left = {name: text for name, text in request.form.items() if name not in sent_fields}
    return left if unsent.has_unsent_text(left) else {}


def _case_context(
    number: str, form: Mapping[str, str], preview: RenderedLetter | None = None
) -> dict[str, object]:
    """Return what the page shows: the case now, the form as typed, and what happened since."""
    session = reading_session()
    usage_request = queries.by_number(session, number)
    names, letterhead = (
        accounts.list_account_names(session),
        outbox.read_current_letterhead(session, services().letterhead),
    )
    entries = timeline.build_timeline(
        usage_request,
        queries.letters_of(session, usage_request),
        names=names,
        letterhead=letterhead,
    )
    stale = form.get("version", str(usage_request.version)) != str(usage_request.version)
    seen_count = number_in(request.form, "seen", len(entries))
    takes_letters = bool(usage_request.email) and usage_request.state in states.TAKES_LETTERS
    return {
        "case": show_staff_case(
            usage_request, names=names, promise=services().promise, now=request_moment()
        ),
        "thread": entries,
        "news": entries[seen_count:] if stale else (),
        "to_copy": unsent.list_unsent_fields(form, takes_letters=takes_letters),
        "images": [
            build_requested_image(item, choosing=usage_request.state in states.OPEN)
            for item in usage_request.items
        ],
        "reasons": [say_in_language(label, usage_request.language) for label in REASONS],
        "standards": reply_templates.list_reply_templates(session, tag_of(usage_request.language)),
        "channels": CHANNELS,
        "territories": [say_in_language(label, usage_request.language) for label in TERRITORIES],
        "form": form,
        "preview": preview,
        "sends": SENDS.get(form.get("action", ""), ("send", "decision")),
        "takes_letters": takes_letters,
    }
