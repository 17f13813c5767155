"""Letters in staff's own words, held against what each letter says in this release of the product.

Words that do not fit are not lost: the letter goes in the product's until somebody has seen to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import AuditEvent
from dam.links.languages import STAFF_NAMES
from dam.mail import override_check, overrides
from dam.mail.kinds import draft_sample_letters, letter_label


@dataclass(frozen=True, slots=True)
class Unfit:
    """Words that cannot be sent any more, and ``why`` not; ``row`` is the id of their row."""

    row: int
    kind: str
    language: str
    why: str

    @property
    def sentence(self) -> str:
        """Name the letter and what is wrong."""
        language = STAFF_NAMES[self.language].lower()
        return f"Mejlet ”{letter_label(self.kind)}” på {language}: {self.why}"


def list_unfit_wordings(session: Session, now: datetime) -> list[Unfit]:
    """Return which own words do not fit what their letter says now."""
    return list(_iterate_unfit_wordings(session, now))


def _iterate_unfit_wordings(session: Session, now: datetime) -> Iterator[Unfit]:
    rows = overrides.find_all(session)
    made = {
        language: draft_sample_letters(language, now) for language in {row.language for row in rows}
    }
    for row in rows:
        # A letter that the product does not send any more lacks nothing.
        drafts = made[row.language].get(row.kind)
        if drafts and (
            wrong := override_check.find_unfit_parts(overrides.wording_from_row(row), drafts)
        ):
            yield Unfit(row.id, row.kind, row.language, " ".join(wrong.values()))


def note_unfit(session: Session, *, now: datetime) -> list[Unfit]:
    """Return the same, each told once in the log until somebody has changed the words."""
    found = list_unfit_wordings(session, now)
    for wording in found:
        newest = session.scalar(
            select(AuditEvent.action)
            .where(AuditEvent.kind == overrides.KIND, AuditEvent.object_id == wording.row)
            .order_by(AuditEvent.id.desc())
            .limit(1)
        )
        if newest != "unfit":
            detail = {"why": wording.why}
            audit.record_event(
                session,
                AuditAction.UNFIT,
                "letter text",
                wording.row,
                by=None,
                now=now,
                detail=detail,
            )
    return found
