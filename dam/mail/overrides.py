"""Letters' words by staff, in the place of the product's own.

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
from dam.database.audit_actions import AuditAction
from dam.database.locks import ensure_unchanged, lock_unchanged
from dam.database.models import LetterText
from dam.database.revisions import TextRevision
from dam.errors import Changed
from dam.links.languages import LANGUAGES, SWEDISH
from dam.log import get_logger
from dam.mail import override_check
from dam.mail.filling import Wording
from dam.mail.image_names import name_images
from dam.mail.letters import LetterDraft
from dam.mail.templates import FOLDER

CHANGED = "Någon annan har ändrat mejlet sedan du öppnade det. Läs det igen."
KIND = "letter text"
log = get_logger("dam.mail")


def find_all(session: Session) -> Sequence[LetterText]:
    """Return what staff have written for any letter."""
    return session.scalars(select(LetterText).order_by(LetterText.kind, LetterText.language)).all()


def find_letter_text(session: Session, kind: str, language: str) -> LetterText | None:
    """Return what staff have written for a letter in a language."""
    chosen = select(LetterText).where(LetterText.kind == kind, LetterText.language == language)
    return session.scalar(chosen)


def wording_from_row(row: LetterText | None) -> Wording:
    """Return what staff have written; "" for what is the letter's own."""
    return Wording(row.subject, row.body) if row else Wording()


def complete_draft(session: Session, draft: LetterDraft) -> LetterDraft:
    """Return the draft with its images' titles, and staff's words where they fit it, or its own."""
    draft = name_images(session, draft)
    wording = wording_from_row(find_letter_text(session, draft.kind, draft.language))
    if wrong := override_check.find_unfit_parts(wording, [draft]):
        log.warning("own_words_unfit", letter_kind=draft.kind, language=draft.language, wrong=wrong)
        return draft
    return replace(draft, context=wording.beside(draft.context))


def list_letter_languages(kind: str) -> tuple[str, ...]:
    """Return the languages that a letter is sent in."""
    return tuple(
        language
        for language in LANGUAGES
        if language == SWEDISH or (FOLDER / kind / f"body.{language}.txt").exists()
    )


def list_wording_versions(session: Session, row: LetterText | None) -> list[TextRevision]:
    """Return what a letter has said, the newest first; an empty part is its own."""
    return (
        revisions.list_revisions(session, KIND, row.id, asdict(wording_from_row(row)))
        if row
        else []
    )


def save_letter_text(
    session: Session,
    kind: str,
    language: str,
    wording: Wording,
    *,
    version: int,
    by: int,
    now: datetime,
) -> None:
    """Write a letter's words, "" for its own; Conflict where ``version`` is not the newest."""
    row = find_letter_text(session, kind, language)
    if row is not None:
        lock_unchanged(session, row, version, CHANGED, "letter text")
    else:
        ensure_unchanged(version, 0, CHANGED, "letter text")
        row = LetterText(kind=kind, language=language, version=0, subject="", body="")
        _add_letter_text(session, row)
    before, after = asdict(wording_from_row(row)), asdict(wording)
    row.subject, row.body = wording.subject, wording.body
    row.version += 1
    audit.record_change(
        session, AuditAction.EDIT, "letter text", row.id, before=before, after=after, by=by, now=now
    )
    session.flush()


def _add_letter_text(session: Session, row: LetterText) -> None:
    """Add the row; Conflict where somebody has added it at the same moment."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise Changed(CHANGED, "letter text") from error
