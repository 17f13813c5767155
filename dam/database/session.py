"""The database: one engine, sessions that read and sessions that write. Doors open and commit them.

SQLite runs in WAL with foreign keys on; a writing session takes the write lock at once
(`BEGIN IMMEDIATE`), so that it waits at its start and never fails at its end. Whoever waits for
that lock sleeps and looks again, by SQLite's own way ever more seldom, so that of several one may
wait for seconds. Hence the threads of a process take turns, whoever's turn it is looks often, and
between two turns other processes have a moment.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore, RLock
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.orm import Session

from dam.database.comparison import teach_sqlite
from dam.errors import BadInput, Unavailable
from dam.log import get_logger
from dam.text.clean import clean_json

log = get_logger("dam.database")

__all__ = ["BUSY_MILLISECONDS", "Database", "Session"]

BUSY_MILLISECONDS = 5000
NO_COLUMN = "Det går inte att spara det som skickades. Kontrollera tal och tecken och försök igen."
LOOK_AGAIN_SECONDS = 0.001
AFTER_YOU_SECONDS = 0.002
MOST_WAITING = 20
"""Threads of a process that may wait for SQLite's lock: each is one that no reader has."""
TRY_MILLISECONDS, BETWEEN_TRIES_SECONDS = 100, 0.3
_WAITS = "dam_waits"


class Database:
    """``url`` is SQLAlchemy's; nothing is connected before the first session."""

    def __init__(self, url: str, *, connections: int = 16) -> None:
        self.engine = _open_engine(url, connections)
        self._turns = RLock()
        self._waiting = BoundedSemaphore(MOST_WAITING)

    @property
    def dialect(self) -> str:
        """The backend: sqlite or postgresql."""
        return self.engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that never waits for a writer; what it changed is thrown away."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that holds the write lock of SQLite; the caller commits."""
        with (
            self._turn() as left,
            Session(self.engine.execution_options(**{_WAITS: left})) as session,
        ):
            yield session

    @contextmanager
    def _turn(self) -> Iterator[int]:
        """Wait for this thread's turn; yields how many milliseconds are left for the lock."""
        if self.dialect != "sqlite":
            yield BUSY_MILLISECONDS
            return
        began = time.monotonic()
        if not self._turns.acquire(blocking=False):
            self._wait_for_turn()
            time.sleep(AFTER_YOU_SECONDS)
        try:
            yield max(0, BUSY_MILLISECONDS - int((time.monotonic() - began) * 1000))
        finally:
            self._turns.release()

    def _wait_for_turn(self) -> None:
        if not self._waiting.acquire(blocking=False):
            raise _busy()
        try:
            if not self._turns.acquire(timeout=BUSY_MILLISECONDS / 1000):
                raise _busy()
        finally:
            self._waiting.release()

    def ping(self) -> None:
        """Ask whether the database answers; raises Unavailable where it does not."""
        with self.engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")

    def empty_log(self) -> None:
        """Empty SQLite's log. What was erased stands there until it is written over, and where
        somebody always reads, it only grows.

        To empty it waits for readers and lets nobody write meanwhile, and a reader may wait to
        write: hence many short tries. Where a reader holds it back for long, the next call does it.
        """
        if self.dialect != "sqlite":
            return
        until = time.monotonic() + BUSY_MILLISECONDS / 1000
        while not self._emptied_log() and time.monotonic() < until:
            time.sleep(BETWEEN_TRIES_SECONDS)

    def _emptied_log(self) -> bool:
        with self.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={TRY_MILLISECONDS}")
            try:
                busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            finally:
                connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        return not busy

    def close(self) -> None:
        self.engine.dispose()


def _open_engine(url: str, connections: int) -> Engine:
    parsed = make_url(url)
    on_sqlite = parsed.get_backend_name() == "sqlite"
    if on_sqlite and parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        pool_size=connections,
        max_overflow=2 * connections,
        pool_pre_ping=not on_sqlite,
        json_serializer=_write_json,
        hide_parameters=True,
    )
    event.listen(engine, "handle_error", _translate_database_error)
    if on_sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _write_json(value: Any) -> str:
    """Write a column of JSON, the texts in it cleaned as all texts of the database are."""
    return json.dumps(clean_json(value))


def _translate_database_error(context: ExceptionContext) -> None:
    """Turn a database that does not answer into a sentence, wherever a statement met it; and what
    no column holds, which `dam.text.read` and `dam.text.clean` should have kept out.
    """
    if context.is_pre_ping:
        return
    error = context.sqlalchemy_exception
    unheld = context.original_exception
    if isinstance(error, DataError) or isinstance(unheld, OverflowError | UnicodeError):
        log.error("no_column_holds_it", kind=type(unheld).__name__)
        # Its words hold what was sent, and SQLAlchemy names it as the cause whatever stands here.
        unheld.args = () if isinstance(error, DataError) else unheld.args
        raise BadInput(NO_COLUMN)
    if isinstance(error, DBAPIError):
        _hide_row(error)
    if context.is_disconnect or isinstance(error, OperationalError):
        raise _busy() from error


def _hide_row(error: DBAPIError) -> None:
    """Keep the first line of what the server says: PostgreSQL's others hold the refused row."""
    first = str(error.orig).partition("\n")[0]
    if error.orig is not None:
        error.orig.args = (first,)
    error.args = (f"({type(error.orig).__name__}) {first}",)


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver must not open transactions by itself: `_begin_sqlite` does, with the right kind.
    connection.isolation_level = None
    teach_sqlite(connection)
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
        "synchronous=FULL",
        "secure_delete=ON",
        "mmap_size=268435456",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    waits = connection.get_execution_options().get(_WAITS)
    if waits is None:
        connection.exec_driver_sql("BEGIN")
        return
    until = time.monotonic() + waits / 1000
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    try:
        while not _takes_lock(connection) and time.monotonic() < until:
            time.sleep(LOOK_AGAIN_SECONDS)
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    if not connection.connection.in_transaction:
        raise _busy()


def _busy() -> Unavailable:
    return Unavailable("Databasen svarar inte just nu. Försök igen om en stund.")


def _takes_lock(connection: Connection) -> bool:
    """Begin to write, unless somebody else is writing."""
    try:
        connection.connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            return False
        raise _busy() from error
    return True
