"""Colours told by a few numbers and no profile: every size shows the chart, and the original."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, ImageCms

from dam.imaging import tasks
from dam.imaging.colour import convert_to_srgb
from dam.imaging.colour_encoding import (
    BT2020_PRIMARIES,
    P3_PRIMARIES,
    SRGB_PRIMARIES,
    get_cicp_encoding,
)
from dam.imaging.formats import UploadLimits
from dam.imaging.icc import write_icc_profile
from dam.imaging.inspect import inspect_picture, verify_picture
from tests.imaging.chart import BARS, bars, chart, distance, off
from tests.imaging.encoded import avif, cicp, encoded, heic_with_nclx, png, with_nclx
from tests.imaging.looking import opened
from tests.imaging.samples import (
    BLUE,
    FIXTURES,
    GREEN,
    RED,
    chunk,
    corners,
    jxl_with,
    quadrants,
    save,
)

EVERY = ("w2048.jpg", "w2048.webp", "w320.webp", "tryck.jpg", "webb.jpg", "socialt.jpg", "full.jpg")
SRGB_ICC = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def gama(exponent):
    return chunk(b"gAMA", struct.pack(">I", round(100_000 / exponent)))


def chrm(primaries):
    white_first = (*primaries[6:], *primaries[:6])
    return chunk(b"cHRM", struct.pack(">8I", *(round(each * 100_000) for each in white_first)))


def iccp(icc):
    return chunk(b"iCCP", b"icc\0\0" + zlib.compress(icc))


def in_srgb(rendered):
    picture = opened(rendered)
    return convert_to_srgb(picture, picture.info.get("icc_profile"))


def assert_every_size_shows(make, data, most=3.0, wanted=BARS):
    files, _ = make(data)
    for name in EVERY:
        assert off(in_srgb(files[name]), wanted) < most, name
    return files


@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize(
    ("primaries", "transfer"),
    [(12, 13), (9, 13), (9, 1), (9, 14), (12, 1), (1, 8), (12, 8), (9, 16), (9, 18), (12, 16)],
)
def test_code_points_in_png(make, primaries, transfer, bits):
    if (bits, transfer) == (8, 8):
        return  # the dark bars are not in the file
    files = assert_every_size_shows(
        make,
        png(encoded(primaries, transfer, bits), cicp(primaries, transfer)),
        most=10 if transfer in {16, 18} else 3,
    )
    assert bool(opened(files["tryck.jpg"]).info.get("icc_profile")) is (primaries != 1)


@pytest.mark.parametrize(
    ("primaries", "transfer"), [(12, 13), (9, 13), (9, 14), (9, 16), (9, 18), (12, 18)]
)
def test_nclx_in_avif(make, primaries, transfer):
    data = avif(primaries, transfer)
    assert_every_size_shows(make, data, most=10 if transfer in {16, 18} else 3)


def test_nclx_in_heic(make):
    data = (FIXTURES / "quadrants.heic").read_bytes()
    files, _ = make(heic_with_nclx(data, 12, 13))
    p3 = convert_to_srgb(quadrants(), write_icc_profile(P3_PRIMARIES))
    wanted = [p3.getpixel(at) for at in ((20, 20), (70, 20), (20, 50))]
    for name in ("w2048.webp", "full.jpg"):
        seen = in_srgb(files[name])
        assert distance([seen.getpixel(at) for at in ((20, 20), (70, 20), (20, 50))], wanted) < 4
    assert opened(files["full.jpg"]).info["icc_profile"] == write_icc_profile(P3_PRIMARIES)


_D65, _C = (0.3127, 0.329), (0.31, 0.316)
STANDARD_PRIMARIES = {
    4: (0.67, 0.33, 0.21, 0.71, 0.14, 0.08, *_C),
    5: (0.64, 0.33, 0.29, 0.6, 0.15, 0.06, *_D65),
    6: (0.63, 0.34, 0.31, 0.595, 0.155, 0.07, *_D65),
    7: (0.63, 0.34, 0.31, 0.595, 0.155, 0.07, *_D65),
    8: (0.681, 0.319, 0.243, 0.692, 0.145, 0.049, *_C),
    9: (0.708, 0.292, 0.17, 0.797, 0.131, 0.046, *_D65),
    11: (0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.314, 0.351),
    12: (0.68, 0.32, 0.265, 0.69, 0.15, 0.06, *_D65),
    22: (0.63, 0.34, 0.295, 0.605, 0.155, 0.077, *_D65),
}
"""Red, green, blue and white of table 2 in Rec. ITU-T H.273 (09/2023)."""


@pytest.mark.parametrize("code", STANDARD_PRIMARIES)
def test_primaries_by_code_look_as_those_by_number(make, specs, code):
    told = [cicp(code, 5)], [chrm(STANDARD_PRIMARIES[code]), gama(2.8)]
    files = [make(png(encoded(1, 13), *each), specs.previews[:1])[0] for each in told]
    by_code, by_number = (opened(*each.values()).tobytes() for each in files)
    assert by_code == by_number


@pytest.mark.parametrize(("code", "written"), [(4, 2.2), (5, 2.8), (6, 1), (15, 1)])
def test_code_points_of_television(make, specs, code, written):
    files, _ = make(png(encoded(1, written, 16), cicp(1, code)), specs.previews[-1:])
    assert off(in_srgb(*files.values())) < 3


@pytest.mark.parametrize("transfer", [1, 6])
def test_what_encoders_write_of_everything_is_srgb(make, transfer):
    data = with_nclx(save(chart(), "AVIF", quality=95, subsampling="4:4:4"), 1, transfer)
    assert_every_size_shows(make, data)


@pytest.mark.parametrize("told", [(gama(1.0),), (gama(1.8),), (chrm(SRGB_PRIMARIES), gama(1.4))])
def test_gamma_in_png(make, told):
    exponent = 100_000 / struct.unpack(">I", told[-1][8:12])[0]
    assert_every_size_shows(make, png(encoded(1, exponent, 16), *told))


@pytest.mark.parametrize("exponent", [2.2, 1.0, 3.0])
def test_grey_under_a_gamma(make, exponent):
    light = np.asarray(chart().convert("L")) / 255
    light = np.where(light <= 0.04045, light / 12.92, ((light + 0.055) / 1.055) ** 2.4)
    data = png(np.round(light ** (1 / exponent) * 65535).astype(np.uint16), gama(exponent))
    wanted = bars(chart().convert("L").convert("RGB"))
    assert_every_size_shows(make, data, wanted=tuple(wanted))


def test_primaries_alone_in_png(make):
    told = chrm(P3_PRIMARIES), gama(2.2)
    assert_every_size_shows(make, png(encoded(12, 13), *told))


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ((12, 13), (cicp(12, 13), iccp(SRGB_ICC), gama(1.0), chrm(BT2020_PRIMARIES))),
        ((1, 13), (cicp(1, 13), iccp(write_icc_profile(P3_PRIMARIES)))),
        ((12, 13), (iccp(write_icc_profile(P3_PRIMARIES)), gama(1.0), chrm(BT2020_PRIMARIES))),
        ((12, 13), (cicp(2, 2), iccp(write_icc_profile(P3_PRIMARIES)))),
        ((1, 13), (chunk(b"sRGB", b"\0"), gama(1.0), chrm(BT2020_PRIMARIES))),
        ((1, 13), (gama(2.2), chrm(SRGB_PRIMARIES))),
    ],
    ids=["cICP", "cICP of sRGB", "iCCP", "unspecified", "sRGB", "usual gamma"],
)
def test_what_counts_before_what(make, numbers, told):
    assert_every_size_shows(make, png(encoded(*numbers), *told))


def test_the_dark_of_linear_light_keeps_its_steps(make):
    """Twenty greys below a level of 40, which lie within five levels of linear light in 8 bits."""
    steps = np.repeat(np.arange(0, 40, 2), 20)[None, :, None].repeat(60, 0).repeat(3, 2) / 255
    light = np.where(steps <= 0.04045, steps / 12.92, ((steps + 0.055) / 1.055) ** 2.4)
    files, _ = make(png(np.round(light * 65535).astype(np.uint16), gama(1.0)))
    row = np.asarray(opened(files["full.jpg"]))[30, 10::20, 1].astype(int)
    assert np.abs(row - np.arange(0, 40, 2)).max() <= 2


def test_a_narrow_range_is_widened(make):
    narrow = np.round(encoded(12, 13) / 255 * 219 + 16).astype(np.uint8)
    assert_every_size_shows(make, png(narrow, cicp(12, 13, full=0)))


@pytest.mark.parametrize("transfer", [13, 16, 18])
def test_transparency_stays_beside_a_recoded_colour(make, transfer):
    pixels = encoded(9, transfer, 16)
    alpha = np.full((*pixels.shape[:2], 1), 65535, np.uint16)
    alpha[:40] = 0
    files, _ = make(png(np.concatenate([pixels, alpha], -1), cicp(9, transfer)))
    seen = opened(files["w2048.webp"])
    assert off(seen) < (3 if transfer == 13 else 10)
    assert (seen.getpixel((100, 10))[3], seen.getpixel((100, 100))[3]) == (0, 255)


@pytest.mark.parametrize(
    ("data", "named", "encoding"),
    [
        (lambda: png(encoded(1, 13), cicp(9, 16)), "PQ", "Rec. 2100 PQ"),
        (lambda: png(encoded(1, 13), cicp(9, 18)), "HLG", "Rec. 2100 HLG"),
        (lambda: png(encoded(1, 13), cicp(12, 13)), None, "Display P3"),
        (lambda: png(encoded(1, 13), cicp(12, 16)), "PQ", "Display P3 PQ"),
        (lambda: png(encoded(1, 13), gama(1.0)), None, "sRGB linear"),
        (lambda: png(encoded(1, 13), gama(1.8)), None, "sRGB gamma 1.8"),
        (lambda: png(encoded(1, 13), iccp(write_icc_profile(BT2020_PRIMARIES))), None, "BT.2020"),
        (lambda: png(encoded(1, 13)), None, None),
        (lambda: avif(12, 13), None, "Display P3"),
        (lambda: avif(9, 16), "PQ", "Rec. 2100 PQ"),
        (
            lambda: heic_with_nclx((FIXTURES / "quadrants.heic").read_bytes(), 12, 13),
            None,
            "Display P3",
        ),
    ],
)
def test_staff_are_told_of_encoding_and_hdr(put, data, named, encoding):
    path = put(data())
    facts = verify_picture(path, inspect_picture(path, UploadLimits()))
    assert (facts.hdr, facts.icc) == (named, encoding)
    assert (facts.light or "").startswith(f"Bilden är i HDR ({named})" if named else "")


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ([cicp(12, 13)], "Färgerna (Display P3) får en ICC-profil: levereras som JPEG."),
        ([cicp(9, 16)], "Färgerna (Rec. 2100 PQ) får en ICC-profil: levereras som JPEG."),
        ([gama(1.0)], "Färgerna (sRGB linear) får en ICC-profil: levereras som JPEG."),
        ([cicp(12, 13), iccp(write_icc_profile(P3_PRIMARIES))], None),
        ([cicp(1, 13)], None),
        ([gama(2.2)], None),
        ([], None),
    ],
    ids=["P3", "PQ", "linear", "profile too", "sRGB", "usual gamma", "nothing"],
)
def test_an_original_has_a_profile_where_its_colours_are_others(sandbox, put, told, why):
    path = put(png(encoded(1, 13), *told))
    facts = sandbox.run(tasks.inspect_upload, path, UploadLimits()).facts
    planned = sandbox.run(tasks.plan_file, path, facts, "0" * 64)
    assert (planned.why, planned.plan is None) == (why, why is not None)


def test_what_is_brighter_than_white_keeps_its_order(make):
    """Highlights of 1, 2 and 4 times white are bent, and not all the same white."""
    light = np.repeat(np.array([0.5, 1, 1.5, 2.0]), 40)[None, :, None].repeat(60, 0).repeat(3, 2)
    power = (light * 203 / 10_000) ** 0.1593017578125
    pq = ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375
    files, _ = make(png(np.round(pq * 65535).astype(np.uint16), cicp(9, 16)))
    seen = [opened(files["webb.jpg"]).getpixel((20 + 40 * index, 30))[1] for index in range(4)]
    assert seen == sorted(seen)
    assert seen[0] == pytest.approx(188, abs=2)
    assert 235 <= seen[1] < seen[2] < seen[3] <= 255


def test_our_profile_is_read_as_it_is_meant():
    """By LittleCMS: sRGB's is sRGB, and another's colours are those of the standard's matrix."""
    srgb = convert_to_srgb(chart(), write_icc_profile(SRGB_PRIMARIES))
    assert srgb.tobytes() == chart().tobytes()
    for code, primaries in ((12, P3_PRIMARIES), (9, BT2020_PRIMARIES)):
        icc = write_icc_profile(primaries)
        assert off(convert_to_srgb(Image.fromarray(encoded(code, 13)), icc)) < 1
        assert ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(icc)))


