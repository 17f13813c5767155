"""A red cottage in a summer meadow, a lake behind, flowers close to the lens."""

from __future__ import annotations

import math
from itertools import pairwise
from random import Random

from demo.buildings import cottage_house
from demo.drawing import Layer, Scene, Sheet, mix, points, polygon, seeded, smooth
from demo.nature import forest, land, ridge
from demo.plants import birch, blade, daisy, lupin

WIDTH, HEIGHT = 1500, 1000


def cottage() -> Scene:
    chance = seeded(11)
    return Scene(
        WIDTH,
        HEIGHT,
        (_sky(), _clouds(chance), _middle(chance), _near(chance), _leaves(chance), _sun()),
        vignette=0.2,
    )


def _sky() -> Layer:
    sheet = Sheet()
    blue = sheet.down(0, 540, "#4f8fbb", (0.45, "#8fbcd0"), (0.8, "#cfe0da"), "#f3e9cf")
    sheet.rect(0, 0, WIDTH, HEIGHT, blue)
    return sheet.layer(soft=8)


def _clouds(chance: Random) -> Layer:
    """A bank of cumulus low over the hills and a few wisps above, paler towards the horizon."""
    sheet = Sheet()
    for x, y, width, height in (
        (1240, 455, 620, 210), (860, 470, 420, 96), (240, 466, 560, 128), (-30, 470, 300, 70),
    ):  # fmt: skip
        for shade, lift, size in (
            ("#a9c3d2", 0.0, 1.0),
            ("#e9edea", 0.1, 0.94),
            ("#fffaf0", 0.2, 0.8),
        ):
            for _ in range(34):
                part = chance.uniform(-1, 1)
                dome = (1 - part * part) ** 0.8
                r = height * size * chance.uniform(0.12, 0.3) * (0.45 + dome)
                cx = x + part * width / 2 - height * lift * 0.5
                cy = y - dome * height * chance.uniform(0.15, 0.75) - height * lift * 0.35
                puff = sheet.radial(
                    (cx, cy), r, (0, shade, 0.95), (0.72, shade, 0.8), (1, shade, 0)
                )
                sheet.circle(cx, cy, r, puff)
    for _ in range(26):
        left, top = chance.uniform(-50, WIDTH), chance.uniform(40, 190)
        sheet.ellipse(
            left, top, chance.uniform(60, 240), chance.uniform(1.5, 6), "#f3f6f2",
            opacity=0.2, transform=f"rotate(-5 {left:.0f} {top:.0f})",
        )  # fmt: skip
    return sheet.layer(soft=3)


def _middle(chance: Random) -> Layer:
    """From the far hills to the cottage."""
    sheet = Sheet()
    for base, height, colour, trees, tall in (
        (470, 46, "#a9c4c4", 0, (0, 0)),
        (500, 34, "#83aaa6", 220, (8, 16)),
        (520, 20, "#5f8f82", 240, (14, 30)),
    ):
        skyline = ridge(chance, -20, WIDTH + 20, base, height, rough=0.45)
        sheet.path(land(skyline, 560), colour)
        if trees:
            sheet.path(forest(chance, skyline, trees, *tall), colour)
    sheet.rect(0, 532, WIDTH, 40, sheet.down(532, 572, "#bcd9dc", "#7fb0c2"))
    for _ in range(60):
        sheet.ellipse(
            chance.uniform(0, 760),
            chance.uniform(534, 560),
            chance.uniform(8, 40),
            0.6,
            "#f4faf2",
            opacity=0.6,
        )
    shore = [
        (x, y + 26 * max(0, 1 - (x - 430) / 240))
        for x, y in ridge(chance, 430, WIDTH + 20, 548, 10)
    ]
    sheet.path(forest(chance, shore[6:], 130, 40, 120), "#3f6e58")
    sheet.path(forest(chance, shore[4:], 70, 26, 80), "#4f8161")
    sheet.path(land(shore, 600), "#4f8161")
    _meadow(sheet, chance)
    birch(sheet, chance, 1262, 640, 400)
    _shade(sheet)
    cottage_house(sheet)
    birch(sheet, chance, 776, 632, 250)
    _fence(sheet, chance)
    _flowers(sheet, chance)
    return sheet.layer()


def _meadow(sheet: Sheet, chance: Random) -> None:
    for outline, top, bottom in (
        (points("-20,566 300,560 700,578 1100,572 1520,556"), "#b9c56a", "#8aa84e"),
        (points("-20,610 350,616 760,598 1150,622 1520,604"), "#c3cc6b", "#7fa147"),
        (points("-20,690 300,664 800,690 1200,676 1520,700"), "#b3c35c", "#5d8a3b"),
        (points("-20,790 420,800 900,764 1520,800"), "#93b04c", "#386a30"),
    ):
        y = outline[0][1]
        sheet.path(smooth(outline) + "L1520 1010L-20 1010Z", sheet.down(y, y + 210, top, bottom))
    path = points("1012,640 985,668 900,706 850,770 900,860 1010,1010")
    other = points("760,1010 740,880 760,780 850,704 958,664 996,640")
    sheet.path(
        smooth(path) + "L" + smooth(other)[1:] + "Z", sheet.down(640, 1000, "#e8d9a8", "#b39c66")
    )
    for colour, low, high in (("#a7bd55", 620, 760), ("#7ea043", 690, 880), ("#d6d67c", 620, 820)):
        tufts = []
        for _ in range(420):
            x, y = chance.uniform(0, WIDTH), chance.uniform(low, high)
            if not _on_path(x, y):
                tufts.append(blade(chance, x, y, (y - 560) * 0.13, (y - 560) * 0.012))
        sheet.path("".join(tufts), colour, opacity=0.8)


