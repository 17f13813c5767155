"""Who did what to which thing, appended in the caller's transaction. Called by all work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from dam.models import AuditEvent, Revision


def record(
    session: Session,
    action: str,
    kind: str,
    object_id: int | None,
    *,
    by: int | None,
    now: datetime,
    fields: Sequence[str] = (),
    detail: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Append one event; ``by`` is the user's id, None for a visitor or the product itself."""
    event = AuditEvent(
        at=now,
        user_id=by,
        action=action,
        kind=kind,
        object_id=object_id,
        fields=list(fields),
        detail=dict(detail or {}),
    )
    session.add(event)
    return event


def record_each(
    session: Session,
    action: str,
    kind: str,
    object_ids: Sequence[int],
    *,
    by: int | None,
    now: datetime,
    detail: Mapping[str, Any],
) -> None:
    """Append the same event for each of many things, in one statement."""
    said: dict[str, Any] = {"at": now, "user_id": by, "action": action, "kind": kind, "fields": []}
    rows = [said | {"object_id": one, "detail": dict(detail)} for one in object_ids]
    session.execute(insert(AuditEvent), rows)


def record_change(
    session: Session,
    action: str,
    kind: str,
    object_id: int,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    by: int | None,
    now: datetime,
) -> None:
    """Append an event with what each changed field held before and after, if any did."""
    changed = sorted(name for name in after if before.get(name) != after[name])
    if not changed:
        return
    event = record(session, action, kind, object_id, by=by, now=now, fields=changed)
    session.flush()
    session.add(
        Revision(
            event_id=event.id,
            before={name: before.get(name) for name in changed},
            after={name: after[name] for name in changed},
        )
    )


def version(session: Session) -> int:
    """Return a number that every recorded change raises: what caches of pages are held by."""
    return session.scalar(select(func.max(AuditEvent.id))) or 0
