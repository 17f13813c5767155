"""Sums of downloads equal their rows, each counted in the month that it was in Sweden."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.database.models import Download, DownloadMonth, ImageMonth, TermsVersion
from dam.delivery.statistics import by_month
from dam.delivery.statistics.by_month import MonthRange
from dam.delivery.statistics.spool import CountedDownload
from dam.rights.periods import STOCKHOLM
from dam.worker import periodic
from tests.support.databases import on_both

YEAR = MonthRange(date(2025, 12, 1), date(2026, 11, 1))


@pytest.fixture
def left(services):
    """Count downloads as the doors do, and fold them in as the worker does."""

    def count(*downloads, fold=True):
        for image_id, size, at, version in downloads:
            services.spool.append(CountedDownload(image_id, 1, size, version, "etag", None, at))
        if fold:
            periodic.fold_downloads(services)

    return count


def version_of(services, category):
    with services.database.reading() as session:
        return session.scalars(
            select(TermsVersion.id).where(TermsVersion.category == category)
        ).first()


@on_both
@pytest.mark.parametrize(
    ("at", "month"),
    [
        (datetime(2025, 12, 31, 22, 59, 59, tzinfo=UTC), date(2025, 12, 1)),
        (datetime(2025, 12, 31, 23, 0, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC), date(2026, 6, 1)),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 7, 1)),
    ],
)
def test_a_month_ends_at_midnight_in_sweden(services, room, left, at, month):
    one = room.add(made=False)
    left((one, "original", at, None))
    with services.database.reading() as session:
        found = by_month.sum_by_month(session, YEAR)
    assert found[month] == 1
    assert sum(found.values()) == 1


@on_both
def test_sums_equal_the_rows_however_they_are_folded(services, room, left):
    drawn = random.Random(20)
    images = [room.add(made=False) for _ in range(3)]
    versions = [None, version_of(services, "free"), version_of(services, "approval")]
    began = datetime(2025, 11, 20, tzinfo=UTC)
    for batch in range(4):
        left(
            *(
                (
                    drawn.choice(images),
                    drawn.choice(("original", "webb")),
                    began + timedelta(minutes=drawn.randrange(400 * 24 * 60)),
                    drawn.choice(versions),
                )
                for _ in range(100)
            ),
            fold=batch % 2 == 1,
        )
    with services.database.reading() as session:
        klasses = dict(session.execute(select(TermsVersion.id, TermsVersion.category)).all())
        rows = list(session.scalars(select(Download)))
        months = [one.at.astimezone(STOCKHOLM).date().replace(day=1) for one in rows]
        by_kind = Counter(
            (month, one.size, klasses.get(one.terms_version_id, ""))
            for month, one in zip(months, rows, strict=True)
        )
        by_image = Counter(zip(months, (one.image_id for one in rows), strict=True))
        kinds = session.scalars(select(DownloadMonth))
        assert {(one.month, one.size, one.category): one.times for one in kinds} == by_kind
        images_ = session.scalars(select(ImageMonth))
        assert {(one.month, one.image_id): one.times for one in images_} == by_image
    assert len(rows) == 400


@on_both
def test_a_file_folded_twice_is_summed_once(services, room, left):
    one = room.add(made=False)
    left((one, "original", services.clock(), None), fold=False)
    services.spool.set_aside()
    [path] = services.spool.waiting()
    lines = path.read_text()
    periodic.fold_downloads(services)
    path.write_text(lines)
    periodic.fold_downloads(services)
    with services.database.reading() as session:
        assert sum(by_month.sum_by_month(session, YEAR).values()) == 1


@on_both
def test_a_crash_at_the_commit_loses_no_count(services, room, left, monkeypatch):
    one = room.add(made=False)
    left((one, "original", services.clock(), None), fold=False)
    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            periodic.fold_downloads(services)
    periodic.fold_downloads(services)
    with services.database.reading() as session:
        assert sum(by_month.sum_by_month(session, YEAR).values()) == 1
    assert list(services.spool.waiting()) == []


@on_both
def test_what_lies_outside_the_months_is_not_counted(services, room, left):
    one = room.add(made=False)
    left(
        (one, "original", datetime(2026, 2, 15, tzinfo=UTC), None),
        (one, "webb", datetime(2026, 3, 15, tzinfo=UTC), None),
        (one, "webb", datetime(2026, 4, 15, tzinfo=UTC), version_of(services, "conditional")),
        (one, "webb", datetime(2026, 5, 15, tzinfo=UTC), None),
    )
    months = MonthRange(date(2026, 3, 1), date(2026, 4, 1))
    with services.database.reading() as session:
        assert by_month.sum_by_month(session, months) == {date(2026, 3, 1): 1, date(2026, 4, 1): 1}
        assert by_month.sum_by_size(session, months) == {"webb": 2}
        assert by_month.sum_by_terms_class(session, months) == {"": 1, "conditional": 1}
        assert by_month.get_first_month(session) == date(2026, 2, 1)


@on_both
def test_an_image_in_two_collections_counts_in_both(services, room, left, now):
    both, one = (
        room.add(made=False, collections=slugs)
        for slugs in (("personer", "1177-se"), ("personer",))
    )
    none = room.add(made=False)
    left(*[(both, "webb", now, None)] * 2, (one, "webb", now, None), (none, "webb", now, None))
    left((both, "webb", datetime(2024, 1, 1, tzinfo=UTC), None))
    with services.database.reading() as session:
        assert by_month.sum_by_collection(session, YEAR) == {"Personer": 3, "1177.se": 2}


@on_both
def test_the_most_downloaded_come_first_and_an_erased_one_has_no_title(services, room, left, now):
    few, many = room.add(title="Få", made=False), room.add(title="Många", made=False)
    gone = room.add(title="Borta", made=False)
    left(
        *[(many, "webb", now, None)] * 3, *[(gone, "webb", now, None)] * 2, (few, "webb", now, None)
    )
    room.withdraw(gone)
    room.erase(gone)
    with services.database.reading() as session:
        found = by_month.list_most_downloaded(session, YEAR, 2)
        assert by_month.sum_image_by_month(session, few, YEAR)[date(2026, 11, 1)] == 1
    assert [(one.image_id, one.title, one.times) for one in found] == [
        (many, "Många", 3),
        (gone, "", 2),
    ]


def test_months_follow_one_another_over_the_year():
    assert MonthRange(date(2025, 11, 1), date(2026, 2, 1)).each() == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]
    assert by_month.subtract_months(date(2026, 3, 1), 11) == date(2025, 4, 1)
    assert by_month.subtract_months(date(2026, 1, 1), 1) == date(2025, 12, 1)
    assert MonthRange(date(2026, 7, 1), date(2026, 7, 1)).ends == datetime(
        2026, 7, 31, 22, tzinfo=UTC
    )


OF_NO_IMAGE = (
    b'{"image_id": 99, "file_id": 1, "size": "original", "terms_version_id": null,'
    b' "digest": "e", "grant_id": null, "at": "2026-03-01T12:00:00+00:00"}'
)


@on_both
@pytest.mark.parametrize(
    "bad",
    [
        OF_NO_IMAGE,
        *(
            b'{"image_id": 1, "fi',
            b"\xff\xfe",
            b"[]",
            b'{"image_id": "1"}',
            b"[" * 100_000,
            b"null",
        ),
    ],
)
def test_a_line_that_cannot_be_read_stops_no_other(services, room, left, bad, app):
    one = room.add(made=False)
    left((one, "original", services.clock(), None), fold=False)
    services.spool.set_aside()
    [path] = services.spool.waiting()
    whole = path.read_bytes()
    path.write_bytes(whole + bad + b"\n" + whole)
    periodic.fold_downloads(services)
    with services.database.reading() as session:
        assert sum(by_month.sum_by_month(session, YEAR).values()) == 2
    assert list(services.spool.waiting()) == []
    [kept] = services.spool.unread()
    assert (path.parent / kept).read_bytes() == bad + b"\n"
    told = app.test_cli_runner().invoke(args=["check"])
    assert told.exit_code == 1
    assert kept in told.output


@on_both
def test_what_was_erased_meanwhile_still_left(services, room):
    one = room.add(made=False)
    services.spool.append(
        CountedDownload(one, 2**31 - 1, "original", 2**31 - 1, "e", 2**31 - 1, services.clock())
    )
    periodic.fold_downloads(services)
    with services.database.reading() as session:
        assert sum(by_month.sum_by_month(session, YEAR).values()) == 1
    assert services.spool.unread() == []
