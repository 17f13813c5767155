"""The times of an image as somebody wants them: as they stand, with what waits because of them.

The page of times shows them and goes on from them, as other forms do with their fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dam import clearance
from dam.database.fingerprint import mark_of
from dam.database.models import Image
from dam.errors import NotFound
from dam.lifecycle import waiting_changes
from dam.lifecycle.change_fields import lease_as_json, rows_from_leases
from dam.rights.window import VisibilityLevel

TIMES = ("leases", "residual_level")
LeaseRow = Sequence[Any]
"""Kind, start, end, note, by whom and when it was set, as JSON holds them."""


def read_wanted_times(session: Session, image: Image, by: int) -> dict[str, Any]:
    """Return the leases and what remains afterwards, as somebody wants them."""
    own = waiting_changes.list_own_waiting_fields(session, by).get(image.id, {})
    public = {
        "leases": [lease_as_json(row) for row in image.leases],
        "residual_level": image.residual_level,
    }
    return {name: own.get(name, public[name]) for name in TIMES}


def mark_lease(row: LeaseRow) -> str:
    """Return what tells a lease that waits from the others: it has no id yet."""
    return mark_of(list(row))[:12]


def put_wanted_times(
    session: Session, image: Image, times: Mapping[str, Any], *, by: int, now: datetime
) -> None:
    """Let a held image have the times that somebody wants, to change them further."""
    if times != {
        "leases": [lease_as_json(row) for row in image.leases],
        "residual_level": image.residual_level,
    }:
        rows, residual_level = (
            rows_from_leases(times["leases"]),
            VisibilityLevel(times["residual_level"]),
        )
        clearance.replace_leases(session, image, rows, residual_level, by=by, now=now)


def remove_wanted_lease(
    session: Session, image: Image, mark: str, *, by: int, now: datetime
) -> None:
    """Take a lease away by its mark; NotFound where the image has none."""
    found = [row.id for row in image.leases if mark_lease(lease_as_json(row)) == mark]
    if not found:
        raise NotFound
    clearance.remove_lease(session, image, found[0], by=by, now=now)
