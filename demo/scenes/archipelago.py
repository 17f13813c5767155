"""An archipelago at dawn: far islands, a path of light on the water, a boathouse, granite."""

from __future__ import annotations

from random import Random

from demo.buildings import boathouse
from demo.drawing import Layer, Point, Scene, Sheet, mix, points, seeded, smooth, tapered
from demo.nature import forest, land, ridge

WIDTH, HEIGHT = 1500, 1000
HORIZON = 500
SUN = 1010
HAZE = "#f0b795"


def archipelago() -> Scene:
    chance = seeded(4)
    return Scene(
        WIDTH,
        HEIGHT,
        (_sky(), _clouds(chance), _glow(), _land_and_water(chance), _reeds(chance), _sunlight()),
        vignette=0.3,
    )


def _sky() -> Layer:
    sheet = Sheet()
    sheet.rect(
        0,
        0,
        WIDTH,
        HORIZON + 2,
        sheet.down(
            0,
            HORIZON,
            "#38517c",
            (0.35, "#7c83a6"),
            (0.62, "#d3a2a6"),
            (0.84, "#f3b896"),
            "#fbd9a6",
        ),
    )
    sheet.rect(
        0,
        HORIZON,
        WIDTH,
        HEIGHT - HORIZON,
        sheet.down(
            HORIZON,
            HEIGHT,
            "#f4c79d",
            (0.12, "#d9a79f"),
            (0.4, "#7f7f9f"),
            (0.75, "#3d5078"),
            "#22365a",
        ),
    )
    return sheet.layer(soft=5)


def _clouds(chance: Random) -> Layer:
    sheet = Sheet()
    for _ in range(46):
        y = 60 + 370 * chance.random() ** 0.8
        near = y / HORIZON
        colour = mix("#8d87a8", "#ffd3a8", near * chance.uniform(0.6, 1))
        sheet.ellipse(
            chance.uniform(-100, WIDTH + 100),
            y,
            chance.uniform(90, 330),
            chance.uniform(2, 9) * (1.3 - near),
            colour,
            opacity=round(chance.uniform(0.2, 0.65), 2),
        )
    return sheet.layer(soft=4)


def _glow() -> Layer:
    sheet = Sheet()
    around = sheet.radial(
        (SUN, HORIZON - 16),
        620,
        (0, "#ffdf9e", 0.95),
        (0.1, "#ffc27e", 0.6),
        (0.35, "#ff9f6b", 0.22),
        (1, "#ff9f6b", 0),
    )
    sheet.rect(0, 0, WIDTH, HEIGHT, around)
    sheet.circle(SUN, HORIZON - 16, 25, "#fff6dd")
    return sheet.layer(soft=2.2, mode="screen")


# Each island: left, right, height of land, trees, their heights, how far into the haze (0–1).
ISLANDS = (
    (-40, 560, 16, 60, (8, 16), 0.80, HORIZON + 1),
    (700, 1560, 12, 70, (7, 14), 0.84, HORIZON + 1),
    (-60, 330, 22, 60, (18, 38), 0.55, HORIZON + 9),
    (1130, 1560, 26, 90, (20, 46), 0.50, HORIZON + 12),
    (330, 800, 20, 70, (26, 66), 0.22, HORIZON + 34),
)


def _land_and_water(chance: Random) -> Layer:
    sheet = Sheet()
    _islands(sheet, chance)
    _glitter(sheet, chance)
    _rocks(sheet, chance)
    return sheet.layer()


def _islands(sheet: Sheet, chance: Random) -> None:
    for left, right, height, count, (low, high), haze, shore in ISLANDS:
        colour = mix("#1f2d45", HAZE, haze)
        skyline = _humped(ridge(chance, left, right, 0, 1), height, shore)
        trees = forest(chance, skyline[6:-6], count, low, high)
        mirror = f"translate(0 {2 * shore}) scale(1 -1)"
        with sheet.group(mirror, opacity=0.5 - haze * 0.3):
            for d in (trees, land(skyline, shore + 1)):
                sheet.path(d, mix(colour, "#4a5478", 0.3))
        sheet.path(trees, colour)
        sheet.path(land(skyline, shore), mix(colour, "#c98d78", 0.16))
        sheet.rect(left, shore - 0.8, right - left, 1.6, mix(HAZE, "#ffffff", 0.3), opacity=0.55)
    boathouse(sheet, HORIZON + 34)


def _humped(line: list[Point], height: float, shore: float) -> list[Point]:
    """An island's back: high in the middle, in the water at both ends."""
    last = len(line) - 1
    return [
        (x, shore - height * (4 * i * (last - i) / last**2) ** 0.6 * (1 - y * 0.35))
        for i, (x, y) in enumerate(line)
    ]


