"""TIFF's corners: each kind of page shows the picture it was made of, or is refused by its name.

The pages are written by tifffile and libvips, which share no code with Pillow; where they are not
packed, the bands that we read by ourselves are also held against what Pillow reads.
"""

import io
from itertools import product

import numpy as np
import pytest
import pyvips
from PIL import Image, ImageCms, TiffImagePlugin

from dam.errors import Refused
from dam.imaging.colour import convert_to_srgb
from dam.imaging.formats import UploadLimits
from dam.imaging.inspect import inspect_picture
from dam.imaging.steps import decode_pixels
from dam.imaging.tiff_bands import UNPACKED, TiffSamples, read_bands
from tests.imaging.chart import BARS, SIZE, bars, chart, distance, off
from tests.imaging.embed.tiffs import BYTE, LONG, SHORT
from tests.imaging.looking import opened
from tests.imaging.samples import tiff
from tests.imaging.samples import tiff_page as page

GREY_BARS = [(grey,) * 3 for grey in (round(0.299 * r + 0.587 * g + 0.114 * b) for r, g, b in BARS)]
CHART = np.asarray(chart())
GREY = np.asarray(chart().convert("L"))
INKS = np.asarray(chart().convert("CMYK"))
ALPHA = np.full(GREY.shape, 255, np.uint8)
HALF = np.full(GREY.shape, 128, np.uint8)


def seen(put, data):
    path = put(data, "bild.tif")
    facts = inspect_picture(path, UploadLimits())
    picture, icc = decode_pixels(path, facts, None)
    assert picture.size == facts.size == SIZE
    return facts, convert_to_srgb(picture, icc)


def assert_shows(put, data, wanted=BARS, most=1.5):
    facts, picture = seen(put, data)
    laid = Image.new("RGBA", picture.size, "white")
    laid.alpha_composite(picture.convert("RGBA"))
    assert distance(bars(laid), list(wanted)) < most
    return facts, picture


def deep(pixels, bits):
    return pixels if bits == 8 else pixels.astype(np.uint16) * 257


KINDS = list(product((8, 16), "<>", (False, True), (None, "zlib"), (None, (32, 48)), (False, True)))


@pytest.mark.parametrize(("bits", "order", "apart", "packing", "tile", "predictor"), KINDS)
def test_colours_together_and_apart(put, bits, order, apart, packing, tile, predictor):
    if predictor and not packing:
        return
    options = {"byteorder": order, "tile": tile, "compression": packing, "predictor": predictor}
    options |= {"planarconfig": "separate" if apart else "contig"}
    options |= {} if tile else {"rowsperstrip": 23}
    shape = (2, 0, 1) if apart else (0, 1, 2)
    rgb = np.ascontiguousarray(deep(CHART, bits).transpose(shape))
    cmyk = np.ascontiguousarray(deep(INKS, bits).transpose(shape))

    assert_shows(put, tiff(rgb, photometric="rgb", **options))
    assert_shows(put, tiff(cmyk, photometric="separated", **options), most=2)


@pytest.mark.parametrize("packing", [None, "zlib"])
@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("bits", [8, 16])
def test_white_is_zero(put, bits, order, packing):
    grey = deep(255 - GREY, bits)
    data = tiff(grey, photometric="miniswhite", byteorder=order, compression=packing)
    assert_shows(put, data, GREY_BARS)


