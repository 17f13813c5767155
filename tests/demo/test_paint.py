"""The painted files: size, colours, mark, metadata, and the same bytes each time."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from dam.imaging.formats import UploadLimits
from dam.imaging.inspect import inspect_picture
from dam.imaging.metadata.read import read_received
from demo import DemoPicture, paint, pictures
from demo.darkroom import develop
from demo.drawing import Layer, Scene

BY_SLUG = {picture.slug: picture for picture in pictures()}
SMALL = 20


def small(slug: str) -> DemoPicture:
    """The picture a twentieth as wide, so that it is painted in a moment."""
    picture = BY_SLUG[slug]
    return replace(picture, width=picture.width // SMALL, height=picture.height // SMALL)


@pytest.fixture
def where(tmp_path: Path) -> Path:
    return tmp_path / "painted"


@pytest.mark.parametrize("slug", BY_SLUG)
def test_every_picture_is_painted_in_its_size_with_srgb_and_is_no_blank(
    slug: str, where: Path
) -> None:
    picture = small(slug)
    paint(picture, where)
    with Image.open(where) as image:
        assert image.format == picture.format
        assert image.size == (picture.width, picture.height)
        assert image.mode == ("RGBA" if picture.format == "PNG" else "RGB")
        profile = ImageCms.ImageCmsProfile(BytesIO(image.info["icc_profile"]))
        assert "sRGB" in ImageCms.getProfileDescription(profile)
        least, most = image.convert("L").getextrema()
    assert most - least > 150, "light and shade"


def test_a_picture_is_painted_in_full_size(where: Path) -> None:
    picture = BY_SLUG["portratt-av-en-lakare"]
    paint(picture, where)
    with Image.open(where) as image:
        image.load()
        assert image.size == (3200, 4000)
    assert 3e6 < where.stat().st_size < 12e6, "as heavy as a photograph"


def test_the_same_picture_is_the_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        paint(small("skargard-i-gryning"), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_transparent_picture_is_clear_around_the_thing_and_solid_in_it(where: Path) -> None:
    picture = small("stetoskop")
    paint(picture, where)
    with Image.open(where) as image:
        assert image.getpixel((4, 4))[3] == 0
        assert image.getpixel((round(picture.width * 0.76), round(picture.height * 0.64)))[3] == 255


@pytest.mark.parametrize("ground", ["#ffffff", "#000000", None])
def test_the_mark_stands_in_the_lower_left_corner_in_white_on_dark(ground: str | None) -> None:
    scene = Scene(100, 100, (Layer(""),), ground=ground, grain=0, vignette=0)
    image = develop(scene, (1000, 1000))
    corner = image.crop((0, 956, 300, 1000)).convert("RGB")
    assert corner.getpixel((4, 40)) < (80, 80, 80), "the band"
    letters = corner.convert("L").point(lambda level: 255 * (level > 190)).getbbox()
    assert letters is not None
    left, top, right, foot = letters
    assert right - left > 200, "the whole word"
    assert 10 < foot - top < 30
    above = image.crop((0, 0, 1000, 900)).getcolors()
    assert above is not None
    assert len(above) == 1, "nothing else is marked"


def test_the_grain_is_of_the_given_strength_and_keeps_the_tone() -> None:
    scene = Scene(100, 100, (Layer(""),), ground="#808080", grain=6, vignette=0)
    histogram = develop(scene, (1200, 800)).crop((0, 0, 1200, 700)).convert("L").histogram()
    count = sum(histogram)
    mean = sum(level * n for level, n in enumerate(histogram)) / count
    spread = sum((level - mean) ** 2 * n for level, n in enumerate(histogram)) / count
    assert mean == pytest.approx(128, abs=1)
    assert spread**0.5 == pytest.approx(6.2, abs=0.8)


def test_an_agencys_picture_carries_its_description_and_place_as_an_upload_would(
    where: Path,
) -> None:
    picture = small("skargard-i-gryning")
    paint(picture, where)
    received = read_received(where, inspect_picture(where, UploadLimits()))
    assert received.title == picture.title
    assert received.headline == picture.headline
    assert received.description == picture.caption
    assert received.creator == (picture.creator,)
    assert set(picture.topics) < set(received.keywords)
    assert received.city == picture.place
    assert received.date == picture.date
    assert not received.warnings, "IIM and XMP agree"
    assert set(received.removed) == {"GPS-position", "serienummer"}


def test_a_picture_from_no_agency_carries_no_metadata(where: Path) -> None:
    paint(small("samtalsnat"), where)
    with Image.open(where) as image:
        assert not image.getexif()
        assert "xmp" not in image.info