def _shade(sheet: Sheet) -> None:
    """The cottage's shadow falls to the right, the sun stands high on the left."""
    sheet.path(polygon(points("900,642 1180,646 1330,668 1120,676")), "#3f6b35", opacity=0.55)


def _fence(sheet: Sheet, chance: Random) -> None:
    """A fence of split spruce, the old way: slanting poles between pairs of stakes."""
    for x in range(-30, 720, 46):
        y = 664 + 8 * math.sin(x / 210)
        for k in range(4):
            sheet.line(
                f"M{x - 40} {y - 6 - k * 8}L{x + 66} {y - 22 - k * 8}",
                chance.choice(("#8d7f6d", "#a39583", "#76695a")),
                2.6,
            )
        for dx in (0, 7):
            sheet.line(f"M{x + dx} {y + 6}V{y - 48 + dx}", "#6d6053", 3)
            sheet.line(f"M{x + dx - 1} {y + 4}V{y - 46 + dx}", "#c2b49d", 0.9)


PATH = (
    (640, 1004, 10),
    (668, 972, 16),
    (706, 876, 30),
    (775, 805, 48),
    (865, 820, 85),
    (1010, 886, 130),
)


def _on_path(x: float, y: float) -> bool:
    for (top, a, wide), (foot, b, wider) in pairwise(PATH):
        if top <= y <= foot:
            part = (y - top) / (foot - top)
            return abs(x - a - (b - a) * part) < wide + (wider - wide) * part
    return False


FLOWERS = (("#ffffff", 3), ("#f7d54a", 3), ("#5d74c4", 2), ("#e38bb0", 2), ("#c9487e", 1))


def _flowers(sheet: Sheet, chance: Random) -> None:
    colours = [c for c, n in FLOWERS for _ in range(n)]
    for _ in range(950):
        y = 650 + 290 * chance.random() ** 1.1
        x = chance.uniform(-10, WIDTH + 10)
        if _on_path(x, y):
            continue
        size = 0.8 + (y - 640) * 0.013
        colour = chance.choice(colours)
        sheet.ellipse(x, y, size * 1.15, size * 0.8, mix(colour, "#b3c35c", 0.12))
        if colour == "#ffffff" and size > 2:
            sheet.ellipse(x, y, size * 0.4, size * 0.3, "#f0b93a")


def _near(chance: Random) -> Layer:
    """Grass, daisies and lupins within arm's reach, softened by the lens."""
    sheet = Sheet()
    for colour, tall, count in (
        ("#234f27", 210, 210),
        ("#3f7a34", 170, 190),
        ("#7fa944", 130, 150),
        ("#c3d06a", 110, 60),
    ):
        grass = "".join(
            blade(
                chance, x, 1020, tall * _edge(x) * chance.uniform(0.45, 1.15), chance.uniform(4, 8)
            )
            for x in (chance.uniform(-20, WIDTH + 20) for _ in range(count))
        )
        sheet.path(grass, colour)
    for top in points("96,760 186,820 38,850 1392,770 1464,840 1318,858"):
        lupin(sheet, chance, top, (1020 - top[1]) * 0.66)
    for x, y in points("268,872 334,918 412,950 1240,914 1170,944 520,966 1090,972 140,930"):
        daisy(sheet, x, y, 17)
    return sheet.layer(soft=1.5)


def _edge(x: float) -> float:
    """Higher towards the sides, so that the path stays open."""
    off = abs(x - 800) / 800
    return 0.42 + 0.75 * off * math.sqrt(off)


def _leaves(chance: Random) -> Layer:
    """A birch branch over the upper left corner, out of focus."""
    sheet = Sheet()
    for start, end in (((-20, 30), (420, 110)), ((-20, 120), (260, 210)), ((180, -20), (560, 40))):
        for _ in range(46):
            t = chance.random()
            x = start[0] + (end[0] - start[0]) * t + chance.gauss(0, 26)
            y = start[1] + (end[1] - start[1]) * t + abs(chance.gauss(0, 46)) - 20
            turn = chance.uniform(20, 150)
            sheet.ellipse(
                x,
                y,
                9,
                17,
                chance.choice(("#3f6d33", "#5c8f3d", "#8db54d", "#c4d474")),
                transform=f"rotate({turn:.0f} {x:.0f} {y:.0f})",
                opacity=0.92,
            )
    return sheet.layer(soft=3.5)


def _sun() -> Layer:
    sheet = Sheet()
    warm = sheet.radial(
        (260, -80), 1250, (0, "#fff0c0", 0.55), (0.5, "#ffdf9a", 0.16), (1, "#000000", 0)
    )
    sheet.rect(0, 0, WIDTH, HEIGHT, warm)
    return sheet.layer(soft=20, mode="screen")
