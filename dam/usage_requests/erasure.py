"""Erase whoever asked: every case, grant, letter and wish of one address, as one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.comparison import is_same_word
from dam.database.models import (
    Extension,
    Grant,
    GrantItem,
    Letter,
    LetterAttachment,
    RequestEvent,
    RequestItem,
    RequestNote,
    UsageRequest,
    Watcher,
)
from dam.database.row_states import RequestState
from dam.errors import Conflict
from dam.usage_requests import states

BLANK = dict.fromkeys(("name", "email", "phone", "organisation", "use_text", "link"), "")
"""What an erased request says of whoever made it."""


@dataclass(frozen=True, slots=True)
class Traces:
    """Traces of an address: its cases, grants in force, letters, and images it watches."""

    numbers: tuple[str, ...]
    grants: int
    letters: int
    watched: int


def find_requester_traces(session: Session, email: str, now: datetime) -> Traces:
    """Return what erasing would take away; Conflict where nothing of it is left."""
    found = _list_requests_of_address(session, email)
    if not found:
        raise Conflict("Den som frågade är redan raderad.")
    ids = [row.id for row in found]
    in_force = select(func.count()).where(*_in_force(ids, now))
    letters = select(func.count()).where(_letters_of_address(ids, email))
    watched = select(func.count()).where(is_same_word(Watcher.email, email))
    return Traces(
        numbers=tuple(row.number for row in found),
        grants=session.scalar(in_force) or 0,
        letters=session.scalar(letters) or 0,
        watched=session.scalar(watched) or 0,
    )


def erase_requester(session: Session, email: str, *, by: int | None, now: datetime) -> list[str]:
    """Erase what an address has said and been sent; its links shut. Returns the keys of files that
    came by letter: once committed, the caller removes them and has the database forget.

    Numbers, images, dates, states and who decided stay, and counted downloads.
    """
    found = _list_requests_of_address(session, email)
    ids = [row.id for row in found]
    revoked = session.execute(
        update(Grant).where(*_in_force(ids, now)).values(revoked_at=now).returning(Grant.request_id)
    )
    shut = set(revoked.scalars())
    for request in found:
        states.lock_request(session, request, None)
        if request.state in states.UNANSWERED:
            states.add_request_event(session, request, RequestState.WITHDRAWN, by=by, now=now)
        elif request.id in shut:
            states.add_request_event(session, request, RequestState.REVOKED, by=by, now=now)
    attached = select(LetterAttachment.key).join(Letter).where(_letters_of_address(ids, email))
    keys = list(session.scalars(attached.order_by(LetterAttachment.id)))
    blank_requests(session, found, by=by, now=now)
    session.execute(delete(Letter).where(_letters_of_address(ids, email)))
    session.execute(delete(Watcher).where(is_same_word(Watcher.email, email)))
    session.expire_all()
    return keys


def blank_requests(
    session: Session, requests: Sequence[UsageRequest], *, by: int | None, now: datetime
) -> None:
    """Erase what was said and sent in these cases; states stay, letters' files are swept."""
    for request in requests:
        for name, value in BLANK.items():
            setattr(request, name, value)
        request.token_generation += 1
        audit.record_event(session, AuditAction.ERASE, "request", request.id, by=by, now=now)
    session.flush()
    ids = [request.id for request in requests]
    _blank_words(session, ids)
    session.execute(delete(Letter).where(Letter.request_id.in_(ids)))
    session.expire_all()


def _blank_words(session: Session, ids: Sequence[int]) -> None:
    """Take away what was written of the requests: reasons, replies, notes, scopes, addresses."""
    grants = select(Grant.id).where(Grant.request_id.in_(ids))
    words = dict.fromkeys(("scope", "channels", "territory", "credit", "conditions"), "")
    for statement in (
        delete(Extension).where(Extension.request_id.in_(ids)),
        delete(RequestNote).where(RequestNote.request_id.in_(ids)),
        update(RequestItem).where(RequestItem.request_id.in_(ids)).values(reason=""),
        update(RequestEvent).where(RequestEvent.request_id.in_(ids)).values(why=""),
        update(GrantItem).where(GrantItem.grant_id.in_(grants)).values(words),
        update(Grant).where(Grant.request_id.in_(ids)).values(recipient=""),
    ):
        session.execute(statement.execution_options(synchronize_session=False))


def _list_requests_of_address(session: Session, email: str) -> Sequence[UsageRequest]:
    if not email:
        return ()
    chosen = select(UsageRequest).where(is_same_word(UsageRequest.email, email))
    return session.scalars(chosen.order_by(UsageRequest.id)).all()


def _letters_of_address(ids: Sequence[int], email: str) -> ColumnElement[bool]:
    """Every letter of the cases, to the address and from it, also those of no case."""
    theirs = (is_same_word(column, email) for column in (Letter.recipient, Letter.sender))
    return or_(Letter.request_id.in_(ids), *theirs)


def _in_force(ids: Sequence[int], now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Grant.request_id.in_(ids), Grant.revoked_at.is_(None), Grant.ends > now
