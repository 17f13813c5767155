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
from dam.rights.periods import STOCKHOLM, from_day

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Months:
    """From one month to another, both included."""

    first: date
    last: date

    def each(self) -> list[date]:
        found = [self.first]
        while found[-1] < self.last:
            found.append(following(found[-1]))
        return found

    @property
    def starts(self) -> datetime:
        return from_day(self.first)

    @property
    def ends(self) -> datetime:
        """The exclusive end."""
        return from_day(following(self.last))


@dataclass(frozen=True, slots=True)
class Most:
    """An image and how often it left; ``title`` is empty once it is erased."""

    image_id: int
    title: str
    times: int


def month_of(moment: datetime) -> date:
    """Return the first day of the month that it was in Stockholm."""
    return moment.astimezone(STOCKHOLM).date().replace(day=1)


def following(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def before(month: date, count: int) -> date:
    """Return the month that came so many before."""
    years, index = divmod(month.year * 12 + month.month - 1 - count, 12)
    return date(years, index + 1, 1)


def add(session: Session, downloads: Sequence[Download]) -> None:
    """Add the downloads to the sums, in the transaction that adds their rows."""
    versions = {one.terms_version_id for one in downloads}
    known = select(TermsVersion.id, TermsVersion.klass).where(TermsVersion.id.in_(versions))
    klasses = dict(session.execute(known).all())
    _add(session, ImageMonth, Counter((month_of(one.at), one.image_id) for one in downloads))
    _add(
        session,
        DownloadMonth,
        Counter(
            (month_of(one.at), one.size, klasses.get(one.terms_version_id or 0, ""))
            for one in downloads
        ),
    )


def first_month(session: Session) -> date | None:
    """Return the month of the first download that is known."""
    return session.scalar(select(func.min(DownloadMonth.month)))


def by_month(session: Session, months: Months) -> dict[date, int]:
    """Return how often images left in each month."""
    return _each_month(months, _by(session, DownloadMonth.month, months))


def of_image(session: Session, image_id: int, months: Months) -> dict[date, int]:
    """Return how often one image left in each month."""
    chosen = select(ImageMonth.month, ImageMonth.times).where(ImageMonth.image_id == image_id)
    return _each_month(months, dict(session.execute(chosen).all()))


def by_size(session: Session, months: Months) -> dict[str, int]:
    """Return how often each size left."""
    return _by(session, DownloadMonth.size, months)


def by_class(session: Session, months: Months) -> dict[str, int]:
    """Return how often images left under each class of terms, "" where none is known."""
    return _by(session, DownloadMonth.klass, months)


def by_collection(session: Session, months: Months) -> dict[str, int]:
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


def most_downloaded(session: Session, months: Months, most: int) -> list[Most]:
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
    return [Most(one, title or "", int(count)) for one, title, count in rows]


def _add(
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
    rows = [dict(zip(key, one, strict=True), times=times) for one, times in counted.items()]
    session.execute(added, rows)


def _by(session: Session, what: InstrumentedAttribute[Key], months: Months) -> dict[Key, int]:
    asked = (
        select(what, func.sum(DownloadMonth.times))
        .where(DownloadMonth.month.between(months.first, months.last))
        .group_by(what)
    )
    return {key: int(times) for key, times in session.execute(asked)}


def _each_month(months: Months, found: Mapping[date, int]) -> dict[date, int]:
    return {month: found.get(month, 0) for month in months.each()}
