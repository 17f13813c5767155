"""JPEG XL: SizeHeader and ImageMetadata of a codestream (ISO/IEC 18181-1, annex D)."""

from __future__ import annotations

from dataclasses import dataclass

from dam.errors import Refused
from dam.imaging.formats import BARE_JPEG_XL
from dam.imaging.geometry import Size
from dam.imaging.jpeg_xl.bits import ENUM, BitReader, Choice

MOST_HEADER = 4_000
"""Bytes in which any header ends: a name has up to 1,071, a picture's own weights 560."""

_EDGE: Choice = ((1, 9), (1, 13), (1, 18), (1, 30))
_DEPTH: Choice = ((8, 0), (10, 0), (12, 0), (1, 6))
_CHANNELS: Choice = ((0, 0), (1, 0), (2, 4), (1, 12))
_SHIFT: Choice = ((0, 0), (3, 0), (4, 0), (1, 3))
_RATIOS = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
_RGB, _GREY = 0, 1  # of colour_space
_ALPHA = 0  # of the extra channels' types


@dataclass(frozen=True, slots=True)
class JpegXlHeader:
    """The upright size, and the mode of its pixels at 8 bits."""

    size: Size
    bits: int
    mode: str


def read_header(start: bytes) -> JpegXlHeader:
    """Read the header that begins with ``start``. Refused if its kind is not read here."""
    if not start.startswith(BARE_JPEG_XL):
        raise SyntaxError("no codestream")
    bits = BitReader(start)
    bits.take(16)
    stored = _read_size_header(bits)
    if bits.take(1):  # all_default
        return JpegXlHeader(stored, 8, "RGB")
    on_its_side = bits.take(1) and _read_extra_fields(bits)
    depth = _read_bit_depth(bits)
    bits.take(1)  # modular_16bit_buffers
    alpha = _read_extra_channels(bits)
    bits.take(1)  # xyb_encoded
    space = _RGB
    if not bits.take(1):  # all_default of the colour encoding
        bits.take(1)  # want_icc
        space = bits.choose(ENUM)
    mode = ("L" if space == _GREY else "RGB") + alpha
    return JpegXlHeader(stored[::-1] if on_its_side else stored, depth, mode)


def _read_size_header(bits: BitReader) -> Size:
    small = bits.take(1)
    height = _read_dimension(bits, small)
    ratio = bits.take(3)
    if not ratio:
        return _read_dimension(bits, small), height
    across, down = _RATIOS[ratio - 1]
    return height * across // down, height


def _read_dimension(bits: BitReader, small: int) -> int:
    return 8 * (bits.take(5) + 1) if small else bits.choose(_EDGE)


def _read_extra_fields(bits: BitReader) -> bool:
    """Whether the orientation swaps width and height. Refused for an animation or a preview."""
    orientation = bits.take(3) + 1
    if bits.take(1):  # have_intrinsic_size
        _read_size_header(bits)
    if bits.take(1):  # have_preview
        raise Refused("JPEG XL-filen har en inbyggd förhandsvisning. Spara den utan.")
    if bits.take(1):  # have_animation
        raise Refused(
            "JPEG XL-filen är rörlig och går inte att läsa. "
            "Spara dess första bild som PNG eller JPEG."
        )
    return orientation >= 5


def _read_bit_depth(bits: BitReader) -> int:
    if bits.take(1) or (depth := bits.choose(_DEPTH)) > 16:
        raise Refused(
            "Bilden har flyttal eller fler än 16 bitar per kanal. "
            "Spara den med 8 eller 16 bitar per kanal."
        )
    return depth


def _read_extra_channels(bits: BitReader) -> str:
    """What the alpha channel adds to a mode of Pillow's: nothing, A, or a if premultiplied."""
    count = bits.choose(_CHANNELS)
    if not count or (count == 1 and bits.take(1)):  # d_alpha_default, all_default
        return "A" if count else ""
    if count > 1 or bits.choose(ENUM) != _ALPHA:
        raise Refused(
            "Bilden har fler kanaler än färg och genomskinlighet, till exempel svart i CMYK. "
            "Spara den som TIFF eller JPEG."
        )
    _read_bit_depth(bits)
    bits.choose(_SHIFT)
    bits.pass_name()
    return "a" if bits.take(1) else "A"
