"""Sessions of signed-in browsers: each holds a random identifier, its row the SHA-256 of that."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import UserSession

SESSION_LENGTH = timedelta(hours=12)
IDLE_LENGTH = timedelta(hours=4)
SEEN_EVERY = timedelta(minutes=1)


def begin_session(session: Session, user_id: int, *, now: datetime) -> str:
    """Sign in: return a new identifier for the browser, and drop the account's ended sessions."""
    session.execute(
        delete(UserSession).where(UserSession.user_id == user_id, UserSession.ends_at <= now)
    )
    identifier = secrets.token_urlsafe(32)
    session.add(
        UserSession(
            user_id=user_id,
            alternative_id=_digest_identifier(identifier),
            created_at=now,
            seen_at=now,
            ends_at=now + SESSION_LENGTH,
        )
    )
    audit.record_event(session, AuditAction.SIGN_IN, "user", user_id, by=user_id, now=now)
    return identifier


def find_session(session: Session, identifier: str, *, now: datetime) -> UserSession | None:
    """Return the session if it is neither ended nor idle and its account is active."""
    found = session.scalar(
        select(UserSession).where(UserSession.alternative_id == _digest_identifier(identifier))
    )
    if found is None or not found.user.active:
        return None
    return found if now < min(found.ends_at, found.seen_at + IDLE_LENGTH) else None


def is_due(found: UserSession, now: datetime) -> bool:
    """Whether it is time to note again that the session is in use."""
    return found.seen_at + SEEN_EVERY <= now


def note_seen(session: Session, identifier: str, *, now: datetime) -> None:
    found = find_session(session, identifier, now=now)
    if found is not None:
        found.seen_at = now


def end_session(session: Session, identifier: str) -> None:
    """Sign out this browser."""
    session.execute(
        delete(UserSession).where(UserSession.alternative_id == _digest_identifier(identifier))
    )


def end_all(session: Session, user_id: int) -> None:
    """Sign out every browser of an account."""
    session.execute(delete(UserSession).where(UserSession.user_id == user_id))


def end_others(session: Session, user_id: int, *, kept: str) -> None:
    """Sign out every browser of an account but one."""
    session.execute(
        delete(UserSession).where(
            UserSession.user_id == user_id, UserSession.alternative_id != _digest_identifier(kept)
        )
    )


def _digest_identifier(identifier: str) -> str:
    return hashlib.sha256(identifier.encode()).hexdigest()
