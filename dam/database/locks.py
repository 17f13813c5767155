"""Locks: rows compared with what a form showed, and turns of which PostgreSQL gives out one."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from operator import attrgetter
from typing import Protocol, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dam.errors import Changed


class NumberedRow(Protocol):
    @property
    def id(self) -> int: ...


Row = TypeVar("Row", bound=NumberedRow)


class Turn(IntEnum):
    """Work that one transaction at a time may do; any numbers serve."""

    STORED_ORIGINALS = 2041
    REQUEST_NUMBERS = 7001
    INCOMING_MAIL = 7003
    ROUTING_RULES = 7004
    PRESS_CONTACTS = 7005
    TERMS_DRAFTS = 7006
    SEARCH_SYNONYMS = 7007


def wait_for_turn(session: Session, turn: Turn) -> None:
    """Wait until no other transaction has the turn; SQLite's write lock sees to that already."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(turn.value)))


def lock_row(session: Session, row: object) -> None:
    """Lock a row, and read it as it stands once it is locked."""
    session.flush()
    session.refresh(row, with_for_update={"of": type(row)})


def lock_unchanged(
    session: Session,
    row: Row,
    seen: object,
    sentence: str,
    thing: str,
    *,
    read: Callable[[Row], object] = attrgetter("version"),
) -> None:
    """Lock a row; Changed where its version, or what ``read`` gives, is not what was ``seen``."""
    lock_row(session, row)
    ensure_unchanged(seen, read(row), sentence, thing, row.id)


def ensure_unchanged(
    seen: object, stored: object, sentence: str, thing: str, object_id: int | None = None
) -> None:
    """Raise Changed where what a form showed is not what is stored; ``thing`` is the log's word."""
    if seen != stored:
        raise Changed(sentence, thing, object_id)