@pytest.mark.parametrize("white", [0, 1])
@pytest.mark.parametrize("bits", [1, 2, 4])
def test_few_greys(put, bits, white):
    levels = 2**bits - 1
    steps = np.round(GREY / 255 * levels).astype(np.uint8)
    stored = steps if white else levels - steps
    padded = np.pad(stored, ((0, 0), (0, -stored.shape[1] % 8)))
    shifts = np.arange(8 // bits)[::-1] * bits
    rows = (padded.reshape(len(padded), -1, 8 // bits) << shifts).sum(-1).astype(np.uint8)
    data = page(rows.tobytes(), photometric=white, bits=(bits,))
    wanted = [(round(round(grey / 255 * levels) * 255 / levels),) * 3 for grey, *_ in GREY_BARS]
    assert_shows(put, data, wanted)


@pytest.mark.parametrize("bits", [8, 16])
def test_a_palette_of_either_depth(put, bits):
    few = chart().quantize(32)
    levels = np.zeros((3, 256), np.uint16)
    palette = np.array(few.getpalette(), np.uint16).reshape(-1, 3).T
    levels[:, : palette.shape[1]] = palette * (257 if bits == 16 else 1)
    data = tiff(np.asarray(few), photometric="palette", colormap=levels)
    assert_shows(put, data, bars(few.convert("RGB")))


@pytest.mark.parametrize("packing", ["none", "lzw", "deflate", "packbits"])
@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("kind", ["grey-alpha", "rgb-alpha", "cmyk-alpha"])
def test_transparency_packed_by_libvips(put, kind, bits, packing):
    colours = {"grey-alpha": GREY[..., None], "rgb-alpha": CHART, "cmyk-alpha": INKS}[kind]
    pixels = deep(np.concatenate([colours, HALF[..., None]], -1), bits)
    spaces = {"grey-alpha": ("b-w", "grey16"), "rgb-alpha": ("srgb", "rgb16")}
    space = spaces.get(kind, ("cmyk", "cmyk"))[bits // 16]
    picture = pyvips.Image.new_from_array(pixels, interpretation=space)
    predictor = {} if packing in {"none", "packbits"} else {"predictor": "horizontal"}
    data = picture.tiffsave_buffer(compression=packing, **predictor)

    base = GREY_BARS if kind == "grey-alpha" else BARS
    wanted = [tuple(round(level * 128 / 255 + 127) for level in bar) for bar in base]
    facts, _ = assert_shows(put, data, wanted, most=3)
    assert facts.has_alpha is (kind != "cmyk-alpha")


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("extra", ["unspecified", "assocalpha", "unassalpha"])
@pytest.mark.parametrize("bits", [8, 16])
def test_inks_with_more_than_four(put, bits, extra, apart):
    """A spot ink or a mask is left out; what is transparent is laid on paper."""
    first = np.full(GREY.shape, 77, np.uint8) if extra == "unspecified" else ALPHA
    pixels = np.concatenate([INKS, first[..., None], HALF[..., None]], -1)
    pixels = np.ascontiguousarray(np.moveaxis(pixels, 2, 0)) if apart else pixels
    data = tiff(
        deep(pixels, bits),
        photometric="separated",
        extrasamples=[extra, "unspecified"],
        planarconfig="separate" if apart else "contig",
    )
    facts, _ = assert_shows(put, data, most=2)
    assert (facts.colour, facts.bits, facts.has_alpha) == ("CMYK", bits, False)


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("photometric", [8, 9])
def test_lab(put, photometric, bits, apart):
    srgb, space = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    lab = ImageCms.profileToProfile(chart(), srgb, space, outputMode="LAB")
    pixels = np.stack([np.asarray(band) for band in lab.split()], -1).astype(int)
    if photometric == 8:
        pixels[..., 1:] = (pixels[..., 1:] - 128) % 256
    pixels = pixels.astype(np.uint8)
    if bits == 16:
        pixels = pixels.astype(np.uint16) * 256
        pixels[..., 0] += pixels[..., 0] // 256
    planes = np.moveaxis(pixels, 2, 0) if apart else pixels
    order = planes.astype("<u2" if bits == 16 else "u1")
    data = page(order.tobytes(), photometric=photometric, bits=(bits,) * 3, apart=apart)
    assert_shows(put, data, most=2)


def test_transparent_lab_is_laid_on_white_paper(put):
    srgb, space = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    lab = np.asarray(ImageCms.profileToProfile(chart(), srgb, space, outputMode="LAB"))
    pixels = np.concatenate([lab, np.zeros_like(lab[..., :1])], -1)
    data = page(pixels.tobytes(), photometric=9, bits=(8,) * 4, extra=2)
    assert_shows(put, data, [(255, 255, 255)] * len(BARS))


@pytest.mark.parametrize("apart", [False, True])
def test_bands_are_what_pillow_reads(apart):
    """Two readings of the same bytes that share nothing agree to the bit."""
    pixels = np.ascontiguousarray(np.moveaxis(CHART, 2, 0)) if apart else CHART
    data = tiff(pixels, photometric="rgb", planarconfig="separate" if apart else "contig")
    with TiffImagePlugin.TiffImageFile(io.BytesIO(data)) as pillows:
        tags = pillows.tag_v2
        starts, sizes = tags[273], tags[279]
        samples = TiffSamples(
            *(pillows.size, (SIZE[0], tags[278]), False, 3, 8, True, apart, UNPACKED, False),
            spans=tuple(zip(starts, sizes, strict=True)),
        )
        read = Image.merge("RGB", read_bands(io.BytesIO(data), samples, 3))
        assert read.tobytes() == pillows.tobytes() == CHART.tobytes()


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (lambda: tiff(GREY.astype(np.float32), photometric="minisblack"), "flyttal"),
        (lambda: tiff(CHART.astype(np.float16), photometric="rgb"), "flyttal"),
        (lambda: tiff(CHART.astype(np.uint32), photometric="rgb"), "32 bitar"),
        (lambda: tiff(GREY.astype(np.int16), photometric="minisblack"), "utan tecken"),
        (lambda: tiff(GREY.astype(np.int8), photometric="minisblack"), "utan tecken"),
        (lambda: tiff(CHART, photometric="ycbcr"), "inte går att läsa rätt"),
        (lambda: page(CHART.tobytes(), photometric=10, bits=(8, 8, 8)), "ITU Lab"),
        (lambda: page(CHART.tobytes(), photometric=32845, bits=(8, 8, 8)), "LogLuv"),
        (lambda: page(GREY.tobytes(), photometric=32803, bits=(8,)), "rådata"),
        (lambda: page(CHART.tobytes(), photometric=2, bits=(5, 6, 5)), "5, 6"),
        (lambda: page(bytes(99999), photometric=2, bits=(12, 12, 12)), "12 bitar"),
        (lambda: page(GREY.tobytes(), photometric=1, bits=(8,), packing=34712), "packning 34712"),
    ],
)
def test_sound_and_not_read_is_called_by_its_name(put, data, named):
    with pytest.raises(Refused, match=named) as refused:
        seen(put, data())
    assert "skadad" not in str(refused.value)
    assert "Spara den" in str(refused.value)


@pytest.mark.parametrize("space", ["b-w", "srgb", "cmyk"])
def test_jpeg_within_a_tiff(put, space):
    pixels = {"b-w": GREY, "srgb": CHART, "cmyk": INKS}[space]
    picture = pyvips.Image.new_from_array(pixels, interpretation=space)
    assert_shows(
        put,
        picture.tiffsave_buffer(compression="jpeg", Q=95),
        GREY_BARS if space == "b-w" else BARS,
        most=3,
    )


def test_bands_that_end_too_early(put):
    pixels = np.ascontiguousarray(np.moveaxis(CHART, 2, 0)).astype(np.uint16) * 257
    data = tiff(pixels, photometric="rgb", planarconfig="separate")
    with pytest.raises(Refused, match="avkortad"):
        seen(put, data[:-900])


@pytest.mark.parametrize("kind", [BYTE, SHORT, LONG])
@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("bits", [8, 16])
def test_a_page_on_its_side_is_turned_once(make, bits, kind, count):
    """Read by Pillow and in bands alike, whatever the field's type."""
    turned = np.rot90(deep(CHART, bits))  # so it is to be turned clockwise: orientation 6
    planes = np.ascontiguousarray(np.moveaxis(turned, 2, 0))
    options = {"photometric": "rgb", "planarconfig": "separate"}
    data = tiff(planes, **options, extratags=[(274, kind, count, (6, 1)[:count], True)])
    files, _ = make(data)
    for file in ("w320.webp", "webb.jpg"):
        assert off(opened(files[file])) < 3
