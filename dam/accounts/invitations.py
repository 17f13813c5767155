"""Invitations: a letter by which somebody makes an account of their own, once, within a week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dam.accounts import accounts
from dam.accounts.passwords import HashedPassword
from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import Invitation, User
from dam.errors import BadInput, Gone, NotFound
from dam.mail import letters, outbox
from dam.mail.address import one_address
from dam.text.swedish import fold_case

KIND = "invitation"
"""What `tokens.Signer` signs the link as."""
VALID = timedelta(days=7)
KEPT = timedelta(days=30)
DEAD = "Länken gäller inte längre. Be den som bjöd in dig att skicka en ny."


def send_invitation(
    session: Session, email: str, role: str, *, by: int, now: datetime
) -> Invitation:
    """Send an invitation to an address that has neither account nor invitation. BadInput."""
    invited = Invitation(
        email=fold_case(one_address(email)),
        role=accounts.known_role(role),
        sent_at=now,
        invited_by=by,
    )
    if session.scalar(select(User.id).where(User.email == invited.email)) is not None:
        raise BadInput(accounts.TAKEN, fields={"email": accounts.TAKEN})
    try:
        with session.begin_nested():
            session.add(invited)
    except IntegrityError as error:
        sentence = "Adressen är redan inbjuden. Skicka inbjudan igen i listan."
        raise BadInput(sentence, fields={"email": sentence}) from error
    audit.record_event(session, AuditAction.INVITE, "invitation", invited.id, by=by, now=now)
    outbox.post_letter(session, letters.draft_invitation(invited, invited.sent_at + VALID), now=now)
    return invited


def list_open(session: Session) -> Sequence[Invitation]:
    """Return those who have not yet made their account, the last invited first."""
    return session.scalars(select(Invitation).order_by(Invitation.sent_at.desc())).all()


def resend_invitation(session: Session, invitation_id: int, *, by: int, now: datetime) -> None:
    """Send a new letter; the link in the one before is dead."""
    invited = _lock_invitation(session, invitation_id)
    if invited is None:
        raise NotFound
    invited.token_generation += 1
    invited.sent_at = now
    audit.record_event(session, AuditAction.INVITE_AGAIN, "invitation", invited.id, by=by, now=now)
    outbox.post_letter(session, letters.draft_invitation(invited, now + VALID), now=now)


def withdraw_invitation(session: Session, invitation_id: int, *, by: int, now: datetime) -> None:
    """Take the invitation back; nothing happens where it has been taken back or used."""
    invited = _lock_invitation(session, invitation_id)
    if invited is not None:
        session.delete(invited)
        audit.record_event(
            session, AuditAction.WITHDRAW, "invitation", invitation_id, by=by, now=now
        )


def find_invitation(
    session: Session, signed: tuple[int, int] | None, *, now: datetime
) -> Invitation:
    """Return the invitation of a link's (id, generation); Gone for a link that is dead."""
    invited = session.get(Invitation, signed[0]) if signed else None
    return _ensure_living_invitation(invited, signed, now)


def accept_invitation(
    session: Session,
    signed: tuple[int, int] | None,
    name: str,
    password: HashedPassword,
    *,
    now: datetime,
) -> User:
    """Make the account; the link is dead then. BadInput, and Gone for a link that is dead."""
    invited = _ensure_living_invitation(
        _lock_invitation(session, signed[0]) if signed else None, signed, now
    )
    if not name.strip():
        sentence = "Skriv ditt namn."
        raise BadInput(sentence, fields={"name": sentence})
    user = accounts.add_account(
        session, invited.email, invited.role, password, name=name, by=None, now=now
    )
    audit.record_event(session, AuditAction.ACCEPT, "invitation", invited.id, by=user.id, now=now)
    session.delete(invited)
    return user


def forget_expired_invitations(session: Session, now: datetime) -> None:
    """Forget addresses that never answered."""
    session.execute(delete(Invitation).where(Invitation.sent_at < now - KEPT))


def _lock_invitation(session: Session, invitation_id: int) -> Invitation | None:
    return session.get(Invitation, invitation_id, with_for_update=True, populate_existing=True)


def _ensure_living_invitation(
    invited: Invitation | None, signed: tuple[int, int] | None, now: datetime
) -> Invitation:
    if (
        invited is None
        or signed is None
        or invited.token_generation != signed[1]
        or now >= invited.sent_at + VALID
    ):
        raise Gone(DEAD)
    return invited
