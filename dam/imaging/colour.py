"""Colours: embedded ICC profiles to sRGB through LittleCMS, and what a profile is called.

Called by `inspect` and `steps`. Profiles are untrusted bytes: a broken one counts as none.
"""

from __future__ import annotations

import itertools
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageChops, ImageCms

from dam.text.clean import clean_line

_SRGB = ImageCms.createProfile("sRGB")
_LAB = ImageCms.createProfile("LAB")

# Colour space signatures of ICC.1:2022, table 19, against Pillow's modes.
_SPACES = {"L": b"GRAY", "RGB": b"RGB ", "CMYK": b"CMYK"}

_PATCHES = Image.frombytes(
    "RGB", (125, 1), bytes(itertools.chain(*itertools.product((0, 64, 128, 192, 255), repeat=3)))
)

Transform = ImageCms.ImageCmsTransform


def profile_name(icc: bytes) -> str | None:
    """The description of a profile, None if it has none that can be read."""
    try:
        name = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(icc)))
    except (ImageCms.PyCMSError, OSError):
        return None
    return clean_line(name)[:100] or None


def is_profile_for_mode(icc: bytes, mode: str) -> bool:
    """Whether the profile is of the colour space that pixels of ``mode`` are in."""
    return icc[16:20] == _SPACES.get(mode)


def convert_to_srgb(picture: Image.Image, icc: bytes | None) -> Image.Image:
    """``picture`` (L, LA, RGB, RGBA, CMYK or LAB) as sRGB in mode RGB, or RGBA if it has alpha.

    Without a usable profile RGB and grey count as sRGB, and CMYK is converted naively.
    """
    if picture.mode in {"LA", "RGBA"}:
        alpha = picture.getchannel("A")
        coloured = convert_to_srgb(picture.convert(picture.mode[:-1]), icc)
        coloured.putalpha(alpha)
        return coloured
    transform = _build_transform(icc, picture.mode)
    if transform is not None:
        return ImageCms.applyTransform(picture, transform) or picture
    return picture if picture.mode == "RGB" else picture.convert("RGB")


@lru_cache(maxsize=8)
def _build_transform(icc: bytes | None, mode: str) -> Transform | None:
    if mode == "LAB":
        return ImageCms.buildTransform(_LAB, _SRGB, "LAB", "RGB")
    if icc is None or not is_profile_for_mode(icc, mode):
        return None
    try:
        transform = ImageCms.buildTransform(
            ImageCms.ImageCmsProfile(BytesIO(icc)),
            _SRGB,
            mode,
            "RGB",
            # A press's gamut is squeezed into the screen's; between screens colours keep.
            renderingIntent=ImageCms.Intent.PERCEPTUAL
            if mode == "CMYK"
            else ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError):
        return None
    return None if mode == "RGB" and _changes_nothing(transform) else transform


def _changes_nothing(transform: Transform) -> bool:
    """Whether the profile is sRGB under any of its names: then the pixels are left alone."""
    patches = ImageCms.applyTransform(_PATCHES, transform) or _PATCHES
    difference = ImageChops.difference(patches, _PATCHES)
    return not any(difference.point(lambda level: level > 1).tobytes())
