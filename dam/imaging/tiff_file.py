"""TIFF, as one of Pillow's file classes: its own where that reads right, else our bands.

Called by `decoders`. What is sound and read by neither is refused by its name. The picture is left
as it is stored, whatever its orientation, as in every other format. Tags are those of TIFF 6.0.
"""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from PIL import Image, ImageChops, ImagePalette, TiffImagePlugin
from PIL.TiffImagePlugin import COMPRESSION_INFO

from dam.errors import Refused
from dam.imaging.orientation import ORIENTATION, normalise_orientation
from dam.imaging.tiff_bands import PACKINGS, UNPACKED, TiffSamples, read_bands

_WIDTH, _HEIGHT, _BITS, _COMPRESSION, _PHOTOMETRIC, _FILL_ORDER = 256, 257, 258, 259, 262, 266
_STRIPS, _SAMPLES, _ROWS, _STRIP_BYTES, _PLANAR, _PREDICTOR = 273, 277, 278, 279, 284, 317
_COLOURS, _TILE_WIDTH, _TILE_HEIGHT, _TILES, _TILE_BYTES = 320, 322, 323, 324, 325
_EXTRA, _FORMAT = 338, 339
_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _PALETTE, _INKS, _YCBCR, _LAB, _ICC_LAB = (
    0,
    1,
    2,
    3,
    5,
    6,
    8,
    9,
)
_JPEG = 7
_BANDS = {_WHITE_IS_ZERO: 1, _BLACK_IS_ZERO: 1, _RGB: 3, _PALETTE: 1, _INKS: 4, _YCBCR: 3}
_BANDS |= {_LAB: 3, _ICC_LAB: 3}
_NAMES = {4: "genomskinlighetsmask", 10: "ITU Lab", 32803: "rådata från en kamera"}
_NAMES |= {32844: "LogL", 32845: "LogLuv", 34892: "rådata från en kamera"}
_PREMULTIPLIED, _ALPHA = 1, 2
# Inks and Lab are laid on white paper: no format that is made of them holds them transparent.
_PAPER = {"CMYK": (0, 0, 0, 0), "LAB": (255, 128, 128)}

# The depths of one sample a pixel, or of several, that Pillow reads as they are meant:
# `tests/imaging/test_tiff_kinds.py` holds each against the picture that it was made of.
_READ_BY_PILLOW = {
    (_WHITE_IS_ZERO, 1): {1, 2, 4, 8},
    (_BLACK_IS_ZERO, 1): {1, 2, 4, 8, 12, 16},
    (_RGB, 3): {8, 16},
    (_PALETTE, 1): {1, 2, 4, 8},
    (_INKS, 4): {8, 16},
    (_YCBCR, 3): {8},
}


class TiffFile(TiffImagePlugin.TiffImageFile):
    """The first page of a TIFF, not turned; ``orientation`` says how it is to be."""

    orientation = 1

    def _setup(self) -> None:
        tags = self.tag_v2
        self.orientation = normalise_orientation(tags.get(ORIENTATION))
        self._samples: TiffSamples | None = None
        if ORIENTATION in tags:
            # Pillow would turn the picture by it, and exchange its edges before it is decoded.
            del tags[ORIENTATION]
        _refuse_unread_tiff(tags)
        if _is_read_by_pillow(tags):
            super()._setup()
            self._widen_palette()
        else:
            self._set_up_bands()

    def _widen_palette(self) -> None:
        """Read a palette of 8 bits, which old programs write where 16 are asked for."""
        levels = self.tag_v2.get(_COLOURS) if self.palette else None
        if levels and max(levels) < 256:
            self.palette = ImagePalette.raw("RGB;L", bytes(levels))

    def _set_up_bands(self) -> None:
        self._samples = _read_sample_layout(self.tag_v2, little=self.tag_v2.prefix == b"II")
        self._size = self._tile_size = self._samples.size
        self._mode = _get_pillow_mode(self.tag_v2)
        self.use_load_libtiff = False
        self.tile = []
        self.info["compression"] = str(self._samples.packing)
        if icc := self.tag_v2.get(34675):
            self.info["icc_profile"] = icc
        across, unit = self.tag_v2.get(282), self.tag_v2.get(296, 2)
        if across and unit in {2, 3}:
            self.info["dpi"] = (across * (2.54 if unit == 3 else 1),) * 2

    def load(self) -> Any:
        """Decode it, unless that is done."""
        if self._samples and self._im is None:
            self.im = _decode_bands(cast("BinaryIO", self.fp), self._samples, self.tag_v2).im
        return super().load()

    def load_end(self) -> None:
        """Leave the picture as it is stored."""


