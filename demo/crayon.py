"""Wax crayon on rough paper, as a child holds it."""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random

from demo.drawing import Point, Sheet, mix


class Crayon:
    """Wax on rough paper: several trembling, broken strokes for one."""

    def __init__(self, sheet: Sheet, chance: Random) -> None:
        self._sheet, self._chance = sheet, chance

    def line(self, through: list[Point], colour: str, width: float = 7) -> None:
        chance = self._chance
        dense = _dense(through)
        for _ in range(4):
            dx, dy = chance.gauss(0, width * 0.16), chance.gauss(0, width * 0.16)
            d = "M" + "L".join(
                f"{x + dx + chance.gauss(0, 0.8):.1f} {y + dy + chance.gauss(0, 0.8):.1f}"
                for x, y in dense
            )
            dashes = " ".join(
                f"{chance.uniform(20, 90):.0f} {chance.uniform(0.5, 3):.1f}" for _ in range(3)
            )
            shade = mix(colour, "#ffffff", chance.uniform(0, 0.22))
            self._sheet.line(
                d,
                shade,
                round(width * chance.uniform(0.35, 0.6), 1),
                opacity=0.72,
                stroke_dasharray=dashes,
            )

    def ring(
        self,
        centre: Point,
        rx: float,
        ry: float,
        colour: str,
        *,
        width: float = 6,
        turns: float = 1.06,
    ) -> None:
        x, y = centre
        start = self._chance.uniform(0, 6)
        angles = [start + i * math.tau / 28 for i in range(int(28 * turns) + 1)]
        round_ = [
            (x + rx * math.cos(a) * (1 + 0.02 * math.sin(i)), y + ry * math.sin(a))
            for i, a in enumerate(angles)
        ]
        self.line(round_, colour, width)

    def fill(
        self,
        left: float,
        top: float,
        right: float,
        foot: float,
        colour: str,
        *,
        step: float = 9,
        round_: bool = False,
    ) -> None:
        """To and fro, over the edges here and there."""
        chance = self._chance
        zigzag: list[Point] = []
        y, turn = top, 0
        while y < foot:
            half = (right - left) / 2
            if round_:
                part = (y - top) / (foot - top) * 2 - 1
                half *= math.sqrt(max(0.03, 1 - part * part))
            x = (left + right) / 2 + (half if turn % 2 else -half) * chance.uniform(0.88, 1.06)
            zigzag.append((x, y + chance.uniform(-2, 2)))
            y += step * chance.uniform(0.6, 1)
            turn += 1
        self.line(zigzag, colour, step * 0.95)


def _dense(through: list[Point]) -> list[Point]:
    """A point about every 20 units, so that a long line trembles too."""
    dense = [through[0]]
    for (ax, ay), (bx, by) in pairwise(through):
        steps = max(1, int(math.hypot(bx - ax, by - ay) / 20))
        dense += [
            (ax + (bx - ax) * k / steps, ay + (by - ay) * k / steps) for k in range(1, steps + 1)
        ]
    return dense
