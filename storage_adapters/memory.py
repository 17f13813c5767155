"""A store in memory, for tests and trials; gone with the process."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO

from storage_adapters.contract import NotStored, Stored, UploadLink, checked
from storage_adapters.verify import checked_range, probe, verified_blocks, verify


@dataclass(frozen=True, slots=True)
class _Object:
    content: bytes
    modified: datetime


@dataclass(slots=True)
class MemoryStorage:
    """A `Storage` over a dict. A dict's single steps are atomic, so threads need no lock."""

    _objects: dict[str, _Object] = field(default_factory=dict)

    def put(self, key: str, source: BinaryIO, *, sha256: str, size: int) -> Stored:
        if checked(key) not in self._objects:
            content = b"".join(verified_blocks(source, sha256=sha256, size=size))
            self._objects.setdefault(key, _Object(content, datetime.now(UTC)))
        with self.open(key) as file:
            verify(file, sha256=sha256, size=size)
        return self.stat(key)

    @contextmanager
    def open(self, key: str, start: int = 0, end: int | None = None) -> Iterator[BinaryIO]:
        checked_range(start, end)
        yield io.BytesIO(self._found(key).content[start:end])

    def stat(self, key: str) -> Stored:
        found = self._found(key)
        return Stored(key, len(found.content), found.modified)

    def delete(self, key: str) -> None:
        self._objects.pop(checked(key), None)

    def keys(self, prefix: str = "") -> Iterator[Stored]:
        for key, found in sorted(self._objects.items()):
            if key.startswith(prefix):
                yield Stored(key, len(found.content), found.modified)

    def sweep(self, before: datetime) -> int:  # noqa: ARG002 — a write here finishes or leaves nothing
        return 0

    def upload_link(self, key: str, *, size: int, sha256: str, seconds: int) -> UploadLink | None:  # noqa: ARG002 — no browser reaches memory
        checked(key)
        return None

    def check(self) -> None:
        probe(self)

    def _found(self, key: str) -> _Object:
        try:
            return self._objects[checked(key)]
        except KeyError:
            raise NotStored(key) from None
