"""Inspection of a picture's header and completeness, in the sandbox by `tasks.inspect_upload`."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from PIL import ImageFile

from dam.errors import Refused
from dam.imaging.blank_image import is_blank
from dam.imaging.colour import profile_name
from dam.imaging.decoders import (
    load_reduced,
    make_truncated_error,
    open_picture,
    read_encoding,
    translate_decoder_errors,
)
from dam.imaging.formats import (
    FORMATS,
    HEAD_BYTES,
    JPEG,
    JPEG_2000,
    MAX_SCANS,
    PDF,
    TIFF,
    WEBP,
    Format,
    UploadLimits,
    sniff_format,
)
from dam.imaging.geometry import Size, get_upright_size
from dam.imaging.header_facts import (
    ALPHA,
    count_frames,
    has_gain_map,
    is_transparent,
    read_bits,
    read_density,
    read_orientation,
)
from dam.imaging.headers import count_scans, read_webp_canvas, read_webp_length

_COLOURS = {"CMYK": "CMYK", "LAB": "Lab"} | dict.fromkeys(
    ("1", "L", "LA", "La", "I;16", "I;16B"), "Gray"
)


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """A picture's header. Sizes in pixels, as stored and upright (Exif ``orientation`` applied).

    ``mode`` is Pillow's, ``bits`` a channel's depth in the file, ``colour`` one of RGB, CMYK,
    Gray and Lab, ``dpi`` pixels an inch across. ``icc`` is the name of the embedded profile,
    or of the encoding that a file tells in numbers; ``icc_bytes`` is 0 if there is no profile, or
    if it is packed with the pixels (JPEG XL). ``frames`` is 2 for any moving JPEG XL. ``hdr`` is
    PQ or HLG; ``gain_map`` says that the file brings a map from SDR to HDR, ``plain`` that nothing
    is seen. `verify_picture` completes ``has_alpha``, ``icc`` of JPEG XL, ``hdr`` and ``plain``.
    """

    format: str
    bytes: int
    width: int
    height: int
    upright_width: int
    upright_height: int
    orientation: int
    mode: str
    bits: int
    colour: str
    has_alpha: bool
    icc: str | None
    icc_bytes: int
    frames: int
    progressive: bool
    dpi: float | None
    hdr: str | None = None
    gain_map: bool = False
    plain: bool = False

    @property
    def size(self) -> Size:
        return self.width, self.height

    @property
    def upright(self) -> Size:
        return self.upright_width, self.upright_height

    @property
    def left_out(self) -> str | None:
        """What is told of a file with several pictures; a camera's JPEG has previews alone."""
        if self.frames < 2 or self.form is JPEG:
            return None
        pages = "sidor" if self.form in {TIFF, PDF} else "bilder"
        return f"Filen har {self.frames} {pages}; bara den första används."

    @property
    def light(self) -> str | None:
        """What is told of a picture in HDR; None of others."""
        if self.hdr is None:
            return None
        made = "Storlekarna" if self.form.planned else "Storlekarna och originalet som lämnas ut"
        return f"Bilden är i HDR ({self.hdr}). {made} görs i vanligt omfång, utan HDR."

    @property
    def pixels(self) -> int:
        return self.width * self.height

    @property
    def room(self) -> int:
        """For how many pixels room is made while this is decoded."""
        return self.pixels * self.form.weight

    @property
    def form(self) -> Format:
        return FORMATS[self.format]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> PictureFacts:
        return cls(**data)


