"""PNG chunks that affect the look of pixels: colour, transparency, orientation.

Called by `decoders` and `steps`.
Chunks and their precedence are those of the PNG specification, third edition, 4.3 and 11.3.
"""

from __future__ import annotations

import struct
from typing import BinaryIO, cast

from PIL import Image, ImageChops, ImageFile

from dam.imaging.colour_encoding import SRGB_PRIMARIES, ColourEncoding, get_cicp_encoding
from dam.imaging.headers import read_png_chunks

_TOLD = {b"eXIf", b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"tRNS"}
# gAMA of sRGB, which programs write beside and instead of saying sRGB; and cHRM's near enough.
_SRGB_GAMMA, _NEAR = 45455, 0.002
_LEAST_GAMMA, _MOST_GAMMA = 0.1, 10.0


def read_info_chunks(picture: ImageFile.ImageFile) -> None:
    """Note in ``info`` what stands in the file, before the pixels or behind them."""
    chunks = read_png_chunks(cast("BinaryIO", picture.fp), _TOLD)
    picture.info["exif"] = chunks.get(b"eXIf", b"")
    encoding = _read_cicp(chunks.get(b"cICP", b""))
    if encoding:
        picture.info.pop("icc_profile", None)
    elif not {b"iCCP", b"sRGB"} & chunks.keys():
        encoding = _read_gama_and_chrm(chunks)
    if encoding:
        picture.info["encoding"] = encoding


def _read_cicp(chunk: bytes) -> ColourEncoding | None:
    """The colour encoding of a cICP chunk; of RGB, whose matrix is 0."""
    if len(chunk) != 4 or chunk[2]:
        return None
    return get_cicp_encoding(*chunk[:2], full=chunk[3] == 1)


def _read_gama_and_chrm(chunks: dict[bytes, bytes]) -> ColourEncoding | None:
    """The colour encoding of gAMA and cHRM; None where that is sRGB."""
    gamma, primaries = _read_gama(chunks.get(b"gAMA", b"")), _read_chrm(chunks.get(b"cHRM", b""))
    if gamma is None:
        return None if primaries == SRGB_PRIMARIES else ColourEncoding(primaries, "sRGB")
    return (
        ColourEncoding(primaries, "linear")
        if gamma == 1
        else ColourEncoding(primaries, "gamma", gamma)
    )


def _read_gama(chunk: bytes) -> float | None:
    """The exponent from levels to light; None where it is sRGB's or none."""
    if len(chunk) != 4:
        return None
    (stored,) = struct.unpack(">I", chunk)
    if not stored or abs(stored - _SRGB_GAMMA) < 500:
        return None
    gamma = round(100_000 / stored, 4)
    return gamma if _LEAST_GAMMA <= gamma <= _MOST_GAMMA else None


def _read_chrm(chunk: bytes) -> tuple[float, ...]:
    """Those of a cHRM chunk, which begins with the white; sRGB's where it has none that can be."""
    if len(chunk) != 32:
        return SRGB_PRIMARIES
    white_first = [value / 100_000 for value in struct.unpack(">8I", chunk)]
    primaries = (*white_first[2:], *white_first[:2])
    rx, ry, gx, gy, bx, by, _, white_y = primaries
    area = (gx - rx) * (by - ry) - (bx - rx) * (gy - ry)
    near = all(abs(a - b) < _NEAR for a, b in zip(primaries, SRGB_PRIMARIES, strict=True))
    sound = abs(area) > 0.001 and min(ry, gy, by, white_y) > 0.001 and max(primaries) <= 1
    return SRGB_PRIMARIES if near or not sound else primaries


def read_lower_bytes(file: ImageFile.ImageFile) -> Image.Image | None:
    """The lower bytes of 16 bits a channel, as an undecoded ``file``'s other reading; else None."""
    (tile,) = file.tile[:1] or (None,)
    if tile is None or tile.args not in {"RGB;16B", "RGBA;16B"}:
        return None
    # The other order of bytes is the other byte of each.
    file.tile = [tile._replace(args=str(tile.args).replace("16B", "16L"))]
    file.load()
    low = file.copy()
    low.info = {}
    return low


def read_alpha(
    picture: Image.Image, colour: int | tuple[int, ...], bits: int, low: Image.Image | None
) -> Image.Image:
    """What of ``picture`` (1, L, I;16 or RGB) is opaque: all but the one colour of tRNS.

    The colour is in the file's bits, and of 16 both bytes count.
    """
    if picture.mode == "I;16":
        opacity = [255 * (level != colour) for level in range(1 << 16)]
        return picture.convert("I").point(opacity, "L")
    if isinstance(colour, int):
        levels = 2**bits - 1
        return picture.convert("L").point(_make_opacity_table((colour & levels) * 255 // levels))
    mask = Image.new("L", picture.size)
    for index, level in enumerate(colour):
        upper = level >> 8 if bits == 16 else level & 255
        mask = ImageChops.lighter(mask, picture.getchannel(index).point(_make_opacity_table(upper)))
        if low:
            mask = ImageChops.lighter(
                mask, low.getchannel(index).point(_make_opacity_table(level & 255))
            )
    return mask


def _make_opacity_table(transparent: int) -> list[int]:
    return [255 * (level != transparent) for level in range(256)]
