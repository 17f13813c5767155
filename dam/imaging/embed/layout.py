"""What a joined file is made of, and careful reading of bytes that a stranger wrote.

Used by the format modules beside it, which find the pieces, and by `plan`, which keeps them.
"""

from __future__ import annotations

import io
import mmap
import struct
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from dam.errors import DamError

# A whole file, sliced and searched in place: a real file is mapped, anything else is read.
Data = bytes | mmap.mmap

# What a plan may hold, so that it stays small in its row.
_MAX_PIECES, _MAX_LITERAL = 256, 16_384
# A range of fewer bytes costs more to read than to keep in the plan.
_SHORT = 512


class NoPlan(DamError):
    """A file that cannot be joined; the sentence tells staff why."""


@dataclass(frozen=True, slots=True)
class KeptRange:
    """The bytes [start, end) of the stored file, and their CRC-32."""

    start: int
    end: int
    crc32: int

    @property
    def size(self) -> int:
        return self.end - self.start


# Bytes written as they are, a number of zero bytes, or a range of the stored file.
Piece = bytes | int | KeptRange
# Exif tags and their integers: how pixels are meant to be seen. Rationals are two integers.
DisplayFields = dict[int, tuple[int, ...]]
# Exif tags and what will be written: integers, or UTF-8 text.
ExifFields = dict[int, tuple[int, ...] | bytes]


@dataclass(frozen=True, slots=True)
class FileLayout:
    """A file without metadata, ``before`` and ``after`` it; ``frame`` is for its writer."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    display: DisplayFields
    frame: bytes = b""


@dataclass(frozen=True, slots=True)
class MetadataHead:
    """The record as it goes into a file: XMP packet, IIM datasets, Exif; empty is left out."""

    xmp: bytes
    iim: bytes
    exif: ExifFields


@contextmanager
def map_file(source: BinaryIO) -> Iterator[Data]:
    """The whole of ``source`` as bytes-like data; NoPlan where it is empty."""
    if source.seek(0, io.SEEK_END) == 0:
        raise NoPlan("Filen är tom.")
    try:
        descriptor = source.fileno()
    except OSError:
        descriptor = -1
    if descriptor < 0:
        source.seek(0)
        yield source.read()
    else:
        with mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ) as data:
            yield data


def count_piece_bytes(pieces: Iterable[Piece]) -> int:
    """How many bytes the pieces make."""
    return sum(
        piece if isinstance(piece, int) else len(piece) if isinstance(piece, bytes) else piece.size
        for piece in pieces
    )


def take_bytes(data: Data, start: int, size: int) -> bytes:
    """Exactly ``size`` bytes from ``start``, or NoPlan."""
    if start < 0 or start + size > len(data):
        raise NoPlan("Filen är avhuggen eller skadad.")
    return data[start : start + size]


def take_number(data: Data, start: int, form: str) -> int:
    """One integer in the struct format ``form``, or NoPlan."""
    value: int = struct.unpack(form, take_bytes(data, start, struct.calcsize(form)))[0]
    return value


class PieceCollector:
    """Collects pieces in the order of the joined file, the first at offset ``at``.

    Neighbours in the stored file become one range, and short ranges bytes of the plan.
    """

    def __init__(self, data: Data, at: int = 0) -> None:
        self._data = data
        self._pieces: list[bytes | int | tuple[int, int]] = []
        self.at = at

    def keep(self, start: int, end: int) -> None:
        """Add the bytes [start, end) of the stored file."""
        if start < 0 or end > len(self._data):
            raise NoPlan("Filen är avhuggen eller skadad.")
        last = self._pieces[-1] if self._pieces else None
        if isinstance(last, tuple) and last[1] == start:
            self._pieces[-1] = (last[0], end)
        elif start < end:
            self._pieces.append((start, end))
        self.at += end - start

    def write(self, literal: bytes) -> None:
        """Add these bytes."""
        self._pieces.append(literal)
        self.at += len(literal)

    def fill(self, zeros: int) -> None:
        """Add so many zero bytes."""
        if zeros:
            self._pieces.append(zeros)
        self.at += zeros

    def pieces(self) -> tuple[Piece, ...]:
        """What was collected; NoPlan where it would make a plan that is no longer small."""
        pieces: list[Piece] = []
        for piece in map(self._settled, self._pieces):
            if isinstance(piece, bytes) and pieces and isinstance(pieces[-1], bytes):
                pieces[-1] += piece
            else:
                pieces.append(piece)
        literal = sum(len(piece) for piece in pieces if isinstance(piece, bytes))
        if len(pieces) > _MAX_PIECES or literal > _MAX_LITERAL:
            raise NoPlan("Filens bilddata ligger i för många bitar.")
        return tuple(pieces)

    def _settled(self, piece: bytes | int | tuple[int, int]) -> Piece:
        if isinstance(piece, bytes):
            return piece
        if isinstance(piece, int):
            return bytes(piece) if piece <= _SHORT else piece
        start, end = piece
        if end - start <= _SHORT:
            return self._data[start:end]
        with memoryview(self._data) as whole, whole[start:end] as part:
            return KeptRange(start, end, zlib.crc32(part))
