"""The renditions: sizes, direction, sharpness, and nothing of the original but its picture."""

import base64
import io
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, JpegImagePlugin, features

from dam.errors import Refused
from dam.imaging.formats import UploadLimits
from dam.imaging.geometry import fit_size
from dam.imaging.inspect import inspect_picture
from dam.imaging.render import RenderedPicture
from dam.imaging.rendition_specs import RenditionSpec
from dam.imaging.steps import decode_pixels, encode_picture, shrink_picture
from tests.imaging import packets
from tests.imaging.looking import assert_close, opened
from tests.imaging.samples import (
    BLUE,
    GREEN,
    RED,
    WHITE,
    accepted,
    corners,
    photograph,
    quadrants,
    save,
    with_hole,
)


def test_sizes_of_a_large_picture(make):
    files, _ = make(save(Image.new("L", (6000, 4000)), "JPEG"))

    assert {name: (each.width, each.height) for name, each in files.items()} == {
        "w2048.jpg": (2048, 1365),
        "w2048.webp": (2048, 1365),
        "w1280.jpg": (1280, 853),
        "w1280.webp": (1280, 853),
        "w960.jpg": (960, 640),
        "w960.webp": (960, 640),
        "w640.jpg": (640, 427),
        "w640.webp": (640, 427),
        "w320.jpg": (320, 213),
        "w320.webp": (320, 213),
        "tryck.jpg": (5000, 3333),
        "webb.jpg": (2048, 1365),
        "socialt.jpg": (1080, 720),
        "full.jpg": (6000, 4000),
    }


def test_no_picture_is_enlarged_and_every_name_is_there(make):
    files, _ = make(accepted("baseline.jpg"))

    assert len(files) == 14
    assert {(each.width, each.height) for each in files.values()} == {(96, 64)}


@pytest.mark.parametrize("size", [(9000, 3), (3, 9000), (1, 1)])
def test_extreme_shapes(make, size):
    files, _ = make(save(Image.new("RGB", size), "PNG"))

    assert (files["w320.jpg"].width, files["w320.jpg"].height) == fit_size(size, 320)


# Which side of the picture the first row and the first column stored are (Exif 3.0, 4.6.5.1).
SIDES = {
    1: ("top", "left"),
    2: ("top", "right"),
    3: ("bottom", "right"),
    4: ("bottom", "left"),
    5: ("left", "top"),
    6: ("right", "top"),
    7: ("right", "bottom"),
    8: ("left", "bottom"),
}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
@pytest.mark.parametrize("orientation", SIDES)
def test_each_orientation_comes_out_upright(make, orientation, form):
    first_row, first_column = SIDES[orientation]
    stored = np.asarray(quadrants())
    if first_row in {"left", "right"}:
        stored = stored.transpose(1, 0, 2)
    if first_row in {"bottom", "right"}:
        stored = stored[::-1]
    if first_column in {"bottom", "right"}:
        stored = stored[:, ::-1]
    lossless = {"quality": 95, "subsampling": "4:4:4"} if form in {"JPEG", "AVIF"} else {}
    data = save(Image.fromarray(stored), form, exif=packets.exif(orientation), **lossless)

    files, _ = make(data)

    for name in ("w320.webp", "tryck.jpg", "full.jpg"):
        assert (files[name].width, files[name].height) == (96, 64)
        assert_close(corners(opened(files[name])), [RED, GREEN, BLUE, WHITE], 10)


def test_renditions_say_nothing_of_the_original(make):
    tags = packets.exif(6)
    data = packets.with_iim(
        save(
            quadrants(),
            "JPEG",
            exif=tags,
            xmp=packets.XMP,
            icc_profile=packets.adobe_rgb(),
            comment=b"hemlig kommentar",
            dpi=(72, 72),
        ),
        (2, 5, b"hemlig titel"),
    )

    files, _ = make(data)

    for name, file in files.items():
        content = file.path.read_bytes()
        for secret in (b"Exif", b"hemlig", b"SERIE", b"xpacket", b"8BIM", b"Kamera"):
            assert secret not in content, name
        assert (b"ICC_PROFILE" in content) == (name in {"tryck.jpg", "full.jpg"})
    assert opened(files["tryck.jpg"]).info["dpi"] == (300, 300)


