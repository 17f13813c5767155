"""Land, trees, grass and sky as path data, for the scenes out of doors."""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random

from demo.drawing import Point, polygon, smooth


def ridge(
    chance: Random, left: float, right: float, base: float, height: float, *, rough: float = 0.5
) -> list[Point]:
    """A skyline by midpoint displacement: 65 points from left to right around y = base."""
    line = [chance.uniform(-1, 1) * 0.4 for _ in range(5)]
    swing = 1.0
    while len(line) < 65:
        swing *= rough
        between = [(a + b) / 2 + chance.uniform(-swing, swing) for a, b in pairwise(line)]
        line = [y for pair in zip(line, between, strict=False) for y in pair] + line[-1:]
    step = (right - left) / (len(line) - 1)
    return [(left + i * step, base - y * height) for i, y in enumerate(line)]


def land(skyline: list[Point], floor: float) -> str:
    """The ground below a skyline, down to y = floor."""
    return polygon([*skyline, (skyline[-1][0], floor), (skyline[0][0], floor)])


def height_at(skyline: list[Point], x: float) -> float:
    """The y of the skyline at x."""
    for (ax, ay), (bx, by) in pairwise(skyline):
        if ax <= x <= bx:
            return ay + (by - ay) * (x - ax) / (bx - ax or 1)
    return skyline[-1][1]


def spruce(chance: Random, x: float, y: float, height: float) -> str:
    """A spruce's outline with its foot at (x, y)."""
    tiers = max(4, min(9, int(height / 9)))
    lean = chance.uniform(-0.015, 0.015) * height
    left: list[Point] = []
    right: list[Point] = []
    for i in range(1, tiers + 1):
        part = i / tiers
        level = y - height * (1 - part * 0.93)
        reach = height * 0.19 * part**0.85
        for side, sign in ((left, -1), (right, 1)):
            out = reach * chance.uniform(0.75, 1.1)
            middle = x + lean * (1 - part)
            side.append((middle + sign * out, level + height * 0.035))
            side.append((middle + sign * out * 0.5, level - height * 0.01))
    return polygon([(x + lean, y - height), *left, (x - 1, y), (x + 1, y), *right[::-1]])


def forest(chance: Random, skyline: list[Point], count: int, low: float, high: float) -> str:
    """Spruces standing on a skyline, in clumps."""
    left, right = skyline[0][0], skyline[-1][0]
    phase = chance.uniform(0, 6)
    trees = []
    for _ in range(count):
        x = chance.uniform(left, right)
        clump = 0.6 + 0.4 * math.sin(x / (right - left) * 23 + phase)
        tall = low + (high - low) * chance.random() ** 1.5 * clump
        trees.append(spruce(chance, x, height_at(skyline, x) + tall * 0.12, tall))
    return "".join(trees)


def bare_tree(
    chance: Random, x: float, y: float, height: float, *, depth: int = 6
) -> list[tuple[str, float]]:
    """A leafless tree as strokes: path data and width, trunk first."""
    strokes: list[tuple[str, float]] = []

    def grow(start: Point, angle: float, length: float, width: float, left: int) -> None:
        bend = chance.uniform(-0.12, 0.12)
        middle = (
            start[0] + math.sin(angle) * length * 0.5,
            start[1] - math.cos(angle) * length * 0.5,
        )
        end = (
            middle[0] + math.sin(angle + bend) * length * 0.5,
            middle[1] - math.cos(angle + bend) * length * 0.5,
        )
        strokes.append((smooth([start, middle, end]), width))
        if left:
            for side in (-1, 1):
                turn = side * chance.uniform(0.2, 0.6)
                grow(
                    end,
                    angle + bend + turn,
                    length * chance.uniform(0.62, 0.85),
                    width * 0.66,
                    left - 1,
                )
            if chance.random() < 0.35:
                grow(
                    middle,
                    angle + chance.choice((-1, 1)) * chance.uniform(0.5, 0.9),
                    length * 0.55,
                    width * 0.5,
                    left - 1,
                )

    grow((x, y), chance.uniform(-0.04, 0.04), height * 0.26, height * 0.026, depth)
    return strokes