def enum(value):
    """An Enum of ISO/IEC 18181-1, annex B.3.2."""
    if value < 2:
        return ((value, 2),)
    return ((2, 2), (value - 2, 4)) if value < 18 else ((3, 2), (value - 18, 6))


@pytest.mark.parametrize(
    ("primaries", "transfer"), [(11, 13), (9, 13), (1, 8), (11, 1), (9, 16), (9, 18)]
)
def test_code_points_in_jpeg_xl(make, put, primaries, transfer):
    """The decoder makes the pixels of the encoding that the header tells."""
    told = ((1, 1), (0, 1), (0, 1), *enum(0), *enum(1), *enum(primaries), (0, 1), *enum(transfer))
    data = jxl_with(colours=(*told, *enum(1)))
    path = put(data)
    facts = verify_picture(path, inspect_picture(path, UploadLimits()))
    assert facts.hdr == {16: "PQ", 18: "HLG"}.get(transfer)
    assert facts.icc
    if transfer == 18:
        return  # the sample's white is the brightest that HLG has
    files, _ = make(data)
    wanted = [RED, GREEN, BLUE]
    for name in ("w2048.webp", "webb.jpg", "full.jpg"):
        seen = corners(in_srgb(files[name]))[:3]
        assert distance(seen, wanted) < (10 if facts.hdr else 4), (seen, name)


@pytest.mark.parametrize("code", range(1, 23))
def test_primaries_are_colours_that_can_be_seen(code):
    found = get_cicp_encoding(code, 1).primaries
    for x, y in zip(found[::2], found[1::2], strict=True):
        assert x > 0.1
        assert y > 0.04
        assert x + y <= 1
