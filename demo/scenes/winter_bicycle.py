"""A bicycle path in a town in winter, the sun low at the end of the street."""

from __future__ import annotations

from random import Random

from demo.drawing import Layer, Point, Scene, Sheet, mix, polygon, seeded
from demo.nature import bare_tree
from demo.passers_by import rider

WIDTH, HEIGHT = 1000, 1500
VANISHING: Point = (590, 800)
HAZE = "#f6cfa8"


def winter_bicycle() -> Scene:
    chance = seeded(14)
    return Scene(
        WIDTH, HEIGHT, (_sky(), _street(chance), _glow(), _cyclist(), _flakes(chance)), vignette=0.3
    )


def _at(x: float, y: float, z: float) -> Point:
    """Where a point is seen: x to the right, y down from the eye, both as at depth 1."""
    return VANISHING[0] + x / z, VANISHING[1] + y / z


def _far(colour: str, z: float) -> str:
    return mix(colour, HAZE, min(0.9, 1 - 1.25 / (z + 0.25)))


def _sky() -> Layer:
    sheet = Sheet()
    sheet.rect(
        0,
        0,
        WIDTH,
        HEIGHT,
        sheet.down(0, 830, "#6f8fb8", (0.4, "#b3b6c8"), (0.72, "#f0c9b0"), "#ffe0ac"),
    )
    for x, y, w in (
        (200, 180, 330),
        (720, 260, 300),
        (520, 120, 420),
        (860, 400, 240),
        (380, 360, 200),
    ):
        sheet.ellipse(x, y, w, 9, "#fbe3cf", opacity=0.5, transform=f"rotate(-4 {x} {y})")
    return sheet.layer(soft=8)


def _street(chance: Random) -> Layer:
    sheet = Sheet()
    _ground(sheet, chance)
    sheet.path(
        "M430 800V690H470V660H520V700H560V720H640V690H690V740H760V800Z", mix(HAZE, "#b08a80", 0.35)
    )
    _houses(sheet, chance)
    for z in (7.0, 4.8, 3.3, 2.3, 1.55):
        _tree(sheet, chance, z)
        if z < 6:
            _lamp(sheet, z * 0.86)
    _railing(sheet)
    return sheet.layer()


def _ground(sheet: Sheet, chance: Random) -> None:
    snow = sheet.down(800, 1500, "#fbdcbb", (0.25, "#d9cfd8"), "#8ea0c6")
    sheet.rect(0, 800, WIDTH, 700, snow)
    path = [_at(-330, 700, 0.9), _at(-330, 700, 14), _at(150, 700, 14), _at(210, 700, 0.9)]
    sheet.path(polygon(path), sheet.down(800, 1500, "#e9b893", (0.3, "#8f8796"), "#4a5674"))
    for edge, inner in ((-330, -290), (210, 170)):
        bank = [
            _at(edge * 1.16, 700, 0.9),
            _at(edge * 1.16, 700, 14),
            _at(inner, 700, 14),
            _at(inner + 6, 700, 0.9),
        ]
        sheet.path(polygon(bank), sheet.down(800, 1500, "#ffe9cd", "#c3cde6"))
        lip = [
            _at(inner, 700, 0.9),
            _at(inner, 700, 14),
            _at(inner * 0.95, 700, 14),
            _at(inner * 0.95, 700, 0.9),
        ]
        sheet.path(polygon(lip), "#3b4767", opacity=0.35)
    z = 1.0
    while z < 10:
        dash = [
            _at(-66, 700, z),
            _at(-66, 700, z * 1.09),
            _at(-56, 700, z * 1.09),
            _at(-56, 700, z),
        ]
        sheet.path(polygon(dash), "#f3ead9", opacity=0.7)
        z *= 1.24
    for _ in range(240):
        z = 0.95 + 5 * chance.random() ** 2
        x, y = _at(chance.uniform(-280, 165), 700, z)
        sheet.ellipse(
            x,
            y,
            22 / z * chance.random(),
            2.2 / z,
            chance.choice(("#f6e6d6", "#39456a")),
            opacity=0.28,
        )


# Each house on the left: from depth, to depth, height above the eye, its plaster.
HOUSES = (
    (5.6, 9.0, 1500, "#d9b48c"),
    (3.9, 5.6, 1750, "#c98a6a"),
    (2.75, 3.9, 1500, "#e3bd83"),
    (1.9, 2.75, 1850, "#b9705a"),
    (1.2, 1.9, 1600, "#dcae74"),
    (0.75, 1.2, 1900, "#a9bab4"),
)
SIDE = -760.0


def _houses(sheet: Sheet, chance: Random) -> None:
    for near, far, tall, plaster in HOUSES:
        colour = _far(mix(plaster, "#51506f", 0.34), near)
        wall = [
            _at(SIDE, 700, near),
            _at(SIDE, 700, far),
            _at(SIDE, -tall, far),
            _at(SIDE, -tall, near),
        ]
        sheet.path(
            polygon(wall),
            sheet.linear(wall[0], wall[1], mix(colour, "#3b4468", 0.3), mix(colour, HAZE, 0.25)),
        )
        base = [
            _at(SIDE, 700, near),
            _at(SIDE, 700, far),
            _at(SIDE, 470, far),
            _at(SIDE, 470, near),
        ]
        sheet.path(polygon(base), "#3a3f5a", opacity=0.4)
        roof = [
            _at(SIDE, -tall, near),
            _at(SIDE, -tall, far),
            _at(SIDE * 0.97, -tall - 60, far),
            _at(SIDE * 0.97, -tall - 60, near),
        ]
        sheet.path(polygon(roof), mix("#eef1f8", HAZE, 0.25))
        floors = int((tall + 350) / 430)
        columns = 4
        for k in range(columns):
            a = near * (far / near) ** ((k + 0.27) / columns)
            b = near * (far / near) ** ((k + 0.73) / columns)
            for floor in range(floors):
                foot = 260 - floor * 430
                _window(sheet, chance, a, b, foot)


