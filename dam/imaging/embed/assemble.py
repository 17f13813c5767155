"""The joined file: what leaves the door, as bytes and ranges of the stored file.

`join_file` is called for each delivery and reads nothing; whoever sends the file reads the ranges.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from dam.imaging.embed import jpeg, png, svg, tiff, webp
from dam.imaging.embed.head import write_head
from dam.imaging.embed.layout import KeptRange
from dam.imaging.embed.plan import Plan
from dam.imaging.metadata.records import PressMetadata

_FORMATS = {
    "JPEG": (jpeg.assemble_jpeg, "image/jpeg", "jpg"),
    "PNG": (png.assemble_png, "image/png", "png"),
    "TIFF": (tiff.assemble_tiff, "image/tiff", "tif"),
    "WEBP": (webp.assemble_webp, "image/webp", "webp"),
    "SVG": (svg.assemble_svg, "image/svg+xml", "svg"),
}
# The polynomial of CRC-32 (ISO 3309), least significant bit first; x to the power 0 is the top bit.
_POLYNOMIAL, _ONE = 0xEDB88320, 1 << 31


class StoredRange(NamedTuple):
    """The bytes [start, end) of the stored file."""

    start: int
    end: int


JoinedPart = bytes | StoredRange


@dataclass(frozen=True, slots=True)
class JoinedFile:
    """A file ready to be sent: its parts in order, and what a sender says of it beforehand.

    ``length`` is in bytes; ``etag`` is strong and unquoted; ``extension`` has no dot.
    """

    parts: tuple[JoinedPart, ...]
    length: int
    crc32: int
    etag: str
    content_type: str
    extension: str

    def slice(self, start: int, end: int) -> tuple[JoinedPart, ...]:
        """The parts that make the bytes [start, end) of the joined file."""
        parts: list[JoinedPart] = []
        for part in self.parts:
            size = _get_part_size(part)
            low, high = max(start, 0), min(end, size)
            if low < high:
                parts.append(
                    StoredRange(part.start + low, part.start + high)
                    if isinstance(part, StoredRange)
                    else part[low:high]
                )
            start, end = start - size, end - size
        return tuple(parts)


def join_file(plan: Plan, record: PressMetadata, *, full: bool = True) -> JoinedFile:
    """The file of ``plan`` with ``record`` in it; the same input gives the same bytes.

    ``full=False`` writes the short list of small previews: creator, credit, copyright, web
    statement, licensor and id, in at most 800 bytes.
    """
    fill, content_type, extension = _FORMATS[plan.format]
    head = write_head(record, plan.layout.display, full=full)
    parts: list[JoinedPart] = []
    crc32 = 0
    for piece in fill(plan.layout, head):
        if isinstance(piece, KeptRange):
            parts.append(StoredRange(piece.start, piece.end))
            crc32 = _multiply_mod_crc32(crc32, _get_zeros_factor(piece.size)) ^ piece.crc32
            continue
        literal = bytes(piece)  # of a number: so many zeros
        crc32 = zlib.crc32(literal, crc32)
        if parts and isinstance(parts[-1], bytes):
            parts[-1] += literal
        else:
            parts.append(literal)
    return JoinedFile(
        tuple(parts),
        sum(map(_get_part_size, parts)),
        crc32,
        _compute_etag(plan, parts),
        content_type,
        extension,
    )


def _get_part_size(part: JoinedPart) -> int:
    return part.end - part.start if isinstance(part, StoredRange) else len(part)


def _compute_etag(plan: Plan, parts: list[JoinedPart]) -> str:
    digest = hashlib.sha256(f"{plan.version} {plan.base_sha256}".encode())
    for part in parts:
        if isinstance(part, StoredRange):
            digest.update(b" %d-%d " % part)
        else:
            digest.update(b" %d:" % len(part) + part)
    return digest.hexdigest()[:32]


def _multiply_mod_crc32(a: int, b: int) -> int:
    """The product of two polynomials modulo CRC-32's."""
    product = 0
    while a:
        if a & _ONE:
            product ^= b
        a = a << 1 & 0xFFFFFFFF
        b = b >> 1 ^ (_POLYNOMIAL if b & 1 else 0)
    return product


@lru_cache(maxsize=4096)
def _get_zeros_factor(size: int) -> int:
    """The power 8 × size of x; a CRC-32 times it is that of the same bytes and so many zeros."""
    power, square = _ONE, _ONE >> 8
    while size:
        if size & 1:
            power = _multiply_mod_crc32(power, square)
        square = _multiply_mod_crc32(square, square)
        size >>= 1
    return power
