"""WebP: which chunks decoding needs, and where Exif and XMP go. Used by `plan` and `assemble`.

The container is that of RFC 9649, section 2; the headers of VP8 are in RFC 6386, section 9.1.
It has no place for IIM.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from dam.imaging.embed import exif
from dam.imaging.embed.layout import (
    Collector,
    Data,
    Head,
    Layout,
    NoPlan,
    Piece,
    Shown,
    length,
    number,
    take,
)

ICC, ALPHA, EXIF, XMP, ANIMATION = 0x20, 0x10, 0x08, 0x04, 0x02
_PIXELS = {b"VP8 ", b"VP8L"}
_MAX_CHUNKS = 10_000
_MAX_EXIF = 1 << 20


def chunks(data: Data) -> Iterator[tuple[bytes, int, int]]:
    """The name and the payload [start, end) of each chunk, its padding included."""
    if take(data, 0, 4) != b"RIFF" or take(data, 8, 4) != b"WEBP":
        raise NoPlan("Filen är ingen hel WebP-bild.")
    end = 8 + number(data, 4, "<I")
    if end > len(data):
        raise NoPlan("WebP-bilden är avhuggen eller skadad.")
    at = 12
    for _ in range(_MAX_CHUNKS):
        if at + 8 > end:
            return
        size = number(data, at + 4, "<I")
        name, start, at = data[at : at + 4], at + 8, at + 8 + size + size % 2
        if at > end:
            raise NoPlan("WebP-bilden är avhuggen eller skadad.")
        yield name, start, at
    raise NoPlan("WebP-bilden har för många delar.")


def lay_out(data: Data) -> Layout:
    """Everything decoding needs of a still image; NoPlan where that is unclear or it moves."""
    kept, shown = Collector(data), Shown()
    canvas, flags, found = b"", 0, set[bytes]()
    for name, start, end in chunks(data):
        if name in {b"ANIM", b"ANMF"}:
            raise NoPlan("WebP-bilden är rörlig.")
        if name == b"VP8X" and not found:
            flags, canvas = number(data, start, "B") & (ICC | ALPHA), take(data, start + 4, 6)
        elif name in _PIXELS and not found & _PIXELS:
            if not canvas:
                flags, canvas = _simple(name, take(data, start, 10))
            kept.keep(start - 8, end)
        elif (name == b"ICCP" and flags & ICC) or (name == b"ALPH" and canvas):
            kept.keep(start - 8, end)
        elif name == b"EXIF" and not shown:
            block = data[start : min(end, start + _MAX_EXIF)]
            shown = exif.read_shown(block.removeprefix(b"Exif\0\0"))
        found.add(name)
    if not found & _PIXELS:
        raise NoPlan("WebP-bilden har inga bilddata.")
    if b"ICCP" not in found:
        flags &= ~ICC
    return Layout((), kept.pieces(), shown, struct.pack("<I", flags) + canvas)


def fill(layout: Layout, head: Head) -> Iterator[Piece]:
    """The joined file, always in the extended form: VP8X, the pixels, then Exif and XMP."""
    block = exif.block(head.exif)
    (flags,) = struct.unpack_from("<I", layout.frame)
    flags |= XMP | (EXIF if block else 0)
    opening = _chunk(b"VP8X", struct.pack("<I", flags) + layout.frame[4:])
    closing = (_chunk(b"EXIF", block) if block else b"") + _chunk(b"XMP ", head.xmp)
    size = 4 + len(opening) + length(layout.after) + len(closing)
    yield b"RIFF" + struct.pack("<I", size) + b"WEBP" + opening
    yield from layout.after
    yield closing


def _simple(name: bytes, opening: bytes) -> tuple[int, bytes]:
    """The flags and the canvas that VP8X would give, from the first ten bytes of the pixels."""
    if name == b"VP8L" and opening[0] == 0x2F:
        bits = number(opening, 1, "<I")
        width, height, alpha = bits & 0x3FFF, bits >> 14 & 0x3FFF, bits >> 28 & 1
    elif name == b"VP8 " and opening[3:6] == b"\x9d\x01\x2a":
        width, height = ((side - 1) & 0x3FFF for side in struct.unpack_from("<HH", opening, 6))
        alpha = 0
    else:
        raise NoPlan("WebP-bilden är skadad.")
    return ALPHA * alpha, struct.pack("<I", width)[:3] + struct.pack("<I", height)[:3]


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)
