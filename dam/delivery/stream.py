"""The bytes of a joined file, from head and store, whole or a slice of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, BinaryIO

from dam.imaging.embed.assemble import StoredRange
from storage_adapters.contract import Storage, StorageDown

BLOCK = 1 << 20


def stream_blocks(
    parts: Iterable[bytes | StoredRange], storage: Storage, key: str
) -> Iterator[bytes]:
    """Yield the parts in order: literal bytes as they are, ranges read from the stored object.

    Raises StorageDown where the store gives fewer bytes than the range holds.
    """
    for part in parts:
        if isinstance(part, bytes):
            yield part
        else:
            with storage.open(key, part.start, part.end) as file:
                yield from read_exactly(file, part.end - part.start)


def read_exactly(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield ``size`` bytes of a file in blocks; StorageDown where it ends before."""
    while size:
        block = file.read(min(BLOCK, size))
        if not block:
            raise StorageDown("the stored object is shorter than its plan")
        size -= len(block)
        yield block


def copy_to(target: IO[bytes], source: IO[bytes]) -> None:
    """Copy the rest of a file."""
    while block := source.read(BLOCK):
        target.write(block)
