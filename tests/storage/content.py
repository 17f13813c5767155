"""Bytes for tests of storage, and the short way to put and get them."""

import hashlib
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from storage_adapters.contract import PARTS_KEPT, Storage, StoredObject, UploadPart
from storage_adapters.s3.store import S3Storage

LARGE = (16 << 20) + 1  # bytes: the smallest object that S3 gets in parts

KEY = "originals/ab/cd/abcd.jpg"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def put(storage: Storage, key: str, content: bytes) -> StoredObject:
    return storage.put(key, io.BytesIO(content), sha256=sha256(content), size=len(content))


def part_of(n: int, content: bytes) -> UploadPart:
    return UploadPart(n, len(content), sha256(content))


def get(storage: Storage, key: str, start: int = 0, end: int | None = None) -> bytes:
    with storage.open(key, start, end) as file:
        return file.read()


def keys(storage: Storage, prefix: str = "") -> list[str]:
    return [stored.key for stored in storage.keys(prefix)]


def leftovers(storage: Storage) -> int:
    """How many beginnings of objects there are; they are gone then."""
    return storage.sweep(datetime.now(UTC) + PARTS_KEPT + timedelta(hours=1))


def nothing_left(storage: Storage) -> bool:
    """Neither an object nor the beginning of one."""
    return not keys(storage) and leftovers(storage) == 0


class Zeros(io.RawIOBase):
    """So many zeros, never held at once; ``then`` is called before the one at offset ``at``."""

    def __init__(self, size: int, *, at: int = -1, then: Callable[[], object] = int) -> None:
        self.left = size
        self.size = size
        self.at = at
        self.then = then

    @property
    def sha256(self) -> str:
        digest = hashlib.sha256(bytes(self.size % (1 << 20)))
        for _ in range(self.size >> 20):
            digest.update(bytes(1 << 20))
        return digest.hexdigest()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        count = min(len(buffer), self.left)
        if self.size - self.left <= self.at < self.size - self.left + count:
            self.then()
        memoryview(buffer)[:count] = bytes(count)
        self.left -= count
        return count


def put_part(storage: S3Storage, parts_id: str, content: bytes = b"bytes") -> None:
    storage.put_part(KEY, parts_id, part_of(1, content), io.BytesIO(content))
