"""Leases in words, as an image's page of times shows them: in force, and wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext

from dam.database.models import Image
from dam.lifecycle import wanted_times
from dam.lifecycle.change_fields import lease_as_json
from dam.lifecycle.wanted_times import LeaseRow
from dam.rights.lease import LeaseKind, SetLease
from dam.rights.periods import end_of_last_day, last_whole_day
from dam.text.read import read_stored_moment
from dam.web.template_filters import show_clock, show_day

KINDS = {
    LeaseKind.EMBARGO: "Spärrad till",
    LeaseKind.USE_UNTIL: "Får användas till",
    LeaseKind.DISPLAY_UNTIL: "Visas till",
    LeaseKind.DENY: "Stängd under en period",
}
WAITING_TIME = {
    (False, True): "Väntar på att en annan redaktör godkänner.",
    (True, False): "Tas bort när en annan redaktör har godkänt det.",
}
"""By whether a lease stands, and whether somebody wants it."""


def read_lease_row(row: LeaseRow) -> SetLease:
    """Return a lease that JSON holds."""
    starts, ends = (read_stored_moment(moment) if moment else None for moment in row[1:3])
    return SetLease(LeaseKind(row[0]), starts, ends)


def build_lease_rows(
    image: Image, times: Sequence[LeaseRow], names: Mapping[int, str]
) -> list[dict[str, object]]:
    """Return the leases that stand and those that wait, in words, with what takes each away."""
    public = {wanted_times.mark_lease(row := lease_as_json(lease)): row for lease in image.leases}
    own = {wanted_times.mark_lease(row): row for row in times}
    return [
        _build_lease_row(row, names)
        | {"mark": mark, "waits": WAITING_TIME.get((mark in public, mark in own), "")}
        for mark, row in (public | own).items()
    ]


def _build_lease_row(row: LeaseRow, names: Mapping[int, str]) -> dict[str, object]:
    """Return a lease in words: what it says, until when, and who set it."""
    lease, (note, by, at) = read_lease_row(row), row[3:]
    return {
        "words": gettext(KINDS[lease.kind]),
        "period": format_period(lease),
        "note": note,
        "by": names.get(by) if by else None,
        "at": read_stored_moment(at) if at else None,
    }


def format_period(lease: SetLease) -> str:
    """Return when a lease begins and ends, in words."""
    moments = (lease.starts, lease.ends) if lease.kind is LeaseKind.DENY else (lease.ends,)
    return " – ".join(
        _format_lease_moment(
            moment, ends=moment is lease.ends and lease.kind is not LeaseKind.EMBARGO
        )
        if moment
        else gettext("tills vidare")
        for moment in moments
    )


def _format_lease_moment(moment: datetime, *, ends: bool) -> str:
    """Return "31 december 2026" for the end of a whole day, else with the clock."""
    if ends and end_of_last_day(last_whole_day(moment)) == moment:
        return str(gettext("till och med %(day)s", day=show_day(last_whole_day(moment))))
    return f"{show_day(moment)} {show_clock(moment)}"
