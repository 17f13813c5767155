"""The colour chart: six bars over a ramp of grey, to be written as files of every kind.

What a file says of its colours differs, and what is seen must not: a test saves the chart in the
colours that the file is to declare, and compares the bars of what comes out by ΔE2000.
"""

from __future__ import annotations

import numpy as np
import pyvips
from PIL import Image, ImageDraw

BARS = ((200, 30, 30), (30, 160, 60), (30, 60, 190), (240, 200, 30), (200, 120, 80), (120, 60, 140))
GROUND = (235, 235, 230)
SIZE = (240, 160)


def chart(size: tuple[int, int] = SIZE) -> Image.Image:
    """Ground, bars and ramp from the top down; the upper left corner is black, so it has a top."""
    width, height = size
    picture = Image.new("RGB", size, GROUND)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, width // 8, height // 8), (20, 20, 20))
    for index, bar in enumerate(BARS):
        draw.rectangle(
            (width * index // 6, height * 3 // 8, width * (index + 1) // 6 - 1, height * 3 // 4),
            bar,
        )
    for index in range(16):
        left = width * index // 16
        draw.rectangle((left, height * 25 // 32, left + width // 16, height), (17 * index,) * 3)
    return picture


def bars(picture: Image.Image) -> list[tuple[int, ...]]:
    """The median colour of the middle of each bar."""
    pixels = np.asarray(picture.convert("RGB"))
    height, width = pixels.shape[:2]
    rows = pixels[int(height * 0.45) : int(height * 0.65)]
    found = []
    for index in range(6):
        part = rows[:, int(width * (index + 0.3) / 6) : int(width * (index + 0.7) / 6)]
        found.append(tuple(np.median(part.reshape(-1, 3), 0).astype(int).tolist()))
    return found


def distance(found: list[tuple[int, ...]], wanted: list[tuple[int, ...]]) -> float:
    """The largest ΔE2000 between colours in sRGB, one by one."""
    first, second = (
        pyvips.Image.new_from_array(np.array([each], np.uint8), interpretation="srgb")
        .copy(interpretation="srgb")
        .colourspace("lab")
        for each in (found, wanted)
    )
    return float(first.dE00(second).max())


def off(picture: Image.Image, bars_wanted: tuple[tuple[int, ...], ...] = BARS) -> float:
    """How far the bars of a picture in sRGB are from the chart's, as the largest ΔE2000."""
    return distance(bars(picture), list(bars_wanted))
