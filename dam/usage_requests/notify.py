"""Who is told of what the public does in cases, and how often: in a letter each time, until such
letters come too thick; then in one about several.

A flood must fill neither the press office's mailbox nor, with receipts, that of a stranger whose
address was typed. Every case is on the desk all the same, and its own page is its receipt.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dam.database.models import Letter, UsageRequest
from dam.database.row_states import LetterState
from dam.mail import letters, outbox
from dam.mail.gathering import draft_gathered_notice
from dam.mail.kinds import KINDS
from dam.mail.letters import LetterDraft
from dam.usage_requests import routing

HOUR = timedelta(hours=1)
MOST_NOTICES, MOST_RECEIPTS = 30, 10
"""Letters that one address gets in an hour."""

GATHERED_FOR = timedelta(minutes=15)
"""How long a letter about several waits for more of them."""


def notify_new_request(
    session: Session, request: UsageRequest, *, press_email: str, now: datetime
) -> None:
    """Post the receipt and the notices of a new case."""
    receipt = letters.draft_receipt(request)
    if _count_recent_letters(session, receipt.recipient, ["receipt"], now) < MOST_RECEIPTS:
        outbox.post_letter(session, receipt, now=now)
    named = [item.image_id for item in request.items]
    goes = routing.find_destination(session, request.about, named, press_email=press_email)
    notify_or_gather(
        session,
        request,
        letters.draft_new_request_notice(request, press_email=press_email),
        now=now,
    )
    if goes and goes.also_to:
        notify_or_gather(
            session,
            request,
            letters.draft_new_request_notice(request, press_email=goes.also_to),
            now=now,
        )
    for region, images in goes.regions.items() if goes else ():
        notify_or_gather(session, request, letters.region_notice(request, region, images), now=now)


def notify_or_gather(
    session: Session, request: UsageRequest, notice: LetterDraft, *, now: datetime
) -> None:
    """Post a letter about one case, or gather it with others where there have been many."""
    gathered = KINDS[notice.kind].gathered_into
    alike = [kind for kind, entry in KINDS.items() if entry.gathered_into == gathered]
    if (
        gathered is None
        or _count_recent_letters(session, notice.recipient, alike, now) < MOST_NOTICES
    ):
        outbox.post_letter(session, notice, now=now)
        return
    letter = _find_gathering_letter(session, notice.recipient, gathered, now)
    draft = draft_gathered_notice(gathered, notice, request, letter.context if letter else None)
    if letter is None:
        outbox.post_letter(session, draft, now=now, due=now + GATHERED_FOR)
    else:
        letter.context = {**letter.context, **draft.context}


def _count_recent_letters(session: Session, recipient: str, kinds: list[str], now: datetime) -> int:
    """Count letters of these kinds that the address got within the hour."""
    chosen = (Letter.recipient == recipient, Letter.kind.in_(kinds), Letter.created_at > now - HOUR)
    return session.scalar(select(func.count()).where(*chosen)) or 0


def _find_gathering_letter(
    session: Session, recipient: str, kind: str, now: datetime
) -> Letter | None:
    """The letter that still waits for more, held; one that a worker has taken does not."""
    return session.scalar(
        select(Letter)
        .where(
            Letter.recipient == recipient,
            Letter.kind == kind,
            Letter.created_at > now - GATHERED_FOR,
            Letter.state == LetterState.WAITING,
            Letter.tries == 0,
        )
        .order_by(Letter.id)
        .limit(1)
        .with_for_update()
    )
