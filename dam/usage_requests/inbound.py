"""Letters that come in: files first, then the row, and what it means for its case. Those of no case
are listed, put on one, or put aside.

The same letter twice is one row, so a door may hand it in again after any failure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dam.clearance import documents
from dam.clearance.documents import NAME_LIMIT, StoredDocument
from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.locks import Turn, wait_for_turn
from dam.database.models import Letter, LetterAttachment, UsageRequest
from dam.database.row_states import IncomingKind, LetterDirection, LetterState, RequestState
from dam.errors import BadInput, Conflict, NotFound
from dam.links.mail_tags import read_return_tag
from dam.mail import letters, outbox
from dam.mail.inbound.classify import Incoming
from dam.mail.render import Letterhead
from dam.text.clean import clean_line, clean_text
from dam.usage_requests import follow_up, notify, queries
from storage_adapters.contract import Storage

WHICH = "Skriv ärendets nummer, till exempel 2026-0001"
GONE = "Den som frågade i ärendet är raderad. Lägg brevet på ett annat ärende eller åt sidan"
TAKEN = "Brevet ligger redan på ett ärende."


def list_unmatched_letters(
    session: Session, *, aside: bool = False, most: int = 100
) -> Sequence[Letter]:
    """Return the letters that wait for a case, the oldest first; or the latest that have none."""
    chosen = select(Letter).where(
        Letter.state == (LetterState.ASIDE if aside else LetterState.UNMATCHED)
    )
    order = Letter.id.desc() if aside else Letter.id
    return session.scalars(chosen.order_by(order).limit(most)).all()


def count_unmatched_letters(session: Session) -> int:
    return session.scalar(select(func.count()).where(Letter.state == LetterState.UNMATCHED)) or 0


def put_on(session: Session, letter_id: int, number: str, *, by: int, now: datetime) -> None:
    """Put the letter on a case, where it counts as any answer; raises BadInput, Conflict."""
    letter = _lock_unmatched_letter(session, letter_id)
    number = number.strip()
    request = session.scalar(select(UsageRequest).where(UsageRequest.number == number))
    if request is None or not request.email:
        wrong = WHICH if request is None else GONE
        raise BadInput(wrong, fields={f"number-{letter_id}": wrong})
    letter.request_id, letter.state = request.id, LetterState.KEPT
    if letter.kind == IncomingKind.REPLY:
        follow_up.reply_by_letter(session, request, letter.sender or "", now=now)
    audit.record_event(
        session, AuditAction.PUT_LETTER_ON_CASE, "request", request.id, by=by, now=now
    )


def put_aside(session: Session, letter_id: int, *, by: int, now: datetime) -> None:
    """Put the letter where it waits for nobody."""
    letter = _lock_unmatched_letter(session, letter_id)
    letter.state = LetterState.ASIDE
    audit.record_event(session, AuditAction.PUT_ASIDE, "letter", letter.id, by=by, now=now)


def find_attachment(session: Session, letter_id: int, attachment_id: int) -> LetterAttachment:
    """Return a file of the letter; NotFound for any other."""
    found = session.get(LetterAttachment, attachment_id)
    if found is None or found.letter_id != letter_id:
        raise NotFound
    return found


def _lock_unmatched_letter(session: Session, letter_id: int) -> Letter:
    letter = session.get(Letter, letter_id, with_for_update=True, populate_existing=True)
    if letter is None or letter.direction != LetterDirection.IN:
        raise NotFound("Brevet finns inte.")
    if letter.state == LetterState.KEPT:
        raise Conflict(TAKEN)
    return letter


@dataclass(frozen=True, slots=True)
class Belongs:
    """Place of a letter: the letter of ours that it answers, and the case."""

    ours: Letter | None
    request: UsageRequest | None


def is_known(session: Session, letter: Incoming) -> bool:
    known = select(Letter.id).where(Letter.message_id == letter.message_id)
    return session.scalar(known) is not None


def store_attachments(storage: Storage, letter: Incoming) -> list[StoredDocument]:
    """Put what was attached into the private store; nothing is opened."""
    return [
        documents.store_document(storage, file.data, _clean_attachment_name(file.name))
        for file in letter.files
    ]


def take_in_letter(
    session: Session,
    letter: Incoming,
    files: Sequence[StoredDocument],
    letterhead: Letterhead,
    *,
    now: datetime,
) -> str:
    """Keep the letter where it belongs; returns what became of it: kept, unmatched, known, dropped.

    A machine's answer to a letter of no case is dropped: there is nothing for anybody to do.
    """
    wait_for_turn(session, Turn.INCOMING_MAIL)
    if is_known(session, letter):
        return "known"
    belongs = _find_case_of_letter(session, letter, letterhead)
    ours, request = belongs.ours, belongs.request
    if letter.kind == IncomingKind.AUTO and ours is not None and request is None:
        return "dropped"
    bounced = ours if letter.kind == IncomingKind.BOUNCE else None
    kept = request is not None or bounced is not None
    row = Letter(
        direction=LetterDirection.IN,
        kind=letter.kind,
        context={},
        message_id=letter.message_id,
        sender=_shorten_subject(letter.sender),
        recipient=bounced.recipient if bounced else letterhead.case_address or "",
        subject=_shorten_subject(letter.subject),
        body=clean_text(letter.text).strip(),
        state=LetterState.KEPT if kept else LetterState.UNMATCHED,
        request_id=request.id if request else None,
        created_at=now,
        attachments=[
            LetterAttachment(name=file.name, key=file.key, sha256=file.sha256, bytes=file.bytes)
            for file in files
        ],
    )
    session.add(row)
    session.flush()
    action = AuditAction(f"{letter.kind}_in")
    audit.record_event(session, action, "letter", row.id, by=None, now=now)
    if bounced is not None:
        outbox.mark_returned_letter(session, bounced.message_id, letter.why, now=now)
    if request is not None and letter.kind == IncomingKind.REPLY:
        _add_letter_to_case(session, request, row, letterhead, now)
    return row.state


def _add_letter_to_case(
    session: Session, request: UsageRequest, row: Letter, letterhead: Letterhead, now: datetime
) -> None:
    """Change the case as the web's form would, and tell the press office."""
    theirs = follow_up.reply_by_letter(session, request, row.sender or "", now=now)
    if request.state != RequestState.SPAM:
        press = letterhead.press_email
        draft = letters.draft_reply_notice(request, press_email=press, by_another=not theirs)
        notify.notify_or_gather(session, request, draft, now=now)


