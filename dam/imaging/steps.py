"""The steps of `render`, each a picture in and a picture or a file out."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from dam.errors import Refused
from dam.imaging.colour import convert_to_srgb, is_profile_for_mode
from dam.imaging.colour_encoding import ColourEncoding
from dam.imaging.decoders import load_pixels, open_picture, read_encoding, translate_decoder_errors
from dam.imaging.formats import JPEG, PNG
from dam.imaging.geometry import Size, fit_size
from dam.imaging.inspect import PictureFacts
from dam.imaging.png_file import read_alpha, read_lower_bytes
from dam.imaging.recode import build_output_profile, recode_to_srgb
from dam.imaging.rendition_specs import RenditionSpec

_LANCZOS = Image.Resampling.LANCZOS
# zlib's Z_RLE: a photograph of 3 megapixels with transparency takes 0.26 s and 5.1 MB as a PNG, and
# 1.1 s and 5.6 MB by zlib's own choice; a logotype is up to a third larger.
_RUNS = 3

# What is left for LANCZOS once whole pixels have been averaged: 1.4 is 40 dB from a pass over
# all pixels and takes 0.4 of its time. A JPEG drafted to size has nothing left to average.
_REDUCING_GAP = 1.4

_ALPHA = {"PA": "RGBA", "La": "LA", "RGBa": "RGBA"}
_PLAIN = {"L", "LA", "RGB", "RGBA", "CMYK", "LAB"}


def decode_pixels(
    path: Path, facts: PictureFacts, long_edge: int | None
) -> tuple[Image.Image, bytes | None]:
    """The pixels of ``path``, no smaller than ``long_edge`` asks for, and their ICC profile.

    Not upright, in the source's colours, in one of the modes L, LA, RGB, RGBA, CMYK and LAB.
    """
    with open_picture(path, facts.form) as file:
        if facts.form is JPEG or facts.form.drawn:
            # Both edges are given in proportion: the shorter one alone would keep it at full size.
            file.draft(None, fit_size(facts.size, long_edge))
        load_pixels(file, facts.form)
        encoding, icc = read_encoding(file), file.info.get("icc_profile")
        picture = _convert_to_plain_mode(
            file, facts, encoding, _decode_lower_bytes(path, file, facts, encoding)
        )
    # What the file says of itself, comments included, would be saved again with the pixels.
    picture.info = {}
    return picture, (build_output_profile(encoding) if encoding else icc) or None


def _decode_lower_bytes(
    path: Path, file: Image.Image, facts: PictureFacts, encoding: ColourEncoding | None
) -> Image.Image | None:
    """The lower halves of 16 bits, which Pillow leaves out, where they are asked for."""
    is_keyed = isinstance(file.info.get("transparency"), tuple)
    if facts.form is not PNG or facts.bits != 16:
        return None
    if not is_keyed and (encoding is None or encoding.is_plain):
        return None
    with open_picture(path, PNG) as reopened, translate_decoder_errors(PNG):
        return read_lower_bytes(reopened)


def _convert_to_plain_mode(
    picture: Image.Image,
    facts: PictureFacts,
    encoding: ColourEncoding | None,
    low: Image.Image | None,
) -> Image.Image:
    """``picture`` in a mode of `decode_pixels`, under sRGB's curve where an encoding is told."""
    alpha = None
    if (colour := picture.info.get("transparency")) is not None and picture.mode != "P":
        alpha = read_alpha(picture, colour, facts.bits, low)
    if picture.mode in {"I;16", "I;16B"}:
        converted = _convert_deep_grey(picture, facts.bits, encoding)
    else:
        keyed = picture.mode == "P" and colour is not None
        converted = (
            picture if picture.mode in _PLAIN else picture.convert(_get_plain_mode(picture, keyed))
        )
        converted = recode_to_srgb(converted, encoding, low) if encoding else converted
    if alpha is None:
        return converted
    converted = converted.copy() if converted is picture else converted
    converted.putalpha(alpha)
    return converted


