"""Accepted picture files of each kind, made on the spot; `packets` and `hostile` have the rest.

Every accepted sample shows `quadrants`: red, green, blue and white, from the upper left clockwise
by rows, so that a test can see whether colours and direction came out right.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pillow_jxl
import tifffile
from PIL import Image, ImageCms, ImageDraw

from tests.imaging import packets

FIXTURES = Path(__file__).parent / "fixtures"

RED, GREEN, BLUE, WHITE = (220, 40, 40), (40, 180, 60), (40, 60, 200), (250, 250, 250)
WIDTH, HEIGHT = 96, 64

Bits = tuple[tuple[int, int], ...]
"""Values, and in how many bits each is written."""


def quadrants(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """Red and green above blue and white."""
    picture = Image.new("RGB", (width, height), RED)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((width // 2, 0, width, height // 2 - 1), GREEN)
    draw.rectangle((0, height // 2, width // 2 - 1, height), BLUE)
    draw.rectangle((width // 2, height // 2, width, height), WHITE)
    return picture


def corners(picture: Image.Image) -> list[tuple[int, int, int]]:
    """The colours in the middle of the four quadrants, by rows."""
    rgb = picture.convert("RGB")
    xs, ys = (rgb.width // 4, rgb.width * 3 // 4), (rgb.height // 4, rgb.height * 3 // 4)
    return [rgb.getpixel((x, y)) for y in ys for x in xs]


def photograph(width: int, height: int, seed: int = 1) -> Image.Image:
    """A picture as a camera's: large shapes, detail falling off as 1/f, and sensor noise."""
    random = np.random.default_rng(seed)
    picture = Image.new("RGB", (width, height))
    layers = []
    for edge, weight in ((6, 60), (40, 34), (300, 20), (1500, 9)):
        coarse = random.integers(0, 256, (max(2, edge * height // width), edge, 3), dtype=np.uint8)
        layers.append(
            (Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC), weight)
        )
    total = sum(weight for _, weight in layers)
    for top in range(0, height, 512):
        box = (0, top, width, min(height, top + 512))
        strip = sum(
            np.asarray(layer.crop(box), np.float32) * (weight / total) for layer, weight in layers
        )
        noise = random.standard_normal(strip.shape[:2], np.float32)[..., None] * 4.2
        strip = np.clip((strip - 128) * 1.8 + 128 + noise, 0, 255)
        picture.paste(Image.fromarray(strip.astype(np.uint8)), box[:2])
    return picture


def save(picture: Image.Image, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()


# Accepted files ----------------------------------------------------------------------------


def mpo() -> bytes:
    """Two frames, as phones and stereo cameras write, named .jpg."""
    return save(
        quadrants(), "MPO", save_all=True, append_images=[quadrants().rotate(180)], quality=92
    )


def png_16(picture: Image.Image, *, alpha: bool = False) -> bytes:
    """A PNG of 16 bits a channel, which Pillow reads but does not write."""
    pixels = np.asarray(picture.convert("RGBA" if alpha else "RGB")).astype(">u2") * 257
    return _png(picture.size, 16, 6 if alpha else 2, 0, _rows(pixels))


def png_interlaced(picture: Image.Image) -> bytes:
    """A PNG in Adam7 order (PNG, section 8.2)."""
    pixels = np.asarray(picture.convert("RGB"))
    passes = (
        pixels[y::dy, x::dx]
        for x, y, dx, dy in (
            (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4),
            (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
        )
    )  # fmt: skip
    return _png(picture.size, 8, 2, 1, b"".join(_rows(each) for each in passes))


def _rows(pixels: np.ndarray) -> bytes:
    """Each row after a filter byte of 0."""
    return b"".join(b"\0" + row.tobytes() for row in pixels)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(size: tuple[int, int], bits: int, colour: int, interlace: int, rows: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", *size, bits, colour, 0, 0, interlace)
    return png_of(chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)))


def png_of(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + chunk(b"IEND", b"")


def tiff(pixels: np.ndarray, **options: Any) -> bytes:
    """A TIFF of kinds that Pillow reads but does not write."""
    file = io.BytesIO()
    tifffile.imwrite(file, pixels, metadata=None, **options)
    return file.getvalue()


def tiff_page(
    data: bytes,
    *,
    photometric: int,
    bits: tuple[int, ...],
    size: tuple[int, int] = (240, 160),
    packing: int = 1,
    apart: bool = False,
    extra: int | None = None,
) -> bytes:
    """A little-endian TIFF of kinds that nobody writes: ``data`` in one strip, or one a band;
    ``extra`` is the meaning of the last band (2: alpha).
    """
    spans = len(bits) if apart else 1
    each = len(data) // spans
    starts = tuple(8 + each * index for index in range(spans))
    fields = {256: size[:1], 257: size[1:], 258: bits, 259: (packing,), 262: (photometric,)}
    fields |= {273: starts, 277: (len(bits),), 278: size[1:], 279: (each,) * spans}
    fields |= {284: (1 + apart,)} | ({338: (extra,)} if extra is not None else {})
    beyond, table = bytearray(), b""
    at = 8 + len(data)
    behind = at + 2 + 12 * len(fields) + 4
    for tag, values in fields.items():
        written = struct.pack(f"<{len(values)}I", *values)
        if len(values) > 1:
            place, beyond = struct.pack("<I", behind + len(beyond)), beyond + written
            written = place
        table += struct.pack("<HHI", tag, 4, len(values)) + written
    opening = b"II*\0" + struct.pack("<I", at) + data
    return opening + struct.pack("<H", len(fields)) + table + bytes(4) + bytes(beyond)


def wide(picture: Image.Image) -> np.ndarray:
    """8 bits a channel spread over 16."""
    return np.asarray(picture).astype(np.uint16) * 257


def with_hole(mode: str = "RGBA") -> Image.Image:
    """`quadrants` whose white quarter is wholly transparent."""
    picture = quadrants().convert(mode)
    alpha = Image.new("L", picture.size, 255)
    alpha.paste(0, (WIDTH // 2, HEIGHT // 2, WIDTH, HEIGHT))
    picture.putalpha(alpha)
    return picture


def lab(picture: Image.Image) -> Image.Image:
    srgb, space = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    converted = ImageCms.profileToProfile(picture, srgb, space, outputMode="LAB")
    converted.info = {}
    return converted


def recompressed(jpeg: bytes) -> bytes:
    """A JPEG as JPEG XL, with what it takes to get the same JPEG back."""
    return bytes(pillow_jxl.Encoder("RGB", lossless=True)(jpeg, WIDTH, HEIGHT, jpeg_encode=True))


def jxl_with(orientation: int = 1, pixels: bytes = b"", **told: Bits) -> bytes:
    """`quadrants` as JPEG XL, its metadata written out (ISO/IEC 18181-1, annex D.3).

    ``told`` says some of it otherwise, each as (value, bits) one after another; ``pixels`` are
    those of another codestream.
    """
    usual = save(quadrants(), "JXL", quality=95)
    # A size in eighths and a ratio, then two bits: metadata and transforms are as usual.
    size = int.from_bytes(usual[2:4], "little")
    assert size >> 9 == 0b11
    fields: dict[str, Bits] = {
        "size": ((size & 0x1FF, 9),),
        "usual": ((0, 1),),
        "orientation": ((1, 1), (orientation - 1, 3)),
        "wished_size": ((0, 1),),
        "preview": ((0, 1),),
        "animation": ((0, 1),),
        "depth": ((0, 1), (0, 2)),
        "buffers": ((1, 1),),
        "channels": ((0, 2),),
        "colours": ((1, 1), (1, 1)),
        "tones": ((1, 1),),
        "extensions": ((0, 2),),
        "transforms": ((1, 1),),
    }
    assert told.keys() <= fields.keys()
    number = length = 0
    for value, bits in chain.from_iterable((fields | told).values()):
        number |= value << length
        length += bits
    return usual[:2] + number.to_bytes((length + 7) // 8, "little") + (pixels or usual[4:])


ACCEPTED: dict[str, Callable[[], bytes]] = {
    "baseline.jpg": lambda: save(quadrants(), "JPEG", quality=92),
    "progressive.jpg": lambda: save(quadrants(), "JPEG", quality=92, progressive=True),
    "full-chroma.jpg": lambda: save(quadrants(), "JPEG", quality=92, subsampling="4:4:4"),
    "restarts.jpg": lambda: save(quadrants(), "JPEG", quality=92, restart_marker_blocks=1),
    "cmyk.jpg": lambda: save(quadrants().convert("CMYK"), "JPEG", quality=95),
    "grey.jpg": lambda: save(quadrants().convert("L"), "JPEG", quality=92),
    "mpo.jpg": mpo,
    "rgb.png": lambda: save(quadrants(), "PNG"),
    "16-bit.png": lambda: png_16(quadrants()),
    "16-bit-alpha.png": lambda: png_16(quadrants(), alpha=True),
    "16-bit-grey.png": lambda: save(grey_16(), "PNG"),
    "palette.png": lambda: save(quadrants().quantize(8), "PNG"),
    "palette-transparent.png": lambda: save(with_hole().quantize(8), "PNG"),
    "alpha.png": lambda: save(with_hole(), "PNG"),
    "grey-alpha.png": lambda: save(with_hole("L"), "PNG"),
    "bilevel.png": lambda: save(quadrants().convert("1"), "PNG"),
    "interlaced.png": lambda: png_interlaced(quadrants()),
    "rgb.tif": lambda: save(quadrants(), "TIFF"),
    "lzw.tif": lambda: save(quadrants(), "TIFF", compression="tiff_lzw"),
    "jpeg.tif": lambda: save(quadrants(), "TIFF", compression="jpeg", quality=95),
    "cmyk.tif": lambda: save(quadrants().convert("CMYK"), "TIFF"),
    "lab.tif": lambda: save(lab(quadrants()), "TIFF"),
    "16-bit.tif": lambda: tiff(wide(quadrants()), photometric="rgb"),
    "16-bit-big-endian.tif": lambda: tiff(wide(quadrants()), photometric="rgb", byteorder=">"),
    "16-bit-deflate.tif": lambda: tiff(
        wide(quadrants()), photometric="rgb", compression="zlib", predictor=True
    ),
    "16-bit-grey.tif": lambda: tiff(np.asarray(grey_16()), photometric="minisblack"),
    "16-bit-grey-big-endian.tif": lambda: tiff(
        np.asarray(grey_16()), photometric="minisblack", byteorder=">"
    ),
    "tiles.tif": lambda: tiff(np.asarray(quadrants()), photometric="rgb", tile=(16, 16)),
    "big.tif": lambda: tiff(np.asarray(quadrants()), photometric="rgb", bigtiff=True),
    "pages.tif": lambda: save(
        quadrants(), "TIFF", save_all=True, append_images=[quadrants().rotate(180)]
    ),
    "lossy.webp": lambda: save(quadrants(), "WEBP", quality=92),
    "lossless-alpha.webp": lambda: save(with_hole(), "WEBP", lossless=True),
    "extended.webp": lambda: save(quadrants(), "WEBP", quality=92, exif=packets.exif()),
    "rgb.avif": lambda: save(quadrants(), "AVIF", quality=92),
    "alpha.avif": lambda: save(with_hole(), "AVIF", quality=92),
    "quadrants.heic": (FIXTURES / "quadrants.heic").read_bytes,
    "rgb.jp2": lambda: save(quadrants(), "JPEG2000"),
    "codestream.jp2": lambda: save(quadrants(), "JPEG2000", no_jp2=True),
    "cmyk.jp2": lambda: save(quadrants().convert("CMYK"), "JPEG2000"),
    "grey-alpha.jp2": lambda: save(with_hole("L"), "JPEG2000"),
    "alpha.jp2": lambda: save(with_hole(), "JPEG2000"),
    "16-bit-grey.jp2": lambda: save(grey_16(), "JPEG2000"),
    "codestream.jxl": lambda: save(quadrants(), "JXL", quality=95),
    "rgb.jxl": lambda: save(quadrants(), "JXL", lossless=True, exif=packets.exif().tobytes()),
    "recompressed.jxl": lambda: recompressed(accepted("baseline.jpg")),
    "grey.jxl": lambda: save(quadrants().convert("L"), "JXL", quality=95),
    "alpha.jxl": lambda: save(with_hole(), "JXL", lossless=True),
    "grey-alpha.jxl": lambda: save(with_hole("L"), "JXL", lossless=True),
    "16-bit.jxl": (FIXTURES / "16-bit.jxl").read_bytes,
    "16-bit-grey.jxl": (FIXTURES / "16-bit-grey.jxl").read_bytes,
    "16-bit-grey-alpha.jxl": (FIXTURES / "16-bit-grey-alpha.jxl").read_bytes,
}


def grey_16() -> Image.Image:
    """`quadrants` in grey of 16 bits."""
    return Image.fromarray(wide(quadrants().convert("L")))


@cache
def accepted(name: str) -> bytes:
    return ACCEPTED[name]()
