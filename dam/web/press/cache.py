"""What was made for the public, held by (catalogue version, next boundary) and used again.

A recorded change or a passed boundary makes everything older unusable at the next request, in every
process, so that nothing held outlives what the gate would say.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")
LONGEST = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class _Kept(Generic[T]):
    """``until`` is exclusive."""

    value: T
    version: int
    until: datetime


class VersionedCache(Generic[T]):
    """The values used last, at most ``most``, by address; for all threads of a process."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, _Kept[T]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, address: str, version: int, now: datetime) -> T | None:
        """Return what is held of this version, if nothing has opened or ended since."""
        with self._lock:
            kept = self._kept.get(address)
            if kept is None:
                return None
            if kept.version != version or kept.until <= now:
                del self._kept[address]
                return None
            self._kept.move_to_end(address)
            return kept.value

    def keep(
        self, address: str, value: T, version: int, boundary: datetime | None, now: datetime
    ) -> T:
        """Hold a value that was made at ``now`` until ``boundary``, and not for long."""
        until = min(now + LONGEST, boundary) if boundary else now + LONGEST
        with self._lock:
            self._kept[address] = _Kept(value, version, until)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return value
