"""A crop shows what its box says, upright, in sRGB, no larger than asked and never enlarged."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from dam.imaging.crop import CropSettings, FocalPoint
from dam.imaging.formats import UploadLimits
from dam.imaging.inspect import inspect_picture
from dam.imaging.make_crops import CropFiles, CropOrder, cut_crops
from tests.imaging import packets
from tests.imaging.looking import assert_close
from tests.imaging.samples import (
    ACCEPTED,
    BLUE,
    GREEN,
    RED,
    WHITE,
    accepted,
    photograph,
    quadrants,
    save,
)


@pytest.fixture
def crop(put, specs, tmp_path):
    """Cuts all four crops of ``data`` as the product does; Pillow's pictures by name."""

    def cropping(data, framing=CropSettings()):  # noqa: B008 - frozen
        path = put(data)
        facts = inspect_picture(path, UploadLimits())
        boxes = framing.boxes(facts.upright)
        made = cut_crops(
            path, facts, [CropOrder(spec, boxes[spec.name]) for spec in specs.crops], tmp_path
        )
        named = [replace(one, path=Path(one.path.name)) for one in made.files]
        assert CropFiles.from_json(made.to_json()) == CropFiles(tuple(named))
        found = {}
        for one in made.files:
            with Image.open(one.path) as picture:
                picture.load()
            assert (picture.format, picture.size) == ("JPEG", (one.width, one.height))
            assert one.path.stat().st_size == one.bytes
            found[one.name] = picture
        return found, boxes

    return cropping


def as_jpeg(region):
    """The region as a crop is saved, so that nothing but the region can differ."""
    return Image.open(io.BytesIO(save(region, "JPEG", quality=88, subsampling="4:2:0")))


def error(one, other):
    return np.abs(np.asarray(one, int) - np.asarray(other, int)).mean()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("focal", [FocalPoint(0, 0), FocalPoint(1, 0.5), FocalPoint(0.2, 1)])
def test_a_crop_is_that_region_of_the_upright_picture(crop, orientation, focal):
    """Pillow turns the picture for itself, and crops the box."""
    data = save(photograph(300, 220), "PNG", exif=packets.exif(orientation))
    with Image.open(io.BytesIO(data)) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    crops, boxes = crop(data, CropSettings(focal))
    for name, made in crops.items():
        region = upright.crop(boxes[name])
        assert made.size == region.size
        assert made.tobytes() == as_jpeg(region).tobytes(), name


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_focal_quarter_is_the_one_that_is_seen(crop, orientation):
    """Of a picture three times as wide as high, a square holds but one side."""
    turned = quadrants(600, 200)
    stored = ImageOps.exif_transpose(with_orientation(turned, undone(orientation)))
    data = save(stored, "JPEG", exif=packets.exif(orientation), quality=95)
    left, _ = crop(data, CropSettings(FocalPoint(0, 0.5)))
    right, _ = crop(data, CropSettings(FocalPoint(1, 0.5)))
    for crops, colours in ((left, (RED, BLUE)), (right, (GREEN, WHITE))):
        square = crops["1x1"]
        assert square.size == (200, 200)
        assert_close([square.getpixel((100, 50)), square.getpixel((100, 150))], colours, 12)


def test_a_large_crop_is_scaled_and_shows_the_same(crop):
    whole = photograph(3000, 2400)
    crops, boxes = crop(
        save(whole, "JPEG", quality=100, subsampling="4:4:4"), CropSettings(FocalPoint(0.3, 0.8))
    )
    assert {name: made.size for name, made in crops.items()} == {
        "16x9": (2000, 1125),
        "4x3": (2000, 1500),
        "1x1": (2000, 2000),
        "4x5": (1600, 2000),
    }
    for name, made in crops.items():
        region = whole.resize(made.size, Image.Resampling.LANCZOS, box=boxes[name])
        assert error(made, as_jpeg(region)) < 2, name


@pytest.mark.parametrize("name", ACCEPTED)
def test_every_accepted_kind_can_be_cropped(crop, name):
    crops, boxes = crop(accepted(name))
    left, top, right, bottom = boxes["1x1"]
    assert crops["1x1"].size == (right - left, bottom - top)
    assert crops["1x1"].mode in {"RGB", "L"}
    assert not {"exif", "icc_profile", "comment"} & set(crops["1x1"].info)


def test_colours_are_turned_to_srgb(crop):
    data = save(quadrants(), "JPEG", quality=95, icc_profile=packets.adobe_rgb())
    crops, _ = crop(data)
    assert crops["4x3"].getpixel((10, 10)) != pytest.approx(RED, abs=4)


def undone(orientation):
    """The orientation that undoes another."""
    return {6: 8, 8: 6}.get(orientation, orientation)


def with_orientation(picture, orientation):
    marked = picture.copy()
    marked.getexif()[274] = orientation
    return marked
