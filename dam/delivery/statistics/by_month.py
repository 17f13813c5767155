"""Downloads summed by month: kept beside the rows as they are folded in, and read by statistics.

A month is named by its first day in Stockholm. Which month a download belongs to is told in Python
when it is summed, so no database is asked about time zones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from dam.database.models import (
    CollectionImage,
    CollectionText,
    Download,
    DownloadMonth,
    ImageMonth,
    ImageText,
    TermsVersion,
)
from dam.rights.periods import STOCKHOLM, start_of_day

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class MonthRange:
    """From one month to another, both included."""

    first: date
    last: date

    def each(self) -> list[date]:
        months = [self.first]
        while months[-1] < self.last:
            months.append(get_next_month(months[-1]))
        return months

    @property
    def starts(self) -> datetime:
        return start_of_day(self.first)

    @property
    def ends(self) -> datetime:
        """The exclusive end."""
        return start_of_day(get_next_month(self.last))


@dataclass(frozen=True, slots=True)
class ImageDownloads:
    """An image and how often it left; ``title`` is empty once it is erased."""

    image_id: int
    title: str
    times: int


def get_month_of(moment: datetime) -> date:
    """Return the first day of the month that it was in Stockholm."""
    return moment.astimezone(STOCKHOLM).date().replace(day=1)


def get_next_month(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def subtract_months(month: date, count: int) -> date:
    """Return the month that came so many before."""
    years, index = divmod(month.year * 12 + month.month - 1 - count, 12)
    return date(years, index + 1, 1)


def add_monthly_sums(session: Session, downloads: Sequence[Download]) -> None:
    """Add the downloads to the sums, in the transaction that adds their rows."""
    versions = {download.terms_version_id for download in downloads}
    terms_classes = select(TermsVersion.id, TermsVersion.category).where(
        TermsVersion.id.in_(versions)
    )
    class_of_version = dict(session.execute(terms_classes).all())
    _upsert_monthly_sums(
        session,
        ImageMonth,
        Counter((get_month_of(download.at), download.image_id) for download in downloads),
    )
    _upsert_monthly_sums(
        session,
        DownloadMonth,
        Counter(
            (
                get_month_of(download.at),
                download.size,
                class_of_version.get(download.terms_version_id or 0, ""),
            )
            for download in downloads
        ),
    )


def get_first_month(session: Session) -> date | None:
    """Return the month of the first download that is known."""
    return session.scalar(select(func.min(DownloadMonth.month)))


def sum_by_month(session: Session, months: MonthRange) -> dict[date, int]:
    """Return how often images left in each month."""
    return _fill_empty_months(months, _sum_downloads_by(session, DownloadMonth.month, months))


def sum_image_by_month(session: Session, image_id: int, months: MonthRange) -> dict[date, int]:
    """Return how often one image left in each month."""
    chosen = select(ImageMonth.month, ImageMonth.times).where(ImageMonth.image_id == image_id)
    return _fill_empty_months(months, dict(session.execute(chosen).all()))


def sum_by_size(session: Session, months: MonthRange) -> dict[str, int]:
    """Return how often each size left."""
    return _sum_downloads_by(session, DownloadMonth.size, months)


def sum_by_terms_class(session: Session, months: MonthRange) -> dict[str, int]:
    """Return how often images left under each class of terms, "" where none is known."""
    return _sum_downloads_by(session, DownloadMonth.category, months)


def sum_by_collection(session: Session, months: MonthRange) -> dict[str, int]:
    """Return how often images of each collection left, by its name; one in two counts in both."""
    counted = (
        select(ImageMonth.image_id, func.sum(ImageMonth.times).label("times"))
        .where(ImageMonth.month.between(months.first, months.last))
        .group_by(ImageMonth.image_id)
        .subquery()
    )
    named = CollectionText.collection_id == CollectionImage.collection_id
    rows = session.execute(
        select(CollectionText.name, func.sum(counted.c.times))
        .join(CollectionImage, named & (CollectionText.language == "sv"))
        .join(counted, counted.c.image_id == CollectionImage.image_id)
        .group_by(CollectionText.collection_id, CollectionText.name)
    )
    return {name: int(times) for name, times in rows}


def list_most_downloaded(session: Session, months: MonthRange, most: int) -> list[ImageDownloads]:
    """Return the images that left most often, and of equals the newest first."""
    times = func.sum(ImageMonth.times)
    counted = (
        select(ImageMonth.image_id, times.label("times"))
        .where(ImageMonth.month.between(months.first, months.last))
        .group_by(ImageMonth.image_id)
        .order_by(times.desc(), ImageMonth.image_id.desc())
        .limit(most)
        .subquery()
    )
    titled = (ImageText.image_id == counted.c.image_id) & (ImageText.language == "sv")
    rows = session.execute(
        select(counted.c.image_id, ImageText.title, counted.c.times)
        .outerjoin(ImageText, titled)
        .order_by(counted.c.times.desc(), counted.c.image_id.desc())
    )
    return [ImageDownloads(image_id, title or "", int(count)) for image_id, title, count in rows]


def _upsert_monthly_sums(
    session: Session,
    table: type[DownloadMonth | ImageMonth],
    counted: Mapping[tuple[object, ...], int],
) -> None:
    """Add to the rows of these keys; a key is the table's own, in its order."""
    if not counted:
        return
    key = [column.name for column in table.__mapper__.primary_key]
    on_postgresql = session.get_bind().dialect.name == "postgresql"
    new = (postgresql.insert if on_postgresql else sqlite.insert)(table)
    added = new.on_conflict_do_update(
        index_elements=key, set_={"times": table.times + new.excluded.times}
    )
    rows = [dict(zip(key, values, strict=True), times=times) for values, times in counted.items()]
    session.execute(added, rows)


def _sum_downloads_by(
    session: Session, column: InstrumentedAttribute[Key], months: MonthRange
) -> dict[Key, int]:
    query = (
        select(column, func.sum(DownloadMonth.times))
        .where(DownloadMonth.month.between(months.first, months.last))
        .group_by(column)
    )
    return {key: int(times) for key, times in session.execute(query)}


def _fill_empty_months(months: MonthRange, sums: Mapping[date, int]) -> dict[date, int]:
    return {month: sums.get(month, 0) for month in months.each()}
