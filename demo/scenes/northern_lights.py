"""Northern lights over snowy mountains and a lake that is not yet frozen; a panorama."""

from __future__ import annotations

import math
from random import Random

from demo.drawing import Layer, Point, Scene, Sheet, mix, polygon, seeded, smooth
from demo.nature import forest, height_at, land, ridge, spruce

WIDTH, HEIGHT = 2800, 1000
SHORE = 690


def northern_lights() -> Scene:
    chance = seeded(23)
    return Scene(
        WIDTH,
        HEIGHT,
        (_sky(), _aurora(chance), _land(chance), _sheen(chance), _near(chance), _night()),
        grain=7,
        vignette=0.3,
    )


def _sky() -> Layer:
    sheet = Sheet()
    night = sheet.down(0, SHORE, "#07122b", (0.45, "#0e2a4a"), (0.8, "#1d4a63"), "#3a6d78")
    sheet.rect(0, 0, WIDTH, HEIGHT, night)
    return sheet.layer(soft=10)


def _stars(sheet: Sheet, chance: Random) -> None:
    for _ in range(800):
        y = 560 * chance.random() ** 1.2
        sheet.circle(
            chance.uniform(0, WIDTH),
            y,
            chance.choice((0.5, 0.6, 0.8, 1.1, 1.7)),
            "#f2f7ff",
            opacity=round(chance.uniform(0.25, 1) * (1 - y / 640), 2),
        )


# Each curtain: its lower edge, how tall its rays are, how bright it is.
CURTAINS: tuple[tuple[tuple[Point, ...], float, float], ...] = (
    (
        (
            (-100, 420),
            (330, 470),
            (760, 400),
            (1180, 300),
            (1560, 330),
            (1900, 420),
            (2300, 380),
            (2900, 250),
        ),
        300,
        0.5,
    ),
    (
        (
            (200, 330),
            (620, 360),
            (1000, 460),
            (1400, 470),
            (1720, 360),
            (2080, 260),
            (2500, 300),
            (2950, 400),
        ),
        330,
        0.62,
    ),
    (((900, 520), (1240, 500), (1500, 535), (1820, 510), (2140, 530)), 170, 0.32),
)


def _aurora(chance: Random) -> Layer:
    sheet = Sheet()
    for edge, tall, bright in CURTAINS:
        for i in range(360):
            t = i / 359
            x, y = _along(edge, t)
            wave = 0.55 + 0.28 * math.sin(t * 31 + tall) + 0.22 * math.sin(t * 83)
            rise = tall * (0.75 + 0.35 * math.sin(t * 17 + 1)) * chance.uniform(0.75, 1.15)
            see = bright * max(0.08, wave) * math.sin(math.pi * min(1, max(0, t))) ** 0.4
            y += chance.uniform(-5, 5)
            ray = sheet.linear(
                (x, y + 26),
                (x + 30, y - rise),
                (0, "#2affb0", 0),
                (0.06, "#b8ffd0", see),
                (0.2, "#4df3a8", see * 0.85),
                (0.5, "#23b59a", see * 0.45),
                (0.8, "#7a4fc0", see * 0.26),
                (1, "#a04fb0", 0),
            )
            sheet.path(f"M{x - 5:.1f} {y + 26:.1f}h13l30 {-rise - 26:.1f}h-13z", ray)
    return sheet.layer(soft=3.2, mode="screen")


def _along(points: tuple[Point, ...], t: float) -> Point:
    """A point on the curtain's edge, eased so that it has no corners."""
    at = t * (len(points) - 1)
    i = min(int(at), len(points) - 2)
    part = (1 - math.cos(math.pi * (at - i))) / 2
    (ax, ay), (bx, by) = points[i], points[i + 1]
    return ax + (bx - ax) * (at - i), ay + (by - ay) * part


