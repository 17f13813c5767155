"""Writers on SQLite wait for each other, none of them long, and say so when it takes too long."""

import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from dam.database import session as module
from dam.database.session import Database
from dam.errors import Unavailable
from tests.support.databases import only_on_sqlite

pytestmark = only_on_sqlite


def test_turn_and_lock_are_one_wait(database: Database, monkeypatch: pytest.MonkeyPatch):
    """Whoever has waited three seconds for a turn waits two for the lock, not five."""
    began, gone_by = threading.Event(), [0.0]

    def monotonic() -> float:
        began.set()
        return gone_by[0]

    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=monotonic, sleep=time.sleep))
    left: list[int] = []

    def wait() -> None:
        with database._turn() as milliseconds:
            left.append(milliseconds)

    waits = threading.Thread(target=wait)
    with database._turn():
        began.clear()
        waits.start()
        began.wait()
        gone_by[0] = 3.0
    waits.join()
    assert left == [module.BUSY_MILLISECONDS - 3000]


def test_a_lock_that_never_opens_is_told(
    ground, database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "BUSY_MILLISECONDS", 100)
    other = Database(ground.url)
    with other.writing() as held:
        held.execute(text("SELECT 1"))
        with pytest.raises(Unavailable), database.writing() as session:
            session.execute(text("SELECT 1"))
    other.close()


def test_no_more_wait_than_threads_can_be_spared(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(database, "_waiting", threading.BoundedSemaphore(1))
    with ThreadPoolExecutor(2) as threads, database.writing():
        waiting = [threads.submit(write, database) for _ in range(2)]
        beyond = next(as_completed(waiting, timeout=60))
        with pytest.raises(Unavailable):
            beyond.result()
        assert sum(one.done() for one in waiting) == 1


def test_whoever_has_committed_may_write_again_before_the_end(database: Database):
    with database.writing() as first:
        first.execute(text("SELECT 1"))
        first.commit()
        with database.writing() as second:
            second.execute(text("SELECT 1"))


def test_forgetting_what_was_erased_lets_writers_in(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    """It waits for readers, and whoever writes does not wait with it."""
    tried, empty = threading.Event(), database._emptied_log

    def empty_and_tell() -> bool:
        emptied = empty()
        tried.set()
        return emptied

    monkeypatch.setattr(database, "_emptied_log", empty_and_tell)
    with database.reading() as reader:
        reader.execute(text("SELECT count(*) FROM image"))
        write(database)
        forgets = threading.Thread(target=database.empty_log)
        forgets.start()
        tried.wait()
        for _ in range(10):
            write(database)
        assert forgets.is_alive(), "it goes on trying while somebody reads"
    forgets.join()


def write(database: Database) -> None:
    with database.writing() as session:
        session.execute(text(f"PRAGMA user_version = {secrets.randbelow(2**31)}"))
        session.commit()


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
    for _ in range(100):
        write(database)
    grown = log.stat().st_size
    database.empty_log()
    emptied = log.stat().st_size
    over.set()
    for reader in readers:
        reader.join()
    assert grown > 400_000
    assert emptied == 0
