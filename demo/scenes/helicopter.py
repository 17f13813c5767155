"""An ambulance helicopter over a forest in morning mist."""

from __future__ import annotations

from random import Random

from demo.drawing import Layer, Scene, Sheet, mix, points, polygon, seeded
from demo.nature import forest, land, ridge

WIDTH, HEIGHT = 1500, 1000


def helicopter() -> Scene:
    chance = seeded(8)
    return Scene(
        WIDTH,
        HEIGHT,
        (_sky(chance), _ridges(chance), _mist(chance), _front(chance), _air()),
        vignette=0.22,
    )


def _sky(chance: Random) -> Layer:
    sheet = Sheet()
    dawn = sheet.down(
        0, 760, "#7fa6b8", (0.3, "#b4c9c6"), (0.55, "#ecd9b8"), (0.75, "#f7d3a0"), "#f3c79a"
    )
    sheet.rect(0, 0, WIDTH, HEIGHT, dawn)
    for _ in range(34):
        x, y = chance.uniform(-100, 1600), chance.uniform(40, 430)
        sheet.ellipse(
            x,
            y,
            chance.uniform(80, 300),
            chance.uniform(3, 12),
            "#fff3dc",
            opacity=round(chance.uniform(0.15, 0.5), 2),
        )
    sun = sheet.radial(
        (330, 452),
        520,
        "#fffbe9",
        (0.07, "#fff4d0", 0.95),
        (0.25, "#ffe3a6", 0.5),
        (1, "#ffd890", 0),
    )
    sheet.rect(0, 0, WIDTH, HEIGHT, sun)
    return sheet.layer(soft=6)


# Each ridge: its height, swing, colour at the top, trees and their heights.
RIDGES = (
    (470, 60, "#c9bfae", 0, (0, 0)),
    (540, 62, "#a5afa6", 260, (8, 18)),
    (610, 56, "#7f9a95", 260, (14, 34)),
    (680, 60, "#567f7d", 230, (26, 58)),
)


def _ridges(chance: Random) -> Layer:
    sheet = Sheet()
    for base, swing, colour, count, tall in RIDGES:
        skyline = ridge(chance, -20, WIDTH + 20, base, swing, rough=0.42)
        fog = mix(colour, "#f6e2bf", 0.72)
        fill = sheet.down(base - swing - tall[1], base + 110, colour, fog)
        sheet.path(land(skyline, HEIGHT), fill)
        if count:
            sheet.path(forest(chance, skyline, count, *tall), fill)
    _lake(sheet, chance)
    return sheet.layer()


def _lake(sheet: Sheet, chance: Random) -> None:
    sheet.path(
        "M420 742C560 722 760 728 900 738C1010 746 1120 752 1180 762C1010 782 900 770 760 776"
        "C620 782 470 770 420 742Z",
        "#fbe9c4",
    )
    for _ in range(40):
        sheet.ellipse(
            chance.uniform(520, 1080),
            chance.uniform(740, 768),
            chance.uniform(10, 40),
            0.8,
            "#d9c7a2",
            opacity=0.6,
        )


def _mist(chance: Random) -> Layer:
    sheet = Sheet()
    for _ in range(46):
        y = chance.uniform(600, 850)
        sheet.ellipse(
            chance.uniform(-100, 1600),
            y,
            chance.uniform(120, 420),
            chance.uniform(8, 30),
            "#fbe8c8",
            opacity=round(chance.uniform(0.1, 0.34), 2),
        )
    return sheet.layer(soft=12)


def _front(chance: Random) -> Layer:
    sheet = Sheet()
    for base, swing, colour, foot, count, tall in (
        (800, 46, "#2f5f60", "#8fae9d", 190, (60, 130)),
        (905, 50, "#173f45", "#2f6463", 130, (110, 230)),
        (1010, 40, "#0c2930", "#0c2930", 60, (150, 330)),
    ):
        skyline = ridge(chance, -40, WIDTH + 40, base, swing, rough=0.42)
        fill = sheet.down(base - tall[1] * 0.8, base + 90, colour, foot)
        sheet.path(land(skyline, HEIGHT + 20), fill)
        sheet.path(forest(chance, skyline, count, *tall), fill)
    with sheet.group("translate(760 196) rotate(5) scale(1.16)"):
        _aircraft(sheet)
    return sheet.layer()