# Each mountain: its summit, its feet to the left and right, how far into the haze it stands.
MOUNTAINS: tuple[tuple[Point, float, float, float], ...] = (
    ((250, 540), -160, 620, 0.62),
    ((980, 560), 640, 1330, 0.62),
    ((2590, 520), 2120, 2990, 0.6),
    ((1900, 545), 1560, 2300, 0.6),
    ((560, 486), 180, 900, 0.42),
    ((2230, 470), 1850, 2640, 0.4),
    ((1200, 560), 900, 1440, 0.3),
    ((1680, 525), 1420, 2020, 0.26),
    ((1430, 402), 1060, 1800, 0.14),
)


def _land(chance: Random) -> Layer:
    sheet = Sheet()
    _stars(sheet, chance)
    water = sheet.down(SHORE, HEIGHT, "#1d4a5c", (0.35, "#0f3049"), "#061428")
    sheet.rect(0, SHORE, WIDTH, HEIGHT - SHORE, water)
    with sheet.group(id="land"):
        for summit, left, right, haze in MOUNTAINS:
            _mountain(sheet, chance, summit, (left, right), haze)
        for base, height, colour, count, tall in (
            (664, 12, "#1c3f50", 300, (10, 26)), (680, 8, "#0f2839", 330, (14, 42)),
        ):  # fmt: skip
            skyline = ridge(chance, -20, WIDTH + 20, base, height)
            sheet.path(forest(chance, skyline, count, *tall), colour)
            sheet.path(land(skyline, SHORE + 1), colour)
    sheet.again("land", f"translate(0 {2 * SHORE}) scale(1 -1)", opacity=0.34)
    sheet.rect(0, SHORE - 1, WIDTH, 2, "#9fd6cc", opacity=0.5)
    _cabin(sheet)
    return sheet.layer()


def _mountain(sheet: Sheet, chance: Random, summit: Point, feet: Point, haze: float) -> None:
    """Snow lit from the left, the other side in shade, gullies running from the spine."""
    sky = "#3a6d78"
    lit, dim = mix("#effff8", sky, haze), mix("#1d4460", sky, haze)
    (x, y), (left, right) = summit, feet
    tall = SHORE - y
    west = _jagged(chance, summit, (left, SHORE), tall * 0.035)
    east = _jagged(chance, summit, (right, SHORE), tall * 0.035)
    spine = _jagged(chance, summit, (x + (right - x) * 0.22, SHORE), tall * 0.075)
    whole = polygon([*west[::-1], *east])
    sheet.path(whole, sheet.down(y, SHORE, lit, mix(lit, dim, 0.72)))
    shade = polygon([*spine, *east[::-1]])
    sheet.path(shade, sheet.down(y, SHORE, dim, mix(dim, sky, 0.45)))
    for i, (sx, sy) in enumerate(spine[2:-6], 2):
        fall = tall * chance.uniform(0.14, 0.3) * (0.5 + i / len(spine))
        slant = fall * chance.uniform(0.5, 1.1)
        gully = [
            (sx, sy),
            (sx - slant, sy + fall),
            (sx - slant * 0.62, sy + fall * 0.78),
            (sx - slant * 0.5, sy + fall * 1.15),
            spine[i + 3],
        ]
        if i % 3 == 0:
            sheet.path(polygon(gully), mix(lit, dim, 0.62), opacity=0.8)
        if i % 4 == 1:
            moved = [(2 * sx - gx + fall * 0.1, gy) for gx, gy in gully[:4]]
            sheet.path(polygon(moved), mix(lit, dim, 0.66), opacity=0.55)


def _jagged(chance: Random, start: Point, end: Point, swing: float) -> list[Point]:
    (ax, ay), (bx, by) = start, end
    points = [start]
    for k in range(1, 18):
        t = k / 18
        sag = math.sin(math.pi * t) * (by - ay) * 0.07
        points.append(
            (
                ax + (bx - ax) * t + chance.uniform(-swing, swing),
                ay + (by - ay) * t + sag + chance.uniform(-swing, swing) * 0.5,
            )
        )
    return [*points, end]


