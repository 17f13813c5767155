"""The joined file: what leaves the door, as bytes and ranges of the stored file.

`join` is called for each delivery and reads nothing; whoever sends the file reads the ranges.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from dam.imaging.embed import jpeg, png, svg, tiff, webp
from dam.imaging.embed.head import write_head
from dam.imaging.embed.layout import Kept
from dam.imaging.embed.plan import Plan
from dam.imaging.metadata.records import PressMetadata

_FORMATS = {
    "JPEG": (jpeg.fill, "image/jpeg", "jpg"),
    "PNG": (png.fill, "image/png", "png"),
    "TIFF": (tiff.fill, "image/tiff", "tif"),
    "WEBP": (webp.fill, "image/webp", "webp"),
    "SVG": (svg.fill, "image/svg+xml", "svg"),
}
# The polynomial of CRC-32 (ISO 3309), least significant bit first; x to the power 0 is the top bit.
_POLYNOMIAL, _ONE = 0xEDB88320, 1 << 31


class Range(NamedTuple):
    """The bytes [start, end) of the stored file."""

    start: int
    end: int


Part = bytes | Range


@dataclass(frozen=True, slots=True)
class Joined:
    """A file ready to be sent: its parts in order, and what a sender says of it beforehand.

    ``length`` is in bytes; ``etag`` is strong and unquoted; ``extension`` has no dot.
    """

    parts: tuple[Part, ...]
    length: int
    crc32: int
    etag: str
    content_type: str
    extension: str

    def slice(self, start: int, end: int) -> tuple[Part, ...]:
        """The parts that make the bytes [start, end) of the joined file."""
        wanted: list[Part] = []
        for part in self.parts:
            size = _size(part)
            low, high = max(start, 0), min(end, size)
            if low < high:
                wanted.append(
                    Range(part.start + low, part.start + high)
                    if isinstance(part, Range)
                    else part[low:high]
                )
            start, end = start - size, end - size
        return tuple(wanted)


def join(plan: Plan, record: PressMetadata, *, full: bool = True) -> Joined:
    """The file of ``plan`` with ``record`` in it; the same input gives the same bytes.

    ``full=False`` writes the short list of small previews: creator, credit, copyright, web
    statement, licensor and id, in at most 800 bytes.
    """
    fill, content_type, extension = _FORMATS[plan.format]
    head = write_head(record, plan.layout.shown, full=full)
    parts: list[Part] = []
    crc32 = 0
    for piece in fill(plan.layout, head):
        if isinstance(piece, Kept):
            parts.append(Range(piece.start, piece.end))
            crc32 = _times(crc32, _power(piece.size)) ^ piece.crc32
            continue
        literal = bytes(piece)  # of a number: so many zeros
        crc32 = zlib.crc32(literal, crc32)
        if parts and isinstance(parts[-1], bytes):
            parts[-1] += literal
        else:
            parts.append(literal)
    return Joined(
        tuple(parts), sum(map(_size, parts)), crc32, _tag(plan, parts), content_type, extension
    )


def _size(part: Part) -> int:
    return part.end - part.start if isinstance(part, Range) else len(part)


def _tag(plan: Plan, parts: list[Part]) -> str:
    digest = hashlib.sha256(f"{plan.version} {plan.base_sha256}".encode())
    for part in parts:
        if isinstance(part, Range):
            digest.update(b" %d-%d " % part)
        else:
            digest.update(b" %d:" % len(part) + part)
    return digest.hexdigest()[:32]


def _times(a: int, b: int) -> int:
    """The product of two polynomials modulo CRC-32's."""
    product = 0
    while a:
        if a & _ONE:
            product ^= b
        a = a << 1 & 0xFFFFFFFF
        b = b >> 1 ^ (_POLYNOMIAL if b & 1 else 0)
    return product


@lru_cache(maxsize=4096)
def _power(size: int) -> int:
    """The power 8 × size of x; a CRC-32 times it is that of the same bytes and so many zeros."""
    power, square = _ONE, _ONE >> 8
    while size:
        if size & 1:
            power = _times(power, square)
        square = _times(square, square)
        size >>= 1
    return power
