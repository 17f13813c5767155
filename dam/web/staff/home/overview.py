"""`/redaktion/`: what needs somebody today, as lists that lead to the fix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, render_template, request

from dam import accounts, catalogue, clearance
from dam.clearance import gate, persons
from dam.content import pages
from dam.database.models import Lease
from dam.delivery import notices
from dam.delivery.pages import closed_since
from dam.delivery.statistics import by_image
from dam.ingest import hot_folder_batches
from dam.mail import outbox
from dam.rights.lease import LeaseKind
from dam.rights.periods import last_day, through
from dam.usage_requests import queries
from dam.usage_requests.desk_page import StaffRow, show_letter, show_row
from dam.web.context import now, reading, services
from dam.web.sign_in import who
from dam.web.staff.home import first_steps, my_work
from dam.web.staff.image_row import Row, row_of
from dam.web.staff.images.waiting_changes import decided as changes_decided
from dam.web.staff.images.waiting_changes import for_overview as changes_waiting
from dam.web.staff.person_labels import KINDS

bp = Blueprint("overview", __name__)
SOON = timedelta(days=60)
LATELY = timedelta(days=30)
MOST = 10
NOTICES = {"annat-konto": "Det som var skrivet hörde till ett annat konto. Det är inte sparat."}


@dataclass(frozen=True, slots=True)
class Shut:
    """An image that a bound or a basis has shut: how often it has left, and who may have it."""

    row: Row
    since: datetime | None
    downloads: int
    holders: tuple[str, ...]


@bp.get("/")
def show() -> str:
    drafts = catalogue.list_images(reading(), state="draft", user=who(), most=MOST)
    decides = accounts.may(who(), "editor")
    return render_template(
        "staff/overview.html",
        drafts=[row_of(image, now()) for image in drafts],
        draft_count=catalogue.count_by_state(reading(), who()).get("draft", 0),
        now=now(),
        notice=NOTICES.get(request.args.get("klart", "")),
        decided=changes_decided(),
        **my_work.for_all(who()),
        **(_for_editors() if decides else {}),
    )


def _for_editors() -> dict[str, object]:
    session, today = reading(), last_day(now())
    ending = clearance.ending_between(session, LeaseKind.USE_UNTIL, now(), now() + SOON)
    opening = clearance.ending_between(session, LeaseKind.EMBARGO, now(), through(today))
    late, waiting = _late_and_waiting()
    bases = persons.ending_between(session, today, today + SOON)
    return {
        "late": late,
        "failed": [show_letter(letter) for letter in outbox.failed(session)],
        "requests": waiting[:MOST],
        "ending": _rows(ending[:MOST]),
        "ending_count": len(ending),
        "opening": _rows(opening),
        "bases": [(basis.person, KINDS[basis.kind], basis.valid_to) for basis in bases],
        "waiting_bases": [
            (basis.person, KINDS[basis.kind], basis.waits_since)
            for basis in persons.list_waiting(session)
        ],
        "shut": _shut_lately(),
        "watched": [one for one in hot_folder_batches.lately(session) if one.asks],
        "setting_up": list(first_steps.missing_steps(session, now())),
        "old_statement": pages.is_statement_old(session, now()),
        "waiting": changes_waiting(),
        **my_work.for_editors(who()),
    }


def _late_and_waiting() -> tuple[list[StaffRow], list[StaffRow]]:
    """Return the requests that wait: those that are late, and the others."""
    promise = services().promise
    found = [show_row(one, {}, promise, now()) for one in queries.listed(reading())]
    return [one for one in found if one.late], [one for one in found if not one.late]


def _rows(leases: Sequence[Lease]) -> list[tuple[Row, datetime | None]]:
    """Return the images of some leases, each with the moment at which its lease ends."""
    found = ((catalogue.find_image(reading(), one.image_id), one.ends) for one in leases)
    return [(row_of(image, now()), ends) for image, ends in found]


def _shut_lately() -> list[Shut]:
    """Return the published images that outsiders have ceased to see, the latest first."""
    found = []
    for image in gate.list_shut(reading(), now(), most=5 * MOST):
        since = closed_since(image, now())
        if image.state != "published" or (since is not None and since < now() - LATELY):
            continue
        left = by_image.downloads(reading(), image.id)
        told = notices.who(reading(), [image.id], now())
        holders = tuple(one.email for one in told if one.held)
        found.append(Shut(row_of(image, now()), since, sum(one.times for one in left), holders))
    return found[:MOST]
