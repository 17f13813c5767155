"""TIFF files in both byte orders, in strips and tiles, packed in many ways, of several pages."""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from typing import Any

import numpy as np
import tifffile
from hypothesis import strategies as st
from PIL import Image

from tests.imaging.embed.uploads import (
    CANARY,
    IIM,
    LARGE_PROFILE,
    RESOURCES,
    SRGB,
    TEXT,
    XMP,
    Upload,
    orientations,
    pictures,
)

BYTE, ASCII, SHORT, LONG, UNDEFINED = 1, 2, 3, 4, 7
STRANGERS: dict[str, tuple[int, int, int, object, bool]] = {
    "xmp": (700, BYTE, len(XMP), XMP, True),
    "iim": (33723, UNDEFINED, len(IIM), IIM, True),
    "photoshop": (34377, UNDEFINED, len(RESOURCES), RESOURCES, True),
    "layers": (37724, UNDEFINED, len(CANARY), CANARY, True),
    "artist": (315, ASCII, 0, TEXT, True),
    "ink names": (333, ASCII, 0, TEXT, True),
    "page name": (285, ASCII, 0, TEXT, True),
    "serial number": (50735, ASCII, 0, TEXT, True),
    "private": (65000, ASCII, 0, TEXT, True),
}


@st.composite
def tiffs(draw: st.DrawFn) -> Upload:
    upload = draw(_by_pillow() | _by_tifffile())
    if draw(st.booleans()):
        return replace(upload, data=with_directories(upload.data))
    return upload


def with_directories(data: bytes) -> bytes:
    """The same TIFF, its first directory moved to the end and with Exif, GPS and SubIFDs in it."""
    order = "<" if data[:2] == b"II" else ">"
    (at,) = struct.unpack_from(order + "I", data, 4)
    (count,) = struct.unpack_from(order + "H", data, at)
    entries = [data[at + 2 + 12 * n :][:12] for n in range(count)]
    following = data[at + 2 + 12 * count :][:4]
    data += bytes(len(data) % 2)
    for tag, said in ((0x8769, 0xA431), (0x8825, 29), (0x014A, 0x010E)):
        directory = len(data)
        place = directory + 18
        data += struct.pack(order + "HHHIII", 1, said, ASCII, len(CANARY), place, 0) + CANARY
        data += bytes(len(data) % 2)
        entries.append(struct.pack(order + "HHII", tag, LONG, 1, directory))
    entries.sort(key=lambda entry: struct.unpack_from(order + "H", entry))
    header = data[:4] + struct.pack(order + "I", len(data))
    table = struct.pack(order + "H", len(entries)) + b"".join(entries) + following
    return header + data[8:] + table


@st.composite
def _by_pillow(draw: st.DrawFn) -> Upload:
    """Little-endian, in strips, packed by libtiff."""
    mode, packings = draw(st.sampled_from(sorted(_PACKINGS.items())))
    options = draw(_OPTIONS) | {"compression": draw(st.sampled_from(packings))}
    orientation = draw(orientations)
    if options["compression"] == "jpeg":
        options.pop("strip_size", None)  # libtiff wants whole blocks in each strip
    if options["compression"] is None and draw(st.booleans()):
        options["save_all"] = True
        options["append_images"] = [Image.new("L", (9, 9))]
    file = io.BytesIO()
    draw(pictures(mode)).save(file, "TIFF", tiffinfo={274: orientation}, software=TEXT, **options)
    return Upload(file.getvalue(), orientation, options.get("icc_profile"))


_LOSSLESS = [None, "tiff_lzw", "tiff_adobe_deflate", "packbits"]
_PACKINGS: dict[str, list[str | None]] = {
    "1": [None, "group4", "tiff_lzw"],
    "L": [*_LOSSLESS, "jpeg"],
    "P": _LOSSLESS,
    "RGB": [*_LOSSLESS, "jpeg"],
    "RGBA": _LOSSLESS,
    "CMYK": _LOSSLESS,
    "I;16": [None, "tiff_lzw"],
}
_OPTIONS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "strip_size": st.sampled_from([1, 500, 5000]),
        "icc_profile": st.sampled_from([SRGB, LARGE_PROFILE]),
        "dpi": st.just((300, 300)),
    },
)


@st.composite
def _by_tifffile(draw: st.DrawFn) -> Upload:
    """Both byte orders, strips and tiles, planes together and apart, 8 and 16 bits."""
    pixels = np.asarray(draw(pictures("L", "RGB", "RGBA")))
    if draw(st.booleans()) and pixels.ndim == 2:
        pixels = pixels.astype("u2") * 257
    options: dict[str, Any] = {"photometric": "minisblack" if pixels.ndim == 2 else "rgb"}
    if pixels.ndim == 3:
        options["extrasamples"] = ["unassalpha"] * (pixels.shape[2] - 3)
        if draw(st.booleans()):
            pixels = np.ascontiguousarray(np.moveaxis(pixels, 2, 0))
            options["planarconfig"] = "separate"
    if draw(st.booleans()):
        options["tile"] = draw(st.sampled_from([(16, 16), (32, 16)]))
    else:
        options["rowsperstrip"] = draw(st.integers(1, 40))
    if draw(st.booleans()):
        options |= {"compression": "zlib", "predictor": draw(st.booleans())}
    profile = draw(st.sampled_from([None, SRGB, LARGE_PROFILE]))
    orientation = draw(orientations)
    strangers = draw(st.lists(st.sampled_from(sorted(STRANGERS)), unique=True))
    extra = [STRANGERS[name] for name in strangers] + [(274, SHORT, 1, orientation, True)]
    file = io.BytesIO()
    with tifffile.TiffWriter(file, byteorder=draw(st.sampled_from("<>"))) as writer:
        writer.write(
            pixels, iccprofile=profile, extratags=extra, description=TEXT, software=TEXT, **options
        )
        for _ in range(draw(st.integers(0, 2))):
            writer.write(np.zeros((9, 9), "u1"), description=TEXT)
    return Upload(file.getvalue(), orientation, profile)
