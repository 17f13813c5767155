"""Orientation is read in one way: previews, every size and the original stand alike."""

import io
import struct

import numpy as np
import pytest
from PIL import Image

from dam.imaging.embed.assemble import join_file
from dam.imaging.embed.layout import NoPlan
from dam.imaging.formats import UploadLimits
from dam.imaging.inspect import inspect_picture
from dam.imaging.metadata.records import PressMetadata
from dam.imaging.tiff_file import TiffFile
from tests.imaging.chart import chart, off
from tests.imaging.embed.jpegs import inserted, segment
from tests.imaging.embed.reading import planned
from tests.imaging.encoded import png
from tests.imaging.looking import opened
from tests.imaging.samples import chunk, save, tiff

BYTE, SHORT, LONG, SSHORT = 1, 3, 4, 8
# What is to be done with the chart so that an orientation makes it upright again.
STORED = {
    1: lambda picture: picture,
    2: lambda picture: picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    3: lambda picture: picture.rotate(180),
    6: lambda picture: picture.rotate(90, expand=True),
    8: lambda picture: picture.rotate(-90, expand=True),
}


def exif(orientation, kind=SHORT, count=1, order="<"):
    """A block whose one field is the orientation, as a program might write it."""
    code = {BYTE: "B", SHORT: "H", LONG: "I", SSHORT: "h"}[kind]
    value = struct.pack(f"{order}{count}{code}", orientation, *[1] * (count - 1))
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    is_long = len(value) > 4
    place = struct.pack(order + "I", 26) if is_long else value.ljust(4, b"\0")
    field = struct.pack(order + "HHI", 0x0112, kind, count) + place
    return head + struct.pack(order + "H", 1) + field + bytes(4) + value * is_long


def in_jpeg(picture, block):
    data = save(picture, "JPEG", quality=92)
    return inserted(data, 2, segment(0xE1, b"Exif\0\0" + block))


def in_png(picture, block):
    return png(np.asarray(picture), chunk(b"eXIf", block))


def behind_pixels(picture, block):
    return png(np.asarray(picture), behind=(chunk(b"eXIf", block),))


def in_webp(picture, block):
    return save(picture, "WEBP", quality=92, exif=block)


def in_jpeg_xl(picture, block):
    return save(picture, "JXL", lossless=True, exif=block)


def joined(data):
    parts = join_file(planned(data), PressMetadata(image_id="IN-1")).parts
    return b"".join(p if isinstance(p, bytes) else data[p.start : p.end] for p in parts)


def assert_alike(make, data):
    """Every size stands as the delivered original does, whose record says how."""
    files, _ = make(data)
    for name in ("w2048.jpg", "w320.webp", "tryck.jpg", "webb.jpg", "full.jpg"):
        assert off(opened(files[name])) < 3, name
    try:
        original = joined(data)
    except NoPlan:
        return  # the original is full.jpg
    with Image.open(io.BytesIO(original)) as picture:
        is_tiff = isinstance(picture, TiffFile)
        turned = picture.orientation if is_tiff else picture.getexif().get(0x0112, 1)
        picture.load()
    back = {2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180}
    back |= {6: Image.Transpose.ROTATE_270, 8: Image.Transpose.ROTATE_90}
    assert off(picture.transpose(back[turned]) if turned in back else picture) < 3


@pytest.mark.parametrize(
    ("kind", "count", "order"),
    [
        *((BYTE, 1, "<"), (BYTE, 3, ">"), (SHORT, 2, ">"), (LONG, 1, "<"), (LONG, 2, ">")),
        *((SHORT, 1, ">"), (SSHORT, 1, "<")),
    ],
)
@pytest.mark.parametrize("where", [in_jpeg, behind_pixels, in_webp])
def test_whatever_the_fields_type(make, where, kind, count, order):
    assert_alike(make, where(STORED[6](chart()), exif(6, kind, count, order)))


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("where", [in_jpeg, in_png, behind_pixels, in_webp])
def test_each_way(make, where, orientation):
    assert_alike(make, where(STORED[orientation](chart()), exif(orientation)))


@pytest.mark.parametrize("orientation", STORED)
def test_each_way_in_tiff(make, orientation):
    pixels = np.asarray(STORED[orientation](chart()))
    options = {"photometric": "rgb", "extratags": [(274, BYTE, 1, orientation, True)]}
    assert_alike(make, tiff(pixels, **options))


@pytest.mark.parametrize("form", ["AVIF", "PNG", "WEBP"])
def test_written_by_pillow(make, form):
    told = Image.Exif()
    told[0x0112] = 6
    assert_alike(make, save(STORED[6](chart()), form, exif=told, quality=92))


@pytest.mark.parametrize("value", [0, 9, 255])
def test_no_orientation_is_none(put, value):
    facts = inspect_picture(put(in_jpeg(chart(), exif(value))), UploadLimits())
    assert facts.orientation == 1
