"""Statistics of requests in a period: how many, what came of them, how soon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from config.office_hours import OfficeHours
from dam.database.models import RequestEvent, UsageRequest
from dam.usage_requests.deadlines import office_time_between
from dam.usage_requests.states import ANSWERS, OPEN


@dataclass(frozen=True, slots=True)
class Figures:
    """``median`` is of the office's time until the first answer; None where there is none."""

    by_state: Mapping[str, int]
    median: timedelta | None

    @property
    def came(self) -> int:
        return sum(self.by_state.values())

    @property
    def waiting(self) -> int:
        return sum(self.by_state.get(state, 0) for state in OPEN)


def count_request_figures(
    session: Session, starts: datetime, ends: datetime, hours: OfficeHours | None
) -> Figures:
    """Count the requests that came in between two instants, by the state that they have now."""
    took = [
        office_time_between(came, answered, hours).total_seconds()
        for came, answered in session.execute(_first_answers(starts, ends))
    ]
    middle = timedelta(seconds=median(took)) if took else None
    return Figures(_by_state(session, starts, ends), middle)


def _first_answers(starts: datetime, ends: datetime) -> Select[datetime, datetime]:
    return (
        select(UsageRequest.created_at, func.min(RequestEvent.at))
        .join(RequestEvent, RequestEvent.request_id == UsageRequest.id)
        .where(_came_between(starts, ends), RequestEvent.to_state.in_(ANSWERS))
        .group_by(UsageRequest.id, UsageRequest.created_at)
    )


def _by_state(session: Session, starts: datetime, ends: datetime) -> dict[str, int]:
    counted = select(UsageRequest.state, func.count()).where(_came_between(starts, ends))
    rows = session.execute(counted.group_by(UsageRequest.state))
    return {str(state): int(count) for state, count in rows}


def _came_between(starts: datetime, ends: datetime) -> ColumnElement[bool]:
    return (UsageRequest.created_at >= starts) & (UsageRequest.created_at < ends)
