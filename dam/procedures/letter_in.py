"""Take in a letter that has come: its files first, then its row, and what it means for its case.

The same letter twice is one row, so a door may hand it in again after any failure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dam import audit, documents
from dam.documents import NAME_LIMIT, Stored
from dam.links import read_return_tag
from dam.mail import letters, outbox
from dam.mail.incoming import Incoming
from dam.mail.render import Letterhead
from dam.models import Letter, LetterAttachment, UsageRequest
from dam.text.clean import clean_line, clean_text
from dam.usage_requests import find, follow_up, told
from storage_adapters.contract import Storage

_TURNS = 7_003
"""The advisory lock under which PostgreSQL takes letters in; any constant does."""


@dataclass(frozen=True, slots=True)
class Belongs:
    """Where a letter belongs: the letter of ours that it answers, and the case."""

    ours: Letter | None
    request: UsageRequest | None


def is_known(session: Session, letter: Incoming) -> bool:
    known = select(Letter.id).where(Letter.message_id == letter.message_id)
    return session.scalar(known) is not None


def store(storage: Storage, letter: Incoming) -> list[Stored]:
    """Put what was attached into the private store; nothing is opened."""
    return [documents.keep(storage, file.data, _name(file.name)) for file in letter.files]


def take(
    session: Session,
    letter: Incoming,
    files: Sequence[Stored],
    letterhead: Letterhead,
    *,
    now: datetime,
) -> str:
    """Keep the letter where it belongs; returns what became of it: kept, unmatched, known, dropped.

    A machine's answer to a letter of no case is dropped: there is nothing for anybody to do.
    """
    _take_turns(session)
    if is_known(session, letter):
        return "known"
    belongs = _belongs(session, letter, letterhead)
    ours, request = belongs.ours, belongs.request
    if letter.kind == "auto" and ours is not None and request is None:
        return "dropped"
    bounced = ours if letter.kind == "bounce" else None
    kept = request is not None or bounced is not None
    row = Letter(
        direction="in",
        kind=letter.kind,
        context={},
        message_id=letter.message_id,
        sender=_line(letter.sender),
        recipient=bounced.recipient if bounced else letterhead.case_address or "",
        subject=_line(letter.subject),
        body=clean_text(letter.text).strip(),
        state="kept" if kept else "unmatched",
        request_id=request.id if request else None,
        created_at=now,
        attachments=[
            LetterAttachment(name=one.name, key=one.key, sha256=one.sha256, bytes=one.bytes)
            for one in files
        ],
    )
    session.add(row)
    session.flush()
    audit.record(session, f"{letter.kind} in", "letter", row.id, by=None, now=now)
    if bounced is not None:
        outbox.returned(session, bounced.message_id, letter.why, now=now)
    if request is not None and letter.kind == "reply":
        _answer(session, request, row, letterhead, now)
    return row.state


def _answer(
    session: Session, request: UsageRequest, row: Letter, letterhead: Letterhead, now: datetime
) -> None:
    """Change the case as the web's form would, and tell the press office."""
    theirs = follow_up.reply_by_letter(session, request, row.sender or "", now=now)
    if request.state != "spam":
        press = letterhead.press_email
        draft = letters.replied(request, press_email=press, by_another=not theirs)
        told.notify(session, request, draft, now=now)


def _belongs(session: Session, letter: Incoming, letterhead: Letterhead) -> Belongs:
    """Find the case by the address that was written to, else by the letter that is answered."""
    named = [one for tag in letter.tags if (one := read_return_tag(tag))]
    ours = next(filter(None, (_sent(session, one) for one in (*named, *letter.answers))), None)
    tagged = (find.by_address_tag(session, letterhead.signer, tag) for tag in letter.tags)
    request = next(filter(None, tagged), None)
    if request is None and ours is not None and ours.request_id is not None:
        request = session.get(UsageRequest, ours.request_id)
    # Nobody is answered in a case whose requester is erased, and nothing is gathered there again.
    return Belongs(ours, request if request is not None and request.email else None)


def _sent(session: Session, message_id: str) -> Letter | None:
    sent = select(Letter).where(Letter.message_id == message_id, Letter.direction == "out")
    return session.scalar(sent)


def _take_turns(session: Session) -> None:
    """Let one letter at a time see whether it is known; SQLite's write lock does so already."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_TURNS)))


def _line(text: str) -> str:
    return clean_line(text)


def _name(name: str) -> str:
    """The file's name without folders, and short enough to be kept."""
    path = PurePath(_line(name).replace("\\", "/"))
    return f"{path.stem[:NAME_LIMIT]}{path.suffix[:20]}" or "bilaga"
