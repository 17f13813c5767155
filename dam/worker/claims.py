"""Work that is claimed by a lease: claim, make without a transaction, keep. For `dam.worker.main`.

Whoever is killed on the way leaves the row as it was, and another takes it when the lease ends.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from dam.database.session import Session
from dam.errors import DamError, Unavailable
from dam.log import bind, clear, get_logger
from dam.services import Services
from dam.services.transaction import writing

log = get_logger("dam.worker")
RENEW_SECONDS = 5
C = TypeVar("C")
M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class Claims(Generic[C]):
    """Functions of ingest that claim, hold and give up the rows of one kind of job."""

    claim: Callable[[Session, int, datetime], C | None]
    renew: Callable[[Session, int, datetime], None]
    fail: Callable[..., None]


def work_claimed_job(
    services: Services,
    kind: str,
    object_id: int,
    rows: Claims[C],
    *,
    make: Callable[[C], M],
    keep: Callable[..., object],
) -> None:
    """Do one job of ``rows``, where it is there to be claimed; the log calls it ``kind``.

    ``keep`` is called with a session, what was claimed, what was made, and ``now``. A file at fault
    is given up; a store or disk at fault is tried again after the lease.
    """
    bind(job=kind, object_id=object_id)
    try:
        with writing(services) as session:
            claimed = rows.claim(session, object_id, services.clock())
        if claimed is None:
            return
        try:
            with _renew_claim(services, rows, object_id):
                made = make(claimed)
        except DamError as error:
            log.warning("job_failed", error=str(error))
            if not error.report:
                with writing(services) as session:
                    rows.fail(session, object_id, str(error), now=services.clock())
            return
        with writing(services) as session:
            keep(session, claimed, made, now=services.clock())
        log.info("job_done")
    finally:
        clear()


@contextmanager
def _renew_claim(services: Services, rows: Claims[C], object_id: int) -> Iterator[None]:
    """Hold the lease of a long job from a thread beside it; a turn without database is let go."""
    done = threading.Event()

    def hold() -> None:
        while not done.wait(RENEW_SECONDS):
            with suppress(Unavailable), services.database.writing() as session:
                rows.renew(session, object_id, services.clock())
                session.commit()

    holder = threading.Thread(target=hold, name="lease", daemon=True)
    holder.start()
    try:
        yield
    finally:
        done.set()
        holder.join()
