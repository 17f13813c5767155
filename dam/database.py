"""The database: one engine, sessions that read and sessions that write. Doors open and commit them.

SQLite runs in WAL with foreign keys on; a writing session takes the write lock at once
(`BEGIN IMMEDIATE`), so that it waits at its start and never fails at its end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from dam.errors import Unavailable

__all__ = ["BUSY_MILLISECONDS", "Database", "Session"]

BUSY_MILLISECONDS = 5000
_WRITES = "dam_writes"


class Database:
    """``url`` is SQLAlchemy's; nothing is connected before the first session."""

    def __init__(self, url: str, *, connections: int = 16) -> None:
        self.engine = _open_engine(url, connections)
        self._writer = self.engine.execution_options(**{_WRITES: True})

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
        with Session(self._writer) as session:
            yield session

    def ping(self) -> None:
        """Ask whether the database answers; raises Unavailable where it does not."""
        with self.engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")

    def forget_erased(self) -> None:
        """Empty SQLite's log, in which what was erased stands until it is written over.

        Where a reader holds it back, the next call does it.
        """
        if self.dialect == "sqlite":
            with self.engine.execution_options(
                isolation_level="AUTOCOMMIT"
            ).connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self.engine.dispose()


def _open_engine(url: str, connections: int) -> Engine:
    parsed = make_url(url)
    on_sqlite = parsed.get_backend_name() == "sqlite"
    if on_sqlite and parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_size=connections, max_overflow=4, pool_pre_ping=not on_sqlite)
    event.listen(engine, "handle_error", _translate)
    if on_sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _translate(context: ExceptionContext) -> None:
    """Turn a database that does not answer into a sentence, wherever a statement met it."""
    if context.is_pre_ping:
        return
    error = context.sqlalchemy_exception
    if context.is_disconnect or isinstance(error, OperationalError):
        raise Unavailable("Databasen svarar inte just nu. Försök igen om en stund.") from error


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver must not open transactions by itself: `_begin_sqlite` does, with the right kind.
    connection.isolation_level = None
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
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
