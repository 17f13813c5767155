"""Bytes held against what they should be; every adapter writes and reads back through here."""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from storage_adapters.contract import (
    Storage,
    StorageDown,
    StorageError,
    StorageFull,
    StoredObject,
    UploadPart,
    WrongBytes,
)

BLOCK = 1 << 20  # bytes: large enough to be fast, small enough to be many at once


def verified_blocks(
    source: BinaryIO, *, sha256: str, size: int, block: int = BLOCK
) -> Iterator[bytes]:
    """Yield source in blocks of exactly ``block`` bytes, the last one shorter.

    Raises WrongBytes at the first sign that source is not the ``size`` bytes with this SHA-256;
    only a caller who has exhausted the iterator knows that it is.
    """
    digest = hashlib.sha256()
    bytes_left = size
    while bytes_left:
        part = _read_full(source, min(block, bytes_left))
        if not part:
            raise WrongBytes(f"ended {bytes_left} bytes short of {size}")
        digest.update(part)
        bytes_left -= len(part)
        yield part
    if source.read(1):
        raise WrongBytes(f"longer than {size} bytes")
    if digest.hexdigest() != sha256:
        raise WrongBytes(f"SHA-256 is {digest.hexdigest()}, not {sha256}")


def verify_bytes(source: BinaryIO, *, sha256: str, size: int) -> None:
    """Read source to its end; WrongBytes where it is not the expected bytes."""
    for _ in verified_blocks(source, sha256=sha256, size=size):
        pass


def ensure_range(start: int, end: int | None) -> None:
    """Raise ValueError where [start, end) is no range."""
    if start < 0 or (end is not None and end < start):
        raise ValueError(f"[{start}, {end}) is no range")


def ensure_size(stored: StoredObject, size: int) -> StoredObject:
    """Return the object unchanged, or raise WrongBytes where it is not of ``size`` bytes."""
    if stored.size != size:
        raise WrongBytes(f"{stored.key} holds {stored.size} bytes, not {size}")
    return stored


def ensure_all_parts(come: Mapping[int, int], parts: Sequence[UploadPart]) -> None:
    """Raise WrongBytes where what has come, number → bytes, is not these parts."""
    if come != {part.n: part.size for part in parts}:
        raise WrongBytes(f"of {len(parts)} parts these have come: {sorted(come)}")


def probe_storage(storage: Storage, prefix: str = "incoming/probe-") -> None:
    """Write, read and delete an object of its own; StorageDown or StorageFull with the cause."""
    key = f"{prefix}{secrets.token_hex(16)}"
    content = secrets.token_bytes(64)
    digest = hashlib.sha256(content).hexdigest()
    try:
        storage.put(key, io.BytesIO(content), sha256=digest, size=len(content))
        with storage.open(key) as file:
            verify_bytes(file, sha256=digest, size=len(content))
        storage.delete(key)
    except (StorageDown, StorageFull):
        raise
    except StorageError as error:
        raise StorageDown(f"a probe object did not come back as written: {error!r}") from error


def _read_full(source: BinaryIO, count: int) -> bytes:
    """``count`` bytes, fewer only at the end: an unbuffered source may answer in bits."""
    first = source.read(count)
    if not first or len(first) == count:
        return first
    parts, have = [first], len(first)
    while have < count and (part := source.read(count - have)):
        parts.append(part)
        have += len(part)
    return b"".join(parts)
