"""Files that mean harm, made on the spot."""

from __future__ import annotations

import struct
import zlib
from itertools import chain

from PIL import Image

from tests.imaging.samples import chunk, jxl_with, png_of, quadrants, save

EPS = b"""%!PS-Adobe-3.0 EPSF-3.0
%%BoundingBox: 0 0 100 100
(started) (/tmp/pressbilder-eps) (w) file exch writestring
showpage
"""


def png_bomb(width: int, height: int) -> bytes:
    """A PNG of any size in a few bytes: the header promises, the data are a row of zeros."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return png_of(chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(bytes(3 * width + 1))))


def tiff_bomb(width: int, height: int) -> bytes:
    return tiff_of(tiff_entries(width, height))


def tiff_entries(width: int, height: int) -> tuple[tuple[int, int, int, int], ...]:
    """What a grey TIFF must say of itself (TIFF 6.0, section 4)."""
    return (
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1),
        (262, 3, 1, 1), (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, 8),
    )  # fmt: skip


def tiff_of(entries: tuple[tuple[int, int, int, int], ...], following: int = 0) -> bytes:
    """A little-endian TIFF of one directory (tag, type, count, value) and where the next lies."""
    directory = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<IH", 8, len(entries)) + directory + struct.pack("<I", following)


def webp_bomb(width: int, height: int) -> bytes:
    """A WebP whose extended header claims a canvas that its frame does not fill."""
    frame = save(Image.new("RGB", (16, 16)), "WEBP")[12:]
    canvas = b"\0\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas + frame
    return b"RIFF" + struct.pack("<I", len(body)) + body


def jp2_bomb(width: int, height: int) -> bytes:
    """A JPEG 2000 whose header box and codestream both claim a size that no data follow."""
    data = bytearray(save(quadrants(), "JPEG2000"))
    box, siz = data.index(b"ihdr"), data.index(b"\xff\x4f\xff\x51")
    struct.pack_into(">II", data, box + 4, height, width)
    struct.pack_into(">IIIIIIII", data, siz + 8, width, height, 0, 0, width, height, 0, 0)
    return bytes(data)


def jp2_that_lies(width: int, height: int) -> bytes:
    """A JPEG 2000 whose header box tells a small size and whose codestream a large one."""
    data, told = jp2_bomb(width, height), save(quadrants(), "JPEG2000")
    box = data.index(b"ihdr")
    return data[:box] + told[box : box + 12] + data[box + 12 :]


def jxl_bomb(width: int, height: int) -> bytes:
    """A JPEG XL whose codestream begins with a size that no pixels follow."""
    edge = ((3, 2), (height - 1, 30)), ((0, 3),), ((3, 2), (width - 1, 30))
    return jxl_with(size=((0, 1), *chain.from_iterable(edge)))


def frame_bomb(frames: int) -> bytes:
    """A PNG that claims to be animated, with so many frames in a few bytes each."""
    good = save(quadrants(), "PNG")
    control = struct.pack(">IIIIIHHBB", 0, 96, 64, 0, 0, 1, 100, 0, 0)
    return (
        good[:33] + chunk(b"acTL", struct.pack(">II", frames, 0))
        + chunk(b"fcTL", control) + good[33:]
    )  # fmt: skip


def scan_bomb(scans: int, edge: int = 256) -> bytes:
    """A progressive JPEG whose last scan is repeated: each repetition is a pass over all pixels."""
    jpeg = save(Image.new("L", (edge, edge), 128), "JPEG", progressive=True)
    last = jpeg.rindex(b"\xff\xda")
    return jpeg[:-2] + jpeg[last:-2] * scans + b"\xff\xd9"


def text_bomb(kind: bytes = b"zTXt") -> bytes:
    """A PNG with 60 MB of zeros in a compressed text or profile of 60 kB."""
    bomb = zlib.compress(bytes(60_000_000))
    good = save(quadrants(), "PNG")
    return good[:33] + chunk(kind, b"Comment\0\0" + bomb) + good[33:]


def ifd_loop() -> bytes:
    """A TIFF whose directory names itself as the next."""
    return bytes(_looped(save(quadrants(), "TIFF")))


def _looped(data: bytes) -> bytearray:
    looped = bytearray(data)
    (at,) = struct.unpack_from("<I", looped, 4)
    (count,) = struct.unpack_from("<H", looped, at)
    struct.pack_into("<I", looped, at + 2 + 12 * count, at)
    return looped


def page_bomb(pages: int) -> bytes:
    """A TIFF of many directories, each a copy of the first."""
    data = bytearray(save(quadrants(), "TIFF"))
    (at,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, at)
    directory = bytes(data[at : at + 2 + 12 * count])
    for _ in range(pages):
        struct.pack_into("<I", data, at + len(directory), len(data))
        at = len(data)
        data += directory + bytes(4)
    return bytes(data)
