"""How many pictures fill rows, so that no last row holds one alone beside nothing.

Rows break as `cards.css` has them break: a cell wants its ratio times the row's height, and grows
by half at most, a panorama without end. Pure; lengths are in rem.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

MOST_GROWN, PANORAMA, GAP, FULL = 1.5, 2.4, 1.5, 0.9


class RowShape(NamedTuple):
    """How wide rows are in a window, and how high their pictures want to be."""

    width: float
    height: float = 14.0


START_ROWS = (RowShape(74.0, 16.0), RowShape(58.9), RowShape(44.2, 12.5))
"""The start page's in windows of 1280, 1024 and 768 pixels, as high as the sheets have them."""
MORE_ROWS = (RowShape(74.0), RowShape(58.9), RowShape(44.2, 12.5))
"""Those of other images on an image's page."""
GALLERY_ROWS = (RowShape(59.0), RowShape(58.9), RowShape(44.2, 12.5))
"""The gallery's in them; in the first, the filters stand beside."""


def count_for_full_rows(ratios: Sequence[float], least: int, shapes: Sequence[RowShape]) -> int:
    """Return how many of the pictures to show, ``least`` or more: as many as fill the last row in
    most windows, and then fill it best in the one where they do worst.
    """

    def rank(count: int) -> tuple[int, float]:
        filled = [measure_last_row(ratios[:count], row) for row in shapes]
        return sum(part >= FULL for part in filled), min(filled)

    return max(range(len(ratios), min(least, len(ratios)) - 1, -1), key=rank)


def measure_last_row(ratios: Sequence[float], shape: RowShape) -> float:
    """Return which part of the width the last row fills, grown as far as its cells may."""
    row: list[float] = []
    for ratio in ratios:
        if row and (sum(row) + ratio) * shape.height + GAP * len(row) > shape.width:
            row = []
        row.append(ratio)
    room = shape.width - GAP * max(len(row) - 1, 0)
    grown = sum(row) * shape.height * MOST_GROWN
    return 1.0 if max(row, default=0) >= PANORAMA else round(min(grown, room) / room, 2)
