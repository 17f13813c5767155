"""What Pillow does not tell of a file, or tells too late, read from its own structure.

Called by `inspect`. Each function takes bytes or a file of the named format and believes nothing.
"""

from __future__ import annotations

import re
from typing import BinaryIO, Literal

from dam.imaging.geometry import Size

_MOST_JP2_HEADER = 8_000_000  # bytes; a press profile has one or two million
_MOST_CHUNKS, _MOST_CHUNK = 100_000, 1 << 20

# A JPEG marker that ends entropy-coded data: not a stuffed zero, a fill byte or a restart.
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


def read_webp_canvas(head: bytes) -> Size:
    """The canvas of the WebP that begins with ``head`` (RFC 9649, sections 2.5 to 2.7)."""
    chunk, data = head[12:16], head[20:]
    if chunk == b"VP8X":
        return _read_little_endian(data[4:7]) + 1, _read_little_endian(data[7:10]) + 1
    if chunk == b"VP8L":
        bits = _read_little_endian(data[1:5])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return _read_little_endian(data[6:8]) & 0x3FFF, _read_little_endian(data[8:10]) & 0x3FFF


def read_webp_length(head: bytes) -> int:
    """How many bytes the WebP that begins with ``head`` says it has (RFC 9649, section 2.4)."""
    return _read_little_endian(head[4:8]) + 8


def read_png_bits(head: bytes) -> int:
    """The bit depth in the IHDR chunk, which is always a PNG's first."""
    return head[24]


def read_png_chunks(source: BinaryIO, names: set[bytes]) -> dict[bytes, bytes]:
    """The first chunk of each wanted name, wherever it stands (PNG, third edition, section 5.3).

    Leaves ``source`` where it was. Of a chunk no more is read than `_MOST_CHUNK` bytes.
    """
    begun, chunks = source.tell(), dict[bytes, bytes]()
    at = 8
    for _ in range(_MOST_CHUNKS):
        source.seek(at)
        head = source.read(8)
        size, name = int.from_bytes(head[:4], "big"), head[4:]
        if len(head) < 8 or name == b"IEND":
            break
        if name in names and name not in chunks:
            chunks[name] = source.read(min(size, _MOST_CHUNK))
        at += size + 12
    source.seek(begun)
    return chunks


def read_avif_bits(head: bytes) -> int:
    """The bit depth in the first AV1 configuration box (AV1-ISOBMFF, section 2.3.3)."""
    at = head.find(b"av1C")
    flags = head[at + 6] if 0 <= at < len(head) - 6 else 0
    if flags & 0x40:
        return 12 if flags & 0x20 else 10
    return 8


def read_jp2_bits(head: bytes) -> int:
    """The bit depth in a JP2's image header box, or in its codestream's SIZ (ISO 15444-1)."""
    box = head.find(b"ihdr")
    at = 42 if head.startswith(b"\xff\x4f") else box + 14
    depth = head[at] if at < len(head) and (box >= 0 or at == 42) else 7
    # The highest bit tells signed numbers; 255 in the box that the depths differ.
    return (depth & 0x7F) + 1 if depth != 0xFF else 8


def read_jp2_profile(source: BinaryIO) -> bytes:
    """The ICC profile in a JP2's header (ISO 15444-1, I.5.3.3); ``source`` stays where it was."""
    at = source.tell()
    source.seek(0)
    header = _find_jp2_box(source.read(_MOST_JP2_HEADER), b"jp2h")
    source.seek(at)
    colour = _find_jp2_box(header, b"colr")
    # Method 2 is a restricted profile, 3 any; precedence and approximation follow.
    return colour[3:] if colour[:1] in {b"\2", b"\3"} else b""


def _find_jp2_box(boxes: bytes, box_name: bytes) -> bytes:
    """The content of the first box of a name, empty where there is none."""
    at = 0
    while at + 8 <= len(boxes):
        size, name = int.from_bytes(boxes[at : at + 4], "big"), boxes[at + 4 : at + 8]
        if size < 8:
            break
        if name == box_name:
            return boxes[at + 8 : at + size]
        at += size
    return b""


def count_scans(source: BinaryIO, most: int) -> int:
    """How many scans a JPEG's first image has, counted no further than ``most`` + 1."""
    source.seek(0)
    data = source.read()
    scans, at = 0, 2
    while scans <= most and (match := _JPEG_MARKER.search(data, at)):
        marker = data[match.start() + 1]
        if marker == 0xD9:  # end of image
            break
        scans += marker == 0xDA  # start of scan
        at = match.end() + int.from_bytes(data[match.end() : match.end() + 2], "big")
    return scans


def count_pages(source: BinaryIO, most: int) -> int:
    """How many directories a TIFF or BigTIFF chains, counted no further than ``most`` + 1.

    A chain that turns back on itself or leaves the file ends there.
    """
    source.seek(0)
    head = source.read(16)
    order: Literal["little", "big"] = "little" if head[:2] == b"II" else "big"
    big = 43 in head[2:4]
    count_width, entry, pointer = (8, 20, 8) if big else (2, 12, 4)
    at = int.from_bytes(head[8:16] if big else head[4:8], order)
    seen: set[int] = set()
    while at and at not in seen and len(seen) <= most:
        source.seek(at)
        count = source.read(count_width)
        if len(count) < count_width:
            break
        seen.add(at)
        source.seek(at + count_width + entry * int.from_bytes(count, order))
        at = int.from_bytes(source.read(pointer), order)
    return len(seen)


def _read_little_endian(data: bytes) -> int:
    return int.from_bytes(data, "little")
