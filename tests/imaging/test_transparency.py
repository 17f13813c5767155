"""What is transparent stays so in every size and crop, however the file says it."""

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from dam.imaging.crop import CropSettings
from dam.imaging.formats import UploadLimits
from dam.imaging.inspect import inspect_picture, verify_picture
from dam.imaging.make_crops import CropOrder, cut_crops
from dam.imaging.render import render_picture
from tests.imaging.chart import chart, off
from tests.imaging.encoded import png
from tests.imaging.samples import chunk, png_of, save, tiff, wide

GREY = np.asarray(chart().convert("L"))
HEIGHT = GREY.shape[0]


def made_of(put, specs, folder, data):
    """Every size and crop of a file as the product makes them, opened."""
    path = put(data)
    facts = verify_picture(path, inspect_picture(path, UploadLimits()))
    sizes = (*specs.sizes_of(facts), specs.original_of(facts))
    files = render_picture(path, facts, sizes, specs.placeholder, folder).files
    boxes = CropSettings().boxes(facts.upright)
    files += cut_crops(
        path, facts, [CropOrder(s, boxes[s.name]) for s in specs.crops_of(facts)], folder
    ).files
    opened = {}
    for file in files:
        with Image.open(file.path) as picture:
            picture.load()
        opened[file.path.name] = picture
    return facts, opened


def few_greys(bits):
    """A PNG of grey whose black is transparent: the upper left corner."""
    steps = np.round(GREY / 255 * (2**bits - 1)).astype(np.uint8)
    steps[steps == 0] = 1
    steps[:20, :30] = 0
    padded = np.pad(steps, ((0, 0), (0, -steps.shape[1] % 8)))
    shifts = np.arange(8 // bits)[::-1] * bits
    packed = (padded.reshape(HEIGHT, -1, 8 // bits) << shifts).sum(-1).astype(np.uint8)
    rows = b"".join(b"\0" + row.tobytes() for row in packed)
    header = struct.pack(">IIBBBBB", *GREY.shape[::-1], bits, 0, 0, 0, 0)
    told = chunk(b"tRNS", b"\0\0")
    return png_of(chunk(b"IHDR", header), told, chunk(b"IDAT", zlib.compress(rows)))


def keyed(pixels, colour):
    """A PNG whose upper left corner has the transparent colour."""
    pixels = pixels.copy()
    pixels[:20, :30] = colour
    told = np.atleast_1d(np.array(colour, ">u2")).tobytes()
    return png(pixels, chunk(b"tRNS", told))


def with_alpha(mode):
    picture = chart().convert(mode)
    alpha = Image.new("L", picture.size, 255)
    alpha.paste(0, (0, 0, 30, 20))
    picture.putalpha(alpha)
    return picture


def near_key():
    """16 bits: the rest differs from the transparent colour in its lower bytes alone."""
    pixels = np.full((*GREY.shape, 3), 30_000, np.uint16)
    pixels[..., 2] += 1
    return keyed(pixels, (30_000, 30_000, 30_000))


DEEP_GREY = GREY.astype(np.uint16) * 257
WIDE = np.concatenate([wide(chart()), np.full((*GREY.shape, 1), 65535, np.uint16)], -1)
WIDE[:20, :30, 3] = 0
TRANSPARENT = {
    **{f"grey {bits}": lambda bits=bits: few_greys(bits) for bits in (1, 2, 4)},
    "grey 8": lambda: keyed(GREY, 3),
    "grey 16": lambda: keyed(DEEP_GREY, 0x1234),
    "grey 16, near": lambda: keyed(np.full(GREY.shape, 30_001, np.uint16), 30_000),
    "rgb 8": lambda: keyed(np.asarray(chart()), (1, 2, 3)),
    "rgb 16": lambda: keyed(wide(chart()), (0x1234, 2, 0xFFFE)),
    "rgb 16, near": near_key,
    "palette": lambda: save(with_alpha("RGB").quantize(32), "PNG"),
    "grey and alpha": lambda: save(with_alpha("L"), "PNG"),
    "rgba": lambda: save(with_alpha("RGB"), "PNG"),
    "rgba 16": lambda: png(WIDE),
    "webp": lambda: save(with_alpha("RGB"), "WEBP", quality=92),
    "avif": lambda: save(with_alpha("RGB"), "AVIF", quality=92),
    "jpeg 2000": lambda: save(with_alpha("RGB"), "JPEG2000"),
    "jpeg xl": lambda: save(with_alpha("RGB"), "JXL", lossless=True),
    "tiff": lambda: save(with_alpha("RGB"), "TIFF"),
    "tiff 16": lambda: tiff(WIDE, photometric="rgb", extrasamples=["unassalpha"]),
}


@pytest.mark.parametrize("kind", TRANSPARENT)
def test_transparent_in_every_size_and_crop(put, specs, tmp_path, kind):
    facts, made = made_of(put, specs, tmp_path, TRANSPARENT[kind]())

    assert facts.has_alpha
    names = {"w2048.png", "w320.png", "w640.webp", "tryck.png", "webb.png", "socialt.png"}
    assert names | {"16x9.png", "4x3.png", "1x1.png", "4x5.png", "full.png"} <= made.keys()
    assert not [name for name in made if name.endswith("jpg")]
    for name, picture in made.items():
        alpha = picture.getchannel("A")
        assert alpha.getpixel((alpha.width // 2, alpha.height // 2)) == 255, name
        if name not in {"1x1.png", "4x5.png"}:  # which the corner lies outside of
            assert alpha.getpixel((4, 4 if name != "16x9.png" else 0)) == 0, name
        if "grey" not in kind and kind != "rgb 16, near":
            assert off(picture) < 3 or name in {"1x1.png", "4x5.png", "4x3.png", "16x9.png"}, name


@pytest.mark.parametrize("form", ["PNG", "TIFF", "WEBP", "AVIF", "JPEG2000"])
def test_alpha_that_lets_nothing_through_is_none(put, specs, tmp_path, form):
    """Programs write a channel of it around photographs, whose sizes then are JPEG as before."""
    facts, made = made_of(put, specs, tmp_path, save(chart().convert("RGBA"), form))
    assert not facts.has_alpha
    assert {"tryck.jpg", "webb.jpg", "16x9.jpg", "w640.jpg"} <= made.keys()
    assert off(made["webb.jpg"]) < 3


def test_white_on_nothing_is_seen_on_black(put, specs, tmp_path):
    logo = Image.new("RGBA", (900, 300), (255, 255, 255, 0))
    logo.paste((255, 255, 255, 255), (100, 100, 800, 200))
    _, made = made_of(put, specs, tmp_path, save(logo, "PNG"))
    for name, picture in made.items():
        black = Image.new("RGBA", picture.size, "black")
        black.alpha_composite(picture.convert("RGBA"))
        assert black.convert("L").getextrema() == (0, 255), name
