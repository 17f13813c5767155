"""`/redaktion/statistik`: what left, what was asked for and how soon it was answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from dam import clearance
from dam.clearance import persons
from dam.delivery.statistics import by_month
from dam.delivery.statistics.by_month import MonthRange
from dam.errors import NotFound
from dam.rights.lease import LeaseKind
from dam.rights.periods import last_whole_day
from dam.usage_requests.statistics import count_request_figures
from dam.web.context import reading_session, request_moment, services
from dam.web.csv_files import send_spreadsheet
from dam.web.sign_in import require_role
from dam.web.staff.home.overview import SOON
from dam.web.staff.statistics import series
from dam.web.staff.statistics.series import Series

bp = Blueprint("statistics", __name__)
USUAL = 12
"""Months that are shown unless others are chosen."""
MOST = 20


@bp.get("/statistik")
@require_role("editor")
def show_statistics() -> str:
    session, months = reading_session(), read_months(request.args)
    today = last_whole_day(request_moment())
    ending = clearance.list_ending_leases(
        session, LeaseKind.USE_UNTIL, request_moment(), request_moment() + SOON
    )
    return render_template(
        "staff/statistics.html",
        months=months,
        choices=[
            (f"{month:%Y-%m}", series.format_month(month)) for month in list_selectable_months()
        ],
        found={name: count(months) for name, count in SERIES.items()},
        ending=len(ending),
        bases=len(persons.list_ending_bases(session, today, today + SOON)),
    )


@bp.get("/statistik/<chart_name>.csv")
@require_role("editor")
def download_statistics(chart_name: str) -> Response:
    """The same numbers as a file."""
    months = read_months(request.args)
    if chart_name not in SERIES:
        raise NotFound
    chart = SERIES[chart_name](months)
    name = f"{chart_name}-{months.first:%Y-%m}-{months.last:%Y-%m}"
    return send_spreadsheet(name, chart.columns, chart.table)


def read_months(sent: Mapping[str, str]) -> MonthRange:
    """Return the months that were chosen, in their order; what cannot be is as if not chosen."""
    known = list_selectable_months()
    last = _find_typed_month(sent.get("till", ""), known) or known[0]
    first = _find_typed_month(sent.get("fran", ""), known) or max(
        by_month.subtract_months(last, USUAL - 1), known[-1]
    )
    return MonthRange(*sorted((first, last)))


def list_selectable_months() -> list[date]:
    """Return the months to choose among, the newest first."""
    current = by_month.get_month_of(request_moment())
    usual = by_month.subtract_months(current, USUAL - 1)
    first = min(by_month.get_first_month(reading_session()) or usual, usual)
    return MonthRange(first, current).each()[::-1]


def image_month_series(image_id: int, months: MonthRange) -> Series:
    """Return the downloads of one image by month."""
    counts = by_month.sum_image_by_month(reading_session(), image_id, months)
    return series.build_month_series(counts, by_month.get_month_of(request_moment()))


def _month_series(months: MonthRange) -> Series:
    return series.build_month_series(
        by_month.sum_by_month(reading_session(), months), by_month.get_month_of(request_moment())
    )


def _size_series(months: MonthRange) -> Series:
    return series.build_size_series(by_month.sum_by_size(reading_session(), months))


def _collection_series(months: MonthRange) -> Series:
    total = sum(by_month.sum_by_month(reading_session(), months).values())
    return series.build_collection_series(
        by_month.sum_by_collection(reading_session(), months), total
    )


def _terms_series(months: MonthRange) -> Series:
    return series.build_terms_series(by_month.sum_by_terms_class(reading_session(), months))


def _image_series(months: MonthRange) -> Series:
    total = sum(by_month.sum_by_month(reading_session(), months).values())
    return series.build_image_series(
        by_month.list_most_downloaded(reading_session(), months, MOST), total
    )


def _request_series(months: MonthRange) -> Series:
    hours = services().promise.hours
    request_figures = count_request_figures(reading_session(), months.starts, months.ends, hours)
    return series.build_request_series(request_figures, in_office_time=hours is not None)


def _find_typed_month(typed: str, known: list[date]) -> date | None:
    return next((month for month in known if f"{month:%Y-%m}" == typed), None)


SERIES: dict[str, Callable[[MonthRange], Series]] = {
    "manader": _month_series,
    "bilder": _image_series,
    "storlekar": _size_series,
    "samlingar": _collection_series,
    "villkor": _terms_series,
    "arenden": _request_series,
}
"""By the name of their files, in the page's order."""
