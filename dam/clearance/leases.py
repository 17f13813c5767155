"""The bounds in time that people set of an image: leases, and what remains after its use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.clearance import facts
from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import Image, Lease
from dam.errors import BadInput, NotFound
from dam.rights.image_states import ImageState
from dam.rights.lease import LeaseKind, SetLease, split_into_leases
from dam.rights.window import TimeBounds, VisibilityLevel
from dam.text import limits


def set_bounds(
    session: Session, image: Image, bounds: TimeBounds, *, by: int | None, now: datetime
) -> None:
    """Set when the image opens and ends; None takes a bound away."""
    _ensure_it_opens(bounds, "use_until")
    before = facts.bounds_of(image)
    if before == bounds:
        return
    image.residual_level = int(bounds.residual_level)
    changed = {row.kind for row in {*split_into_leases(before)} ^ {*split_into_leases(bounds)}}
    kept = [row for row in image.leases if row.kind not in changed]
    image.leases = kept + [
        Lease(kind=lease.kind, starts=lease.starts, ends=lease.ends, set_by=by, set_at=now)
        for lease in split_into_leases(bounds)
        if lease.kind in changed
    ]
    _note_change(session, image, before, by=by, now=now)


def add_lease(
    session: Session, image: Image, lease: SetLease, note: str, *, by: int | None, now: datetime
) -> None:
    """Add a lease; raises BadInput for one that is empty, or leaves no time to use the image."""
    if lease.starts and lease.ends and lease.starts >= lease.ends:
        sentence = "Perioden måste börja innan den slutar."
        raise BadInput(sentence, fields={"ends": sentence})
    if len(note) > limits.LEASE_NOTE:
        sentence = f"Skriv högst {limits.LEASE_NOTE} tecken."
        raise BadInput(sentence, fields={"note": sentence})
    before = facts.bounds_of(image)
    row = Lease(
        kind=lease.kind, starts=lease.starts, ends=lease.ends, note=note, set_by=by, set_at=now
    )
    image.leases = [*image.leases, row]
    _ensure_it_opens(facts.bounds_of(image), "ends")
    _note_change(session, image, before, by=by, now=now)


def remove_lease(
    session: Session, image: Image, lease_id: int, *, by: int | None, now: datetime
) -> None:
    """Take a lease away; NotFound where the image has none of that id."""
    kept = [row for row in image.leases if row.id != lease_id]
    if len(kept) == len(image.leases):
        raise NotFound
    before = facts.bounds_of(image)
    image.leases = kept
    _note_change(session, image, before, by=by, now=now)


def set_residual_level(
    session: Session,
    image: Image,
    residual_level: VisibilityLevel,
    *,
    by: int | None,
    now: datetime,
) -> None:
    """Choose what is shown once the use has ended: nothing, the text, or the small preview."""
    before = facts.bounds_of(image)
    image.residual_level = int(residual_level)
    _note_change(session, image, before, by=by, now=now)


def replace_leases(
    session: Session,
    image: Image,
    rows: Sequence[Lease],
    residual_level: VisibilityLevel,
    *,
    by: int | None,
    now: datetime,
) -> None:
    """Let an image have these leases and no others."""
    before = facts.bounds_of(image)
    image.leases, image.residual_level = list(rows), int(residual_level)
    _ensure_it_opens(facts.bounds_of(image), "ends")
    _note_change(session, image, before, by=by, now=now)


def _ensure_it_opens(bounds: TimeBounds, field: str) -> None:
    if bounds.embargo_until and bounds.embargo_until >= bounds.used_until:
        sentence = "Bilden måste börja gälla innan den slutar gälla."
        raise BadInput(sentence, fields={field: sentence})


def _note_change(
    session: Session, image: Image, before: TimeBounds, *, by: int | None, now: datetime
) -> None:
    image.version += 1
    image.updated_at = now
    session.flush()
    audit.record_change(
        session,
        AuditAction.BOUNDS,
        "image",
        image.id,
        before=bounds_as_json(before),
        after=bounds_as_json(facts.bounds_of(image)),
        by=by,
        now=now,
    )
    session.flush()


def list_ending_leases(
    session: Session, kind: LeaseKind, start: datetime, end: datetime
) -> Sequence[Lease]:
    """Return the leases of published images that end in [start, end), the soonest first."""
    return session.scalars(
        select(Lease)
        .join(Image)
        .where(
            Lease.kind == kind,
            Lease.ends >= start,
            Lease.ends < end,
            Image.state == ImageState.PUBLISHED,
        )
        .order_by(Lease.ends, Lease.image_id)
    ).all()


def bounds_as_json(bounds: TimeBounds) -> dict[str, Any]:
    """Return bounds as a revision holds them."""
    return {
        "leases": [
            [
                str(lease.kind),
                lease.starts and lease.starts.isoformat(),
                lease.ends and lease.ends.isoformat(),
            ]
            for lease in split_into_leases(bounds)
        ],
        "residual_level": bounds.residual_level.name.lower(),
    }
