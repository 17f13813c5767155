"""Longer time with what was granted: the holder asks, the press office answers.

Until the answer the permission goes on as it was, and a no leaves it so. A yes makes the same link
last longer; where it has ended, it opens again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from dam.database.fingerprint import mark_of
from dam.database.models import Extension, Grant, GrantItem, Idempotency, UsageRequest
from dam.database.row_states import ItemOutcome, RequestState
from dam.errors import Changed, Conflict
from dam.i18n.form_reader import FormReader
from dam.i18n.translation import Sentence
from dam.mail import grant_letters, letters
from dam.mail.letters import LetterDraft
from dam.mail.outbox import post_letter
from dam.rights.periods import end_of_last_day
from dam.text import limits
from dam.text.read import read_day
from dam.usage_requests import notify, states
from dam.usage_requests.request_form import WHEN, read_coming_day

LATELY = timedelta(days=30)
"""So long after its end a permission may still be asked to last longer."""

NOT_LATER = Sentence("Skriv ett datum efter det som gäller nu")
WHY = Sentence("Berätta kort varför du behöver längre tid")
NOTHING = Sentence("Det finns inget tillstånd att förlänga. Gör en ny begäran.")


@dataclass(frozen=True, slots=True)
class ExtensionAnswer:
    """A yes until a last day, or a no with its reason."""

    until: date | None
    reason: str = ""


def may_be_asked(request: UsageRequest, now: datetime) -> Grant | None:
    """Return the grant that may be asked to last longer, or that a wish is about; None for none."""
    granted = request.state in states.PERMITTED | {RequestState.EXPIRED}
    if not granted or not request.email:
        return None
    if wish := states.extension_of(request):
        return wish.grant
    newest = reversed(request.grants)
    return next((grant for grant in newest if _list_extendable_items(grant, now)), None)


def request_extension(
    session: Session,
    request: UsageRequest,
    form: Mapping[str, str],
    *,
    once: str,
    press_email: str,
    now: datetime,
) -> None:
    """Ask for longer time, or add to the wish; BadInput, or Conflict without anything to ask of."""
    states.lock_request(session, request, None)
    typed = [form.get(name, "") for name in ("extend_until", "extend_why")]
    once = f"extension {once} {mark_of(typed)}"
    if session.get(Idempotency, once) is not None:
        return
    grant = may_be_asked(request, now)
    if grant is None:
        raise Conflict(NOTHING)
    until, words = _read_extension_form(form, grant, now)
    session.add(Idempotency(once=once, answer=request.number, created_at=now))
    wish = states.extension_of(request)
    draft = letters.draft_reply_notice(request, press_email=press_email)
    what = "extension_added"
    if wish is None:
        what = "extension_asked"
        # While it holds, an answer is needed before it ends; then as soon as for any other case.
        deadline = grant.ends if grant.ends > now else None
        wish = Extension(grant=grant, asked_at=now, deadline=deadline)
        request.extensions.append(wish)
        draft = grant_letters.extension_asked(request, deadline, press_email)
    wish.until = until
    states.add_request_event(
        session, request, request.state, by=None, now=now, why=words, what=what
    )
    notify.notify_or_gather(session, request, draft, now=now)


def read_extension_answer(
    form: Mapping[str, str], request: UsageRequest, now: datetime
) -> ExtensionAnswer:
    """Read the staff's answer; raises Conflict, or BadInput by field."""
    wish = _require_extension(request)
    fields = FormReader(form, {"extend_reason": limits.DECISION["reason"]})
    if fields.choice("extend", ("yes", "no"), "Välj vad du svarar") == "yes":
        until = fields.value("extend_until", partial(read_day, last_year=MAXYEAR), WHEN)
        if until and not _lengthens_permission(until, wish.grant, now):
            fields.wrong["extend_until"] = NOT_LATER
        fields.finish()
        return ExtensionAnswer(until)
    wrong = f"Skriv ett skäl, med högst {limits.DECISION['reason']} tecken"
    reason = "" if fields.wrong else fields.text("extend_reason", wrong, wrong)
    fields.finish()
    return ExtensionAnswer(None, reason)


def draft_extension_letter(
    request: UsageRequest, answer: ExtensionAnswer, now: datetime
) -> LetterDraft:
    """The letter that tells the answer."""
    wish = _require_extension(request)
    grant, images = (
        wish.grant,
        [item.image_id for item in _list_extendable_items(wish.grant, wish.asked_at)],
    )
    if answer.until is not None:
        return grant_letters.draft_extension(request, images, end_of_last_day(answer.until), grant)
    return grant_letters.not_extended(
        request, images, grant.ends, answer.reason, ended=grant.ends <= now
    )


def answer_extension(
    session: Session,
    request: UsageRequest,
    answer: ExtensionAnswer,
    *,
    version: int | None,
    by: int,
    now: datetime,
) -> None:
    """Store the answer and post its letter; Conflict where somebody was first."""
    states.lock_request(session, request, version)
    wish, letter = _require_extension(request), draft_extension_letter(request, answer, now)
    wish.answered_at = now
    if answer.until is not None:
        wish.ends = end_of_last_day(answer.until)
        _lengthen_permissions(session, request, wish, wish.ends, by=by, now=now)
    else:
        states.add_request_event(
            session, request, request.state, by=by, now=now, why=answer.reason, what="not_extended"
        )
    post_letter(session, letter, now=now)


def close_extension(request: UsageRequest, now: datetime) -> None:
    """Let a wish wait no longer: what it asked to lengthen has been taken back."""
    wish = states.extension_of(request)
    if wish is not None:
        wish.answered_at = now


def _require_extension(request: UsageRequest) -> Extension:
    wish = states.extension_of(request)
    if wish is None:
        raise Changed(states.CHANGED, "request", request.id)
    return wish


def _list_extendable_items(grant: Grant, now: datetime) -> list[GrantItem]:
    """The images whose permission holds, or has ended lately."""
    if grant.revoked_at is not None:
        return []
    return [item for item in grant.items if item.revoked_at is None and item.ends > now - LATELY]


def _read_extension_form(form: Mapping[str, str], grant: Grant, now: datetime) -> tuple[date, str]:
    fields = FormReader(form, limits.REPLY)
    until = read_coming_day(fields, "extend_until", now)
    if until and not _lengthens_permission(until, grant, now):
        fields.wrong["extend_until"] = NOT_LATER
    words = fields.text("extend_why", WHY)
    fields.finish()
    return until or date.max, words


def _lengthens_permission(until: date, grant: Grant, now: datetime) -> bool:
    """Whether the day makes the permission last longer than it does."""
    return until <= date(9000, 1, 1) and end_of_last_day(until) > max(grant.ends, now)


def _lengthen_permissions(
    session: Session,
    request: UsageRequest,
    wish: Extension,
    ends: datetime,
    *,
    by: int,
    now: datetime,
) -> None:
    for item in _list_extendable_items(wish.grant, wish.asked_at):
        item.ends = max(item.ends, ends)
    wish.grant.ends = max(wish.grant.ends, ends)
    if request.state == RequestState.EXPIRED:
        denied = any(item.outcome == ItemOutcome.DENIED for item in request.items)
        to = RequestState.PARTLY_GRANTED if denied else RequestState.GRANTED
        states.change_request_state(session, request, to, by=by, now=now, what="extended")
    else:
        states.add_request_event(session, request, request.state, by=by, now=now, what="extended")
