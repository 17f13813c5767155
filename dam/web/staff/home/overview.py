"""`/redaktion/`: what needs somebody today, as lists that lead to the fix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, render_template, request

from dam import accounts, catalogue, clearance
from dam.clearance import gate, persons, waiting_bases
from dam.content import pages
from dam.database.models import Lease
from dam.delivery import notices
from dam.delivery.pages import get_closing_time
from dam.delivery.statistics import by_image
from dam.ingest import hot_folder_batches
from dam.mail import outbox
from dam.rights.image_states import ImageState
from dam.rights.lease import LeaseKind
from dam.rights.periods import end_of_last_day, last_whole_day
from dam.usage_requests import queries
from dam.usage_requests.desk_page import StaffRow, show_letter, show_row
from dam.web.context import reading_session, request_moment, services
from dam.web.sign_in import signed_in_user
from dam.web.staff.home import first_steps, my_work
from dam.web.staff.image_row import ImageRow, build_image_row
from dam.web.staff.images.waiting_changes import list_decided_changes as changes_decided
from dam.web.staff.images.waiting_changes import list_waiting_for_overview as changes_waiting
from dam.web.staff.person_labels import KINDS

bp = Blueprint("overview", __name__)
SOON = timedelta(days=60)
LATELY = timedelta(days=30)
MOST = 10
NOTICES = {"annat-konto": "Det som var skrivet hörde till ett annat konto. Det är inte sparat."}


@dataclass(frozen=True, slots=True)
class ShutImage:
    """An image that a bound or a basis has shut: how often it has left, and who may have it."""

    row: ImageRow
    since: datetime | None
    downloads: int
    holders: tuple[str, ...]


@bp.get("/")
def show_overview() -> str:
    drafts = catalogue.list_images(
        reading_session(), state=ImageState.DRAFT, user=signed_in_user(), most=MOST
    )
    is_editor = accounts.has_role(signed_in_user(), "editor")
    return render_template(
        "staff/overview.html",
        drafts=[build_image_row(image, request_moment()) for image in drafts],
        draft_count=catalogue.count_images_by_state(reading_session(), signed_in_user()).get(
            ImageState.DRAFT, 0
        ),
        now=request_moment(),
        notice=NOTICES.get(request.args.get("klart", "")),
        decided=changes_decided(),
        **my_work.list_own_work(signed_in_user()),
        **(_editors_overview_context() if is_editor else {}),
    )


def _editors_overview_context() -> dict[str, object]:
    session, today = reading_session(), last_whole_day(request_moment())
    use_ending = clearance.list_ending_leases(
        session, LeaseKind.USE_UNTIL, request_moment(), request_moment() + SOON
    )
    embargoes_ending = clearance.list_ending_leases(
        session, LeaseKind.EMBARGO, request_moment(), end_of_last_day(today)
    )
    late, waiting = _split_late_cases()
    bases = persons.list_ending_bases(session, today, today + SOON)
    return {
        "late": late,
        "failed": [show_letter(letter) for letter in outbox.list_failed_letters(session)],
        "requests": waiting[:MOST],
        "ending": _list_expiring_images(use_ending[:MOST]),
        "ending_count": len(use_ending),
        "opening": _list_expiring_images(embargoes_ending),
        "bases": [(basis.person, KINDS[basis.kind], basis.valid_to) for basis in bases],
        "waiting_bases": [
            (basis.person, KINDS[basis.kind], basis.waits_since)
            for basis in waiting_bases.list_waiting(session)
        ],
        "shut": _list_lately_shut(),
        "watched": [
            report for report in hot_folder_batches.list_recent_batches(session) if report.asks
        ],
        "setting_up": list(first_steps.missing_setup_steps(session, request_moment())),
        "old_statement": pages.is_statement_old(session, request_moment()),
        "waiting": changes_waiting(),
        **my_work.list_editors_work(signed_in_user()),
    }


def _split_late_cases() -> tuple[list[StaffRow], list[StaffRow]]:
    """Return the requests that wait: those that are late, and the others."""
    promise = services().promise
    cases = [
        show_row(case, {}, promise, request_moment())
        for case in queries.list_requests(reading_session())
    ]
    return [case for case in cases if case.late], [case for case in cases if not case.late]


def _list_expiring_images(leases: Sequence[Lease]) -> list[tuple[ImageRow, datetime | None]]:
    """Return the images of some leases, each with the moment at which its lease ends."""
    images = (
        (catalogue.find_image(reading_session(), lease.image_id), lease.ends) for lease in leases
    )
    return [(build_image_row(image, request_moment()), ends) for image, ends in images]


def _list_lately_shut() -> list[ShutImage]:
    """Return the published images that outsiders have ceased to see, the latest first."""
    shut = []
    for image in gate.list_no_longer_public(reading_session(), request_moment(), most=5 * MOST):
        since = get_closing_time(image, request_moment())
        if image.state != ImageState.PUBLISHED or (
            since is not None and since < request_moment() - LATELY
        ):
            continue
        downloads = by_image.count_downloads(reading_session(), image.id)
        recipients = notices.list_recipients(reading_session(), [image.id], request_moment())
        holders = tuple(recipient.email for recipient in recipients if recipient.held)
        shut.append(
            ShutImage(
                build_image_row(image, request_moment()),
                since,
                sum(download.times for download in downloads),
                holders,
            )
        )
    return shut[:MOST]
