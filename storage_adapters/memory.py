"""A store in memory, for tests and trials; gone with the process."""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO

from storage_adapters.contract import (
    PARTS_KEPT,
    NotStored,
    StoredObject,
    UploadLink,
    UploadPart,
    check_key,
)
from storage_adapters.verify import (
    ensure_all_parts,
    ensure_range,
    ensure_size,
    probe_storage,
    verified_blocks,
    verify_bytes,
)


@dataclass(frozen=True, slots=True)
class _Object:
    content: bytes
    modified: datetime


@dataclass(slots=True)
class _Parts:
    touched: datetime
    content: dict[int, bytes] = field(default_factory=dict)


@dataclass(slots=True)
class MemoryStorage:
    """A `Storage` over a dict. A dict's single steps are atomic, so threads need no lock."""

    _objects: dict[str, _Object] = field(default_factory=dict)
    _parts: dict[str, _Parts] = field(default_factory=dict)

    def put(self, key: str, source: BinaryIO, *, sha256: str, size: int) -> StoredObject:
        if check_key(key) not in self._objects:
            content = b"".join(verified_blocks(source, sha256=sha256, size=size))
            self._objects.setdefault(key, _Object(content, datetime.now(UTC)))
        with self.open(key) as file:
            verify_bytes(file, sha256=sha256, size=size)
        return self.stat(key)

    @contextmanager
    def open(self, key: str, start: int = 0, end: int | None = None) -> Iterator[BinaryIO]:
        ensure_range(start, end)
        yield io.BytesIO(self._found(key).content[start:end])

    def stat(self, key: str) -> StoredObject:
        stored = self._found(key)
        return StoredObject(key, len(stored.content), stored.modified)

    def delete(self, key: str) -> None:
        self._objects.pop(check_key(key), None)

    def keys(self, prefix: str = "") -> Iterator[StoredObject]:
        for key, stored in sorted(self._objects.items()):
            if key.startswith(prefix):
                yield StoredObject(key, len(stored.content), stored.modified)

    def copy(self, source: str, key: str, *, sha256: str, size: int) -> StoredObject:
        content = b"" if check_key(key) in self._objects else self._found(source).content
        return self.put(key, io.BytesIO(content), sha256=sha256, size=size)

    def begin_parts(self, key: str) -> str:
        check_key(key)
        parts_id = secrets.token_hex(16)
        self._parts[parts_id] = _Parts(datetime.now(UTC))
        return parts_id

    def part_link(
        self,
        key: str,
        parts_id: str,  # noqa: ARG002 — no browser reaches memory
        part: UploadPart,  # noqa: ARG002
        *,
        seconds: int,  # noqa: ARG002
    ) -> UploadLink | None:
        check_key(key)
        return None

    def put_part(self, key: str, parts_id: str, part: UploadPart, source: BinaryIO) -> None:
        content = b"".join(verified_blocks(source, sha256=part.sha256, size=part.size))
        come = self._come(key, parts_id)
        come.content[part.n] = content
        come.touched = datetime.now(UTC)

    def parts(self, key: str, parts_id: str) -> dict[int, int]:
        return {n: len(content) for n, content in self._come(key, parts_id).content.items()}

    def join_parts(self, key: str, parts_id: str, parts: Sequence[UploadPart]) -> StoredObject:
        with suppress(NotStored):  # joined already
            ensure_all_parts(self.parts(key, parts_id), parts)
            come = self._come(key, parts_id).content
            for part in parts:
                verify_bytes(io.BytesIO(come[part.n]), sha256=part.sha256, size=part.size)
            content = b"".join(come[part.n] for part in parts)
            self._objects.setdefault(key, _Object(content, datetime.now(UTC)))
        stored = ensure_size(self.stat(key), sum(part.size for part in parts))
        self.drop_parts(key, parts_id)
        return stored

    def drop_parts(self, key: str, parts_id: str) -> None:
        check_key(key)
        self._parts.pop(parts_id, None)

    def sweep(self, before: datetime) -> int:
        old = [upload for upload, come in self._parts.items() if come.touched < before - PARTS_KEPT]
        for parts_id in old:
            del self._parts[parts_id]
        return len(old)

    def check(self) -> None:
        probe_storage(self)

    def _found(self, key: str) -> _Object:
        try:
            return self._objects[check_key(key)]
        except KeyError:
            raise NotStored(key) from None

    def _come(self, key: str, parts_id: str) -> _Parts:
        check_key(key)
        try:
            return self._parts[parts_id]
        except KeyError:
            raise NotStored(f"parts of {key}") from None
