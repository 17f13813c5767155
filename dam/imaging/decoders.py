"""Decoding of picture files by the sniffed format's plugin alone; its errors are sentences."""

from __future__ import annotations

import errno
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

import pi_heif
from PIL import (
    AvifImagePlugin,
    Image,
    ImageFile,
    Jpeg2KImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from dam.errors import Refused
from dam.imaging import tiff_file
from dam.imaging.colour_encoding import ColourEncoding
from dam.imaging.formats import AVIF, HEIC, JPEG, JPEG_2000, PNG, Format
from dam.imaging.headers import read_jp2_profile
from dam.imaging.heif_boxes import read_meta, read_nclx
from dam.imaging.icc import read_code_points
from dam.imaging.jpeg_file import add_missing_end, lacks_pixels
from dam.imaging.jpeg_xl import decoder
from dam.imaging.png_file import read_info_chunks
from dam.imaging.vector import render

# `inspect` holds the header's size against the caller's limit; Pillow's own limit is one
# number for the whole process and warns about pictures that we accept.
Image.MAX_IMAGE_PIXELS = None

# The plugins of the accepted formats are imported by name, so that Pillow never goes looking
# for one among all it has.
PLUGINS = (
    AvifImagePlugin,
    Jpeg2KImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
    render,
    decoder,
    tiff_file,
)
# Pillow's own first imports, now instead of in each child.
Image.preinit()
# One child decodes one image; threads would only share out a core and claim address space.
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
pi_heif.register_heif_opener(
    thumbnails=False, depth_images=False, aux_images=False, decode_threads=1
)

# What broken files make Pillow 13, pi_heif and their codecs raise, found by mutating files.
_BROKEN = (
    AttributeError,
    EOFError,
    LookupError,
    OSError,  # of which UnidentifiedImageError is one
    OverflowError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    ZeroDivisionError,
    struct.error,
)


def open_picture(source: Path | BinaryIO, form: Format) -> ImageFile.ImageFile:
    """The picture in ``source``, its header read and no pixel decoded. Refused if broken."""
    with translate_decoder_errors(form):
        completed = add_missing_end(source) if form is JPEG else source
        picture = Image.open(completed, formats=[form.plugin])
        picture.info["completed"] = completed is not source
        # An uncompressed file with a name is mapped, and a TIFF on its side then with its edges
        # exchanged.
        picture.filename = ""
        if form is JPEG_2000:
            # Pillow leaves a JPEG 2000's colour profile unread.
            picture.info["icc_profile"] = read_jp2_profile(cast("BinaryIO", picture.fp))
        if form is PNG:
            read_info_chunks(picture)
        if form in {AVIF, HEIC} and not picture.info.get("icc_profile"):
            picture.info["encoding"] = _read_nclx_encoding(source)
        return picture


def _read_nclx_encoding(source: Path | BinaryIO) -> ColourEncoding | None:
    if isinstance(source, Path):
        with source.open("rb") as file:
            return _read_nclx_encoding(file)
    return read_nclx(read_meta(source))


def read_encoding(picture: ImageFile.ImageFile) -> ColourEncoding | None:
    """The encoding beside or in a profile, None for a complete one; of JPEG XL once decoded."""
    encoding: ColourEncoding | None = picture.info.get("encoding")
    if encoding is None and (icc := picture.info.get("icc_profile")):
        encoding = read_code_points(icc)
        return encoding if encoding and encoding.hdr else None
    return encoding


def load_pixels(picture: ImageFile.ImageFile, form: Format) -> None:
    """Decode all pixels of ``picture``. Refused if the file is truncated or corrupt."""
    with translate_decoder_errors(form):
        if picture.info.pop("completed", False) and lacks_pixels(cast("BytesIO", picture.fp)):
            raise make_truncated_error()
        picture.load()


def load_reduced(picture: ImageFile.ImageFile, form: Format) -> None:
    """Decode every byte at the format's smallest scale; Refused as `load_pixels`."""
    if form is JPEG or form.drawn:
        width, height = picture.size
        picture.draft(None, (max(1, width // 8), max(1, height // 8)))
    load_pixels(picture, form)


@contextmanager
def translate_decoder_errors(form: Format) -> Iterator[None]:
    """Turn what a decoder raises about the file into a Refused; the machine's errors pass.

    Pillow's warnings (odd Exif, a malformed MPO index) are about files that it reads all the
    same, so they are silenced here.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except MemoryError as error:
        raise Refused(
            "Bilden kräver mer minne att läsa än en bild får ta. Spara den i mindre format."
        ) from error
    except Refused:
        raise
    except _BROKEN as error:
        # An OSError with a number comes from the disk, not from what stands in the file; but
        # EINVAL is a seek to where a broken file points.
        if isinstance(error, OSError) and error.errno not in {None, errno.EINVAL}:
            raise
        raise _make_broken_error(form, error) from error


def make_truncated_error() -> Refused:
    return Refused("Filen är avkortad: slutet av bilden saknas. Hämta den på nytt från källan.")


def _make_broken_error(form: Format, error: Exception) -> Refused:
    # Every codec that notices a missing end says so with this word.
    if isinstance(error, EOFError) or "truncated" in str(error).lower():
        return make_truncated_error()
    return Refused(
        "Filen är en {format}-fil som är skadad och inte går att läsa. "
        "Hämta den på nytt från källan.",
        format=form.name,
    )
