"""Calls as light: threads from many places that meet in one, over a dark sea of night."""

from __future__ import annotations

import math
from random import Random

from demo.drawing import Layer, Point, Scene, Sheet, mix, seeded

WIDTH, HEIGHT = 1200, 1500
HUB: Point = (600, 640)


def call_network() -> Scene:
    chance = seeded(40)
    places = _places(chance)
    return Scene(
        WIDTH,
        HEIGHT,
        (
            _night(),
            _threads(chance, places, fine=False),
            _threads(chance, places, fine=True),
            _bloom(places),
            _points(chance, places),
        ),
        vignette=0.34,
        grain=7,
    )


def _places(chance: Random) -> list[tuple[Point, float]]:
    """Callers on slanting rings around the middle, with how strongly each shines."""
    places = []
    for ring, count in enumerate((7, 13, 21, 31, 43)):
        for k in range(count):
            angle = math.tau * k / count + chance.uniform(-0.16, 0.16) + ring
            r = 150 + ring * 118 + chance.uniform(-40, 40)
            x = HUB[0] + r * 1.02 * math.cos(angle)
            y = HUB[1] + r * 0.95 * math.sin(angle) + 90
            places.append(((x, y), chance.random()))
    return places


def _night() -> Layer:
    sheet = Sheet()
    sheet.rect(
        0,
        0,
        WIDTH,
        HEIGHT,
        sheet.linear((0, 0), (600, 1500), "#0d2a3f", (0.5, "#0b1f35"), "#1a1633"),
    )
    sheet.rect(
        0,
        0,
        WIDTH,
        HEIGHT,
        sheet.radial(HUB, 760, (0, "#1f6f78", 0.85), (0.5, "#153f58", 0.4), (1, "#0b1f35", 0)),
    )
    sheet.rect(
        0, 0, WIDTH, HEIGHT, sheet.radial((1060, 1420), 700, (0, "#7a3f5e", 0.6), (1, "#0b1f35", 0))
    )
    sheet.rect(
        0, 0, WIDTH, HEIGHT, sheet.radial((60, 200), 620, (0, "#2b4a7a", 0.55), (1, "#0b1f35", 0))
    )
    return sheet.layer(soft=20)


def _colour(strength: float, x: float) -> str:
    warm = min(1, max(0, (x - 150) / 900))
    base = mix("#5fe0d0", "#ffb07a", warm)
    return mix(base, "#fff6e0", strength * 0.35)


def _threads(chance: Random, places: list[tuple[Point, float]], *, fine: bool) -> Layer:
    """Each call is a thread that rises and falls; a broad blurred one beneath a fine one."""
    sheet = Sheet()
    for (x, y), strength in places:
        dx, dy = HUB[0] - x, HUB[1] - y
        length = math.hypot(dx, dy) or 1
        swing = (0.34 if dx > 0 else -0.34) * length
        cx, cy = (
            (x + HUB[0]) / 2 - dy / length * swing,
            (y + HUB[1]) / 2 + dx / length * swing - length * 0.12,
        )
        d = f"M{x:.1f} {y:.1f}Q{cx:.1f} {cy:.1f} {HUB[0]} {HUB[1]}"
        tint = _colour(strength, x)
        stroke = sheet.linear(
            (x, y), HUB, (0, tint, 0.95), (0.65, tint, 0.42), (1, "#fff3d6", 0.75)
        )
        if fine:
            sheet.line(d, stroke, 0.9 + 1.5 * strength)
            for t in (chance.random(), chance.random()):
                bx = (1 - t) ** 2 * x + 2 * t * (1 - t) * cx + t * t * HUB[0]
                by = (1 - t) ** 2 * y + 2 * t * (1 - t) * cy + t * t * HUB[1]
                sheet.circle(bx, by, 2.2 + 1.6 * strength, "#fff8e8")
        elif strength > 0.35:
            sheet.line(d, stroke, 9 * strength, opacity=0.55)
    return sheet.layer(soft=0 if fine else 5, mode="screen")


def _points(chance: Random, places: list[tuple[Point, float]]) -> Layer:
    sheet = Sheet()
    for _ in range(260):
        sheet.circle(
            chance.uniform(0, WIDTH),
            chance.uniform(0, HEIGHT),
            chance.uniform(0.6, 1.8),
            "#bfe8e4",
            opacity=round(chance.uniform(0.1, 0.5), 2),
        )
    for (x, y), strength in places:
        tint = _colour(strength, x)
        if strength > 0.6:
            sheet.circle(
                x, y, 13 + 9 * strength, "none", stroke=tint, stroke_width=1.4, opacity=0.7
            )
        if strength > 0.86:
            sheet.circle(x, y, 34, "none", stroke=tint, stroke_width=1, opacity=0.45)
        sheet.circle(x, y, 4 + 5 * strength, tint)
        sheet.circle(x, y, 1.8 + 2.4 * strength, "#ffffff")
    _receiver(sheet)
    return sheet.layer()


def _receiver(sheet: Sheet) -> None:
    """In the middle a disc with a telephone's receiver."""
    x, y = HUB
    for r, see in ((150, 0.22), (122, 0.4)):
        sheet.circle(x, y, r, "none", stroke="#ffe9c4", stroke_width=1.6, opacity=see)
    sheet.circle(
        x,
        y,
        94,
        sheet.linear((x - 94, y - 94), (x + 94, y + 94), "#fffaf0", (0.5, "#ffe3b8"), "#f3ab78"),
    )
    with sheet.group(f"translate({x} {y}) rotate(-45)"):
        d = (
            "M-58 -14C-58 -34 -40 -40 -24 -36C-16 -34 -17 -22 -16 -14C-8 -8 8 -8 16 -14"
            "C17 -22 16 -34 24 -36C40 -40 58 -34 58 -14C60 14 40 30 0 30C-40 30 -60 14 -58 -14Z"
        )
        sheet.lit(d, "#134a58", "#2f8f92", (3, 4))


def _bloom(places: list[tuple[Point, float]]) -> Layer:
    sheet = Sheet()
    sheet.circle(
        *HUB,
        330,
        sheet.radial(HUB, 330, (0, "#ffd9a0", 0.7), (0.3, "#ffb87a", 0.3), (1, "#ffb87a", 0)),
    )
    for (x, y), strength in places:
        if strength > 0.3:
            r = 26 + 46 * strength
            tint = _colour(strength, x)
            sheet.circle(x, y, r, sheet.radial((x, y), r, (0, tint, 0.55), (1, tint, 0)))
    return sheet.layer(soft=6, mode="screen")
