"""Forgotten passwords: a letter by which somebody chooses a new one, once, within an hour.

Whoever asks is answered alike, and as late: for an address without an account the same letter is
written, and taken back.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.accounts import accounts
from dam.accounts.passwords import HashedPassword
from dam.accounts.sessions import end_all
from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import User
from dam.errors import Gone
from dam.mail import letters, outbox
from dam.text.swedish import fold_case

KIND = "password"
"""What `tokens.Signer` signs the link as."""
VALID = timedelta(minutes=60)
DEAD = "Länken gäller inte längre. Be om en ny."
NOBODY = "nobody@pressbilder.invalid"


def request_password_reset(session: Session, email: str, *, by: int | None, now: datetime) -> None:
    """Send a letter with a link, if the address has an active account; older links are dead."""
    user = session.scalar(
        select(User).where(User.email == fold_case(email.strip()), User.active).with_for_update()
    )
    audit.record_event(
        session, AuditAction.ASK_PASSWORD, "user", user.id if user else None, by=by, now=now
    )
    account = user or User(id=0, email=NOBODY, password_generation=0)
    with session.begin_nested() as written:
        account.password_generation += 1
        account.password_asked_at = now
        outbox.post_letter(session, letters.new_password(account, now + VALID), now=now)
        if user is None:
            written.rollback()


def find_reset_account(session: Session, signed: tuple[int, int] | None, *, now: datetime) -> User:
    """Return whose link it is, by its (id, generation); Gone for a link that is dead."""
    return _ensure_living_reset(session.get(User, signed[0]) if signed else None, signed, now)


def reset_password(
    session: Session, signed: tuple[int, int] | None, password: HashedPassword, *, now: datetime
) -> User:
    """Set the password; all sessions end and the link is dead. Gone."""
    held = signed and session.get(User, signed[0], with_for_update=True, populate_existing=True)
    user = _ensure_living_reset(held or None, signed, now)
    accounts.set_password(user, password)
    end_all(session, user.id)
    audit.record_event(session, AuditAction.CHOOSE_PASSWORD, "user", user.id, by=user.id, now=now)
    return user


def _ensure_living_reset(user: User | None, signed: tuple[int, int] | None, now: datetime) -> User:
    if (
        user is None
        or signed is None
        or not user.active
        or user.password_generation != signed[1]
        or user.password_asked_at is None
        or now >= user.password_asked_at + VALID
    ):
        raise Gone(DEAD)
    return user
