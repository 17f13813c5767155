"""WebP: which chunks decoding needs, and where Exif and XMP go. Used by `plan` and `assemble`.

The container is that of RFC 9649, section 2; the headers of VP8 are in RFC 6386, section 9.1.
It has no place for IIM.
"""

from __future__ import annotations

import struct
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
    count_piece_bytes,
    take_bytes,
    take_number,
)

ICC, ALPHA, EXIF, XMP = 0x20, 0x10, 0x08, 0x04
_PIXELS = {b"VP8 ", b"VP8L"}
_MAX_CHUNKS = 10_000
_MAX_EXIF = 1 << 20


def iterate_webp_chunks(data: Data) -> Iterator[tuple[bytes, int, int]]:
    """The name and the payload [start, end) of each chunk, its padding included."""
    if take_bytes(data, 0, 4) != b"RIFF" or take_bytes(data, 8, 4) != b"WEBP":
        raise NoPlan("Filen är ingen hel WebP-bild.")
    end = 8 + take_number(data, 4, "<I")
    if end > len(data):
        raise NoPlan("WebP-bilden är avhuggen eller skadad.")
    at = 12
    for _ in range(_MAX_CHUNKS):
        if at + 8 > end:
            return
        size = take_number(data, at + 4, "<I")
        name, start, at = data[at : at + 4], at + 8, at + 8 + size + size % 2
        if at > end:
            raise NoPlan("WebP-bilden är avhuggen eller skadad.")
        yield name, start, at
    raise NoPlan("WebP-bilden har för många delar.")


def lay_out_webp(data: Data) -> FileLayout:
    """Everything decoding needs of a still image; NoPlan where that is unclear or it moves."""
    collector, display = PieceCollector(data), DisplayFields()
    canvas, flags, chunk_names = b"", 0, set[bytes]()
    for name, start, end in iterate_webp_chunks(data):
        if name in {b"ANIM", b"ANMF"}:
            raise NoPlan("WebP-bilden är rörlig.")
        if name == b"VP8X" and not chunk_names:
            flags, canvas = (
                take_number(data, start, "B") & (ICC | ALPHA),
                take_bytes(data, start + 4, 6),
            )
        elif name in _PIXELS and not chunk_names & _PIXELS:
            if not canvas:
                flags, canvas = _read_simple_header(name, take_bytes(data, start, 10))
            collector.keep(start - 8, end)
        elif (name == b"ICCP" and flags & ICC) or (name == b"ALPH" and canvas):
            collector.keep(start - 8, end)
        elif name == b"EXIF" and not display:
            block = data[start : min(end, start + _MAX_EXIF)]
            display = exif.read_exif_display(block.removeprefix(b"Exif\0\0"))
        chunk_names.add(name)
    if not chunk_names & _PIXELS:
        raise NoPlan("WebP-bilden har inga bilddata.")
    if b"ICCP" not in chunk_names:
        flags &= ~ICC
    return FileLayout((), collector.pieces(), display, struct.pack("<I", flags) + canvas)


def assemble_webp(layout: FileLayout, head: MetadataHead) -> Iterator[Piece]:
    """The joined file, always in the extended form: VP8X, the pixels, then Exif and XMP."""
    block = exif.write_exif_block(head.exif)
    (flags,) = struct.unpack_from("<I", layout.frame)
    flags |= XMP | (EXIF if block else 0)
    opening = _write_webp_chunk(b"VP8X", struct.pack("<I", flags) + layout.frame[4:])
    closing = (_write_webp_chunk(b"EXIF", block) if block else b"") + _write_webp_chunk(
        b"XMP ", head.xmp
    )
    size = 4 + len(opening) + count_piece_bytes(layout.after) + len(closing)
    yield b"RIFF" + struct.pack("<I", size) + b"WEBP" + opening
    yield from layout.after
    yield closing


def _read_simple_header(name: bytes, opening: bytes) -> tuple[int, bytes]:
    """The flags and the canvas for a VP8X chunk, from the first ten bytes of the pixels."""
    if name == b"VP8L" and opening[0] == 0x2F:
        bits = take_number(opening, 1, "<I")
        width, height, alpha = bits & 0x3FFF, bits >> 14 & 0x3FFF, bits >> 28 & 1
    elif name == b"VP8 " and opening[3:6] == b"\x9d\x01\x2a":
        width, height = ((side - 1) & 0x3FFF for side in struct.unpack_from("<HH", opening, 6))
        alpha = 0
    else:
        raise NoPlan("WebP-bilden är skadad.")
    return ALPHA * alpha, struct.pack("<I", width)[:3] + struct.pack("<I", height)[:3]


def _write_webp_chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)
