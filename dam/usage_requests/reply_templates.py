"""Words that the press office uses again: kept by staff, put into a letter and changed there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.comparison import in_swedish_order
from dam.database.fingerprint import mark_of
from dam.database.locks import lock_unchanged
from dam.database.models import StandardAnswer
from dam.errors import NotFound
from dam.i18n.form_reader import FormReader
from dam.text import limits

LANGUAGES = ("sv", "en")
CHANGED = "Någon annan har ändrat standardsvaret sedan du öppnade det. Läs det igen."


@dataclass(frozen=True, slots=True)
class ReplyTemplateText:
    """Words of a standard answer, and their language."""

    name: str
    language: str
    text: str


def list_reply_templates(session: Session, language: str | None = None) -> Sequence[StandardAnswer]:
    """Return those that are kept, by name; in a language, or in all."""
    chosen = select(StandardAnswer).where(StandardAnswer.removed_at.is_(None))
    if language is not None:
        chosen = chosen.where(StandardAnswer.language == language)
    name = in_swedish_order(StandardAnswer.name)
    order = (StandardAnswer.language.desc(), name, StandardAnswer.id)
    return session.scalars(chosen.order_by(*order)).all()


def find_reply_template(session: Session, answer_id: int) -> StandardAnswer:
    """Return one that is kept; NotFound for any other."""
    row = session.get(StandardAnswer, answer_id)
    if row is None or row.removed_at is not None:
        raise NotFound("Standardsvaret finns inte.")
    return row


def read_reply_template(row: StandardAnswer) -> ReplyTemplateText:
    return ReplyTemplateText(row.name, row.language, row.text)


def add_reply_template(
    session: Session, words: ReplyTemplateText, *, by: int, now: datetime
) -> StandardAnswer:
    """Keep a new one; raises BadInput by field."""
    row = StandardAnswer(**asdict(_check_reply_template(words)))
    session.add(row)
    session.flush()
    audit.record_event(session, AuditAction.ADD, "standard answer", row.id, by=by, now=now)
    return row


def edit_reply_template(
    session: Session,
    row: StandardAnswer,
    words: ReplyTemplateText,
    *,
    over: str,
    by: int,
    now: datetime,
) -> None:
    """Write a reply template; Conflict where ``over`` is not its mark, BadInput by field."""
    _lock_reply_template(session, row, over)
    for name, value in asdict(_check_reply_template(words)).items():
        setattr(row, name, value)
    audit.record_event(session, AuditAction.EDIT, "standard answer", row.id, by=by, now=now)


def remove_reply_template(
    session: Session, row: StandardAnswer, *, over: str, by: int, now: datetime
) -> None:
    """Take it away; letters that it was put into stay as they are."""
    _lock_reply_template(session, row, over)
    row.removed_at = now
    audit.record_event(session, AuditAction.REMOVE, "standard answer", row.id, by=by, now=now)


def _lock_reply_template(session: Session, row: StandardAnswer, over: str) -> None:
    def mark(row: StandardAnswer) -> str:
        return "" if row.removed_at else mark_of(read_reply_template(row))

    lock_unchanged(session, row, over, CHANGED, "standard answer", read=mark)


def _check_reply_template(words: ReplyTemplateText) -> ReplyTemplateText:
    fields = FormReader(asdict(words), limits.REPLY_TEMPLATE)
    kept = ReplyTemplateText(
        fields.line("name", "Skriv ett namn"),
        fields.choice("language", LANGUAGES, "Välj språk"),
        fields.text("text", "Skriv svaret"),
    )
    fields.finish()
    return kept
