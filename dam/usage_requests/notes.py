"""Notes of staff about a case; whoever asked never sees them, and no letter holds them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import RequestNote, UsageRequest
from dam.errors import Conflict
from dam.i18n.form_reader import require_text
from dam.text import limits
from dam.usage_requests import states

GONE = "Den som frågade är raderad. Ärendet tar inte emot fler anteckningar."


def add_case_note(
    session: Session, request: UsageRequest, text: str, *, by: int, now: datetime
) -> None:
    """Add a note; raises BadInput, or Conflict where whoever asked has been erased.

    A note changes nothing that a colleague may be deciding on, so the case's version stays. The
    same words twice in a row by the same person are one note.
    """
    words = require_text("note", text, limits.NOTE, "Skriv din anteckning")
    states.lock_request(session, request, None)
    if not request.email:
        raise Conflict(GONE)
    last = request.notes[-1] if request.notes else None
    if last and (last.user_id, last.text) == (by, words):
        return
    request.notes.append(RequestNote(at=now, user_id=by, text=words))
    audit.record_event(session, AuditAction.NOTE, "request", request.id, by=by, now=now)
