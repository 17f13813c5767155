"""Facts of an opened picture's header: frames, orientation, depth, density, gain map."""

from __future__ import annotations

from typing import BinaryIO

from PIL import ImageFile

from dam.errors import Refused
from dam.imaging.embed.exif import read_exif_display
from dam.imaging.formats import AVIF, HEAD_BYTES, HEIC, JPEG, JPEG_2000, MAX_PAGES, PNG, Format
from dam.imaging.headers import count_pages, read_avif_bits, read_jp2_bits, read_png_bits
from dam.imaging.heif_boxes import has_gain_map_item as meta_has_gain_map
from dam.imaging.heif_boxes import read_meta
from dam.imaging.orientation import ORIENTATION, normalise_orientation
from dam.imaging.tiff_file import TiffFile

ALPHA = {"LA", "La", "PA", "RGBA", "RGBa"}
"""Pillow's modes that have it."""

# TIFF 6.0 and DNG 1.7: tags of the first directory.
_NEW_SUBFILE_TYPE, _BITS, _SUB_IFDS, _DNG_VERSION = 254, 258, 330, 50706

# ISO 21496-1, Adobe's and Google's Ultra HDR, Apple's.
_GAIN_MAPS = (
    b"urn:iso:std:iso:ts:21496:-1",
    b"http://ns.adobe.com/hdr-gain-map/1.0/",
    b"urn:com:apple:photo:2020:aux:hdrgainmap",
)
_MOST_JPEG_HEAD = 1 << 18


def has_gain_map(source: BinaryIO, form: Format, frames: int) -> bool:
    """Whether the file has a picture of how much brighter HDR is than the picture itself."""
    if form in {AVIF, HEIC}:
        return meta_has_gain_map(read_meta(source))
    if form is not JPEG:
        return False
    source.seek(0)
    head = source.read() if frames > 1 else source.read(_MOST_JPEG_HEAD)
    return any(name in head for name in _GAIN_MAPS)


def is_transparent(picture: ImageFile.ImageFile) -> bool:
    """Whether a decoded picture that may be transparent is: programs write alpha for nothing."""
    if picture.mode not in ALPHA:
        return True
    return picture.getchannel(picture.mode[-1]).getextrema()[0] != 255


def count_frames(picture: ImageFile.ImageFile, source: BinaryIO) -> int:
    if not isinstance(picture, TiffFile):
        return int(getattr(picture, "n_frames", 1))
    # A camera's raw file is a TIFF whose first picture is a thumbnail, the rest behind SubIFDs.
    tags = picture.tag_v2
    if _DNG_VERSION in tags or (tags.get(_NEW_SUBFILE_TYPE) == 1 and _SUB_IFDS in tags):
        raise Refused(
            "Filen är en råfil från en kamera. Framkalla den och spara som JPEG eller TIFF."
        )
    pages = count_pages(source, MAX_PAGES)
    if pages > MAX_PAGES:
        raise Refused("TIFF-filen har fler än {most} sidor. Spara bara bilden.", most=MAX_PAGES)
    return pages


def read_orientation(picture: ImageFile.ImageFile) -> int:
    """Exif orientation. `getexif` is not asked: on a PNG it decodes the pixels."""
    if isinstance(picture, TiffFile):
        return picture.orientation
    block = picture.info.get("exif") or b""
    return normalise_orientation(
        read_exif_display(block.removeprefix(b"Exif\0\0")).get(ORIENTATION)
    )


def read_bits(picture: ImageFile.ImageFile, form: Format, source: BinaryIO) -> int:
    if form is PNG:
        return read_png_bits(_read_head(source))
    if form is AVIF:
        return read_avif_bits(_read_head(source))
    if form is JPEG_2000:
        # Pillow spreads grey of more than 8 bits over 16, whatever the file has.
        return 16 if picture.mode == "I;16" else read_jp2_bits(_read_head(source))
    if isinstance(picture, TiffFile):
        return int(max(picture.tag_v2.get(_BITS) or (1,)))
    return int(picture.info.get("bit_depth", 8))


def read_density(picture: ImageFile.ImageFile) -> float | None:
    try:
        across = float(picture.info["dpi"][0])
    except (LookupError, TypeError, ValueError, ZeroDivisionError):
        return None
    return round(across, 2) if 0 < across < 100_000 else None


def _read_head(source: BinaryIO) -> bytes:
    source.seek(0)
    return source.read(HEAD_BYTES)