def _glitter(sheet: Sheet, chance: Random) -> None:
    for _ in range(1500):
        deep = chance.random() ** 1.7
        y = HORIZON + 6 + deep * 480
        spread = 18 + deep * 190
        x = chance.gauss(SUN - deep * 30, spread)
        off = abs(x - SUN) / (spread * 2.4)
        sheet.ellipse(
            x,
            y,
            (3 + deep * 26) * chance.uniform(0.4, 1.3),
            0.35 + deep * 2.0,
            mix("#fff0c4", "#f2a37c", min(1, off + deep * 0.4)),
            opacity=round(max(0.05, 0.85 - off * 0.6 - deep * 0.35), 2),
        )
    for _ in range(800):
        deep = chance.random() ** 1.3
        sheet.ellipse(
            chance.uniform(0, WIDTH),
            HORIZON + 40 + deep * 460,
            (8 + deep * 60) * chance.uniform(0.5, 1.2),
            0.3 + deep * 1.5,
            chance.choice(("#ffd9b8", "#b9a2b8", "#2f4168", "#2f4168")),
            opacity=round(chance.uniform(0.08, 0.3), 2),
        )


# Granite worn round by the ice: outline, colour in shade, colour where the sun grazes it.
ROCKS: tuple[tuple[list[Point], str, str], ...] = (
    (points("300,1010 410,905 470,893 560,908 640,930 742,990 760,1030"), "#3b3d5a", "#e9a88c"),
    (
        points("-60,1030 -60,815 40,782 150,786 238,812 300,862 372,884 430,930 500,952 560,1030"),
        "#4c4863",
        "#f6b893",
    ),
    (points("-60,1030 -60,915 70,902 170,918 262,948 330,1030"), "#2e2d45", "#d7967f"),
)


def _rocks(sheet: Sheet, chance: Random) -> None:
    for outline, colour, light in ROCKS:
        d = smooth(outline, close=True, tension=0.75)
        top = min(y for _, y in outline)
        fill = sheet.linear(
            (0, top), (90, top + 170), mix(colour, light, 0.4), (0.4, colour), "#191c30"
        )
        sheet.lit(d, fill, light, (-8, 3))
        with sheet.clip(d):
            for _ in range(9):
                x, y = chance.uniform(-40, 500), top + chance.uniform(20, 150)
                crack = [(x, y), (x + 50, y + chance.uniform(4, 16)), (x + 140, y + 50)]
                sheet.line(smooth(crack), "#1c1c30", chance.uniform(0.7, 1.6), opacity=0.55)
                beside = [(a + 1, b + 1.8) for a, b in crack]
                sheet.line(smooth(beside), mix(colour, light, 0.5), 0.8, opacity=0.5)
            for _ in range(150):
                sheet.ellipse(
                    chance.uniform(-20, 760),
                    top + 8 + 190 * chance.random(),
                    chance.uniform(1, 8),
                    chance.uniform(0.5, 2),
                    chance.choice(("#1c1c30", mix(colour, light, 0.5), "#7d6a5c")),
                    opacity=0.3,
                )
        sheet.ellipse(outline[-1][0] - 60, 1000, 120, 3, "#ffd9b8", opacity=0.2)


def _reeds(chance: Random) -> Layer:
    """Reeds close to the lens, out of focus."""
    sheet = Sheet()
    for _ in range(34):
        x = 1290 + 230 * chance.random() ** 0.7
        tall = chance.uniform(120, 420) * (x - 1180) / 320
        lean = chance.uniform(-0.22, 0.06) * tall
        tip = (x + lean, HEIGHT - tall)
        stem = tapered([(x, HEIGHT + 10), (x + lean * 0.3, HEIGHT - tall * 0.6), tip], 4.6, 1.2)
        sheet.path(stem, chance.choice(("#1d2440", "#262b47", "#33304a")))
        if chance.random() < 0.6:
            with sheet.group(f"rotate({lean / tall * 60:.0f} {tip[0]:.1f} {tip[1]:.1f})"):
                sheet.ellipse(tip[0], tip[1] + 4, 4.2, 19, "#4a3846")
                sheet.ellipse(tip[0] - 2.4, tip[1] + 2, 1.4, 15, "#e0a080")
    return sheet.layer(soft=1.6)


def _sunlight() -> Layer:
    sheet = Sheet()
    sheet.rect(
        0,
        0,
        WIDTH,
        HEIGHT,
        sheet.radial(
            (SUN, HORIZON - 16), 760, (0, "#ffc98f", 0.5), (0.4, "#ff9a6a", 0.14), (1, "#000000", 0)
        ),
    )
    return sheet.layer(soft=20, mode="screen")
