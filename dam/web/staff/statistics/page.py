"""`/redaktion/statistik`: what left, what was asked for and how soon it was answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from dam import clearance
from dam.clearance import persons
from dam.delivery.statistics import by_month
from dam.delivery.statistics.by_month import Months
from dam.errors import NotFound
from dam.rights.lease import LeaseKind
from dam.rights.periods import last_day
from dam.usage_requests.statistics import figures
from dam.web.context import now, reading, services
from dam.web.csv_files import spreadsheet
from dam.web.sign_in import require
from dam.web.staff.home.overview import SOON
from dam.web.staff.statistics import series
from dam.web.staff.statistics.series import Series

bp = Blueprint("statistics", __name__)
USUAL = 12
"""Months that are shown unless others are chosen."""
MOST = 20


@bp.get("/statistik")
@require("editor")
def show() -> str:
    session, months = reading(), chosen(request.args)
    today = last_day(now())
    ending = clearance.ending_between(session, LeaseKind.USE_UNTIL, now(), now() + SOON)
    return render_template(
        "staff/statistics.html",
        months=months,
        choices=[(f"{one:%Y-%m}", series.month_words(one)) for one in choices()],
        found={name: count(months) for name, count in SERIES.items()},
        ending=len(ending),
        bases=len(persons.ending_between(session, today, today + SOON)),
    )


@bp.get("/statistik/<what>.csv")
@require("editor")
def download(what: str) -> Response:
    """The same numbers as a file."""
    months = chosen(request.args)
    if what not in SERIES:
        raise NotFound
    found = SERIES[what](months)
    name = f"{what}-{months.first:%Y-%m}-{months.last:%Y-%m}"
    return spreadsheet(name, found.columns, found.table)


def chosen(sent: Mapping[str, str]) -> Months:
    """Return the months that were chosen, in their order; what cannot be is as if not chosen."""
    known = choices()
    last = _read(sent.get("till", ""), known) or known[0]
    first = _read(sent.get("fran", ""), known) or max(by_month.before(last, USUAL - 1), known[-1])
    return Months(*sorted((first, last)))


def choices() -> list[date]:
    """Return the months to choose among, the newest first."""
    current = by_month.month_of(now())
    usual = by_month.before(current, USUAL - 1)
    first = min(by_month.first_month(reading()) or usual, usual)
    return Months(first, current).each()[::-1]


def of_image(image_id: int, months: Months) -> Series:
    """Return the downloads of one image by month."""
    found = by_month.of_image(reading(), image_id, months)
    return series.of_months(found, by_month.month_of(now()))


def _of_months(months: Months) -> Series:
    return series.of_months(by_month.by_month(reading(), months), by_month.month_of(now()))


def _of_sizes(months: Months) -> Series:
    return series.of_sizes(by_month.by_size(reading(), months))


def _of_collections(months: Months) -> Series:
    total = sum(by_month.by_month(reading(), months).values())
    return series.of_collections(by_month.by_collection(reading(), months), total)


def _of_classes(months: Months) -> Series:
    return series.of_classes(by_month.by_class(reading(), months))


def _of_images(months: Months) -> Series:
    total = sum(by_month.by_month(reading(), months).values())
    return series.of_images(by_month.most_downloaded(reading(), months, MOST), total)


def _of_requests(months: Months) -> Series:
    hours = services().promise.hours
    found = figures(reading(), months.starts, months.ends, hours)
    return series.of_requests(found, in_office_time=hours is not None)


def _read(typed: str, known: list[date]) -> date | None:
    return next((month for month in known if f"{month:%Y-%m}" == typed), None)


SERIES: dict[str, Callable[[Months], Series]] = {
    "manader": _of_months,
    "bilder": _of_images,
    "storlekar": _of_sizes,
    "samlingar": _of_collections,
    "villkor": _of_classes,
    "arenden": _of_requests,
}
"""By the name of their files, in the page's order."""
