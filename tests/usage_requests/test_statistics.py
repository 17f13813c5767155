from datetime import datetime, timedelta

import pytest

from config.office_hours import read_office_hours
from dam.database.models import Grant, RequestEvent, UsageRequest
from dam.usage_requests.statistics import count_request_figures
from tests.support.databases import on_both

pytestmark = on_both

HOUR = timedelta(hours=1)
MONDAY = datetime.fromisoformat("2026-03-16T16:00:00+01:00")


@pytest.fixture
def came(database):
    """Note a request that came in at a moment, and its changes as (after, from, to)."""

    def note(at, state, *changes, granted=False):
        with database.writing() as session:
            count = session.query(UsageRequest).count()
            request = UsageRequest(
                number=f"B-{count}",
                once=f"{count}",
                about="image_use",
                state=state,
                name="",
                email="",
                use="editorial",
                created_at=at,
                events=[
                    RequestEvent(at=at + after, from_state=was, to_state=to)
                    for after, was, to in changes
                ],
            )
            if granted:
                request.grants = [Grant(recipient="", starts=at, ends=at + HOUR)]
            session.add(request)
            session.commit()

    return note


def count(database, starts=MONDAY, ends=MONDAY + timedelta(days=30), hours=None):
    with database.reading() as session:
        return count_request_figures(session, starts, ends, hours)


def test_requests_are_counted_by_state_in_the_period_they_came_in(database, came):
    came(MONDAY - HOUR, "denied")
    came(MONDAY, "received")
    came(MONDAY + HOUR, "granted")
    came(MONDAY + HOUR, "answered")
    came(MONDAY + timedelta(days=30), "received")
    found = count(database)
    assert found.by_state == {"received": 1, "granted": 1, "answered": 1}
    assert (found.came, found.waiting, found.median) == (3, 1, None)


def test_the_first_answer_counts_and_the_median_is_in_the_middle(database, came):
    came(MONDAY, "denied", (HOUR, "", "claimed"), (3 * HOUR, "claimed", "denied"))
    came(
        MONDAY,
        "granted",
        (2 * HOUR, "received", "needs_information"),
        (9 * HOUR, "needs_information", "received"),
        (20 * HOUR, "received", "granted"),
    )
    came(MONDAY, "answered", (2 * HOUR, "received", "answered"))
    came(MONDAY, "answered", (3 * HOUR, "received", "answered"))
    came(MONDAY, "withdrawn", (HOUR, "received", "withdrawn"))
    assert count(database).median == 2.5 * HOUR


def test_only_office_hours_count_where_they_are_known(database, came):
    """Asked on Monday at four, answered at nine the next morning: two hours of the office's."""
    came(MONDAY, "denied", (17 * HOUR, "received", "denied"))
    hours = read_office_hours("mon-fri 08:00-17:00")
    assert count(database, hours=hours).median == 2 * HOUR
    assert count(database).median == 17 * HOUR