def _get_plain_mode(picture: Image.Image, keyed: bool) -> str:
    return "RGBA" if keyed else _ALPHA.get(picture.mode, "L" if picture.mode == "1" else "RGB")


def _convert_deep_grey(
    picture: Image.Image, bits: int, encoding: ColourEncoding | None
) -> Image.Image:
    if encoding:
        return recode_to_srgb(picture, encoding)
    # `convert` would clip at 255; a file of fewer bits fills only the lower part.
    scale = 255 / (2**bits - 1)
    return picture.convert("I").point(lambda level: level * scale + 0.5).convert("L")


def shrink_picture(picture: Image.Image, size: Size) -> Image.Image:
    """``picture`` at ``size``, which is no larger than its own."""
    if picture.size == size:
        return picture
    return picture.resize(size, _LANCZOS, reducing_gap=_REDUCING_GAP)


def flatten_transparency(picture: Image.Image, ground: str) -> Image.Image:
    """``picture`` without transparency: what shone through shows the colour ``ground``."""
    if picture.mode not in {"LA", "RGBA"}:
        return picture
    laid = Image.new("RGB", picture.size, ground)
    laid.paste(picture.convert("RGB"), mask=picture.getchannel("A"))
    return laid


def keep_colours(
    picture: Image.Image, icc: bytes | None, spec: RenditionSpec
) -> tuple[Image.Image, bytes | None]:
    """``picture`` as its file can hold it, with its profile if that fits; a JPEG is opaque."""
    if picture.mode == "LAB":
        return convert_to_srgb(picture, None), None
    if spec.format == "JPEG":
        picture = flatten_transparency(picture, spec.ground)
    return picture, icc if icc and is_profile_for_mode(
        icc, picture.mode.removesuffix("A")
    ) else None


def encode_picture(
    picture: Image.Image, spec: RenditionSpec, icc: bytes | None, path: Path
) -> None:
    """Write ``picture`` as ``spec`` says, with no metadata but ``icc`` and the resolution."""
    dpi = (spec.ppi, spec.ppi) if spec.ppi else None
    with path.open("wb") as file:
        if spec.format == "WebP":
            _encode_webp(picture, spec, file)
        elif spec.format == "PNG":
            picture.save(file, "PNG", icc_profile=icc, dpi=dpi, compress_type=_RUNS)
        else:
            flatten_transparency(picture, spec.ground).save(
                file,
                "JPEG",
                quality=spec.quality,
                subsampling=spec.chroma,
                icc_profile=icc,
                dpi=dpi or (0, 0),
            )


def _encode_webp(picture: Image.Image, spec: RenditionSpec, file: BinaryIO) -> None:
    # The first partition of a lossy WebP holds 512 kB, and a large noisy picture overflows it
    # with one method and not with another.
    for method in dict.fromkeys((spec.method, 2, 4)):
        try:
            picture.save(file, "WEBP", quality=spec.quality, method=method)
        except ValueError:
            file.seek(0)
            file.truncate()
        else:
            return
    raise Refused("Bilden går inte att spara som WebP. Spara originalet i ett annat format.")


def make_placeholder(picture: Image.Image, spec: RenditionSpec) -> str:
    """An sRGB ``picture`` as a WebP of a few pixels, a ``data:`` address."""
    file = BytesIO()
    small = shrink_picture(picture, fit_size(picture.size, spec.long_edge))
    small.save(file, "WEBP", quality=spec.quality, method=6)
    return "data:image/webp;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def compute_dhash(picture: Image.Image) -> str:
    """The 64-bit difference hash of an sRGB ``picture``, 16 hexadecimal digits.

    Bit by bit, from the upper left: is a pixel of the 9 × 8 grey picture darker than the next
    (Krawetz, "Kind of Like That", 2013). Alike pictures differ in few bits.
    """
    grey = (
        flatten_transparency(picture, "#FFFFFF").convert("L").resize((9, 8), Image.Resampling.BOX)
    )
    levels = grey.tobytes()
    bits = 0
    for row in range(0, 72, 9):
        for at in range(row, row + 8):
            bits = bits << 1 | (levels[at] < levels[at + 1])
    return f"{bits:016x}"
