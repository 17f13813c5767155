"""Crops: the part of the upright picture that each shows. Pure geometry.

A crop has a ratio and lies as near the focal point as the picture allows, or where somebody has
put it. The script of the staff page counts in the same way, and a journey compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import floor

from dam.imaging.geometry import Size
from dam.rights.sizes import CROPS

RATIOS = {name: (int(across), int(down)) for name in CROPS for across, down in [name.split("x")]}
"""Width and height of each crop, by the name of its size."""

Box = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels; right and bottom are exclusive."""


@dataclass(frozen=True, slots=True)
class FocalPoint:
    """A place as shares of the picture's width and height, 0 to 1."""

    x: float = 0.5
    y: float = 0.5


@dataclass(frozen=True, slots=True)
class CropFrame:
    """A crop drawn by hand, as shares of the picture; the ratio gives its height."""

    left: float
    top: float
    width: float


@dataclass(frozen=True, slots=True)
class CropSettings:
    """Crops of a picture: by the focal point, but for those drawn by hand."""

    focal: FocalPoint = FocalPoint()
    drawn: Mapping[str, CropFrame] = field(default_factory=dict)

    def boxes(self, size: Size) -> dict[str, Box]:
        """Return the box of every crop of a picture of this size, by name."""
        return {
            name: _box_from_frame(size, name, self.drawn[name])
            if name in self.drawn
            else _center_box(size, name, self.focal)
            for name in RATIOS
        }


def fit_frame(frame: CropFrame, size: Size, name: str) -> CropFrame:
    """Return the frame moved and shrunk into the picture, in thousandths as it is shown."""
    width, height = size
    across, down = RATIOS[name]
    share = min(frame.width, _floor_to_thousandths(get_largest_crop(size, name)[0] / width))
    high = share * width * down / across / height
    left = min(frame.left, _floor_to_thousandths(1 - share))
    return CropFrame(left, min(frame.top, _floor_to_thousandths(1 - high)), share)


def get_largest_crop(size: Size, name: str) -> Size:
    """Return the largest crop that a picture holds; within a pixel of its ratio."""
    width, height = size
    across, down = RATIOS[name]
    if width * down <= height * across:
        return width, max(1, _round_half_up(width * down / across))
    return max(1, _round_half_up(height * across / down)), height


def _center_box(size: Size, name: str, focal: FocalPoint) -> Box:
    width, height = get_largest_crop(size, name)
    return _place_box(
        size, (width, height), focal.x * size[0] - width / 2, focal.y * size[1] - height / 2
    )


def _box_from_frame(size: Size, name: str, frame: CropFrame) -> Box:
    limit = get_largest_crop(size, name)
    across, down = RATIOS[name]
    width = min(limit[0], max(1, _round_half_up(frame.width * size[0])))
    height = min(limit[1], max(1, _round_half_up(width * down / across)))
    return _place_box(size, (width, height), frame.left * size[0], frame.top * size[1])


def _place_box(size: Size, crop: Size, left: float, top: float) -> Box:
    """Return the crop with its corner as near (left, top) as the picture allows."""
    x = min(max(0, _round_half_up(left)), size[0] - crop[0])
    y = min(max(0, _round_half_up(top)), size[1] - crop[1])
    return x, y, x + crop[0], y + crop[1]


def _round_half_up(number: float) -> int:
    """Round half up, as the script does."""
    return floor(number + 0.5)


def _floor_to_thousandths(share: float) -> float:
    """Return the share rounded down to a thousandth, safe from floating point errors."""
    return max(0.0, floor(share * 1000 + 1e-6) / 1000)
