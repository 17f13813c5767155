"""History of an image: each field's values, who changed it and when, and restoring any of them.

A state is walked back to from what stands now, by what each change says that stood before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dam import clearance
from dam.catalogue import Description, collections
from dam.database.audit_actions import AuditAction
from dam.database.models import AuditEvent, Image, Revision
from dam.errors import NotFound
from dam.lifecycle import edit, waiting_changes
from dam.lifecycle.edit import Edited
from dam.rights.lease import LeaseKind
from dam.text.read import read_stored_moment

CHANGES = (
    AuditAction.DESCRIBE,
    AuditAction.TERMS,
    AuditAction.BOUNDS,
    AuditAction.SHOW_PEOPLE,
    AuditAction.FRAME,
    AuditAction.PUBLISH,
    AuditAction.WITHDRAW,
    AuditAction.RESTORE,
    AuditAction.SEND,
    AuditAction.SEND_BACK,
    AuditAction.TAKE_BACK,
    AuditAction.SCHEDULE,
    AuditAction.CANCEL_SCHEDULE,
    AuditAction.SCHEDULE_FAILED,
    AuditAction.REPLACE,
)
"""What raises an image's version."""
BESIDE = (
    AuditAction.LOSE_APPROVAL,
    AuditAction.PROPOSE_CHANGE,
    AuditAction.APPROVE_CHANGE,
    AuditAction.REFUSE_CHANGE,
    AuditAction.TAKE_BACK_CHANGE,
)
"""What changes nothing that is said of it, but is told with it."""
STEPS = (AuditAction.UPLOAD, *BESIDE, *CHANGES)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, with what it held before and after."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One change of an image; ``erased`` names fields whose texts are gone."""

    event: AuditEvent
    changes: tuple[FieldChange, ...]
    erased: tuple[str, ...]


def last_changes(session: Session, image_ids: Sequence[int]) -> dict[int, AuditEvent]:
    """Return the newest change of each image, by its id."""
    newest = (
        select(func.max(AuditEvent.id))
        .where(
            AuditEvent.kind == "image",
            AuditEvent.object_id.in_(image_ids),
            AuditEvent.action.in_(CHANGES),
        )
        .group_by(AuditEvent.object_id)
    )
    found = session.scalars(select(AuditEvent).where(AuditEvent.id.in_(newest)))
    return {event.object_id: event for event in found if event.object_id is not None}


def list_history_steps(session: Session, image: Image) -> list[HistoryStep]:
    """Return the changes of an image's fields, the newest first."""
    found = session.execute(
        select(AuditEvent, Revision)
        .outerjoin(Revision, Revision.event_id == AuditEvent.id)
        .where(
            AuditEvent.kind == "image",
            AuditEvent.object_id == image.id,
            AuditEvent.action.in_(STEPS),
        )
        .order_by(AuditEvent.id)
    )
    made = [_build_history_step(event, revision) for event, revision in found]
    return [*_with_terms_before(made)][::-1]


def _build_history_step(event: AuditEvent, revision: Revision | None) -> HistoryStep:
    if revision is not None:
        changes = (
            FieldChange(name, revision.before.get(name), after)
            for name, after in revision.after.items()
        )
        return HistoryStep(event, tuple(changes), ())
    if event.action == AuditAction.TERMS and "to" in event.detail:
        # Images that were moved together have no revision of their own.
        slug = str(event.detail["to"]).rpartition(" v")[0]
        return HistoryStep(event, (FieldChange("terms", None, slug),), ())
    erased = () if event.action in BESIDE else tuple(event.fields)
    return HistoryStep(event, (), erased)


def _with_terms_before(made: Sequence[HistoryStep]) -> Iterator[HistoryStep]:
    """Add to images that were moved together the terms they came from, oldest first."""
    held: str | None = None
    for step in made:
        changes = step.changes
        if "to" in step.event.detail:
            changes = tuple(replace(row, before=held) for row in changes if row.after != held)
        held = next((change.after for change in changes if change.field == "terms"), held)
        yield replace(step, changes=changes)


def state_after(image: Image, made: Sequence[HistoryStep], event_id: int) -> Edited:
    """Return the content of the editor after a step; NotFound for no step of the image.

    What nobody can tell, since its words are erased, is as it stands now.
    """
    now = edit.edited_now(image)
    held: dict[str, Any] = {}
    for step in made:
        if step.event.id == event_id:
            return _build_restored_edit(image, now, held)
        held |= {change.field: change.before for change in step.changes}
        for name in step.erased:
            held.pop(name, None)
    raise NotFound


def restore_description(
    session: Session, image: Image, event_id: int, *, by: int | None, now: datetime
) -> bool:
    """Restore a locked image to what it was after a step, as a new change; returns whether any of
    it waits for another person.

    Raises as `edit.save_image_edit` does. Embargo, closed periods, crops and the register are left
    alone, and so is a collection that is removed since.
    """
    restored = state_after(image, list_history_steps(session, image), event_id)
    present = collections.still_there(session, restored.description.collections)
    restored = replace(restored, description=replace(restored.description, collections=present))
    with waiting_changes.propose_changes(session, image, by=by, now=now) as proposal:
        edit.save_image_edit(session, image, restored, by=by, now=now)
        # The end that comes with terms is taken away where it was taken away then.
        clearance.set_bounds(session, image, restored.bounds, by=by, now=now)
        clearance.recompute_or_refuse(session, image, now=now)
    return proposal.waits


def _build_restored_edit(image: Image, now: Edited, held: Mapping[str, Any]) -> Edited:
    known: dict[str, Any] = {
        field.name: tuple(value) if isinstance(value, list) else value
        for field in fields(Description)
        if field.name in held
        for value in [held[field.name]]
    }
    described = replace(now.description, **known)
    if image.depicted:
        # Those in the register are seen, whatever somebody said before they were put there.
        seen = max(described.identifiable_people or 0, len(image.depicted))
        described = replace(described, identifiable_people=seen)
    bounds = now.bounds
    if "leases" in held:
        bounds = replace(bounds, use_until=_use_until(held["leases"]))
    return Edited(described, held.get("terms", now.terms), bounds)


def _use_until(leases: Sequence[Sequence[str | None]]) -> datetime | None:
    """Return the end of use that leases hold as a revision writes them."""
    ends = (end for kind, _, end in leases if kind == LeaseKind.USE_UNTIL and end)
    return next(map(read_stored_moment, ends), None)
