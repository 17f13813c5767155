"""Leaves, grass, flowers, potted plants and birches, for the scenes out of doors and in."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from demo.drawing import Point, Sheet, mix, tapered


def leaf(x: float, y: float, size: float, turn: float) -> str:
    """A leaf twice as long as broad, its middle at (x, y), turned by radians."""
    dx, dy = math.cos(turn) * size, math.sin(turn) * size
    bx, by = -dy * 1.1, dx * 1.1
    return (
        f"M{x - dx:.1f} {y - dy:.1f}Q{x + bx:.1f} {y + by:.1f} {x + dx:.1f} {y + dy:.1f}"
        f"Q{x - bx:.1f} {y - by:.1f} {x - dx:.1f} {y - dy:.1f}Z"
    )


def blade(chance: Random, x: float, y: float, height: float, width: float) -> str:
    """One blade of grass, bent."""
    bend = chance.uniform(-0.45, 0.45) * height
    tip = (x + bend, y - height)
    half = width / 2
    return (
        f"M{x - half:.1f} {y:.1f}Q{x - half + bend * 0.15:.1f} {y - height * 0.6:.1f} "
        f"{tip[0]:.1f} {tip[1]:.1f}Q{x + half + bend * 0.3:.1f} {y - height * 0.55:.1f} "
        f"{x + half:.1f} {y:.1f}Z"
    )


def sheaf(
    sheet: Sheet,
    pot: Point,
    spread: float,
    rise: float,
    colours: Sequence[str],
    *,
    leaves: int = 9,
    droop: float = 0.4,
) -> None:
    """Long leaves that rise together from a pot and part to both sides."""
    x, y = pot
    for k in range(leaves):
        part = 2 * k / (leaves - 1) - 1
        lean, tip = part * spread, y - rise * (1 - droop * abs(part))
        sheet.path(
            f"M{x - 3:.1f} {y:.1f}C{x + lean * 0.3:.1f} {y - rise * 0.55:.1f} "
            f"{x + lean * 0.75:.1f} {tip - rise * 0.08:.1f} {x + lean:.1f} {tip:.1f}"
            f"C{x + lean * 0.9:.1f} {tip + rise * 0.22:.1f} "
            f"{x + lean * 0.45:.1f} {y - rise * 0.35:.1f} {x + 3:.1f} {y:.1f}Z",
            colours[k % len(colours)],
        )


def birch(sheet: Sheet, chance: Random, x: float, y: float, height: float) -> None:
    """A birch lit from the left: trunk, then leaves from the dark to the bright."""
    for lean, part in ((-0.05, 1.0), (0.08, 0.82)):
        trunk = [
            (x, y),
            (x + lean * height * 0.4, y - height * part * 0.5),
            (x + lean * height, y - height * part * 0.92),
        ]
        d = tapered(trunk, height * 0.042, height * 0.008)
        sheet.lit(d, "#c9c4b8", "#fffaf0", (3, 0))
        for _ in range(18):
            t = chance.uniform(0.02, 0.7)
            sheet.ellipse(
                x + lean * height * t + chance.uniform(-3, 3),
                y - height * part * t,
                height * 0.011,
                1.3,
                "#38342f",
            )
    for colour, count, spread, dx, dy in (
        ("#35602f", 420, 1.0, 0.05, 0.04), ("#558a3a", 460, 0.97, 0.0, 0.0),
        ("#82ad48", 420, 0.9, -0.05, -0.04), ("#c2d56e", 210, 0.82, -0.09, -0.06),
    ):  # fmt: skip
        leaves = []
        for _ in range(count):
            bough = chance.randrange(9)
            part = bough / 8
            reach = math.sin(math.pi * (0.14 + 0.8 * part)) * 0.21
            side = (-1) ** bough * chance.random() ** 0.7
            cx = x + height * (0.01 + dx + side * reach * spread + chance.gauss(0, 0.022))
            cy = y - height * (1.0 - part * 0.66 - dy - abs(side) * -0.09 + chance.gauss(0, 0.026))
            leaves.append(leaf(cx, cy, height * chance.uniform(0.007, 0.016), chance.uniform(0, 3)))
        sheet.path("".join(leaves), colour)


def lupin(sheet: Sheet, chance: Random, top: Point, height: float) -> None:
    x, y = top
    sheet.line(f"M{x} {y + 20}Q{x + 6} {y + height} {x + 2} 1020", "#3a6b30", 4)
    hue = chance.choice(("#7a5bb0", "#6a63bd", "#b864a0"))
    for i in range(24):
        part = i / 23
        reach = 2 + 15 * part**0.6
        for k in (-1, 1, -0.55, 0.55, 0):
            cx = x + k * reach + chance.uniform(-1.5, 1.5)
            cy = y + part * height * 0.78 + abs(k) * 2 + chance.uniform(-2, 2)
            colour = mix(
                hue, "#f6dcf0", 0.55 * chance.random() * (1 - part * 0.5) - min(k, 0) * 0.18
            )
            sheet.ellipse(
                cx,
                cy,
                2.6 + 2.2 * part,
                3.2 + 2.2 * part,
                colour,
                transform=f"rotate({-k * 50:.0f} {cx:.0f} {cy:.0f})",
            )


def daisy(sheet: Sheet, x: float, y: float, r: float) -> None:
    sheet.line(f"M{x} {y}Q{x + 8} {y + 60} {x - 4} 1020", "#3f7a34", 3)
    for i in range(13):
        turn = i * 360 / 13
        sheet.ellipse(
            x,
            y - r * 0.6,
            r * 0.17,
            r * 0.52,
            "#fffdf6" if i % 2 else "#e7ecec",
            transform=f"rotate({turn:.0f} {x} {y})",
        )
    sheet.circle(x, y, r * 0.3, "#f2bc35")
