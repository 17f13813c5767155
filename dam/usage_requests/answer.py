"""Steps of the press office with a request: take it, ask for more, decide, answer.

`preview_answer_letter` shows the same letter that `answer_request` posts, drafted from the same
decision before anything is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from dam.clearance import gate
from dam.database.models import Grant, Image, RequestItem, UsageRequest
from dam.database.row_states import ItemOutcome, RequestState
from dam.errors import Changed
from dam.i18n.form_reader import require_text
from dam.mail import grant_letters, letters, outbox, overrides
from dam.mail.letters import LetterDraft
from dam.mail.render import Letterhead, RenderedLetter, render_letter
from dam.text import limits
from dam.usage_requests import decision_form, grants, states
from dam.usage_requests.decision_form import Decided, Permission


def claim_request(
    session: Session, request: UsageRequest, *, version: int | None, by: int, now: datetime
) -> None:
    """Take the request, so that nobody answers it twice; also one that somebody else has taken."""
    states.lock_request(session, request, version)
    states.change_request_state(session, request, RequestState.CLAIMED, by=by, now=now)
    request.handler_id = by


def mark_spam(
    session: Session, request: UsageRequest, *, version: int | None, by: int, now: datetime
) -> None:
    """Put the request aside without an answer; claiming it takes it back."""
    states.lock_request(session, request, version)
    states.change_request_state(session, request, RequestState.SPAM, by=by, now=now)


def ask_requester(
    session: Session,
    request: UsageRequest,
    question: str,
    *,
    version: int | None,
    by: int,
    now: datetime,
) -> None:
    """Ask the journalist for more, by letter and on the case's page."""
    states.lock_request(session, request, version)
    if request.state != RequestState.NEEDS_INFORMATION:
        states.change_request_state(
            session, request, "needs_information", by=by, now=now, why=question
        )
    else:
        states.add_request_event(
            session, request, "needs_information", by=by, now=now, why=question
        )
    request.handler_id = by
    outbox.post_letter(session, letters.needs_information(request, question), now=now)


def decide_request(
    session: Session,
    request: UsageRequest,
    decided: Decided,
    *,
    version: int | None,
    by: int,
    now: datetime,
) -> Grant | None:
    """Answer each image with yes or no, or in words alone; returns the grant of those with yes."""
    states.lock_request(session, request, version)
    if request.state not in states.OPEN:
        raise Changed(states.CHANGED, "request", request.id)
    states.change_request_state(
        session, request, choose_outcome_state(decided), by=by, now=now, why=decided.message
    )
    request.handler_id = by
    denied = {refusal.image_id: refusal for refusal in _build_denials(decided)}
    for item in request.items:
        if item.image_id in decided.granted:
            item.outcome, item.reason, item.alternatives = ItemOutcome.GRANTED, "", []
        elif refusal := denied.get(item.image_id):
            item.outcome, item.reason = ItemOutcome.DENIED, refusal.reason
            item.alternatives = refusal.alternatives
    if not decided.granted:
        return None
    grant = grants.add_grant(request, _list_permissions(request, decided), by=by, now=now)
    session.flush()
    return grant


def ensure_letter(request: UsageRequest, text: str) -> str:
    """Return the words of a letter about a case that has been answered; BadInput, Conflict."""
    wrong = f"Skriv ditt brev, med högst {limits.DECISION['message']} tecken"
    words = require_text("letter", text, limits.DECISION["message"], wrong, wrong)
    if request.state not in states.TAKES_LETTERS or not request.email:
        raise Changed(states.CHANGED, "request", request.id)
    return words


def write_to_requester(
    session: Session,
    request: UsageRequest,
    text: str,
    *,
    version: int | None,
    by: int,
    now: datetime,
) -> None:
    """Write once more to whoever asked, in a letter that decides nothing."""
    states.lock_request(session, request, version)
    words = ensure_letter(request, text)
    states.add_request_event(session, request, request.state, by=by, now=now, why=words)
    outbox.post_letter(session, letters.draft_question_answer(request, words), now=now)


def choose_outcome_state(decided: Decided) -> str:
    """The state that a decision leads to."""
    if decided.choice == "answer":
        return RequestState.ANSWERED
    if decided.granted and decided.denied:
        return RequestState.PARTLY_GRANTED
    return RequestState.GRANTED if decided.granted else RequestState.DENIED


def read_decision(
    session: Session, form: Mapping[str, str], request: UsageRequest, *, now: datetime
) -> Decided:
    """Read the decision form; only what the gate lets the public see is granted or offered."""
    named = [*(item.image_id for item in request.items), *decision_form.refs_named(form)]
    permitted = gate.only_requestable(session, named, now)
    return decision_form.read_decision_form(form, request, permitted=permitted, now=now)


def preview_answer_letter(
    session: Session, request: UsageRequest, decision: Decided, letterhead: Letterhead
) -> RenderedLetter:
    """Return the letter as it will read; its link is made when it is sent."""
    permissions = _list_permissions(request, decision)
    grant = grants.build_grant(request, permissions) if permissions else None
    draft = overrides.complete_draft(session, _draft_answer_letter(request, decision, grant))
    head = outbox.read_current_letterhead(session, letterhead)
    return render_letter(draft.kind, draft.language, draft.context, head)


def answer_request(
    session: Session,
    request: UsageRequest,
    decision: Decided,
    *,
    version: int | None,
    by: int,
    now: datetime,
) -> Grant | None:
    """Store what was decided and post the letter; Conflict where somebody was first."""
    if decision.choice == "ask":
        ask_requester(session, request, decision.message, version=version, by=by, now=now)
        return None
    grant = decide_request(session, request, decision, version=version, by=by, now=now)
    outbox.post_letter(session, _draft_answer_letter(request, decision, grant), now=now)
    return grant


def _draft_answer_letter(request: UsageRequest, form: Decided, grant: Grant | None) -> LetterDraft:
    if form.choice == "ask":
        return letters.needs_information(request, form.message)
    if form.choice == "answer":
        return letters.draft_question_answer(request, form.message)
    return grant_letters.draft_decision(request, grant, _build_denials(form))


def _list_permissions(request: UsageRequest, decided: Decided) -> list[tuple[Image, Permission]]:
    return [
        (item.image, decided.granted[item.image_id])
        for item in request.items
        if item.image_id in decided.granted
    ]


def _build_denials(decided: Decided) -> list[RequestItem]:
    """The images with a no as the request holds them; not added."""
    return [
        RequestItem(
            image_id=image_id,
            reason=refusal.reason,
            alternatives=letters.list_image_refs(refusal.alternatives),
        )
        for image_id, refusal in decided.denied.items()
    ]