BODY = (
    "M402 98C404 78 378 46 332 33L312 30L306 22H222L208 34C196 38 188 42 178 46L22 60L-4 6"
    "C-6 2 -10 0 -14 0"
    "H-26L-14 62C-16 70 -12 78 -4 80L176 106C196 126 232 134 280 134H352C386 134 400 118 402 98Z"
)


def _aircraft(sheet: Sheet) -> None:
    """Seen from its right side, nose to the right, lit from the left and behind."""
    paint = sheet.down(20, 136, "#ffd95e", (0.5, "#f2b632"), "#b87a1c")
    sheet.line("M226 122L206 158M334 122L352 158", "#3a3a3e", 5)
    sheet.line("M168 156Q172 160 180 160H386Q404 160 410 148", "#2d2f34", 5)
    sheet.lit(BODY, paint, "#fff3c4", (3, 4))
    with sheet.clip(BODY):
        sheet.path(
            "M-30 66L176 84C230 96 330 102 410 100V112C330 114 220 112 172 98L-30 76Z", "#fbf8ef"
        )
        sheet.path(
            "M-30 76L172 98C220 112 330 114 410 112V124C330 124 220 122 168 106L-30 82Z", "#1f6b54"
        )
        sheet.path(
            "M176 106C196 126 232 134 280 134H410V126H280C236 126 204 118 176 106Z",
            "#8c5c17",
            opacity=0.7,
        )
    glass = sheet.linear(
        (300, 36), (380, 104), "#4c6b78", (0.45, "#9cc3c8"), (0.55, "#2c4450"), "#1d2f3a"
    )
    sheet.path(
        "M394 88C386 66 362 48 332 42L316 40C312 52 314 74 320 90C344 94 372 94 394 88Z", glass
    )
    sheet.line("M336 43C338 60 344 78 354 92", "#f2b632", 4)
    sheet.rect(262, 46, 42, 40, glass, r=7)
    sheet.rect(212, 48, 40, 34, glass, r=7)
    sheet.line("M308 36V128M256 40V130", "#9a6a1a", 1.6)
    sheet.path("M214 34L226 14H292L304 24Z", "#c98f24")
    sheet.path("M214 34L226 14H240L230 33Z", "#ffe08a")
    sheet.rect(254, -6, 12, 22, "#3a3a3e")
    sheet.rect(238, -10, 44, 7, "#2d2f34", r=3)
    blur = sheet.radial(
        (260, -8), 330, (0, "#24343a", 0.42), (0.8, "#24343a", 0.16), (1, "#24343a", 0.03)
    )
    sheet.ellipse(260, -9, 320, 11, blur)
    sheet.path(polygon(points("262,-12 560,-17 562,-14 262,-7")), "#25333a", opacity=0.5)
    sheet.path(polygon(points("258,-12 -40,-4 -42,-1 258,-6")), "#25333a", opacity=0.5)
    sheet.circle(-10, 42, 25, "#c58a1f")
    sheet.circle(-10, 42, 19, "#3b4248")
    sheet.line("M-10 24V60M-28 42H8M-23 29L3 55M-23 55L3 29", "#8a979c", 1.6)
    sheet.path("M40 66L62 66L58 86L44 84Z", "#c98f24")
    sheet.circle(-16, -1, 3.4, "#ff5a44")


def _air() -> Layer:
    sheet = Sheet()
    sheet.rect(
        0,
        0,
        WIDTH,
        HEIGHT,
        sheet.radial(
            (330, 452), 1000, (0, "#ffdca0", 0.5), (0.5, "#ffc98a", 0.16), (1, "#000000", 0)
        ),
    )
    return sheet.layer(soft=20, mode="screen")
