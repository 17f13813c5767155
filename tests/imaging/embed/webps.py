"""WebP files, simple and extended, with and without alpha, and with chunks to leave out."""

from __future__ import annotations

import io
import struct
from typing import Any

from hypothesis import strategies as st

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


def chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def container(*chunks: bytes) -> bytes:
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def chunks(data: bytes) -> list[bytes]:
    """The chunks of a WebP, whole, in order."""
    found, at = [], 12
    while at < 8 + int.from_bytes(data[4:8], "little"):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        found.append(data[at : at + 8 + size + size % 2])
        at += 8 + size + size % 2
    return found


@st.composite
def webps(draw: st.DrawFn) -> Upload:
    """Lossy and lossless; the extended form where a profile, alpha or metadata ask for it."""
    picture, options = draw(pictures("RGB", "RGBA")), draw(_OPTIONS)
    orientation = draw(st.none() | orientations)
    if orientation:
        options["exif"] = foreign_exif(orientation, draw(st.sampled_from("<>")))
    file = io.BytesIO()
    picture.save(file, "WEBP", **options)
    parts = chunks(file.getvalue())
    if parts[0][:4] == b"VP8X":
        # Anywhere but between alpha and colour, where no decoder has it.
        places = [at for at in range(1, len(parts) + 1) if parts[at - 1][:4] != b"ALPH"]
        for at in sorted(draw(st.lists(st.sampled_from(places), max_size=3)), reverse=True):
            name = draw(st.sampled_from([b"C2PA", b"priv", b"XMP "]))
            parts.insert(at, chunk(name, CANARY))
    data = container(*parts) + draw(st.sampled_from([b"", CANARY]))
    return Upload(data, orientation or 1, options.get("icc_profile"))


_OPTIONS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"quality": st.integers(5, 98), "lossless": st.booleans(), "method": st.integers(0, 2)},
    optional={
        "exact": st.just(value=True),
        "alpha_quality": st.integers(0, 100),
        "icc_profile": st.sampled_from([SRGB, LARGE_PROFILE]),
        "xmp": st.just(XMP),
    },
)
