"""TIFF: the bands of a page, read from its strips or tiles by their bytes. Used by `tiff_file`.

The reading of the kinds that Pillow does not know or gets wrong, and the other reading in tests.
TIFF 6.0, sections 3, 14 (differencing predictor) and 15; what is packed is unpacked by libtiff as
rows of bytes, which says nothing of what they mean.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageChops, ImageMath

from dam.imaging.geometry import Size

UNPACKED = 1
PACKINGS = frozenset({UNPACKED, 5, 8, 32773, 32946, 34925, 50000})
"""Compressions of plain rows: none, LZW, Deflate, PackBits, LZMA, Zstandard."""

_MOST_ROW = 1 << 24  # bytes


@dataclass(frozen=True, slots=True)
class TiffSamples:
    """How the samples of a page lie; ``block`` is a strip's or tile's size, ``spans`` their bytes.

    ``bits`` is 8 or 16; ``apart`` says that each band has blocks of its own.
    """

    size: Size
    block: Size
    tiled: bool
    bands: int
    bits: int
    little: bool
    apart: bool
    packing: int
    predicted: bool
    spans: tuple[tuple[int, int], ...]

    @property
    def across(self) -> int:
        """How many blocks stand beside each other."""
        return -(-self.size[0] // self.block[0])

    @property
    def down(self) -> int:
        return -(-self.size[1] // self.block[1])


def read_bands(source: BinaryIO, samples: TiffSamples, count: int) -> list[Image.Image]:
    """The first ``count`` bands in mode L, the upper eight bits of 16; EOFError if cut short."""
    bands = [Image.new("L", samples.size) for _ in range(count)]
    for index, (start, size) in enumerate(samples.spans):
        plane, place = divmod(index, samples.across * samples.down)
        if samples.apart and plane >= count:
            break
        source.seek(start)
        corner = place % samples.across * samples.block[0], place // samples.across
        top = corner[1] * samples.block[1]
        block = _get_block_size(samples, top)
        raw = _unpack_block(source.read(size), samples, block)
        targets = [plane] if samples.apart else range(count)
        for at, band in enumerate(_split_bands(raw, samples, block, len(targets))):
            bands[targets[at]].paste(band, (corner[0], top))
    return bands


def _get_block_size(samples: TiffSamples, top: int) -> Size:
    """The size of a block: the last strip is as high as what is left, tiles are always whole."""
    width, height = samples.block
    return width, height if samples.tiled else min(height, samples.size[1] - top)


def _unpack_block(data: bytes, samples: TiffSamples, block: Size) -> bytes:
    """The bytes of a block, row by row."""
    row = block[0] * samples.bits // 8 * (1 if samples.apart else samples.bands)
    if row > _MOST_ROW:
        raise ValueError("a row of too many bytes")
    if samples.packing != UNPACKED:
        with Image.open(
            _wrap_in_tiff(data, samples.packing, (row, block[1])), formats=["TIFF"]
        ) as rows:
            return rows.tobytes()
    if len(data) < row * block[1]:
        raise EOFError
    return data[: row * block[1]]


def _wrap_in_tiff(data: bytes, packing: int, size: Size) -> BytesIO:
    """A TIFF of one strip whose grey pixels are the bytes of ``data``, packed as they are."""
    fields = {256: size[0], 257: size[1], 258: 8, 259: packing, 262: 1, 273: 122, 277: 1}
    fields |= {278: size[1], 279: len(data)}
    table = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in fields.items())
    return BytesIO(b"II*\0\x08\0\0\0" + struct.pack("<H", len(fields)) + table + bytes(4) + data)


def _split_bands(
    raw: bytes, samples: TiffSamples, block: Size, count: int
) -> Iterator[Image.Image]:
    """Each band of a block."""
    bands = 1 if samples.apart else samples.bands
    width = samples.bits // 8
    for band in range(count):
        upper = band * width + (width - 1 if samples.little else 0)
        lower = band * width + (0 if samples.little else width - 1)
        high = Image.frombytes("L", block, raw[upper :: bands * width])
        if not samples.predicted:
            yield high
        elif width == 1:
            yield _undo_differencing(high)
        else:
            low = Image.frombytes("L", block, raw[lower :: bands * width])
            yield _undo_wide_differencing(high, low)


def _undo_differencing(steps: Image.Image) -> Image.Image:
    """Each pixel as the sum of its row so far, modulo 256."""
    for shift in _iterate_doublings(steps.width):
        moved = Image.new("L", steps.size)
        moved.paste(steps, (shift, 0))
        steps = ImageChops.add_modulo(steps, moved)
    return steps


def _undo_wide_differencing(high: Image.Image, low: Image.Image) -> Image.Image:
    """The upper bytes of the sums of each row so far, modulo 65,536."""
    steps = Image.frombytes("I;16", high.size, Image.merge("LA", (low, high)).tobytes())
    total = steps.convert("I")
    for shift in _iterate_doublings(high.width):
        moved = Image.new("I", high.size)
        moved.paste(total, (shift, 0))
        total = ImageMath.lambda_eval(
            lambda args: (args["total"] + args["moved"]) & 0xFFFF, total=total, moved=moved
        )
    return total.point(lambda level: level * (1 / 256)).convert("L")


def _iterate_doublings(width: int) -> Iterator[int]:
    shift = 1
    while shift < width:
        yield shift
        shift *= 2
