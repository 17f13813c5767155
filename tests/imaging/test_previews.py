"""Previews show the colours of the file, upright: held against what libvips makes of it.

libvips opens, turns and converts by itself; of ours it shares only LittleCMS, which it calls in its
own way. What is left between the two is the preview's own JPEG or WebP (quality 82 and 80, colour
at half the resolution): a mean ΔE2000 of 0.5 to 1.2 on soft patches of strong colours, where 1 is
the least that anybody sees. Leaving a profile out, or mirroring the picture, is more than 2.
"""

import io

import numpy as np
import pytest
import pyvips
import tifffile
from PIL import Image

from dam.imaging.formats import UploadLimits
from dam.imaging.inspect import inspect_picture
from dam.imaging.render import render_picture
from tests.imaging import packets, samples

MEAN, WORST = 1.5, 6.0
"""ΔE2000 of the whole picture, and of all but a hundredth of its pixels: no more is let through."""
SIZE = (160, 104)

# Under D50: IEC 61966-2-1, DCI-P3 with the white of sRGB, ISO 22028-2.
SRGB = ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410))
P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
PROPHOTO = ((0.79767, 0.28804, 0.0), (0.13519, 0.71188, 0.0), (0.03134, 0.00009, 0.82491))


def smooth(size=SIZE):
    """Large soft patches of every colour, alike in no direction."""
    coarse = np.random.default_rng(7).integers(0, 256, (4, 6, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC)


def four_inks(picture):
    """Cyan, magenta, yellow and some black, each from another corner of a picture."""
    pixels = np.asarray(picture).astype(int)
    black = pixels.min(-1, keepdims=True) // 2
    return Image.fromarray(np.concatenate([pixels, black], -1).astype(np.uint8), "CMYK")


def printed():
    """A profile of inks that are no clean colours: each takes its share of light of each kind."""
    grid = 9
    steps = np.linspace(0, 1, grid)
    inks = np.stack(np.meshgrid(*[steps] * 4, indexing="ij"), -1).reshape(-1, 4)
    takes = np.array([[0.90, 0.35, 0.10], [0.20, 0.85, 0.45], [0.03, 0.15, 0.90], [0.95] * 3])
    light = np.prod(1 - inks[:, :, None] * takes[None], 1)
    xyz = light @ np.array(SRGB) / np.array([0.9642, 1.0, 0.8249])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (xyz * 24389 / 27 + 16) / 116)
    lab = np.stack(
        [
            (116 * f[:, 1] - 16) * 2.55,
            500 * (f[:, 0] - f[:, 1]) + 128,
            200 * (f[:, 1] - f[:, 2]) + 128,
        ],
        -1,
    )
    return packets.inks(grid, np.clip(np.round(lab), 0, 255).astype(np.uint8).tobytes())


def saved(picture, form, icc, orientation):
    return samples.save(
        picture,
        form,
        exif=packets.exif(orientation),
        **({"icc_profile": icc} if icc else {}),
        **({"quality": 97, "subsampling": "4:4:4"} if form == "JPEG" else {}),
    )


def deep(picture, icc, orientation):
    """A TIFF of 16 bits a channel, which only tifffile writes."""
    return samples.tiff(
        samples.wide(picture),
        photometric="rgb",
        iccprofile=icc,
        extratags=[(274, 3, 1, orientation, True)],
    )


CASES = {
    "sRGB": lambda p, o: saved(p, "JPEG", packets.matrix(*SRGB, packets.srgb_curve()), o),
    "no profile": lambda p, o: saved(p, "PNG", None, o),
    "Adobe RGB": lambda p, o: saved(p, "JPEG", packets.adobe_rgb(), o),
    "Display P3": lambda p, o: saved(p, "JPEG", packets.matrix(*P3, packets.srgb_curve()), o),
    "ProPhoto": lambda p, o: saved(p, "TIFF", packets.matrix(*PROPHOTO, packets.gamma(1.8)), o),
    "channels swapped": lambda p, o: saved(
        p, "JPEG", packets.matrix(*SRGB[1:], SRGB[0], packets.srgb_curve()), o
    ),
    "grey": lambda p, o: saved(p.convert("L"), "JPEG", packets.grey(packets.gamma(1.2)), o),
    "CMYK": lambda p, o: saved(four_inks(p), "TIFF", printed(), o),
    "CMYK, no profile": lambda p, o: saved(four_inks(p), "TIFF", None, o),
    "Lab": lambda p, o: saved(samples.lab(p), "TIFF", None, o),
    "16 bit": lambda p, o: deep(p, packets.adobe_rgb(), o),
}


