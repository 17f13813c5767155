"""Colours: each kind of file, embedded profiles, depth and transparency, as they come out."""

import numpy as np
import pytest
from PIL import Image, ImageCms

from dam.imaging.colour import convert_to_srgb
from tests.imaging import packets
from tests.imaging.looking import assert_close, opened
from tests.imaging.samples import (
    ACCEPTED,
    BLUE,
    GREEN,
    RED,
    WHITE,
    accepted,
    corners,
    photograph,
    quadrants,
    save,
)

GROUND = (236, 234, 228)
GREY = {
    *("grey.jpg", "16-bit-grey.png", "grey-alpha.png", "16-bit-grey.tif"),
    *("16-bit-grey-big-endian.tif", "16-bit-grey.jp2", "grey-alpha.jp2", "grey.jxl"),
    *("grey-alpha.jxl", "16-bit-grey.jxl", "16-bit-grey-alpha.jxl"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_every_accepted_kind_shows_its_colours(name, make):
    files, _ = make(accepted(name))

    expected = [RED, GREEN, BLUE, WHITE]
    if name in GREY:
        expected = [(each,) * 3 for each in (94, 124, 70, 250)]
    elif name == "bilevel.png":
        expected = [(each,) * 3 for each in (0, 0, 0, 255)]
    has_hole = any(word in name for word in ("transparent", "alpha"))
    has_hole = has_hole and name != "16-bit-alpha.png"
    tolerance = 12 if name == "lab.tif" else 6
    for file in ("w2048.jpg", "w2048.webp", "tryck.jpg", "webb.jpg", "full.jpg"):
        seen = corners(opened(files[file]))
        assert_close(seen[:3], expected[:3], tolerance)
        if not has_hole:
            assert_close(seen[3:], expected[3:])
    if has_hole:
        assert_close(corners(opened(files["w2048.jpg"]))[3:], [GROUND])
        assert_close(corners(opened(files["tryck.jpg"]))[3:], [(255, 255, 255)])
        assert opened(files["w2048.webp"]).getchannel("A").getextrema() == (0, 255)


def linear(values):
    """sRGB of 0 to 1 to linear light, IEC 61966-2-1."""
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def encoded(values):
    values = np.clip(values, 0, 1)
    return np.where(values <= 0.0031308, values * 12.92, 1.055 * values ** (1 / 2.4) - 0.055)


# Linear sRGB to XYZ under D50, Bradford-adapted (IEC 61966-2-1, ICC.1:2022 annex E).
SRGB_TO_XYZ = np.array(
    [[0.43607, 0.38515, 0.14307], [0.22249, 0.71687, 0.06061], [0.01392, 0.09708, 0.71410]]
)
ADOBE_TO_XYZ = np.array(
    [[0.60974, 0.20528, 0.14919], [0.31111, 0.62567, 0.06322], [0.01947, 0.06087, 0.74457]]
)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF"])
def test_an_embedded_profile_is_converted_to_srgb(make, form):
    wanted = np.array([RED, GREEN, BLUE, WHITE]) / 255
    xyz = linear(wanted) @ SRGB_TO_XYZ.T
    adobe = np.clip(xyz @ np.linalg.inv(ADOBE_TO_XYZ).T, 0, 1) ** (1 / 2.19921875)
    picture = quadrants()
    pixels = np.asarray(picture).copy()
    for at, colour in zip([RED, GREEN, BLUE, WHITE], adobe, strict=True):
        pixels[(np.asarray(picture) == at).all(-1)] = np.round(colour * 255)
    options = {"quality": 95, "subsampling": "4:4:4"} if form == "JPEG" else {}
    data = save(Image.fromarray(pixels), form, icc_profile=packets.adobe_rgb(), **options)

    files, _ = make(data)

    for name in ("w320.jpg", "w320.webp", "webb.jpg"):
        assert_close(corners(opened(files[name])), [RED, GREEN, BLUE, WHITE], 5)
    kept = opened(files["tryck.jpg"])
    assert kept.info["icc_profile"] == packets.adobe_rgb()
    assert_close(corners(kept), [tuple(each) for each in np.round(adobe * 255).astype(int)], 3)


def test_a_press_profile_is_converted_and_kept(make):
    cyan = Image.new("CMYK", (64, 64), (255, 0, 0, 0))
    data = save(cyan, "JPEG", quality=95, icc_profile=packets.press())

    files, _ = make(data)

    # L* 50 a* -40 b* -40 (CIE 15:2018) by way of XYZ under D50.
    lab = np.array([50.2, -40, -40])
    f = (lab[0] + 16) / 116 + np.array([lab[1] / 500, 0, -lab[2] / 200])
    xyz = np.array([0.9642, 1.0, 0.8249]) * np.where(f > 6 / 29, f**3, (f - 16 / 116) * 0.12842)
    expected = encoded(np.linalg.inv(SRGB_TO_XYZ) @ xyz) * 255
    assert_close([opened(files["w320.jpg"]).getpixel((32, 32))], [tuple(expected)], 6)
    kept = opened(files["tryck.jpg"])
    assert (kept.mode, kept.info["icc_profile"]) == ("CMYK", packets.press())


@pytest.mark.parametrize(
    "icc",
    [
        packets.adobe_rgb()[:200],
        packets.adobe_rgb()[:128] + bytes(300),
        packets.press(),  # of another colour space
        b"no profile at all",
    ],
)
def test_a_profile_that_cannot_be_used_counts_as_none(make, icc):
    files, _ = make(save(quadrants(), "JPEG", quality=95, subsampling="4:4:4", icc_profile=icc))

    assert_close(corners(opened(files["w320.jpg"])), [RED, GREEN, BLUE, WHITE])


def test_the_profile_of_srgb_leaves_pixels_alone():
    picture = photograph(300, 200)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    assert convert_to_srgb(picture, srgb).tobytes() == picture.tobytes()


def test_grey_of_16_bits_is_scaled_and_not_clipped(make):
    ramp = np.tile(np.linspace(0, 65535, 256).astype(np.uint16), (16, 1))

    files, _ = make(save(Image.fromarray(ramp), "PNG"))

    row = np.asarray(opened(files["full.jpg"]).convert("L"))[8].astype(int)
    assert np.abs(row - np.arange(256)).max() <= 3


def test_transparency_has_no_fringe(make):
    """The hidden colour under transparent pixels does not bleed when scaled."""
    picture = Image.new("RGBA", (800, 800), (255, 0, 0, 0))
    picture.paste((255, 255, 255, 255), (0, 0, 401, 800))

    files, _ = make(save(picture, "PNG"))

    edge = np.asarray(opened(files["w320.webp"]).convert("RGBA")).astype(int)
    seen = edge[edge[..., 3] > 128]
    assert (seen[:, 0] - seen[:, 1]).max() < 24
