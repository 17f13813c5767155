"""Which part of a picture a crop shows, for every size, ratio, focal point and drawn frame."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.imaging.crop import (
    RATIOS,
    CropFrame,
    CropSettings,
    FocalPoint,
    fit_frame,
    get_largest_crop,
)

edges = st.integers(1, 20_000)
sizes = st.tuples(edges, edges)
names = st.sampled_from(list(RATIOS))
shares = st.floats(0, 1)
points = st.builds(FocalPoint, shares, shares)
frames = st.builds(CropFrame, shares, shares, st.floats(0.05, 1))
framings = st.builds(CropSettings, points, st.dictionaries(names, frames))


def measure(box):
    left, top, right, bottom = box
    return right - left, bottom - top


def near_ratio(size, name):
    """Whether one edge is what the other asks for, to half a pixel; no edge is below one."""
    (width, height), (across, down) = size, RATIOS[name]
    return (
        abs(width - height * across / down) <= 0.5 + 1e-9
        or height == max(1, round_half_up(width * down / across))
        or width == max(1, round_half_up(height * across / down))
    )


def round_half_up(number):
    return int(number + 0.5)


@given(sizes, framings)
def test_every_crop_lies_within_the_picture_and_has_its_ratio(size, framing):
    boxes = framing.boxes(size)
    assert list(boxes) == list(RATIOS)
    for name, (left, top, right, bottom) in boxes.items():
        assert 0 <= left < right <= size[0]
        assert 0 <= top < bottom <= size[1]
        assert near_ratio(measure(boxes[name]), name)


@given(sizes, points, names)
def test_by_the_focal_point_it_is_as_large_as_can_be_and_as_near(size, focal, name):
    box = CropSettings(focal).boxes(size)[name]
    width, height = measure(box)
    assert (width, height) == get_largest_crop(size, name)
    assert width == size[0] or height == size[1]
    assert box[0] <= focal.x * size[0] <= box[2]
    assert box[1] <= focal.y * size[1] <= box[3]
    for at, edge, start, whole in (
        (focal.x, width, box[0], size[0]),
        (focal.y, height, box[1], size[1]),
    ):
        wanted = at * whole - edge / 2
        assert abs(start - min(max(0, wanted), whole - edge)) <= 0.5 + 1e-6


@given(sizes, points, frames, names)
def test_a_drawn_frame_decides_whatever_the_focal_point(size, focal, frame, name):
    box = CropSettings(focal, {name: frame}).boxes(size)[name]
    assert box == CropSettings(FocalPoint(), {name: frame}).boxes(size)[name]
    width, _ = measure(box)
    assert width <= max(1, frame.width * size[0] + 0.5)


@given(st.tuples(st.integers(40, 20_000), st.integers(40, 20_000)), frames, names)
def test_a_frame_that_was_fitted_stays_as_it_is_shown(size, frame, name):
    kept = fit_frame(frame, size, name)
    assert fit_frame(kept, size, name) == kept
    assert kept.width <= frame.width
    assert kept.left <= frame.left
    assert kept.top <= frame.top
    box = CropSettings(drawn={name: kept}).boxes(size)[name]
    # The width is rounded to a pixel, the height made of it (5:4 at most) and rounded again.
    most = 0.5 * 5 / 4 + 0.5 + 1e-6
    assert abs(box[0] - kept.left * size[0]) <= most
    assert abs(box[1] - kept.top * size[1]) <= most


@pytest.mark.parametrize(
    ("focal", "name", "box"),
    [
        (FocalPoint(), "16x9", (0, 313, 6000, 3688)),
        (FocalPoint(), "1x1", (1000, 0, 5000, 4000)),
        (FocalPoint(0, 0), "1x1", (0, 0, 4000, 4000)),
        (FocalPoint(1, 1), "4x5", (2800, 0, 6000, 4000)),
        (FocalPoint(0.3, 0.1), "16x9", (0, 0, 6000, 3375)),
        (FocalPoint(0.5, 0.9), "4x3", (334, 0, 5667, 4000)),
    ],
)
def test_known_crops_of_a_camera_picture(focal, name, box):
    assert CropSettings(focal).boxes((6000, 4000))[name] == box


def test_a_frame_that_sticks_out_is_moved_in():
    assert fit_frame(CropFrame(0.9, 0.9, 0.5), (6000, 4000), "16x9") == CropFrame(0.5, 0.578, 0.5)
    assert fit_frame(CropFrame(0, 0, 1), (6000, 4000), "1x1") == CropFrame(0, 0, 0.666)
