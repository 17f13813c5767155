"""Makes the file of one demonstration picture. `flask demo` calls `paint`."""

from __future__ import annotations

from pathlib import Path

from PIL import ImageCms

from demo.camera import write_metadata
from demo.darkroom import develop
from demo.picture import DemoPicture
from demo.scenes import SCENES

QUALITY = 91
# ICC.1:2022, 7.2.8: year, month, day, hour, minute, second as two bytes each.
_CREATED = slice(24, 36)
_DAY = bytes.fromhex("07ea 0001 0001 0000 0000 0000")


def paint(picture: DemoPicture, to: Path) -> None:
    """Write the picture to this path: the same bytes every time, with sRGB's profile.

    Takes one to four seconds and about 200 MB.
    """
    image = develop(SCENES[picture.slug](), (picture.width, picture.height))
    profile = _srgb()
    if picture.format == "PNG":
        image.save(to, "PNG", icc_profile=profile, compress_level=6)
    else:
        image.save(to, "JPEG", quality=QUALITY, subsampling="4:2:2", icc_profile=profile)
    if picture.agency:
        write_metadata(picture, to)


def _srgb() -> bytes:
    """LittleCMS' sRGB profile, with a fixed day for the moment at which it was made."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_CREATED] = _DAY
    return bytes(profile)
