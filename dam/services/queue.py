"""The queue in a file or in Redis, which wakes the worker."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from huey import Huey, RedisHuey, SqliteHuey
from redis import RedisError

from dam.database.jobs import Job
from dam.log import get_logger

log = get_logger("dam.services")


class Queue:
    """The queue in a file or in Redis; `handlers` stand only in a process that works."""

    def __init__(self, url: str) -> None:
        self.huey = _open_huey(url)
        self.handlers: Mapping[str, Callable[[int], None]] = {}
        self._run = self.huey.task(name="run")(self._handle)

    def wake(self, jobs: Iterable[Job]) -> None:
        """Tell the worker of a job, now or when due; a silent queue is logged, for the sweep."""
        for job in jobs:
            try:
                if job.due is None:
                    self._run(job.kind, job.object_id)
                else:
                    self._run.schedule((job.kind, job.object_id), eta=job.due)
            except (OSError, sqlite3.Error, RedisError) as error:
                log.warning("queue_down", kind=job.kind, object_id=job.object_id, error=str(error))

    def check(self) -> None:
        """Raise what the queue's store raises where it does not answer."""
        self.huey.pending_count()

    def _handle(self, kind: str, object_id: int) -> None:
        self.handlers[kind](object_id)


def _open_huey(url: str) -> Huey:
    settings: dict[str, Any] = {"results": False, "utc": True}
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        with suppress(FileExistsError):
            path.parent.mkdir(parents=True)
        # What a machine that stops loses of the queue, the sweep finds: nobody waits for the disk.
        return SqliteHuey("dam", filename=str(path), fsync=False, **settings)
    return RedisHuey("dam", url=url, **settings)
