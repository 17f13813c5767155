"""JPEG XL: the header read by us, the pixels by libjxl, as one of Pillow's file classes.

Called by `opening`. The decoder at hand reads a whole file before it tells its size, and makes a
JPEG of a file that was one. So it is given the bare codestream, and not before its header
(ISO/IEC 18181-1, annex D) has been held against the limits. Of the container (ISO/IEC 18181-2)
nothing else is asked.
"""

from __future__ import annotations

import struct
import sys
from dataclasses import dataclass
from os import SEEK_END
from typing import Any, BinaryIO, cast

from PIL import Image, ImageFile
from pillow_jxl import Decoder

from dam.errors import Refused
from dam.pictures.formats import BARE_JPEG_XL
from dam.pictures.geometry import Size

_CONTAINER = b"\0\0\0\x0cJXL "
_CUT = "truncated"  # the word by which `opening` knows it
# The boxes that hold it, and what stands before it in them: the number of the piece.
_CODESTREAM = {b"jxlc": 0, b"jxlp": 4}
_MOST_BOXES = 100_000
_MOST_HEADER = 2_000  # bytes; the longest name of an alpha channel is 1,071

# What two bits choose between: a number, and how many bits more are added to it.
_EDGE = ((1, 9), (1, 13), (1, 18), (1, 30))
_DEPTH = ((8, 0), (10, 0), (12, 0), (1, 6))
_CHANNELS = ((0, 0), (1, 0), (2, 4), (1, 12))
_ENUM = ((0, 0), (1, 0), (2, 4), (18, 6))
_SHIFT = ((0, 0), (3, 0), (4, 0), (1, 3))
_NAME = ((0, 0), (0, 4), (16, 5), (48, 10))
_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
_GREY, _ALPHA = 1, 0  # of the colour spaces, of the kinds of further channels


@dataclass(frozen=True, slots=True)
class Header:
    """What a codestream says of itself: its size upright, and the mode of its pixels at 8 bits."""

    size: Size
    bits: int
    mode: str


class JpegXlFile(ImageFile.ImageFile):
    """A JPEG XL, whose pixels the decoder turns upright."""

    format = "JXL"

    def _open(self) -> None:
        file = cast("BinaryIO", self.fp)
        self._pieces = _find_codestream(file)
        header = read_header(_join(file, self._pieces, _MOST_HEADER))
        self._size, self._mode = header.size, header.mode
        self.info["bit_depth"] = header.bits

    def load(self) -> Any:
        """Decode it, unless that is done."""
        if self._im is None:
            self.im = self._decode().im
        return super().load()

    def _decode(self) -> Image.Image:
        codestream = _join(cast("BinaryIO", self.fp), self._pieces)
        _, told, pixels, self.info["icc_profile"], _ = Decoder(num_threads=0)(codestream)
        if (told.width, told.height) != self.size:
            raise ValueError("another size than the header's")
        if self.mode[0] == "L" and self.info["bit_depth"] > 8:
            # Of grey the decoder gives 16 bits, least first; of colours the upper 8 of them.
            pixels = pixels[1::2]
        return Image.frombytes(self.mode, self.size, pixels)


def read_header(start: bytes) -> Header:
    """The header of the codestream that begins with ``start``. Refused if it is of an odd kind."""
    if not start.startswith(BARE_JPEG_XL):
        raise SyntaxError("no codestream")
    bits = _Bits(start[2:])
    size = _read_size(bits)
    if bits.take(1):  # all is as usual
        return Header(size, 8, "RGB")
    if bits.take(1):
        # The orientation less one: from five on the picture lies on its side.
        size = size[::-1] if bits.take(3) >= 4 else size
        if bits.take(1):  # another size is wished for
            _read_size(bits)
        if bits.take(2):
            raise Refused(
                "JPEG XL-filen är rörlig eller har en inbyggd förhandsvisning. "
                "Spara den som en enda bild."
            )
    depth = _read_depth(bits)
    bits.take(1)  # how the decoder may count
    alpha = _read_alpha(bits)
    bits.take(1)  # whether colours are stored as XYB
    usual = bits.take(1)
    bits.take(0 if usual else 1)  # whether a profile follows
    grey = not usual and bits.choose(_ENUM) == _GREY
    return Header(size, depth, ("L" if grey else "RGB") + alpha)


