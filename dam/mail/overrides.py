"""What staff have written in the place of a letter's own words.

A letter keeps the words that were in force when it was posted: what has been sent reads as it did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dam.database import audit, revisions
from dam.database.models import LetterText
from dam.database.revisions import Version
from dam.errors import Changed
from dam.log import get_logger
from dam.mail import override_check
from dam.mail.filling import Wording
from dam.mail.letters import Draft
from dam.mail.templates import FOLDER

CHANGED = "Någon annan har ändrat mejlet sedan du öppnade det. Läs det igen."
KIND = "letter text"
log = get_logger("dam.mail")


def find_all(session: Session) -> Sequence[LetterText]:
    """Return what staff have written for any letter."""
    return session.scalars(select(LetterText).order_by(LetterText.kind, LetterText.language)).all()


def find(session: Session, kind: str, language: str) -> LetterText | None:
    """Return what staff have written for a letter in a language."""
    chosen = select(LetterText).where(LetterText.kind == kind, LetterText.language == language)
    return session.scalar(chosen)


def said(row: LetterText | None) -> Wording:
    """Return what staff have written; "" for what is the letter's own."""
    return Wording(row.subject, row.body) if row else Wording()


def worded(session: Session, draft: Draft) -> Draft:
    """Return the draft with the words that are in force for it: its own, where those that staff
    have written do not fit it any more.
    """
    wording = said(find(session, draft.kind, draft.language))
    if wrong := override_check.unfit(wording, [draft]):
        log.warning("own_words_unfit", letter_kind=draft.kind, language=draft.language, wrong=wrong)
        return draft
    return replace(draft, context=wording.beside(draft.context))


def languages(kind: str) -> tuple[str, ...]:
    """Return the languages that a letter is sent in."""
    return ("sv", "en") if (FOLDER / kind / "body.en.txt").exists() else ("sv",)


def versions(session: Session, row: LetterText | None) -> list[Version]:
    """Return what a letter has said, the newest first; an empty part is its own."""
    return revisions.versions(session, KIND, row.id, asdict(said(row))) if row else []


def save(
    session: Session,
    kind: str,
    language: str,
    wording: Wording,
    *,
    version: int,
    by: int,
    now: datetime,
) -> None:
    """Write what a letter says, checked before; "" is its own. Conflict where ``version`` is not
    the newest, 0 where nobody has written anything.
    """
    row = find(session, kind, language)
    if row is not None:
        session.refresh(row, with_for_update=True)
    if version != (row.version if row else 0):
        raise Changed(CHANGED, "letter text", row.id if row else None)
    if row is None:
        row = LetterText(kind=kind, language=language, version=0, subject="", body="")
        _add(session, row)
    before, after = asdict(said(row)), asdict(wording)
    row.subject, row.body = wording.subject, wording.body
    row.version += 1
    audit.record_change(
        session, "edit", "letter text", row.id, before=before, after=after, by=by, now=now
    )
    session.flush()


def _add(session: Session, row: LetterText) -> None:
    """Add the row; Conflict where somebody has added it at the same moment."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise Changed(CHANGED, "letter text") from error
