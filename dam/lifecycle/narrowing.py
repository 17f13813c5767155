"""Narrowing: which fields of a change only close or restrict what is public, and so never wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dam.clearance import facts
from dam.database.models import Image, TermsVersion
from dam.lifecycle.change_fields import bounds_of_fields
from dam.rights.image_states import ImageState
from dam.rights.periods import FAR_FUTURE, Period, Periods, intersect, subtract, union
from dam.rights.terms import TermsClass, asks_every_channel, covers, largest_without_grant
from dam.rights.window import VisibilityWindow, compute_windows

STRICTER = (TermsClass.FREE, TermsClass.CONDITIONAL, TermsClass.APPROVAL)
BOUNDS = frozenset(("leases", "residual_level"))


def list_narrowing_fields(
    session: Session, before: Mapping[str, Any], after: Mapping[str, Any], partly: Periods
) -> set[str]:
    """Return the fields of ``after`` that narrow ``before``; ``partly``: `list_partly_shown`."""
    found = set()
    if "terms" in after:
        held = _find_terms_version(session, before["terms"])
        to = _find_terms_version(session, after["terms"])
        if is_stricter(held, to) and not opens_in_part(held, to, partly):
            found.add("terms")
    timed = BOUNDS & set(after)
    if timed and _ends_earlier(before, after):
        with_terms = "terms" in after and "terms" not in found
        if not (with_terms and _came_with_terms(before, after)):
            found |= timed
    return found


def part_of(
    session: Session, before: Mapping[str, Any], after: Mapping[str, Any], partly: Periods
) -> dict[str, Any]:
    """Return the times that narrow what stood ``before``, of those ``after`` that open something
    too: all that either sets. None where nothing narrows, or what is left would never open.
    """
    timed = BOUNDS & set(after)
    if not timed or timed & list_narrowing_fields(session, before, after, partly):
        return {}
    rows = [row for row in after.get("leases", []) if row not in before["leases"]]
    if "terms" in after:
        # The end that comes with terms waits with them.
        rows = [row for row in rows if row[4] is not None]
    both = {
        "leases": before["leases"] + rows,
        "residual_level": min(
            before["residual_level"], after.get("residual_level", before["residual_level"])
        ),
    }
    bounds = bounds_of_fields(both)
    opens = bounds.embargo_until is None or bounds.embargo_until < bounds.used_until
    if not opens or not _ends_earlier(before, both):
        return {}
    return {name: value for name, value in both.items() if value != before[name]}


def list_partly_shown(image: Image, now: datetime) -> Periods:
    """Return when the people in a picture may be shown from now on, but not in every channel."""
    people = facts.people_of(image)
    partly = subtract(people.covered, people.wholly_covered)
    return intersect((Period(now, FAR_FUTURE),), partly)


def opens_in_part(held: TermsVersion | None, target: TermsVersion | None, partly: Periods) -> bool:
    """Whether terms allow people some channel while the current ones, for every channel, close."""
    was_asking, asks = (
        version is not None and asks_every_channel(TermsClass(version.category))
        for version in (held, target)
    )
    return bool(partly) and was_asking and not asks


def is_stricter(held: TermsVersion | None, target: TermsVersion | None) -> bool:
    """Whether terms give outsiders less than the current ones, and nothing more."""
    if held is None or target is None:
        return target is None
    before_rank, rank = _rank_terms(held), _rank_terms(target)
    before, after = _find_largest_size(held), _find_largest_size(target)
    return (
        rank >= before_rank
        and covers(before, after)
        and (rank > before_rank or before is not after)
    )


def _find_terms_version(session: Session, version_id: int | None) -> TermsVersion | None:
    return session.get(TermsVersion, version_id) if version_id is not None else None


def _rank_terms(version: TermsVersion) -> int:
    return STRICTER.index(TermsClass(version.category))


def _find_largest_size(version: TermsVersion) -> Any:
    return largest_without_grant(TermsClass(version.category), crop_allowed=version.crop_allowed)


def _ends_earlier(before: Mapping[str, Any], changed: Mapping[str, Any]) -> bool:
    """Whether periods narrow, whatever legal bases may come."""
    held = compute_windows(ImageState.PUBLISHED, bounds_of_fields(before))
    after = compute_windows(ImageState.PUBLISHED, bounds_of_fields({**before, **changed}))
    return held != after and all(_lies_within(window, held) for window in after)


def _lies_within(window: VisibilityWindow, held: Iterable[VisibilityWindow]) -> bool:
    """Whether as much was visible before, at each moment of a window."""
    covered = union(Period(each.starts, each.ends) for each in held if window.level <= each.level)
    return not subtract((Period(window.starts, window.ends),), covered)


def _came_with_terms(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether the added lease is the default one of the terms, set by nobody."""
    added = [row for row in after.get("leases", []) if row not in before["leases"]]
    return bool(added) and all(row[4] is None for row in added)
