"""Staff accounts: passwords, roles and sessions. Called by the doors.

A browser holds a random session identifier, the table its SHA-256: deleting the row signs it out.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dam import audit
from dam.errors import BadInput, NotFound
from dam.mail.address import one_address
from dam.models import User, UserSession
from dam.passwords import hash_password, is_password

ROLES = ("uploader", "editor", "admin")
"""From the least to the most; each may do what those before it may."""
SESSION_LENGTH = timedelta(hours=12)
IDLE_LENGTH = timedelta(hours=4)
SEEN_EVERY = timedelta(minutes=1)


def add(
    session: Session,
    email: str,
    role: str,
    password: str,
    *,
    name: str = "",
    first_password: bool = False,
    by: int | None,
    now: datetime,
) -> User:
    """Add an account; a first password must be changed at the first sign-in. BadInput."""
    user = User(
        email=one_address(email).lower(),
        name=name.strip(),
        role=_known_role(role),
        password_hash=hash_password(password),
        must_change_password=first_password,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError as error:
        sentence = "Det finns redan ett konto med den e-postadressen."
        raise BadInput(sentence, fields={"email": sentence}) from error
    audit.record(session, "add", "user", user.id, by=by, now=now, detail={"role": role})
    return user


def list_all(session: Session) -> Sequence[User]:
    """Return all accounts, the active first."""
    return session.scalars(select(User).order_by(User.active.desc(), User.email)).all()


def names(session: Session) -> dict[int, str]:
    """Return what to call each of the staff, by id."""
    return {user.id: user.name or user.email for user in list_all(session)}


def find(session: Session, user_id: int) -> User:
    user = session.get(User, user_id)
    if user is None:
        raise NotFound
    return user


def verify(session: Session, email: str, password: str) -> User | None:
    """Return the active account that has this password; as slow where there is no such account."""
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    right = is_password(password, user.password_hash if user else None)
    return user if user is not None and right and user.active else None


def begin_session(session: Session, user_id: int, *, now: datetime) -> str:
    """Sign in: return a new identifier for the browser, and drop the account's ended sessions."""
    find(session, user_id)
    session.execute(
        delete(UserSession).where(UserSession.user_id == user_id, UserSession.ends_at <= now)
    )
    identifier = secrets.token_urlsafe(32)
    session.add(
        UserSession(
            user_id=user_id,
            alternative_id=_digest(identifier),
            created_at=now,
            seen_at=now,
            ends_at=now + SESSION_LENGTH,
        )
    )
    audit.record(session, "sign_in", "user", user_id, by=user_id, now=now)
    return identifier


def find_session(session: Session, identifier: str, *, now: datetime) -> UserSession | None:
    """Return the session if it is neither ended nor idle and its account is active."""
    found = session.scalar(
        select(UserSession).where(UserSession.alternative_id == _digest(identifier))
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
    session.execute(delete(UserSession).where(UserSession.alternative_id == _digest(identifier)))


def change_password(
    session: Session, user_id: int, password: str, *, kept: str, by: int, now: datetime
) -> None:
    """Set the password the person chose; every session but ``kept`` ends. BadInput."""
    user = find(session, user_id)
    if is_password(password, user.password_hash):
        sentence = "Välj ett annat lösenord än det du har."
        raise BadInput(sentence, fields={"new_password": sentence})
    user.password_hash = hash_password(password)
    user.must_change_password = False
    session.execute(
        delete(UserSession).where(
            UserSession.user_id == user_id, UserSession.alternative_id != _digest(kept)
        )
    )
    audit.record(session, "change_password", "user", user_id, by=by, now=now)


def give_password(
    session: Session, user_id: int, password: str, *, by: int | None, now: datetime
) -> User:
    """Set a first password for somebody who has lost theirs; all their sessions end."""
    user = find(session, user_id)
    user.password_hash = hash_password(password)
    user.must_change_password = True
    _end_all(session, user_id)
    audit.record(session, "give_password", "user", user_id, by=by, now=now)
    return user


def set_role(session: Session, user_id: int, role: str, *, by: int | None, now: datetime) -> None:
    """Change the role; it counts from the person's next request. BadInput for the last admin."""
    user = find(session, user_id)
    if user.role == _known_role(role):
        return
    _keep_an_admin(session, user)
    audit.record(
        session, "set_role", "user", user_id, by=by, now=now, detail={"from": user.role, "to": role}
    )
    user.role = role


def set_reads_documents(
    session: Session, user_id: int, *, reads: bool, by: int | None, now: datetime
) -> None:
    """Say whether somebody who is no administrator may read documents of legal bases."""
    user = find(session, user_id)
    if user.reads_documents != reads:
        user.reads_documents = reads
        action = "let read documents" if reads else "stop reading documents"
        audit.record(session, action, "user", user_id, by=by, now=now)


def deactivate(session: Session, user_id: int, *, by: int | None, now: datetime) -> None:
    """Close the account and end its sessions. BadInput for the last admin."""
    user = find(session, user_id)
    if not user.active:
        return
    _keep_an_admin(session, user)
    user.active = False
    _end_all(session, user_id)
    audit.record(session, "deactivate", "user", user_id, by=by, now=now)


def activate(session: Session, user_id: int, *, by: int | None, now: datetime) -> None:
    user = find(session, user_id)
    if not user.active:
        user.active = True
        audit.record(session, "activate", "user", user_id, by=by, now=now)


def may(user: User, role: str) -> bool:
    """Whether this person has at least the role."""
    return ROLES.index(user.role) >= ROLES.index(role)


def _keep_an_admin(session: Session, user: User) -> None:
    """Refuse to take the last administrator away; the rows are locked against a second taker."""
    admins = select(User.id).where(User.role == "admin", User.active).with_for_update()
    if set(session.scalars(admins)) == {user.id}:
        raise BadInput("Det behöver finnas minst en aktiv administratör.")


def _end_all(session: Session, user_id: int) -> None:
    session.execute(delete(UserSession).where(UserSession.user_id == user_id))


def _known_role(role: str) -> str:
    if role not in ROLES:
        sentence = "Välj en roll: uploader, editor eller admin."
        raise BadInput(sentence, fields={"role": sentence})
    return role


def _digest(identifier: str) -> str:
    return hashlib.sha256(identifier.encode()).hexdigest()
