"""The house's choices in the running product: a version for each change.

The newest is in force. What a deployment decides stands in the environment instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.locks import ensure_unchanged
from dam.database.models import HouseChoices
from dam.errors import Changed

CHANGED = "Någon annan har ändrat inställningarna sedan du öppnade sidan. Läs dem igen."


@dataclass(frozen=True, slots=True)
class Choices:
    """``review_required``: an image is published by somebody else than who described or sent it,
    and what is public is changed so too; where ``minor_edits_pass``, small things are not.
    """

    review_required: bool = False
    minor_edits_pass: bool = False


def list_choice_versions(session: Session) -> Sequence[HouseChoices]:
    """Return what has been chosen, the newest first."""
    return session.scalars(select(HouseChoices).order_by(HouseChoices.n.desc())).all()


def find_newest_choices(session: Session) -> HouseChoices | None:
    """Return the version in force; None while nobody has chosen anything."""
    return session.scalars(select(HouseChoices).order_by(HouseChoices.n.desc()).limit(1)).first()


def read_current_choices(session: Session) -> Choices:
    """Return what is in force."""
    return choices_from_row(find_newest_choices(session))


def choices_from_row(row: HouseChoices | None) -> Choices:
    """Return what a version says; what it does not name is as from the start."""
    known = {field.name for field in fields(Choices)}
    stored = row.choices if row else {}
    return Choices(**{name: value for name, value in stored.items() if name in known})


def save_choices(session: Session, choices: Choices, *, over: int, by: int, now: datetime) -> None:
    """Choose anew; Conflict where ``over`` is not the number of the version in force."""
    before = find_newest_choices(session)
    n = before.n if before else 0
    ensure_unchanged(over, n, CHANGED, "house choices")
    if choices == choices_from_row(before):
        return
    try:
        with session.begin_nested():
            session.add(HouseChoices(n=n + 1, choices=asdict(choices), set_by=by, set_at=now))
    except IntegrityError as error:
        raise Changed(CHANGED, "house choices") from error
    was, becomes = asdict(choices_from_row(before)), asdict(choices)
    audit.record_change(
        session, AuditAction.EDIT, "house choices", n + 1, before=was, after=becomes, by=by, now=now
    )