def _window(sheet: Sheet, chance: Random, near: float, far: float, foot: float) -> None:
    def quad(inset: float, top: float, low: float) -> str:
        a, b = near + (far - near) * inset, far - (far - near) * inset
        return polygon([_at(SIDE, low, a), _at(SIDE, low, b), _at(SIDE, top, b), _at(SIDE, top, a)])

    lit = chance.random() < 0.42
    sheet.path(quad(-0.12, foot - 265, foot + 14), _far("#cfc9cf", near))
    sheet.path(
        quad(0, foot - 250, foot), _far("#ffcf86" if lit else "#49587f", near * (0.7 if lit else 1))
    )
    sheet.path(quad(0.46, foot - 250, foot), _far("#cfc9cf", near))
    sheet.path(quad(0, foot - 172, foot - 160), _far("#cfc9cf", near))
    sheet.path(quad(-0.16, foot + 2, foot + 20), _far("#f3f5fb", near))


def _tree(sheet: Sheet, chance: Random, z: float) -> None:
    x, y = _at(560, 690, z)
    tall = 1500 / z
    bark, rime = _far("#343a5c", z), _far("#f5ece6", z * 0.8)
    shadow = [
        _at(560, 700, z),
        _at(575, 700, z),
        _at(560 + 300, 700, max(0.9, z * 0.42)),
        _at(500 + 300, 700, max(0.9, z * 0.42)),
    ]
    sheet.path(polygon(shadow), "#5d6a9c", opacity=0.28)
    for d, width in bare_tree(chance, x, y, tall):
        sheet.line(d, bark, width)
        sheet.line(
            d,
            rime,
            max(0.7, width * 0.36),
            transform=f"translate({-width * 0.2:.1f} {-width * 0.26:.1f})",
        )
    sheet.ellipse(x, y + 2, 80 / z, 12 / z, _far("#e7e6f0", z))


def _lamp(sheet: Sheet, z: float) -> None:
    iron = _far("#2a3050", z)
    foot, top = _at(300, 700, z), _at(300, -560, z)
    sheet.line(
        f"M{foot[0]:.1f} {foot[1]:.1f}V{top[1]:.1f}"
        f"Q{top[0]:.1f} {top[1] - 60 / z:.1f} {top[0] - 70 / z:.1f} {top[1] - 60 / z:.1f}",
        iron,
        15 / z,
    )
    x, y = top[0] - 80 / z, top[1] - 56 / z
    sheet.path(
        f"M{x - 46 / z:.1f} {y + 34 / z:.1f}"
        f"Q{x - 40 / z:.1f} {y - 12 / z:.1f} {x:.1f} {y - 14 / z:.1f}"
        f"Q{x + 40 / z:.1f} {y - 12 / z:.1f} {x + 46 / z:.1f} {y + 34 / z:.1f}Z",
        iron,
    )
    sheet.ellipse(x, y + 34 / z, 40 / z, 10 / z, "#fff1c9")
    sheet.path(
        f"M{x - 34 / z:.1f} {y:.1f}Q{x:.1f} {y - 40 / z:.1f} {x + 34 / z:.1f} {y:.1f}Z",
        _far("#f3f5fb", z),
    )


def _railing(sheet: Sheet) -> None:
    """An iron railing along the park, snow on its rail."""
    z = 0.92
    while z < 9:
        a, b = _at(400, 700, z), _at(400, 430, z)
        sheet.line(f"M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}", _far("#2a3050", z), 9 / z)
        z *= 1.07
    for y, thick, colour in ((440, 9, "#2a3050"), (640, 7, "#2a3050"), (424, 14, "#f3f5fb")):
        rail = [
            _at(400, y, 0.9),
            _at(400, y, 10),
            _at(400, y + thick, 10),
            _at(400, y + thick, 0.9),
        ]
        sheet.path(
            polygon(rail),
            sheet.across(590, 1000, _far(colour, 6), (0.6, _far(colour, 1.8)), colour),
        )


def _glow() -> Layer:
    sheet = Sheet()
    x, y = VANISHING[0] + 10, VANISHING[1] - 70
    sheet.rect(
        0,
        0,
        WIDTH,
        HEIGHT,
        sheet.radial(
            (x, y),
            800,
            "#fff0cc",
            (0.06, "#ffe2a8", 0.85),
            (0.22, "#ffc078", 0.4),
            (0.6, "#ff9f66", 0.1),
            (1, "#ff9f66", 0),
        ),
    )
    sheet.path(
        polygon([_at(-260, 700, 1), _at(-60, 700, 9), _at(60, 700, 9), _at(120, 700, 1)]),
        sheet.down(860, 1500, (0, "#ffcf8f", 0.5), (1, "#ffcf8f", 0.05)),
    )
    return sheet.layer(soft=12, mode="screen")


def _cyclist() -> Layer:
    sheet = Sheet()
    with sheet.group("translate(560 1235) scale(1.12)"):
        sheet.path(
            "M-22 0C-40 70 -80 160 -140 250L-20 262C-10 170 10 70 16 0Z", "#3d4a78", opacity=0.45
        )
        rider(sheet)
    return sheet.layer()


def _flakes(chance: Random) -> Layer:
    sheet = Sheet()
    for _ in range(60):
        sheet.circle(
            chance.uniform(0, WIDTH),
            chance.uniform(0, HEIGHT),
            chance.uniform(2, 8),
            "#fff6e8",
            opacity=round(chance.uniform(0.25, 0.65), 2),
        )
    return sheet.layer(soft=2.4)
