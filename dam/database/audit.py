"""The audit log: append events in the caller's transaction, and read them again.

`record_event` and its like are called by all work, `find_audit_events` by the page of the log;
`take_recorded` by `dam.approval.commit_guard`, before a commit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from dam.database.audit_actions import AuditAction
from dam.database.models import (
    AuditEvent,
    Collection,
    ContentBlock,
    Image,
    Invitation,
    LetterText,
    Organisation,
    Person,
    Revision,
    StandardAnswer,
    Terms,
    UsageRequest,
    User,
)

_RECORDED = "dam_recorded"
NOBODY = 0
"""Stands for whoever is not on the staff: a visitor, or the product itself."""
CHANGES_NOTHING = (
    AuditAction.NOTE,
    AuditAction.CHECK,
    AuditAction.READ_DOCUMENT,
    AuditAction.EXTRACT,
)
NAMES: Mapping[str, InstrumentedAttribute[Any]] = {
    "collection": Collection.slug,
    "image": Image.state,
    "invitation": Invitation.email,
    "letter text": LetterText.kind,
    "organisation": Organisation.display_name,
    "page text": ContentBlock.name,
    "person": Person.name,
    "request": UsageRequest.number,
    "standard answer": StandardAnswer.name,
    "terms": Terms.slug,
    "user": User.email,
}
"""By kind of thing, what tells of one that is still there."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter of the log; empty and None is anything, ``ends`` exclusive."""

    user_id: int | None = None
    kind: str = ""
    action: str = ""
    starts: datetime | None = None
    ends: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """Events that a session has recorded and not committed yet."""

    action: AuditAction
    kind: str
    object_ids: Sequence[int]
    by: int | None
    at: datetime


def take_recorded(session: Session) -> list[Recorded]:
    """Return what the session has recorded since this was last asked."""
    recorded: list[Recorded] = session.info.pop(_RECORDED, [])
    return recorded


def _keep_recorded(session: Session, entry: Recorded) -> None:
    session.info.setdefault(_RECORDED, []).append(entry)


def record_event(
    session: Session,
    action: AuditAction,
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
    ids = () if object_id is None else (object_id,)
    _keep_recorded(session, Recorded(action, kind, ids, by, now))
    return event


def has_recorded(
    session: Session,
    actions: Sequence[AuditAction],
    kind: str,
    object_id: int,
    *,
    by: int,
    since: datetime,
) -> bool:
    """Return whether somebody has done any of the actions to a thing since a moment."""
    events = select(AuditEvent.id).where(
        *(AuditEvent.kind == kind, AuditEvent.object_id == object_id),
        *(AuditEvent.user_id == by, AuditEvent.at >= since, AuditEvent.action.in_(actions)),
    )
    return session.scalar(events.limit(1)) is not None


def record_each(
    session: Session,
    action: AuditAction,
    kind: str,
    object_ids: Sequence[int],
    *,
    by: int | None,
    now: datetime,
    detail: Mapping[str, Any],
) -> None:
    """Append the same event for each of many things, in one statement."""
    row: dict[str, Any] = {"at": now, "user_id": by, "action": action, "kind": kind, "fields": []}
    rows = [row | {"object_id": object_id, "detail": dict(detail)} for object_id in object_ids]
    session.execute(insert(AuditEvent), rows)
    _keep_recorded(session, Recorded(action, kind, object_ids, by, now))


def record_change(
    session: Session,
    action: AuditAction,
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
    event = record_event(session, action, kind, object_id, by=by, now=now, fields=changed)
    session.flush()
    session.add(
        Revision(
            event_id=event.id,
            before={name: before.get(name) for name in changed},
            after={name: after[name] for name in changed},
        )
    )


def read_catalogue_version(session: Session) -> int:
    """Return a number that every recorded change raises: what caches of pages are held by."""
    return session.scalar(select(func.max(AuditEvent.id))) or 0


def find_writers(
    session: Session, kind: str, object_id: int | None, since: datetime
) -> set[int | None]:
    """Return who has changed a thing since then, None for nobody of the staff; whoever did it last
    where that was before. Without an id it is any thing of its kind.
    """
    events = select(AuditEvent.user_id).where(
        AuditEvent.kind == kind, AuditEvent.action.not_in(CHANGES_NOTHING)
    )
    if object_id is not None:
        events = events.where(AuditEvent.object_id == object_id)
    found = set(session.scalars(events.where(AuditEvent.at >= since)))
    return found or set(session.scalars(events.order_by(AuditEvent.id.desc()).limit(1)))


def find_audit_events(
    session: Session, criteria: Wanted, *, most: int, before: int | None = None
) -> list[tuple[AuditEvent, Revision | None]]:
    """Return events with what changed, the newest first; ``before`` is the id to go on from."""
    chosen = (
        select(AuditEvent, Revision)
        .outerjoin(Revision, Revision.event_id == AuditEvent.id)
        .where(*_match_audit_filter(criteria))
        .order_by(AuditEvent.id.desc())
        .limit(most)
    )
    if before is not None:
        chosen = chosen.where(AuditEvent.id < before)
    return [(event, revision) for event, revision in session.execute(chosen)]


def name_audited_objects(
    session: Session, events: Sequence[AuditEvent]
) -> dict[tuple[str, int], str]:
    """Return what `NAMES` tells of the things that the events are about, one question a kind."""
    found: dict[tuple[str, int], str] = {}
    for kind, name in NAMES.items():
        ids = {event.object_id for event in events if event.kind == kind} - {None}
        if ids:
            query = select(name.class_.id, name).where(name.class_.id.in_(ids))
            found |= {(kind, object_id): words for object_id, words in session.execute(query)}
    return found


def _match_audit_filter(criteria: Wanted) -> Iterator[ColumnElement[bool]]:
    if criteria.user_id is not None:
        yield AuditEvent.user_id == (criteria.user_id if criteria.user_id != NOBODY else None)
    if criteria.kind:
        yield AuditEvent.kind == criteria.kind
    if criteria.action:
        yield AuditEvent.action == criteria.action
    if criteria.starts is not None:
        yield AuditEvent.at >= criteria.starts
    if criteria.ends is not None:
        yield AuditEvent.at < criteria.ends