def inspect_picture(source: Path | BinaryIO, limits: UploadLimits) -> PictureFacts:
    """The facts of the picture in ``source``. Refused, saying why, if it cannot be taken in."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            return inspect_picture(file, limits)
    weight = _check_byte_count(source, limits)
    form = sniff_format(_read_first_bytes(source))
    if form is WEBP:
        # libwebp claims memory for the whole canvas as soon as the file is opened, and says
        # no more than "error" of a file that ends too early.
        _check_pixel_count(read_webp_canvas(_read_first_bytes(source)), form, limits)
        if weight < read_webp_length(_read_first_bytes(source)):
            raise make_truncated_error()
    source.seek(0)
    picture = open_picture(source, form)
    _check_pixel_count(picture.size, form, limits)
    with translate_decoder_errors(form):
        return _read_facts(picture, form, weight, source)


def verify_picture(path: Path, facts: PictureFacts) -> PictureFacts:
    """Decode the whole file, as cheaply as its format allows. Refused if any of it is missing.

    Returns the facts with what only the pixels tell: whether one of them is transparent.
    """
    with open_picture(path, facts.form) as picture:
        load_reduced(picture, facts.form)
        encoding = read_encoding(picture)
        return replace(
            facts,
            has_alpha=facts.has_alpha and (facts.form.drawn or is_transparent(picture)),
            icc=facts.icc or _name_colours(picture),
            hdr=encoding.hdr if encoding else None,
            plain=is_blank(picture),
        )


def _check_byte_count(source: BinaryIO, limits: UploadLimits) -> int:
    weight = source.seek(0, os.SEEK_END)
    if weight > limits.max_bytes:
        raise Refused(
            "Filen är {weight} MB och får vara högst {limit} MB.",
            weight=_format_swedish_number(math.ceil(weight / 1e5) / 10),
            limit=_format_swedish_number(limits.max_bytes / 1e6),
        )
    return weight


def _read_first_bytes(source: BinaryIO) -> bytes:
    source.seek(0)
    return source.read(HEAD_BYTES)


def _check_pixel_count(size: Size, form: Format, limits: UploadLimits) -> None:
    width, height = size
    max_pixels = limits.pixels_of(form)
    if width * height > max_pixels:
        raise Refused(
            "Bilden är {width} × {height} bildpunkter, {pixels} miljoner, "
            "och får ha högst {limit} miljoner.",
            width=width,
            height=height,
            pixels=_format_swedish_number(width * height / 1e6),
            limit=_format_swedish_number(max_pixels / 1e6),
        )


def _read_facts(
    picture: ImageFile.ImageFile, form: Format, weight: int, source: BinaryIO
) -> PictureFacts:
    if picture.mode in {"I", "F"}:
        raise Refused("Bilden har 32 bitar per kanal. Spara den med 8 eller 16 bitar per kanal.")
    progressive = bool(picture.info.get("progressive") or picture.info.get("interlace"))
    if form is JPEG and progressive and count_scans(source, MAX_SCANS) > MAX_SCANS:
        raise Refused(
            "JPEG-filen är delad i fler än {most} genomgångar. Spara bilden på nytt.",
            most=MAX_SCANS,
        )
    icc = picture.info.get("icc_profile") or b""
    if form is JPEG_2000 and icc[16:20] == b"CMYK":
        raise Refused(
            "Bilden är en JPEG 2000 i CMYK med egen färgprofil, som inte går att läsa rätt. "
            "Spara den som TIFF eller JPEG."
        )
    orientation, frames = read_orientation(picture), count_frames(picture, source)
    stored, upright = picture.size, get_upright_size(picture.size, orientation)
    return PictureFacts(
        format=form.name,
        bytes=weight,
        width=stored[0],
        height=stored[1],
        upright_width=upright[0],
        upright_height=upright[1],
        orientation=orientation,
        mode=picture.mode,
        bits=read_bits(picture, form, source),
        colour=_COLOURS.get(picture.mode, "RGB"),
        has_alpha=picture.mode in ALPHA or "transparency" in picture.info,
        icc=_name_colours(picture),
        icc_bytes=len(icc),
        frames=frames,
        progressive=progressive,
        dpi=read_density(picture),
        gain_map=has_gain_map(source, form, frames),
    )


def _name_colours(picture: ImageFile.ImageFile) -> str | None:
    icc, encoding = picture.info.get("icc_profile"), read_encoding(picture)
    return (profile_name(icc) if icc else None) or (encoding.name if encoding else None)


def _format_swedish_number(number: float) -> str:
    """``number`` with one decimal where it is not whole, a comma before it."""
    return f"{number:.1f}".removesuffix(".0").replace(".", ",")
