"""The bars of a chart: numbers → places. Pure; a template draws them as SVG.

One row a bar, its words above it. Heights are in em, so that they grow with the text, and widths in
percent, so that a chart is as wide as its place; nothing is scaled, and 320 px hold the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ROW, WORDS, BAR = 2.75, 1.1, 0.75
"""In em: a row, how far down in it the words stand, and how thick a bar is."""


@dataclass(frozen=True, slots=True)
class Bar:
    """``partial`` is one that is not yet whole, such as the month that we are in."""

    label: str
    value: int
    partial: bool = False


@dataclass(frozen=True, slots=True)
class PlacedBar:
    """``words`` and ``top`` in em from above, ``width`` in percent of the chart's."""

    bar: Bar
    words: float
    top: float
    width: float


@dataclass(frozen=True, slots=True)
class Chart:
    """``height`` in em."""

    height: float
    bars: tuple[PlacedBar, ...]


def place_bars(bars: Sequence[Bar]) -> Chart:
    """Give each bar its place; the longest is as wide as the chart."""
    longest = max((bar.value for bar in bars), default=0)
    placed = (
        PlacedBar(
            bar,
            words=round(row * ROW + WORDS, 2),
            top=round(row * ROW + WORDS + 0.4, 2),
            width=round(compute_percent(bar.value, longest), 2),
        )
        for row, bar in enumerate(bars)
    )
    return Chart(len(bars) * ROW, tuple(placed))


def compute_percent(part: int, whole: int) -> float:
    """Return how many percent the part is; 0 of nothing."""
    return 100 * part / whole if whole else 0.0
