"""JPEG files as cameras, phones, agencies and mischief make them."""

from __future__ import annotations

import io
import re
import struct
from typing import Any

from hypothesis import strategies as st
from PIL import Image, ImageFile

from tests.imaging.embed.uploads import (
    CANARY,
    LARGE_PROFILE,
    RESOURCES,
    SRGB,
    XMP,
    Upload,
    foreign_exif,
    orientations,
    pictures,
)

# Pillow writes a progressive file in one go, and noise outgrows the room it takes for that.
ImageFile.MAXBLOCK = 1 << 20

_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")

STRANGERS = {
    "comment": (0xFE, CANARY),
    "xmp": (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
    "extended xmp": (0xE1, b"http://ns.adobe.com/xmp/extension/\0" + bytes(40) + CANARY),
    "iim": (0xED, b"Photoshop 3.0\0" + RESOURCES),
    "thumbnail": (0xE0, b"JFXX\0\x10" + CANARY),
    "c2pa": (0xEB, b"JP\0\x01\0\0\0\x01\0\0\0\x20jumb" + CANARY),
    "further frames": (0xE2, b"MPF\0" + CANARY),
    "a marker inside": (0xE5, b"\xff\xd9\xff\xda\xff\xd8" + CANARY),
    "empty": (0xEF, b""),
    "flashpix": (0xE2, b"FPXR\0" + CANARY),
    "ducky": (0xEC, b"Ducky" + CANARY),
}


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def places(data: bytes) -> list[int]:
    """Where segments begin, the first image's EOI last; entropy-coded data is passed over."""
    found, at = [], 2
    while marker := _MARKER.search(data, at):
        at = marker.start()
        found.append(at)
        if data[at + 1] == 0xD9:
            break
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return found


def inserted(data: bytes, at: int, what: bytes) -> bytes:
    return data[:at] + what + data[at:]


@st.composite
def jpegs(draw: st.DrawFn) -> Upload:
    """Baseline and progressive, grey, YCbCr, RGB and CMYK, restarts, and strangers everywhere."""
    picture, options = draw(pictures("L", "RGB", "CMYK")), draw(_OPTIONS)
    form = "JPEG"
    if picture.mode == "RGB":
        form = draw(st.sampled_from(["JPEG", "MPO"]))
        if form == "MPO":
            options |= {"save_all": True, "append_images": [Image.new("RGB", (9, 9))]}
        elif draw(st.booleans()):
            options |= {"keep_rgb": True, "subsampling": 0}
    file = io.BytesIO()
    picture.save(file, form, **options)
    data = file.getvalue()
    if data[2:4] == b"\xff\xe0" and draw(st.booleans()):
        data = data[:2] + data[20:]  # as cameras write them, without JFIF
    orientation = draw(st.none() | orientations)
    if orientation:
        exif = b"Exif\0\0" + foreign_exif(orientation, draw(st.sampled_from("<>")))
        data = inserted(data, places(data)[draw(st.integers(0, 1))], segment(0xE1, exif))
    for name in draw(st.lists(st.sampled_from(sorted(STRANGERS)), max_size=6)):
        data = inserted(data, draw(st.sampled_from(places(data))), segment(*STRANGERS[name]))
    for at in draw(st.lists(st.integers(0, len(places(data)) - 1), max_size=2)):
        data = inserted(data, places(data)[at], b"\xff\xff")
    data += draw(st.sampled_from([b"", bytes(99) + CANARY, CANARY + data]))
    return Upload(data, orientation or 1, options.get("icc_profile"))


_OPTIONS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"quality": st.integers(5, 98)},
    optional={
        "progressive": st.just(value=True),
        "optimize": st.just(value=True),
        "subsampling": st.sampled_from([0, 1, 2]),
        "restart_marker_blocks": st.integers(1, 5),
        "restart_marker_rows": st.integers(1, 3),
        "icc_profile": st.sampled_from([SRGB, LARGE_PROFILE]),
        "dpi": st.sampled_from([(72, 72), (300, 300)]),
    },
)
