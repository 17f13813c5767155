"""Bytes for tests of storage, and the short way to put and get them."""

import hashlib
import io
from collections.abc import Callable

from storage_adapters.contract import Storage, Stored

LARGE = (16 << 20) + 1  # bytes: the smallest object that S3 gets in parts


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def put(storage: Storage, key: str, content: bytes) -> Stored:
    return storage.put(key, io.BytesIO(content), sha256=sha256(content), size=len(content))


def get(storage: Storage, key: str, start: int = 0, end: int | None = None) -> bytes:
    with storage.open(key, start, end) as file:
        return file.read()


class Endless(io.RawIOBase):
    """A stream of zeros, in answers of at most ``block`` bytes, that does ``then`` before the
    answer that would pass ``after`` bytes.
    """

    def __init__(
        self, block: int = 1 << 20, after: int | None = None, then: Callable[[], None] = int
    ) -> None:
        self.block = block
        self.after = after
        self.then = then
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        count = min(len(buffer), self.block)
        if self.after is not None and self.given + count > self.after:
            self.after = None
            self.then()
        self.given += count
        memoryview(buffer)[:count] = bytes(count)
        return count


def zeros(size: int) -> str:
    """The SHA-256 of so many zeros."""
    digest = hashlib.sha256()
    block = bytes(1 << 20)
    for _ in range(size >> 20):
        digest.update(block)
    digest.update(bytes(size % (1 << 20)))
    return digest.hexdigest()
