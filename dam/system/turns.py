"""Places for costly work with a short queue, so that waiting never holds all web threads."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from dam.errors import Busy
from dam.system.own_files import open_own

LOOK_SECONDS = 0.05
"""How often those who wait look for a place that another process has left."""


class TurnPlace(Protocol):
    """What one at a time may have."""

    def acquire(self, blocking: bool = ...) -> bool: ...

    def release(self) -> None: ...


class FilePlace:
    """A place of this machine: the kernel takes it back from a process that dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self, blocking: bool = False) -> bool:
        descriptor = open_own(self._path, os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if blocking else fcntl.LOCK_NB))
        except OSError as error:
            os.close(descriptor)
            if isinstance(error, BlockingIOError):
                return False
            raise
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class Turns:
    """Who works, and who waits. Of ``waiting`` that wait at once none waits longer than
    ``patience`` seconds; whoever comes beyond them is turned away with the ``sentence``.
    """

    def __init__(
        self, places: Sequence[TurnPlace], *, waiting: int, patience: float, sentence: str
    ) -> None:
        self.changed = threading.Condition()
        self.waiting = 0
        self.most_waiting = waiting
        self._places = places
        self._patience = patience
        self._sentence = sentence
        self._mine = threading.local()

    @property
    def most_threads(self) -> int:
        """How many threads of a process work or wait here at most."""
        return len(self._places) + self.most_waiting

    @contextmanager
    def take(self) -> Iterator[None]:
        """Work on a place, kept for whatever takes a turn within; raises Busy."""
        if getattr(self._mine, "has", False):
            yield
            return
        place = self._wait()
        self._mine.has = True
        try:
            yield
        finally:
            self._mine.has = False
            with self.changed:
                place.release()
                self.changed.notify_all()

    def _wait(self) -> TurnPlace:
        until = time.monotonic() + self._patience
        with self.changed:
            if not self.waiting and (place := self._free()):
                return place
            if self.waiting >= self.most_waiting:
                raise self._busy()
            self.waiting += 1
            self.changed.notify_all()
            try:
                while time.monotonic() < until:
                    if place := self._free():
                        return place
                    self.changed.wait(LOOK_SECONDS)
            finally:
                self.waiting -= 1
        raise self._busy()

    def _free(self) -> TurnPlace | None:
        return next((place for place in self._places if place.acquire(blocking=False)), None)

    def _busy(self) -> Busy:
        return Busy(self._sentence, retry_after=max(1, round(self._patience)))


def machine_places(folder: Path, name: str, count: int) -> list[TurnPlace]:
    """Return places that all processes of this machine share; raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    return [FilePlace(folder / f"{name}-{n}") for n in range(count)]