def _find_case_of_letter(session: Session, letter: Incoming, letterhead: Letterhead) -> Belongs:
    """Find the case by the address that was written to, else by the letter that is answered."""
    named = [key for tag in letter.tags if (key := read_return_tag(tag))]
    ours = next(
        filter(None, (_find_sent_letter(session, key) for key in (*named, *letter.answers))), None
    )
    tagged = (queries.by_address_tag(session, letterhead.signer, tag) for tag in letter.tags)
    request = next(filter(None, tagged), None)
    if request is None and ours is not None and ours.request_id is not None:
        request = session.get(UsageRequest, ours.request_id)
    # Nobody is answered in a case whose requester is erased, and nothing is gathered there again.
    return Belongs(ours, request if request is not None and request.email else None)


def _find_sent_letter(session: Session, message_id: str) -> Letter | None:
    sent = select(Letter).where(
        Letter.message_id == message_id, Letter.direction == LetterDirection.OUT
    )
    return session.scalar(sent)


def _shorten_subject(text: str) -> str:
    return clean_line(text)


def _clean_attachment_name(name: str) -> str:
    """The file's name without folders, and short enough to be kept."""
    path = PurePath(_shorten_subject(name).replace("\\", "/"))
    return f"{path.stem[:NAME_LIMIT]}{path.suffix[:20]}" or "bilaga"