def _get_tag_number(tags: Any, tag: int, default: int) -> int:
    value = tags.get(tag, default)
    return int(value[0] if isinstance(value, tuple) else value)


def _get_tag_numbers(tags: Any, tag: int) -> tuple[int, ...]:
    value = tags.get(tag, ())
    return tuple(map(int, value)) if isinstance(value, tuple) else (int(value),)


def _get_bits_per_sample(tags: Any) -> tuple[int, ...]:
    """The depth of each sample; some programs write the depth of one for all."""
    bits, count = _get_tag_numbers(tags, _BITS) or (1,), _get_tag_number(tags, _SAMPLES, 1)
    return bits * count if len(bits) == 1 and count <= 16 else bits


def _refuse_unread_tiff(tags: Any) -> None:
    """Refuse by its name what is sound and would not come out right."""
    bits, colours = _get_bits_per_sample(tags), _get_tag_number(tags, _PHOTOMETRIC, _BLACK_IS_ZERO)
    if max(bits) > 16 or 3 in _get_tag_numbers(tags, _FORMAT):
        raise Refused(
            "Bilden har 32 bitar per kanal eller flyttal. Spara den med 8 eller 16 bitar per kanal."
        )
    if colours not in _BANDS:
        kind = _NAMES.get(colours, f"färgrymd {colours}")
        raise Refused(
            "TIFF-bilden har ett slag av färger som inte går att läsa ({kind}). "
            "Spara den som RGB, gråskala eller CMYK.",
            kind=kind,
        )
    if len(set(bits)) > 1 or not {1, 2, 4, 8, 12, 16} >= set(bits) or _is_signed(tags, colours):
        raise Refused(
            "TIFF-bilden har ett ovanligt bitdjup ({bits}). "
            "Spara den med 8 eller 16 bitar per kanal, utan tecken.",
            bits=", ".join(str(each) for each in dict.fromkeys(bits)),
        )
    packing = _get_tag_number(tags, _COMPRESSION, UNPACKED)
    if not _is_read_by_pillow(tags) and not _is_read_in_bands(tags):
        raise Refused(
            "TIFF-bilden är sparad på ett sätt som inte går att läsa rätt "
            "(packning {packing}, färger {colours}, {bits} bitar). "
            "Spara den okomprimerad eller med LZW, i RGB, gråskala eller CMYK.",
            packing=packing,
            colours=colours,
            bits=bits[0],
        )


def _is_signed(tags: Any, colours: int) -> bool:
    return bool({2, 5, 6} & set(_get_tag_numbers(tags, _FORMAT))) and colours not in {
        _LAB,
        _ICC_LAB,
    }


def _is_read_by_pillow(tags: Any) -> bool:
    colours, bits = _get_tag_number(tags, _PHOTOMETRIC, _BLACK_IS_ZERO), _get_bits_per_sample(tags)
    packing, extra = _get_tag_number(tags, _COMPRESSION, UNPACKED), _get_tag_numbers(tags, _EXTRA)
    if _get_tag_number(tags, _PLANAR, 1) == 2 and len(bits) > 1:
        return False
    if packing == _JPEG:
        return bits[0] == 8 and not extra
    if packing not in COMPRESSION_INFO or (
        _get_tag_number(tags, _FILL_ORDER, 1) == 2 and bits != (1,)
    ):
        return False
    # Sub-sampled colours of no JPEG are turned to RGB by libtiff, where it is asked.
    is_bare_ycbcr = packing == UNPACKED and colours == _YCBCR
    return not is_bare_ycbcr and bits[0] in _READ_BY_PILLOW.get((colours, len(bits)), ())


def _is_read_in_bands(tags: Any) -> bool:
    colours, bits = _get_tag_number(tags, _PHOTOMETRIC, _BLACK_IS_ZERO), _get_bits_per_sample(tags)
    return (
        colours in _BANDS.keys() - {_PALETTE, _YCBCR}
        and bits[0] in {8, 16}
        and _BANDS[colours] <= len(bits) == _get_tag_number(tags, _SAMPLES, 1)
        and _get_tag_number(tags, _COMPRESSION, UNPACKED) in PACKINGS
        and _get_tag_number(tags, _FILL_ORDER, 1) == 1
        and _get_tag_number(tags, _PREDICTOR, 1) in {1, 2}
    )


