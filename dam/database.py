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

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from dam.errors import Unavailable

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
        with _translated(), Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that holds the write lock of SQLite; the caller commits."""
        with _translated(), Session(self._writer) as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def _translated() -> Iterator[None]:
    """Turn a database that does not answer into a sentence."""
    try:
        yield
    except OperationalError as error:
        raise Unavailable("Databasen svarar inte just nu. Försök igen om en stund.") from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Unavailable("Databasen svarar inte just nu. Försök igen om en stund.") from error
        raise


def _open_engine(url: str, connections: int) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_size=connections, max_overflow=4, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_size=connections, max_overflow=4)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver must not open transactions by itself: `_begin_sqlite` does, with the right kind.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
        "synchronous=FULL",
        "mmap_size=268435456",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
