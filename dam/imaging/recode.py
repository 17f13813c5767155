"""Recoding of pixels to sRGB's curve, HDR tone-mapped; primaries stay, told by a profile."""

from __future__ import annotations

from functools import lru_cache

from PIL import Image, ImageFilter

from dam.imaging.colour_encoding import (
    SRGB_PRIMARIES,
    ColourEncoding,
    hlg_to_display_light,
    hlg_to_scene_light,
    roll_off_highlights,
    to_srgb_level,
)
from dam.imaging.icc import rgb_to_xyz, write_icc_profile

_NODES = 33


def build_output_profile(encoding: ColourEncoding) -> bytes | None:
    """The profile of what `recode_to_srgb` makes; None where that is sRGB."""
    return None if encoding.primaries == SRGB_PRIMARIES else write_icc_profile(encoding.primaries)


def recode_to_srgb(
    picture: Image.Image, encoding: ColourEncoding, low: Image.Image | None = None
) -> Image.Image:
    """``picture`` (L, LA, RGB, RGBA or I;16) under sRGB's curve.

    ``low`` has its channels' lower bytes, if it has any: in the dark, 8 bits of linear light are
    too few for a picture.
    """
    if picture.mode == "I;16":
        return picture.convert("I").point(_build_level_table(encoding, 1 << 16), "L")
    if encoding.is_plain or picture.mode not in {"L", "LA", "RGB", "RGBA"}:
        return picture
    if encoding.transfer == "HLG" and picture.mode in {"RGB", "RGBA"}:
        colours = picture.convert("RGB").filter(_build_hlg_table(encoding))
        if picture.mode == "RGBA":
            colours.putalpha(picture.getchannel("A"))
        return colours
    bands = list(picture.split())
    lows = low.split() if low else ()
    for index in range(1 if picture.mode in {"L", "LA"} else 3):
        if lows:
            wide = Image.merge("LA", (lows[index], bands[index])).tobytes()
            deep = Image.frombytes("I;16", picture.size, wide).convert("I")
            bands[index] = deep.point(_build_level_table(encoding, 1 << 16), "L")
        else:
            bands[index] = bands[index].point(_build_level_table(encoding, 256))
    return Image.merge(picture.mode, bands)


@lru_cache(maxsize=4)
def _build_level_table(encoding: ColourEncoding, count: int) -> list[int]:
    """SRGB's level of 0 to 255 for each of ``count`` stored ones."""
    return [round(255 * encoding.level(stored / (count - 1))) for stored in range(count)]


@lru_cache(maxsize=2)
def _build_hlg_table(encoding: ColourEncoding) -> ImageFilter.Color3DLUT:
    """HLG on a display: how bright a channel is depends on the luminance of all (BT.2100)."""
    red, green, blue = rgb_to_xyz(encoding.primaries)[1]

    def shown(*stored: float) -> tuple[float, float, float]:
        r, g, b = (hlg_to_scene_light(max(0.0, level)) for level in map(widened, stored))
        luminance = red * r + green * g + blue * b
        first, second, third = (
            to_srgb_level(roll_off_highlights(hlg_to_display_light(light, luminance)))
            for light in (r, g, b)
        )
        return first, second, third

    def widened(level: float) -> float:
        return level if encoding.full else min(1.0, (level * 255 - 16) / 219)

    return ImageFilter.Color3DLUT.generate(_NODES, shown)
