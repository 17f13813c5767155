"""Letters that have come in and that no case is known for: listed, put on a case, put aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dam import audit
from dam.errors import BadInput, Conflict, NotFound
from dam.models import Letter, LetterAttachment, UsageRequest
from dam.usage_requests import follow_up

WHICH = "Skriv ärendets nummer, till exempel 2026-0001"
GONE = "Den som frågade i ärendet är raderad. Lägg brevet på ett annat ärende eller åt sidan"
TAKEN = "Brevet ligger redan på ett ärende."


def listed(session: Session, *, aside: bool = False, most: int = 100) -> Sequence[Letter]:
    """Return the letters that wait for a case, the oldest first; or the latest that have none."""
    chosen = select(Letter).where(Letter.state == ("aside" if aside else "unmatched"))
    order = Letter.id.desc() if aside else Letter.id
    return session.scalars(chosen.order_by(order).limit(most)).all()


def count(session: Session) -> int:
    return session.scalar(select(func.count()).where(Letter.state == "unmatched")) or 0


def put_on(session: Session, letter_id: int, number: str, *, by: int, now: datetime) -> None:
    """Put the letter on a case, where it counts as any answer; raises BadInput, Conflict."""
    letter = _held(session, letter_id)
    number = number.strip()
    request = session.scalar(select(UsageRequest).where(UsageRequest.number == number))
    if request is None or not request.email:
        wrong = WHICH if request is None else GONE
        raise BadInput(wrong, fields={f"number-{letter_id}": wrong})
    letter.request_id, letter.state = request.id, "kept"
    if letter.kind == "reply":
        follow_up.reply_by_letter(session, request, letter.sender or "", now=now)
    audit.record(session, "put letter on case", "request", request.id, by=by, now=now)


def put_aside(session: Session, letter_id: int, *, by: int, now: datetime) -> None:
    """Put the letter where it waits for nobody."""
    letter = _held(session, letter_id)
    letter.state = "aside"
    audit.record(session, "put aside", "letter", letter.id, by=by, now=now)


def attachment(session: Session, letter_id: int, attachment_id: int) -> LetterAttachment:
    """Return a file of the letter; NotFound for any other."""
    found = session.get(LetterAttachment, attachment_id)
    if found is None or found.letter_id != letter_id:
        raise NotFound
    return found


def _held(session: Session, letter_id: int) -> Letter:
    letter = session.get(Letter, letter_id, with_for_update=True, populate_existing=True)
    if letter is None or letter.direction != "in":
        raise NotFound("Brevet finns inte.")
    if letter.state == "kept":
        raise Conflict(TAKEN)
    return letter