def shown(name, data):
    """What libvips makes of the file, in sRGB and upright."""
    if name == "Lab":
        return shown_lab(data)
    picture = pyvips.Image.new_from_buffer(data, "").autorot()
    if name == "CMYK, no profile":
        # No reader agrees with another about inks without a profile; this is the formula that needs
        # none: each ink and black take their share of white.
        ink = picture.numpy().astype(float)
        light = (255 - ink[..., :3]) * (255 - ink[..., 3:]) / 255
        return pyvips.Image.new_from_array(light.round().astype(np.uint8), interpretation="srgb")
    if "icc-profile-data" not in picture.get_fields():
        return picture.colourspace("srgb")
    intent = "perceptual" if name == "CMYK" else "relative"
    return picture.icc_transform(
        "srgb", embedded=True, intent=intent, black_point_compensation=True, depth=8
    )


def shown_lab(data):
    """What tifffile reads of a Lab TIFF (TIFF 6.0, section 23), which libvips does not read."""
    with tifffile.TiffFile(io.BytesIO(data)) as file:
        page = file.pages[0]
        pixels, orientation = page.asarray(), page.tags[274].value
    lab = np.concatenate([pixels[..., :1] / 2.55, pixels[..., 1:].view(np.int8)], -1)
    picture = pyvips.Image.new_from_array(lab.astype(np.float32), interpretation="lab")
    picture = picture.copy()
    picture.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    return picture.autorot().icc_export(
        output_profile="srgb", pcs="lab", intent="relative", depth=8
    )


@pytest.fixture
def differ(put, specs, tmp_path):
    """How a file's previews of 640 pixels differ from what libvips shows: mean and worst."""
    wanted = [spec for spec in specs.previews if spec.name == "w640"]

    def differing(name, data):
        path = put(data, "bild")
        made = render_picture(
            path, inspect_picture(path, UploadLimits()), wanted, specs.placeholder, tmp_path
        )
        expected = shown(name, data)
        for file in made.files:
            preview = pyvips.Image.new_from_buffer(file.path.read_bytes(), "")[:3]
            assert preview.interpretation == "srgb"
            right = expected.resize(preview.width / expected.width, kernel="lanczos3")
            assert (right.width, right.height) == (preview.width, preview.height)
            error = right.colourspace("lab").dE00(preview.colourspace("lab"))
            yield file.path.name, error.avg(), np.percentile(error.numpy(), 99)

    return differing


@pytest.mark.parametrize("name", CASES)
def test_every_profile_in_every_orientation(differ, name):
    for orientation in range(1, 9):
        for file, mean, worst in differ(name, CASES[name](smooth(), orientation)):
            assert mean < MEAN, (file, orientation, mean)
            assert worst < WORST, (file, orientation, worst)


@pytest.mark.parametrize("name", CASES)
def test_colours_stay_where_the_picture_is_made_smaller(differ, name):
    for file, mean, worst in differ(name, CASES[name](smooth((960, 624)), 1)):
        assert mean < MEAN, (file, mean)
        assert worst < WORST, (file, worst)


def test_what_the_tolerance_would_not_let_through():
    """The nearest mistakes: a wide profile taken for sRGB, another curve, one turn too many."""
    picture = smooth()
    p3 = packets.matrix(*P3, packets.srgb_curve())
    right = shown("Display P3", saved(picture, "PNG", p3, 1))
    grey = shown("grey", saved(picture.convert("L"), "PNG", packets.grey(packets.gamma(1.2)), 1))
    for good, wrong in (
        (right, shown("no profile", saved(picture, "PNG", None, 1))),
        (right, right.fliphor()),
        (grey, shown("no profile", saved(picture.convert("L"), "PNG", None, 1))),
    ):
        assert good.colourspace("lab").dE00(wrong.colourspace("lab")).avg() > 1.5 * MEAN
