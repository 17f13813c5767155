"""One database of each kind for all tests of a process: emptied or furnished anew for each test.

What is opened once keeps its compiled statements; to compile them costs a test more than to ask.
"""

import shutil
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Protocol

import pytest
from sqlalchemy import text

from config.settings import ROOT
from dam.content import seed
from dam.database.migrations import upgrade_schema
from dam.database.models import Base
from dam.database.session import Database

BACKENDS = ("sqlite", "postgresql")
on_both = pytest.mark.parametrize("backend", BACKENDS, indirect=True)
"""What asks the dialect, or leans on what SQL promises: order, locks, limits, sums."""
only_on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
"""What is about SQLite itself."""
only_on_postgresql = pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
"""What two connections do at the same moment; SQLite gives its one lock before anything is read."""
TABLES = [table.name for table in Base.metadata.sorted_tables]


class FreshDatabase(Protocol):
    """Where a test's rows stand; ``database`` is open all the time."""

    url: str
    database: Database

    def empty(self, folder: Path) -> None:
        """Leave the newest schema without a row."""

    def furnish(self, folder: Path) -> None:
        """Leave the first content alone."""


def _furnished(database: Database, now: datetime) -> None:
    with database.writing() as session:
        seed.add_missing(session, ROOT / "config", now=now)
        session.commit()


class SqliteDatabase:
    """A file in the test's own folder, reached by a link whose path stays the same."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self._empty, self._full = folder / "empty.sqlite", folder / "full.sqlite"
        made = Database(f"sqlite:///{self._empty}")
        upgrade_schema(made.engine)
        made.empty_log()
        made.close()
        shutil.copy(self._empty, self._full)
        made = Database(f"sqlite:///{self._full}")
        _furnished(made, now)
        made.empty_log()
        made.close()
        self._link = folder / "dam.sqlite"
        self.url = f"sqlite:///{self._link}"
        self.database = Database(self.url)

    def empty(self, folder: Path) -> None:
        self._stand_on(self._empty, folder)

    def furnish(self, folder: Path) -> None:
        self._stand_on(self._full, folder)

    def _stand_on(self, template: Path, folder: Path) -> None:
        self.database.close()
        path = folder / "dam.sqlite"
        for old in (path, Path(f"{path}-wal"), Path(f"{path}-shm"), self._link):
            old.unlink(missing_ok=True)
        shutil.copy(template, path)
        self._link.symlink_to(path)


class PostgresDatabase:
    """Rows deleted without asking who points at them take 5 ms, `TRUNCATE` 250."""

    def __init__(self, url: str, now: datetime) -> None:
        self.url = url
        self.database = Database(url)
        upgrade_schema(self.database.engine)
        _furnished(self.database, now)
        with self.database.engine.begin() as connection:
            connection.execute(text("CREATE SCHEMA kept"))
            full = [
                table
                for table in TABLES
                if connection.scalar(text(f'SELECT EXISTS (SELECT FROM "{table}")'))
            ]
            for table in full:
                connection.execute(text(f'CREATE TABLE kept."{table}" AS TABLE "{table}"'))
            counted = connection.execute(
                text(
                    "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
                )
            ).all()
        away = [f'DELETE FROM "{table}"' for table in TABLES]
        back = [f'INSERT INTO "{table}" SELECT * FROM kept."{table}"' for table in full]
        self._empty = "; ".join(["SET LOCAL session_replication_role = replica", *away])
        self._full = "; ".join([self._empty, *back])
        self._counted = "; ".join(f"SELECT setval('\"{name}\"', {last})" for name, last in counted)

    def empty(self, _folder: Path) -> None:
        self._start_anew(self._empty)

    def furnish(self, _folder: Path) -> None:
        self._start_anew(self._full, self._counted)

    def _start_anew(self, *statements: str) -> None:
        self.database.close()
        with self.database.engine.begin() as connection:
            for statement in (*statements[:1], COUNTED_ANEW, *statements[1:]):
                connection.execute(text(statement))


COUNTED_ANEW = """SELECT setval(format('%I.%I', schemaname, sequencename), start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL"""


def sorts_as_swedish(database: Database) -> bool:
    """PostgreSQL without ICU, as the one from PyPI is, knows cases and no order."""
    if database.dialect == "sqlite":
        return True
    with database.reading() as session:
        query = text("SELECT collprovider = 'i' FROM pg_collation WHERE collname = 'swedish'")
        return bool(session.scalar(query))


def table_rows(services, table):
    with services.database.reading() as session:
        found = session.query(table).order_by(table.id).all()
        session.expunge_all()
        return found


def wait_for_lock(database: Database, other: Thread) -> None:
    """Wait until the other connection waits for a lock, or has not had to."""
    waits = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    while other.is_alive():
        with database.reading() as session:
            if session.scalar(waits):
                return
