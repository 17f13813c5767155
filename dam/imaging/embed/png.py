"""PNG: which chunks decoding needs, and where Exif and XMP go. Used by `plan` and `assemble`.

Chunks are those of the PNG specification, third edition. It has no place for IIM.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterator

from dam.imaging.embed import exif
from dam.imaging.embed.layout import (
    Data,
    DisplayFields,
    FileLayout,
    MetadataHead,
    NoPlan,
    Piece,
    PieceCollector,
    take_bytes,
    take_number,
)

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# The largest sensible size of each chunk that says something about pixels, colours or density.
KEPT = {
    b"PLTE": 768,
    b"tRNS": 256,
    b"sBIT": 4,
    b"bKGD": 6,
    b"pHYs": 9,
    b"gAMA": 4,
    b"cHRM": 32,
    b"sRGB": 1,
    b"cICP": 4,
    b"mDCV": 24,
    b"cLLI": 8,
    b"iCCP": 16 << 20,
    b"IDAT": 0x7FFFFFFF,
    b"IEND": 0,
}
_MAX_CHUNKS = 100_000
_MAX_EXIF = 1 << 20


def iterate_png_chunks(data: Data) -> Iterator[tuple[bytes, int, int]]:
    """The name and the bytes [start, end) of each chunk after IHDR, whole, up to IEND."""
    at = 33
    for _ in range(_MAX_CHUNKS):
        size, name = take_number(data, at, ">I"), take_bytes(data, at + 4, 4)
        if at + 12 + size > len(data):
            raise NoPlan("PNG-bilden är avhuggen eller skadad.")
        yield name, at, at + 12 + size
        if name == b"IEND":
            return
        at += 12 + size
    raise NoPlan("PNG-bilden har för många delar.")


def lay_out_png(data: Data) -> FileLayout:
    """Everything decoding needs of the still image; NoPlan where that is unclear."""
    if data[:8] != SIGNATURE or data[8:16] != b"\0\0\0\rIHDR":
        raise NoPlan("Filen är ingen hel PNG-bild.")
    collector, display, pixels_end = PieceCollector(data), DisplayFields(), 0
    for name, start, end in iterate_png_chunks(data):
        if name == b"IDAT":
            if pixels_end not in {0, start}:
                raise NoPlan("PNG-bildens bilddata är delade av något annat.")
            pixels_end = end
        if _is_chunk_needed(name, end - start - 12):
            collector.keep(start, end)
        elif name == b"eXIf" and not display:
            display = exif.read_exif_display(data[start + 8 : min(end - 4, start + _MAX_EXIF)])
    if not pixels_end:
        raise NoPlan("PNG-bilden har inga bilddata.")
    return FileLayout((take_bytes(data, 0, 33),), collector.pieces(), display)


def hash_coded_png(data: Data) -> str:
    """The SHA-256 (hex) of the chunks that pixels and colours depend on."""
    digest = hashlib.sha256(take_bytes(data, 0, 33))
    with memoryview(data) as view:
        for name, start, end in iterate_png_chunks(data):
            if name in KEPT:
                with view[start:end] as part:
                    digest.update(part)
    return digest.hexdigest()


def _is_chunk_needed(name: bytes, size: int) -> bool:
    if name in KEPT and size <= KEPT[name]:
        return True
    # A capital first letter says that the image cannot be shown without the chunk.
    if name in KEPT or not name[0] & 0x20:
        raise NoPlan("PNG-bilden har en okänd eller felaktig del.")
    return False


def assemble_png(layout: FileLayout, head: MetadataHead) -> Iterator[Piece]:
    """The joined file: Exif and XMP right behind IHDR, where readers meet them first."""
    yield from layout.before
    block = exif.write_exif_block(head.exif)
    if block:
        yield _write_png_chunk(b"eXIf", block)
    yield _write_png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + head.xmp)
    yield from layout.after


def _write_png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