def test_jpegs_are_baseline_and_of_the_wanted_chroma(make):
    files, _ = make(accepted("progressive.jpg"))

    chroma = {"4:4:4": 0, "4:2:0": 2}
    for name, wanted in (("w640.jpg", "4:2:0"), ("tryck.jpg", "4:4:4"), ("full.jpg", "4:4:4")):
        with Image.open(files[name].path) as picture:
            assert "progressive" not in picture.info
            assert JpegImagePlugin.get_sampling(picture) == chroma[wanted]


def test_the_first_frame_is_shown(make):
    frames = [quadrants(), quadrants().rotate(180)]
    data = save(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)

    files, _ = make(data)

    assert_close(corners(opened(files["w320.jpg"])), [RED, GREEN, BLUE, WHITE])


@pytest.fixture(scope="module")
def picture():
    return photograph(1800, 1200)


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
@pytest.mark.parametrize("long_edge", [1280, 800, 400])
def test_scaling_is_nearly_one_lanczos_over_all_pixels(put, picture, form, long_edge):
    path = put(save(picture, form, **({"quality": 100} if form == "JPEG" else {})))
    size = fit_size(picture.size, long_edge)

    decoded, _ = decode_pixels(path, inspect_picture(path, UploadLimits()), long_edge)
    scaled = shrink_picture(decoded, size)

    with Image.open(path) as whole:
        exact = whole.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    error = np.asarray(scaled, float) - np.asarray(exact, float)
    assert 10 * np.log10(255**2 / max(0.01, (error**2).mean())) > 40


def test_the_placeholder_is_a_tiny_picture_of_the_whole(make):
    _, made = make(save(with_hole(), "PNG"))

    head, _, data = made.placeholder.partition(",")
    assert head == "data:image/webp;base64"
    picture = Image.open(io.BytesIO(base64.b64decode(data)))
    assert picture.size == (16, 11)
    assert len(made.placeholder) < 400
    assert_close(corners(picture)[:3], [RED, GREEN, BLUE], 24)


def differing(one: RenderedPicture, other: RenderedPicture) -> int:
    return (int(one.dhash, 16) ^ int(other.dhash, 16)).bit_count()


def test_alike_pictures_have_alike_hashes_and_others_not(make, picture):
    _, original = make(save(picture, "JPEG"))
    _, smaller = make(save(picture.resize((300, 200)).point(lambda v: v * 0.9 + 9), "JPEG"))
    _, another = make(save(photograph(600, 400, seed=7), "JPEG"))

    assert len(original.dhash) == 16
    assert differing(original, smaller) <= 4
    assert differing(original, another) >= 16


def test_a_noisy_picture_that_webp_fails_on_is_made_another_way(tmp_path):
    """At method 0 libwebp's first partition overflows on this one ("encoding error 6")."""
    noise = Image.frombytes("RGB", (4096, 4096), random.Random(1).randbytes(3 * 4096 * 4096))

    encode_picture(
        noise, RenditionSpec("noise", "WebP", 4096, 100, method=0), None, tmp_path / "noise.webp"
    )

    with Image.open(tmp_path / "noise.webp") as picture:
        assert picture.size == (4096, 4096)


def test_a_picture_that_webp_cannot_hold_is_refused(tmp_path):
    with pytest.raises(Refused, match="går inte att spara som WebP"):
        encode_picture(
            Image.new("RGB", (16_384, 1)),
            RenditionSpec("wide", "WebP", None, 80),
            None,
            tmp_path / "wide",
        )


def test_results_go_through_json(make):
    _, made = make(accepted("rgb.png"))

    names = tuple(replace(one, path=Path(one.path.name)) for one in made.files)
    assert RenderedPicture.from_json(made.to_json()) == replace(made, files=names)


def test_sizes_may_stand_in_any_order(make, specs, picture):
    backwards = tuple(reversed([replace(spec) for spec in specs.previews]))

    files, _ = make(save(picture, "JPEG"), backwards)

    assert files["w1280.jpg"].width == 1280


def test_one_size_alone_has_placeholder_and_hash_too(make, specs):
    _, all_sizes = make(accepted("baseline.jpg"))
    _, original = make(accepted("baseline.jpg"), [specs.original])

    assert (original.placeholder, original.dhash) == (all_sizes.placeholder, all_sizes.dhash)


def test_pillow_has_what_the_formats_need():
    for codec in ("jpg", "zlib", "libtiff", "webp", "avif", "littlecms2"):
        assert features.check(codec)
