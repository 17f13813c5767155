"""Values made for the public, held by (catalogue version, next boundary).

A recorded change or a passed boundary makes everything older unusable at the next request, in every
process, so that nothing held outlives what the gate would say.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from cachetools import TLRUCache

from dam.web.context import request_moment

T = TypeVar("T")
LONGEST = timedelta(seconds=60)


class VersionedCache(Generic[T]):
    """The values used last, at most ``most``, by address; for all threads of a process."""

    def __init__(self, most: int) -> None:
        self._lock = threading.Lock()
        self._entries: TLRUCache[tuple[str, int], tuple[T, float]] = TLRUCache(
            most, ttu=lambda _key, entry, _now: entry[1], timer=lambda: request_moment().timestamp()
        )

    def find(self, address: str, version: int) -> T | None:
        """Return what is held of this version, if nothing has opened or ended since."""
        with self._lock:
            entry = self._entries.get((address, version))
        return entry[0] if entry else None

    def keep(self, address: str, value: T, version: int, boundary: datetime | None) -> T:
        """Hold a value that was made in this request until ``boundary``, and not for long."""
        longest = request_moment() + LONGEST
        until = min(longest, boundary) if boundary else longest
        with self._lock:
            self._entries[address, version] = value, until.timestamp()
        return value
