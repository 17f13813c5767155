"""Accounts: who there is, as what, and with which password."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dam.accounts.passwords import HashedPassword, hash_password, is_password
from dam.accounts.sessions import end_all, end_others
from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.comparison import in_swedish_order
from dam.database.models import User
from dam.database.row_states import Role
from dam.errors import BadInput, Conflict, NotFound
from dam.mail.address import one_address
from dam.text.swedish import fold_case

ROLES = tuple(Role)
"""From the least to the most; each may do what those before it may."""
TAKEN = "Det finns redan ett konto med den e-postadressen."


@dataclass(frozen=True, slots=True)
class ChosenPassword:
    """A person's own choice, and the password that it replaces, both hashed."""

    user_id: int
    former: str
    hashed: HashedPassword


def add_account(
    session: Session,
    email: str,
    role: str,
    password: HashedPassword,
    *,
    name: str = "",
    first_password: bool = False,
    by: int | None,
    now: datetime,
) -> User:
    """Add an account; a first password must be changed at the first sign-in. BadInput."""
    user = User(
        email=fold_case(one_address(email)),
        name=name.strip(),
        role=known_role(role),
        password_hash=password,
        must_change_password=first_password,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError as error:
        raise BadInput(TAKEN, fields={"email": TAKEN}) from error
    audit.record_event(
        session, AuditAction.ADD, "user", user.id, by=by, now=now, detail={"role": role}
    )
    return user


def list_accounts(session: Session) -> Sequence[User]:
    """Return all accounts, the active first."""
    order = User.active.desc(), in_swedish_order(User.email)
    return session.scalars(select(User).order_by(*order)).all()


def list_account_names(session: Session) -> dict[int, str]:
    """Return what to call each of the staff, by id."""
    return {user.id: user.name or user.email for user in list_accounts(session)}


def find_account(session: Session, user_id: int) -> User:
    user = session.get(User, user_id)
    if user is None:
        raise NotFound
    return user


def verify_password(session: Session, email: str, password: str) -> User | None:
    """Return the active account that has this password; as slow where there is no such account."""
    user = session.scalar(select(User).where(User.email == fold_case(email.strip())))
    right = is_password(password, user.password_hash if user else None)
    return user if user is not None and right and user.active else None


def choose_password(user: User, password: str) -> ChosenPassword:
    """Return the password that the person chose instead of the one they have. BadInput, or Busy."""
    if is_password(password, user.password_hash):
        sentence = "Välj ett annat lösenord än det du har."
        raise BadInput(sentence, fields={"new_password": sentence})
    return ChosenPassword(user.id, user.password_hash, hash_password(password))


def set_chosen_password(
    session: Session, chosen: ChosenPassword, *, kept: str, by: int, now: datetime
) -> None:
    """Set a chosen password, end every session but ``kept``; Conflict if another came first."""
    user = session.get(User, chosen.user_id, with_for_update=True, populate_existing=True)
    if user is None or user.password_hash != chosen.former:
        raise Conflict("Lösenordet har bytts sedan du öppnade sidan. Logga in igen.")
    set_password(user, chosen.hashed)
    end_others(session, user.id, kept=kept)
    audit.record_event(session, AuditAction.CHANGE_PASSWORD, "user", user.id, by=by, now=now)


def set_password(user: User, password: HashedPassword) -> None:
    """Set the password; a link that was to choose one is dead."""
    user.password_hash = password
    user.must_change_password = False
    user.password_generation += 1
    user.password_asked_at = None


def set_account_role(
    session: Session, user_id: int, role: str, *, by: int | None, now: datetime
) -> None:
    """Change the role; it counts from the person's next request. BadInput for the last admin."""
    user = find_account(session, user_id)
    if user.role == known_role(role):
        return
    _keep_an_admin(session, user)
    audit.record_event(
        session,
        AuditAction.SET_ROLE,
        "user",
        user_id,
        by=by,
        now=now,
        detail={"from": user.role, "to": role},
    )
    user.role = role


def set_document_reader(
    session: Session, user_id: int, *, reads: bool, by: int | None, now: datetime
) -> None:
    """Say whether somebody who is no administrator may read documents of legal bases."""
    user = find_account(session, user_id)
    if user.reads_documents != reads:
        user.reads_documents = reads
        action = AuditAction.LET_READ_DOCUMENTS if reads else AuditAction.STOP_READING_DOCUMENTS
        audit.record_event(session, action, "user", user_id, by=by, now=now)


def deactivate_account(session: Session, user_id: int, *, by: int | None, now: datetime) -> None:
    """Close the account and end its sessions. BadInput for the last admin."""
    user = find_account(session, user_id)
    if not user.active:
        return
    _keep_an_admin(session, user)
    user.active = False
    user.password_generation += 1
    end_all(session, user_id)
    audit.record_event(session, AuditAction.DEACTIVATE, "user", user_id, by=by, now=now)


def activate_account(session: Session, user_id: int, *, by: int | None, now: datetime) -> None:
    user = find_account(session, user_id)
    if not user.active:
        user.active = True
        audit.record_event(session, AuditAction.ACTIVATE, "user", user_id, by=by, now=now)


def has_role(user: User, role: str) -> bool:
    """Whether this person has at least the role."""
    return ROLES.index(user.role) >= ROLES.index(role)


def known_role(role: str) -> str:
    """Return the role if it is one; raises BadInput for any other word."""
    if role not in ROLES:
        sentence = "Välj en roll: uploader, editor eller admin."
        raise BadInput(sentence, fields={"role": sentence})
    return role


def _keep_an_admin(session: Session, user: User) -> None:
    """Refuse to take the last administrator away; the rows are locked against a second taker."""
    admins = select(User.id).where(User.role == Role.ADMIN, User.active).with_for_update()
    if set(session.scalars(admins)) == {user.id}:
        raise BadInput("Det behöver finnas minst en aktiv administratör.")