def _read_size(bits: _Bits) -> Size:
    small = bits.take(1)
    height = _read_edge(bits, small)
    ratio = bits.take(3)
    if not ratio:
        return _read_edge(bits, small), height
    across, down = _RATIOS[ratio - 1]
    return height * across // down, height


def _read_edge(bits: _Bits, small: int) -> int:
    return 8 * (bits.take(5) + 1) if small else bits.choose(_EDGE)


def _read_depth(bits: _Bits) -> int:
    if bits.take(1) or (depth := bits.choose(_DEPTH)) > 16:
        raise Refused(
            "Bilden har flyttal eller fler än 16 bitar per kanal. "
            "Spara den med 8 eller 16 bitar per kanal."
        )
    return depth


def _read_alpha(bits: _Bits) -> str:
    """What transparency adds to a mode of Pillow's: nothing, A, or a where colours hold it too."""
    count = bits.choose(_CHANNELS)
    if not count or (count == 1 and bits.take(1)):  # one that is as usual
        return "A" if count else ""
    if count > 1 or bits.choose(_ENUM) != _ALPHA:
        raise Refused(
            "Bilden har fler kanaler än färg och genomskinlighet, till exempel svart i CMYK. "
            "Spara den som TIFF eller JPEG."
        )
    _read_depth(bits)
    bits.choose(_SHIFT)
    bits.take(8 * bits.choose(_NAME))
    return "a" if bits.take(1) else "A"


class _Bits:
    """The bits of a header, least first."""

    def __init__(self, data: bytes) -> None:
        self._rest, self._left = int.from_bytes(data, "little"), 8 * len(data)

    def take(self, count: int) -> int:
        """The next ``count`` bits as a number."""
        self._left -= count
        if self._left < 0:
            raise OSError(_CUT)
        value = self._rest & ((1 << count) - 1)
        self._rest >>= count
        return value

    def choose(self, among: tuple[tuple[int, int], ...]) -> int:
        """A number by its choice of two bits, plus the bits that the choice brings."""
        least, count = among[self.take(2)]
        return least + self.take(count)


def _find_codestream(file: BinaryIO) -> list[tuple[int, int]]:
    """Where the pieces of the codestream lie, and how long each is."""
    end = file.seek(0, SEEK_END)
    file.seek(0)
    if file.read(2) == BARE_JPEG_XL:
        return [(0, end)]
    pieces, at = [], 0
    for _ in range(_MOST_BOXES):
        if at == end:
            break
        file.seek(at)
        size, name, long = struct.unpack(">I4sQ", file.read(16).ljust(16, b"\0"))
        head = 16 if size == 1 else 8
        size = {0: end - at, 1: long}.get(size, size)
        if size < head or at + size > end:
            raise OSError(_CUT)
        if name in _CODESTREAM:
            head += _CODESTREAM[name]
            pieces.append((at + head, max(0, size - head)))
        at += size
    else:
        raise SyntaxError("more boxes than a picture has")
    return pieces


def _join(file: BinaryIO, pieces: list[tuple[int, int]], most: int = sys.maxsize) -> bytes:
    """What lies in ``pieces``, no more than ``most`` bytes of it."""
    parts = []
    for at, size in pieces:
        file.seek(at)
        parts.append(file.read(min(size, most)))
        most -= len(parts[-1])
    return b"".join(parts)


def _is_jpeg_xl(head: bytes) -> bool:
    return head.startswith((BARE_JPEG_XL, _CONTAINER))


# In the place of the class that comes with the decoder.
Image.register_open(JpegXlFile.format, JpegXlFile, _is_jpeg_xl)