def _get_extra_sample(tags: Any) -> int:
    """What the first sample beyond the colours is: 1 premultiplied alpha, 2 alpha, 0 a spot ink,
    a mask or nothing. Where a file does not say, four samples of RGB are taken for alpha.
    """
    colours, extra = (
        _get_tag_number(tags, _PHOTOMETRIC, _BLACK_IS_ZERO),
        _get_tag_numbers(tags, _EXTRA),
    )
    if len(_get_bits_per_sample(tags)) <= _BANDS[colours]:
        return 0
    if not extra:
        return _ALPHA if colours == _RGB else 0
    return extra[0] if extra[0] in {_PREMULTIPLIED, _ALPHA} else _ALPHA * (extra[0] == 999)


def _get_pillow_mode(tags: Any) -> str:
    colours, alpha = _get_tag_number(tags, _PHOTOMETRIC, _BLACK_IS_ZERO), _get_extra_sample(tags)
    mode = {_RGB: "RGB", _INKS: "CMYK", _LAB: "LAB", _ICC_LAB: "LAB"}.get(colours, "L")
    return f"{mode}A" if alpha and mode not in _PAPER else mode


def _read_sample_layout(tags: Any, *, little: bool) -> TiffSamples:
    size = _get_tag_number(tags, _WIDTH, 0), _get_tag_number(tags, _HEIGHT, 0)
    tiled = _TILES in tags
    block = size[0], min(_get_tag_number(tags, _ROWS, size[1]), size[1])
    if tiled:
        block = _get_tag_number(tags, _TILE_WIDTH, 0), _get_tag_number(tags, _TILE_HEIGHT, 0)
    if min(*size, *block) < 1:
        raise SyntaxError("a page without pixels")
    starts = _get_tag_numbers(tags, _TILES if tiled else _STRIPS)
    bits = _get_bits_per_sample(tags)
    apart = _get_tag_number(tags, _PLANAR, 1) == 2 and len(bits) > 1
    block_count = -(-size[0] // block[0]) * -(-size[1] // block[1]) * (len(bits) if apart else 1)
    sizes = _get_tag_numbers(tags, _TILE_BYTES if tiled else _STRIP_BYTES)
    if not len(starts) == len(sizes) == block_count:
        raise SyntaxError("strips or tiles are missing")
    return TiffSamples(
        size=size,
        block=block,
        tiled=tiled,
        bands=len(bits),
        bits=bits[0],
        little=little,
        apart=apart,
        packing=_get_tag_number(tags, _COMPRESSION, UNPACKED),
        predicted=_get_tag_number(tags, _PREDICTOR, 1) == 2,
        spans=tuple(zip(starts, sizes, strict=True)),
    )


def _decode_bands(source: BinaryIO, samples: TiffSamples, tags: Any) -> Image.Image:
    """The page in its `_get_pillow_mode`."""
    colours, alpha, mode = (
        _get_tag_number(tags, _PHOTOMETRIC, _BLACK_IS_ZERO),
        _get_extra_sample(tags),
        _get_pillow_mode(tags),
    )
    count = _BANDS[colours]
    bands = read_bands(source, samples, count + bool(alpha))
    if colours == _WHITE_IS_ZERO:
        bands[0] = ImageChops.invert(bands[0])
    if colours == _LAB:
        # a* and b* are signed here, and count from 128 in Pillow and ICC's Lab.
        bands[1:3] = [band.point(lambda level: level ^ 128) for band in bands[1:3]]
    if mode in _PAPER:
        picture = Image.merge(mode, bands[:count])
        if alpha != _ALPHA:
            return picture
        return Image.composite(picture, Image.new(mode, picture.size, _PAPER[mode]), bands[count])
    premultiplied = alpha == _PREMULTIPLIED and mode in {"LA", "RGBA"}
    picture = Image.merge(mode.replace("A", "a") if premultiplied else mode, bands)
    return picture.convert(mode) if premultiplied else picture


def _is_tiff(head: bytes) -> bool:
    return head[:4] in {b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"}


# In the place of Pillow's own.
Image.register_open(TiffFile.format, TiffFile, _is_tiff)
