"""PNG files of every depth and order, with chunks from all kinds of tools."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from hypothesis import strategies as st
from PIL import Image

from tests.imaging.embed.uploads import (
    CANARY,
    LARGE_PROFILE,
    SRGB,
    XMP,
    Upload,
    foreign_exif,
    orientations,
    pictures,
)
from tests.imaging.samples import chunk, png_16, png_interlaced

STRANGERS = {
    "tEXt": b"Comment\0" + CANARY,
    "zTXt": b"Raw profile type exif\0\0" + zlib.compress(CANARY),
    "iTXt": b"XML:com.adobe.xmp\0\0\0\0\0" + XMP,
    "tIME": b"\x07\xea\x03\x0e\x0c\0\0",
    "caBX": b"jumb" + CANARY,
    "prVt": CANARY,
    "sPLT": CANARY + b"\0\x08",
}
# Ancillary chunks that say how pixels look; each goes before the pixels.
KEPT = {
    "gAMA": struct.pack(">I", 45455),
    "sRGB": b"\0",
    "cHRM": struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000),
    "pHYs": struct.pack(">IIB", 11811, 11811, 1),
}


def chunks(data: bytes) -> list[bytes]:
    """The chunks of a PNG, whole, in order."""
    found, at = [], 8
    while at < len(data):
        size = 12 + int.from_bytes(data[at : at + 4], "big")
        found.append(data[at : at + size])
        at += size
    return found


def assembled(parts: list[bytes]) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def names(data: bytes) -> list[bytes]:
    return [part[4:8] for part in chunks(data)]


@st.composite
def pngs(draw: st.DrawFn) -> Upload:
    """Palette, grey, colour, alpha, 16 bits, interlaced, animated; pixels in few or many chunks."""
    profile = draw(st.sampled_from([None, SRGB, LARGE_PROFILE]))
    parts = _pixels(draw, profile)
    first = next(at for at, part in enumerate(parts) if part[4:8] == b"IDAT")
    if draw(st.booleans()):
        parts[first : first + 1] = _divided(parts[first], draw(st.integers(1, 400)))
    for name in draw(st.lists(st.sampled_from(sorted(KEPT)), max_size=3, unique=True)):
        if name.encode() not in {part[4:8] for part in parts}:
            parts.insert(1, chunk(name.encode(), KEPT[name]))
    orientation = draw(st.none() | orientations)
    if orientation:
        exif = chunk(b"eXIf", foreign_exif(orientation, draw(st.sampled_from("<>"))))
        parts.insert(draw(st.sampled_from([1, len(parts) - 1])), exif)
    for name in draw(st.lists(st.sampled_from(sorted(STRANGERS)), max_size=6)):
        parts.insert(
            draw(st.sampled_from([1, len(parts) - 1])), chunk(name.encode(), STRANGERS[name])
        )
    data = assembled(parts) + draw(st.sampled_from([b"", CANARY]))
    return Upload(data, orientation or 1, profile)


def _pixels(draw: st.DrawFn, profile: bytes | None) -> list[bytes]:
    kind = draw(st.sampled_from(["plain", "16 bits", "interlaced", "animated"]))
    options: dict[str, Any] = {"icc_profile": profile, "compress_level": draw(st.integers(0, 9))}
    if kind in {"16 bits", "interlaced"}:
        picture = draw(pictures("RGB"))
        parts = chunks(
            png_16(picture, alpha=draw(st.booleans()))
            if kind == "16 bits"
            else png_interlaced(picture)
        )
        if profile:
            parts.insert(1, chunk(b"iCCP", b"p\0\0" + zlib.compress(profile)))
        return parts
    file = io.BytesIO()
    if kind == "animated":
        picture = draw(pictures("RGB", "RGBA"))
        frames = [Image.new(picture.mode, picture.size, "red")]
        picture.save(file, "PNG", save_all=True, append_images=frames, **options)
    else:
        picture = draw(pictures("1", "L", "LA", "P", "RGB", "RGBA", "I;16"))
        if picture.mode in {"P", "L"} and draw(st.booleans()):
            options["transparency"] = 3
        picture.save(file, "PNG", **options)
    return chunks(file.getvalue())


def _divided(idat: bytes, size: int) -> list[bytes]:
    """The same pixels in chunks of so many bytes, with an empty one for good measure."""
    body = idat[8:-4]
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return [chunk(b"IDAT", piece) for piece in [*pieces, b""]]
