"""Former texts, walked back from today's by what each change in the log replaced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.database.audit_actions import AuditAction
from dam.database.models import AuditEvent, Revision
from dam.errors import NotFound

FIRST = 0
"""The id of what stood before anybody on the staff changed it."""


@dataclass(frozen=True, slots=True)
class TextRevision:
    """A former text, from ``at`` on, by whom; both None for what stood first."""

    id: int
    at: datetime | None
    by: int | None
    values: Mapping[str, Any]


def list_revisions(
    session: Session, kind: str, object_id: int, says: Mapping[str, Any]
) -> list[TextRevision]:
    """Return every version of a thing that says this now, the newest first."""
    changes = session.execute(
        select(AuditEvent, Revision)
        .join(Revision, Revision.event_id == AuditEvent.id)
        .where(AuditEvent.kind == kind, AuditEvent.object_id == object_id)
        .where(AuditEvent.action == AuditAction.EDIT)
        .order_by(AuditEvent.id.desc())
    )
    found, text = [], dict(says)
    for event, revision in changes:
        found.append(TextRevision(event.id, event.at, event.user_id, text))
        text = {**text, **revision.before}
    return [*found, TextRevision(FIRST, None, None, text)]


def find_revision(kept: list[TextRevision], revision_id: int) -> TextRevision:
    """Return the version with this id; NotFound."""
    found = next((revision for revision in kept if revision.id == revision_id), None)
    if found is None:
        raise NotFound("Den versionen finns inte.")
    return found
