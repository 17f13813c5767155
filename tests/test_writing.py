"""Writers on SQLite wait for each other, none of them long, and say so when it takes too long."""

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from dam import database as module
from dam.database import Database
from dam.errors import Unavailable
from tests.databases import on_sqlite

pytestmark = on_sqlite
WAITS = 0.5


def test_turn_and_lock_are_one_wait(ground, database: Database, monkeypatch: pytest.MonkeyPatch):
    """Whoever comes while others wait for a lock that never opens waits no longer than they."""
    monkeypatch.setattr(module, "BUSY_MILLISECONDS", int(WAITS * 1000))
    took: list[float] = []

    def write(after: float) -> None:
        time.sleep(after)
        began = time.monotonic()
        with pytest.raises(Unavailable), database.writing() as session:
            session.execute(text("SELECT 1"))
        took.append(time.monotonic() - began)

    threads = [threading.Thread(target=write, args=[n * WAITS / 4]) for n in range(5)]
    other = Database(ground.url)
    with other.writing() as held:
        held.execute(text("SELECT 1"))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    other.close()
    assert len(took) == 5
    assert max(took) < 1.5 * WAITS


def test_whoever_has_committed_may_write_again_before_the_end(database: Database):
    with database.writing() as first:
        first.execute(text("SELECT 1"))
        first.commit()
        with database.writing() as second:
            second.execute(text("SELECT 1"))


def test_forgetting_what_was_erased_lets_writers_in(database: Database):
    """It waits for readers, and whoever writes does not wait with it."""
    with database.reading() as reader:
        reader.execute(text("SELECT count(*) FROM image"))
        write(database)
        forgets = threading.Thread(target=database.empty_log)
        forgets.start()
        time.sleep(0.2)
        took = [write(database) for _ in range(10)]
    forgets.join()
    assert max(took) < 0.5


def write(database: Database) -> float:
    began = time.monotonic()
    with database.writing() as session:
        session.execute(text("UPDATE tries SET count = 1"))
        session.commit()
    return time.monotonic() - began


def test_the_log_is_emptied_where_somebody_always_reads(database: Database):
    """Reads that overlap keep the log from being begun anew by itself."""
    log = Path(f"{Path(database.engine.url.database).resolve()}-wal")
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            with database.reading() as session:
                session.execute(text("SELECT count(*) FROM image"))
                over.wait(0.005)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(100):
        with database.writing() as session:
            session.execute(text(f"PRAGMA user_version = {number}"))
            session.commit()
    grown = log.stat().st_size
    database.empty_log()
    emptied = log.stat().st_size
    over.set()
    for reader in readers:
        reader.join()
    assert grown > 400_000
    assert emptied == 0