def _cabin(sheet: Sheet) -> None:
    """A warm window, the only one for miles, and its light on the water."""
    x, y = 770, SHORE - 4
    sheet.rect(x - 30, y - 28, 62, 28, "#1b2230")
    sheet.path(
        polygon([(x - 40, y - 26), (x - 24, y - 52), (x + 26, y - 52), (x + 42, y - 26)]), "#cfe6e6"
    )
    sheet.path(
        polygon([(x - 40, y - 26), (x - 37, y - 31), (x + 39, y - 31), (x + 42, y - 26)]), "#7fa3ad"
    )
    sheet.rect(x + 8, y - 62, 9, 16, "#1b2230")
    for dx in (-18, 6):
        sheet.rect(x + dx, y - 21, 13, 12, "#ffcf7a")
        sheet.line(f"M{x + dx + 6.5} {y - 21}v12", "#1b2230", 1.2)
    for k in range(16):
        wide = 16 + 3 * (k % 3)
        sheet.ellipse(x, SHORE + 8 + k * 7, wide, 1.2, "#ffcf7a", opacity=round(0.6 - k * 0.034, 2))


def _near(chance: Random) -> Layer:
    """The near shore under snow, with spruces against the light."""
    sheet = Sheet()
    for left, right, rise, tall in ((-60, 760, 120, 430), (2180, 2900, 150, 520)):
        middle = left if left < 0 else right
        bank: list[Point] = [
            (x, 1004 - rise * math.sqrt(max(0, 1 - abs(x - middle) / 760)) + chance.uniform(-3, 3))
            for x in range(left, right + 1, 60)
        ]
        sheet.path(forest(chance, bank, 26, 60, 190), "#0d2b3d")
        d = smooth(bank) + f"L{right} 1020L{left} 1020Z"
        sheet.lit(d, sheet.down(840, 1000, "#6fa9b0", "#1d4258"), "#c4eee2", (0, 6))
        for k in range(9):
            x = (
                left + 90 + (k * 71 + 37 * (k % 3)) % 420
                if left < 0
                else right - 70 - (k * 67 + 31 * (k % 3)) % 430
            )
            high = tall * chance.uniform(0.35, 1) * (1 - abs(x - middle) / 900)
            foot = height_at(bank, x) + 14
            sheet.path(spruce(chance, x, foot, high), "#05111f")
    return sheet.layer()


def _sheen(chance: Random) -> Layer:
    """The curtains mirrored, drawn out by small waves."""
    sheet = Sheet()
    for edge, tall, bright in CURTAINS[:2]:
        for i in range(60):
            x, y = _along(edge, i / 59)
            foot = SHORE + (SHORE - y) * 0.75
            see = bright * 0.3 * max(0.1, 0.5 + 0.5 * math.sin(i * 0.5))
            ray = sheet.down(
                SHORE + 20,
                foot + tall * 0.4,
                (0, "#37d8a0", 0),
                (0.4, "#37d8a0", round(see, 3)),
                (1, "#3a4fa0", 0),
            )
            sheet.rect(x - 45, SHORE + 6, 90, foot - SHORE + 120, ray)
    for _ in range(420):
        deep = chance.random() ** 1.3
        sheet.ellipse(
            chance.uniform(0, WIDTH),
            SHORE + 8 + 300 * deep,
            chance.uniform(15, 80) * (0.4 + deep),
            0.7 + deep,
            chance.choice(("#63d8b8", "#9be8cf", "#2f7f92")),
            opacity=round(chance.uniform(0.06, 0.26), 2),
        )
    return sheet.layer(soft=3, mode="screen")


def _night() -> Layer:
    sheet = Sheet()
    sheet.rect(
        0,
        0,
        WIDTH,
        HEIGHT,
        sheet.radial(
            (1450, 430), 1100, (0, "#2fae8a", 0.28), (0.6, "#1b6f80", 0.1), (1, "#000000", 0)
        ),
    )
    sheet.circle(
        772,
        SHORE - 18,
        70,
        sheet.radial((772, SHORE - 18), 70, (0, "#ffb85a", 0.6), (1, "#ffb85a", 0)),
    )
    return sheet.layer(soft=10, mode="screen")
