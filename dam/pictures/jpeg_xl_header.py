"""What a JPEG XL codestream says of its picture before its first frame. Called by `jpeg_xl`.

After ISO/IEC 18181-1, annex D.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dam.errors import Refused
from dam.pictures.formats import BARE_JPEG_XL
from dam.pictures.geometry import Size
from dam.pictures.jpeg_xl_bits import ENUM, Bits, Choice

MOST_HEADER = 4_000
"""Bytes in which any header ends: a name has up to 1,071, a picture's own weights 560."""

_EDGE: Choice = ((1, 9), (1, 13), (1, 18), (1, 30))
_DEPTH: Choice = ((8, 0), (10, 0), (12, 0), (1, 6))
_CHANNELS: Choice = ((0, 0), (1, 0), (2, 4), (1, 12))
_SHIFT: Choice = ((0, 0), (3, 0), (4, 0), (1, 3))
_TICKS: Choice = ((100, 0), (1000, 0), (1, 10), (1, 30))
_TICK_PARTS: Choice = ((1, 0), (1001, 0), (1, 8), (1, 10))
_LOOPS: Choice = ((0, 0), (0, 3), (0, 16), (0, 32))
_CHROMATICITY: Choice = ((0, 19), (524_288, 19), (1_048_576, 20), (2_097_152, 21))
_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
_RGB, _GREY, _XYB = 0, 1, 2  # of the colour spaces
_ALPHA = 0  # of the kinds of further channels
_CUSTOM = 2  # of the white points and of the primaries
_WEIGHTS = (15, 55, 210)  # for enlarging by 2, 4 and 8


@dataclass(frozen=True, slots=True)
class Moving:
    """What has to be known to read the frames of a moving picture.

    ``size`` is as stored, ``begin`` the byte of the first frame, ``channels`` those beside colour.
    """

    size: Size
    begin: int
    channels: int
    xyb: bool
    timecodes: bool


@dataclass(frozen=True, slots=True)
class Header:
    """What a codestream says of itself: its size upright, and the mode of its pixels at 8 bits."""

    size: Size
    bits: int
    mode: str
    moving: Moving | None = None


def unreadable() -> Refused:
    """Of a moving picture whose first frame lies behind what only a decoder can read."""
    return Refused(
        "JPEG XL-filen är rörlig och går inte att läsa. Spara dess första bild som PNG eller JPEG."
    )


def read_header(start: bytes) -> Header:
    """The header of the codestream that begins with ``start``. Refused if it is of an odd kind."""
    if not start.startswith(BARE_JPEG_XL):
        raise SyntaxError("no codestream")
    bits = Bits(start)
    bits.take(16)
    stored = _read_size(bits)
    if bits.take(1):  # all is as usual
        return Header(stored, 8, "RGB")
    on_its_side, timecodes = _read_more(bits) if bits.take(1) else (False, None)
    depth = _read_depth(bits)
    bits.take(1)  # how the decoder may count
    alpha = _read_alpha(bits)
    xyb = bits.take(1)  # how colours are stored
    usual = bits.take(1)
    profile = not usual and bits.take(1)
    space = _RGB if usual else bits.choose(ENUM)
    mode = ("L" if space == _GREY else "RGB") + alpha
    header = Header(stored[::-1] if on_its_side else stored, depth, mode)
    if timecodes is None:
        return header
    if profile:  # packed, before the first frame
        raise unreadable()
    if not usual:
        _pass_colours(bits, space)
    _pass_rest(bits, xyb)
    moving = Moving(stored, bits.pad(), len(alpha), bool(xyb), bool(timecodes))
    return replace(header, moving=moving)


def _read_size(bits: Bits) -> Size:
    small = bits.take(1)
    height = _read_edge(bits, small)
    ratio = bits.take(3)
    if not ratio:
        return _read_edge(bits, small), height
    across, down = _RATIOS[ratio - 1]
    return height * across // down, height


def _read_edge(bits: Bits, small: int) -> int:
    return 8 * (bits.take(5) + 1) if small else bits.choose(_EDGE)


def _read_more(bits: Bits) -> tuple[bool, int | None]:
    """Whether the picture lies on its side, and, if it moves, whether frames have time codes."""
    turned = bits.take(3)  # the orientation less one
    if bits.take(1):  # another size is wished for
        _read_size(bits)
    if bits.take(1):
        raise Refused("JPEG XL-filen har en inbyggd förhandsvisning. Spara den utan.")
    if not bits.take(1):
        return turned >= 4, None
    for among in (_TICKS, _TICK_PARTS, _LOOPS):
        bits.choose(among)
    return turned >= 4, bits.take(1)


def _read_depth(bits: Bits) -> int:
    if bits.take(1) or (depth := bits.choose(_DEPTH)) > 16:
        raise Refused(
            "Bilden har flyttal eller fler än 16 bitar per kanal. "
            "Spara den med 8 eller 16 bitar per kanal."
        )
    return depth


def _read_alpha(bits: Bits) -> str:
    """What transparency adds to a mode of Pillow's: nothing, A, or a where colours hold it too."""
    count = bits.choose(_CHANNELS)
    if not count or (count == 1 and bits.take(1)):  # one that is as usual
        return "A" if count else ""
    if count > 1 or bits.choose(ENUM) != _ALPHA:
        raise Refused(
            "Bilden har fler kanaler än färg och genomskinlighet, till exempel svart i CMYK. "
            "Spara den som TIFF eller JPEG."
        )
    _read_depth(bits)
    bits.choose(_SHIFT)
    bits.pass_name()
    return "a" if bits.take(1) else "A"


def _pass_colours(bits: Bits, space: int) -> None:
    if space != _XYB:
        if bits.choose(ENUM) == _CUSTOM:  # the white point
            _pass_points(bits, 1)
        if space != _GREY and bits.choose(ENUM) == _CUSTOM:  # the primaries
            _pass_points(bits, 3)
        if bits.take(1):
            bits.take(24)  # a gamma
        else:
            bits.choose(ENUM)
    bits.choose(ENUM)  # the rendering intent


def _pass_points(bits: Bits, count: int) -> None:
    for _ in range(2 * count):
        bits.choose(_CHROMATICITY)


def _pass_rest(bits: Bits, xyb: int) -> None:
    if not bits.take(1):  # what the brightest stands for
        bits.pass_floats(2)
        bits.take(1)
        bits.pass_floats(1)
    bits.pass_extensions()
    if bits.take(1):  # transforms are as usual
        return
    if xyb and not bits.take(1):
        bits.pass_floats(16)
    given = bits.take(len(_WEIGHTS))
    for place, count in enumerate(_WEIGHTS):
        bits.pass_floats(count if given >> place & 1 else 0)
