"""A child's drawing in wax crayon on a table: home, somebody with a telephone, a plaster."""

from __future__ import annotations

import math
from random import Random

from demo.crayon import Crayon
from demo.drawing import Layer, Point, Scene, Sheet, mix, seeded

WIDTH, HEIGHT = 1200, 900
SHEET = "translate(600 446) rotate(-3)"
RED, ORANGE, YELLOW, GREEN, BLUE = "#d8483f", "#ee8a3c", "#f3c53d", "#3f9a5c", "#3b7fc0"
VIOLET, BROWN, BLACK, PINK = "#7d5bb0", "#8a5a3c", "#3a3a42", "#ee9bb0"


def child_drawing() -> Scene:
    chance = seeded(6)
    return Scene(
        WIDTH,
        HEIGHT,
        (_table(chance), _shadows(), _paper(chance), _tools(), _light()),
        vignette=0.24,
    )


def _table(chance: Random) -> Layer:
    sheet = Sheet()
    sheet.rect(
        0,
        0,
        WIDTH,
        HEIGHT,
        sheet.linear((0, 0), (1200, 900), "#8fc3bd", (0.6, "#6aa6a3"), "#4b8286"),
    )
    for _ in range(120):
        x, y = chance.uniform(-100, WIDTH), chance.uniform(0, HEIGHT)
        sheet.ellipse(
            x,
            y,
            chance.uniform(60, 220),
            chance.uniform(0.6, 1.6),
            chance.choice(("#b5dcd4", "#3f7477")),
            opacity=0.16,
        )
    return sheet.layer(soft=3)


# Crayons on the table: colour, place, turn, length.
CRAYONS = (
    (RED, (1096, 250), 62, 190), (BLUE, (1120, 470), 96, 210), (YELLOW, (1070, 700), 128, 150),
    (GREEN, (96, 640), 74, 170), (ORANGE, (850, 852), 8, 200), (VIOLET, (88, 300), 100, 140),
)  # fmt: skip


def _shadows() -> Layer:
    sheet = Sheet()
    with sheet.group(f"translate(10 14) {SHEET}"):
        sheet.rect(-470, -350, 940, 700, "#1c4347", opacity=0.6)
    for _, (x, y), turn, length in CRAYONS:
        with sheet.group(f"translate({x + 9} {y + 13}) rotate({turn})"):
            sheet.rect(-length / 2, -13, length, 26, "#163a3e", r=8, opacity=0.65)
    with sheet.group("translate(305 852) rotate(-14)"):
        sheet.rect(-74, -22, 148, 52, "#163a3e", r=24, opacity=0.5)
    return sheet.layer(soft=6)


def _paper(chance: Random) -> Layer:
    sheet = Sheet()
    with sheet.group(SHEET):
        sheet.rect(
            -470,
            -350,
            940,
            700,
            sheet.linear((-470, -350), (470, 350), "#fffdf5", (0.7, "#f6f0e1"), "#e6ddc9"),
        )
        for _ in range(160):
            x, y, turn = (
                chance.uniform(-458, 458),
                chance.uniform(-338, 338),
                chance.uniform(0, 180),
            )
            sheet.ellipse(
                x,
                y,
                chance.uniform(2, 9),
                0.5,
                "#cbbd9e",
                opacity=0.3,
                transform=f"rotate({turn:.0f} {x:.0f} {y:.0f})",
            )
        sheet.line("M0 -350V350", "#d9cfb8", 2, opacity=0.7)
        sheet.line("M2 -350V350", "#ffffff", 2, opacity=0.7)
        pen = Crayon(sheet, chance)
        _sky(pen)
        _home(pen)
        _people(pen)
        _garden(pen)
    return sheet.layer()


def _sky(pen: Crayon) -> None:
    pen.fill(-408, -292, -312, -200, YELLOW, step=10, round_=True)
    pen.ring((-360, -246), 50, 48, ORANGE, width=7)
    for k in range(11):
        a = k * math.tau / 11
        pen.line(
            [
                (-360 + 64 * math.cos(a), -246 + 62 * math.sin(a)),
                (-360 + 93 * math.cos(a), -246 + 90 * math.sin(a)),
            ],
            ORANGE,
            7,
        )
    for k, colour in enumerate((RED, ORANGE, YELLOW, GREEN, BLUE, VIOLET)):
        r = 268 - k * 16
        pen.line(
            [
                (186 - r * math.cos(t * math.pi / 20), 150 - r * 1.3 * math.sin(t * math.pi / 20))
                for t in range(2, 19)
            ],
            colour,
            14,
        )
    for x, y in ((-206, -280), (-150, -306), (-112, -262)):
        pen.line([(x - 20, y), (x - 9, y - 13), (x, y), (x + 9, y - 14), (x + 21, y - 2)], BLACK, 4)
    for x, y in ((372, -286), (-2, -294)):
        for dx, r in ((-42, 26), (0, 36), (42, 26)):
            pen.ring((x + dx, y), r, r * 0.8, BLUE, width=5, turns=1.2)


def _home(pen: Crayon) -> None:
    pen.fill(-372, -16, -150, 184, RED, step=11)
    pen.line([(-374, 186), (-374, -20), (-148, -22), (-146, 186), (-376, 188)], BROWN, 9)
    for k in range(9):
        y = -28 - k * 12
        pen.line([(-398 + k * 14, y), (-122 - k * 14, y + 2)], BROWN, 11)
    pen.line([(-406, -18), (-260, -146), (-114, -20), (-404, -18)], BLACK, 8)
    pen.line([(-190, -82), (-190, -142), (-160, -142), (-160, -58)], BROWN, 9)
    pen.line([(-174, -156), (-160, -178), (-184, -196), (-158, -218), (-176, -240)], "#9aa0aa", 6)
    for x in (-336, -214):
        pen.fill(x - 24, 22, x + 24, 74, YELLOW, step=9)
        pen.line([(x - 27, 20), (x + 27, 20), (x + 27, 76), (x - 27, 76), (x - 27, 20)], BLUE, 6)
        pen.line([(x, 20), (x, 76)], BLUE, 5)
        pen.line([(x - 27, 48), (x + 27, 48)], BLUE, 5)
    pen.fill(-298, 98, -248, 186, BLUE, step=9)
    pen.line([(-300, 188), (-300, 96), (-246, 96), (-246, 188)], BLACK, 6)
    pen.ring((-258, 146), 4, 4, YELLOW, width=6)


def _people(pen: Crayon) -> None:
    _person(pen, 60, 168, PINK, BROWN)
    _person(pen, 170, 112, ORANGE, YELLOW)
    _person(pen, 330, 176, GREEN, BLACK)
    pen.line([(96, 128), (112, 140), (140, 150)], BLACK, 6)
    pen.fill(356, 76, 374, 112, BLUE, step=7)
    for r in (26, 40, 54):
        pen.line(
            [(366 + r * math.cos(t / 6), 84 - r * math.sin(t / 6)) for t in range(-2, 6)], VIOLET, 4
        )
    pen.line([(246, 40), (228, 20), (236, 2), (248, 12), (262, 2), (268, 20), (246, 42)], RED, 8)


def _person(pen: Crayon, x: float, tall: float, dress: str, hair: str) -> None:
    """Head, triangle, arms, legs, a smile."""
    foot = 206
    head = tall * 0.19
    top = foot - tall + head
    for k in range(7):
        pen.line(
            [
                (x - head + k * head / 3, top - head * 0.5),
                (x - head * 1.15 + k * head / 2.6, top + head * (0.7 if k in {0, 6} else -0.9)),
            ],
            hair,
            6,
        )
    pen.ring((x, top), head, head, BLACK, width=5)
    for side in (-1, 1):
        pen.ring((x + side * head * 0.35, top - head * 0.1), 2, 2.4, BLACK, width=4)
        pen.line(
            [
                (x + side * tall * 0.06, foot - tall * 0.24),
                (x + side * tall * 0.07, foot),
                (x + side * tall * 0.13, foot),
            ],
            BLACK,
            6,
        )
    pen.line(
        [
            (x - head * 0.45, top + head * 0.35),
            (x, top + head * 0.6),
            (x + head * 0.45, top + head * 0.3),
        ],
        RED,
        4,
    )
    neck, hem = top + head, foot - tall * 0.24
    steps = max(4, int((hem - neck) / 8))
    pen.line(
        [
            (x + (-1) ** k * tall * (0.03 + 0.15 * k / steps), neck + (hem - neck) * k / steps)
            for k in range(steps + 1)
        ],
        dress,
        10,
    )
    pen.line(
        [(x, neck), (x - tall * 0.2, hem), (x + tall * 0.2, hem), (x, neck)],
        mix(dress, "#000000", 0.25),
        6,
    )
    arm = neck + tall * 0.12
    pen.line([(x - tall * 0.04, arm), (x - tall * 0.22, arm + tall * 0.14)], BLACK, 6)
    pen.line(
        [
            (x + tall * 0.04, arm),
            (x + tall * 0.2, arm + (tall * 0.13 if dress != GREEN else -tall * 0.08)),
        ],
        BLACK,
        6,
    )


def _garden(pen: Crayon) -> None:
    x = -455.0
    grass: list[Point] = []
    while x < 450:
        grass += [(x, 226), (x + 7, 196 + 10 * math.sin(x / 30)), (x + 13, 226)]
        x += 15
    pen.line(grass, GREEN, 7)
    for k in range(5):
        pen.line(
            [(-452, 240 + k * 18), (-150, 246 + k * 17), (160, 238 + k * 18), (450, 244 + k * 17)],
            mix(GREEN, YELLOW, 0.15 * k),
            15,
        )
    for x, y, colour in (
        (-420, 130, VIOLET),
        (-96, 150, RED),
        (-40, 170, YELLOW),
        (240, 168, VIOLET),
        (420, 140, PINK),
    ):
        pen.line([(x, 214), (x + 3, y)], GREEN, 6)
        for a in range(6):
            pen.ring(
                (x + 3 + 13 * math.cos(a), y - 4 + 13 * math.sin(a)),
                7,
                7,
                colour,
                width=6,
                turns=1.3,
            )
        pen.ring((x + 3, y - 4), 4, 4, ORANGE, width=7, turns=1.3)


def _tools() -> Layer:
    sheet = Sheet()
    for colour, (x, y), turn, length in CRAYONS:
        with sheet.group(f"translate({x} {y}) rotate({turn})"):
            half = length / 2
            wax = sheet.down(
                -14, 14, mix(colour, "#ffffff", 0.45), (0.45, colour), mix(colour, "#101020", 0.4)
            )
            sheet.path(
                f"M{-half} -12H{half - 26}L{half - 3} -5Q{half + 2} 0 {half - 3} 5L{half - 26} 12"
                f"H{-half}Z",
                wax,
            )
            band = sheet.down(
                -14,
                14,
                mix(colour, "#ffffff", 0.75),
                (0.45, mix(colour, "#ffffff", 0.35)),
                mix(colour, "#101020", 0.25),
            )
            sheet.rect(-half + 12, -13.5, length - 56, 27, band, r=1.5)
            for at in (-half + 20, half - 54):
                sheet.rect(at, -13.5, 3, 27, mix(colour, "#101020", 0.45), opacity=0.8)
            sheet.line(f"M{-half + 34} 0q8 -8 16 0t16 0t16 0", mix(colour, "#101020", 0.5), 3)
    with sheet.group("translate(300 846) rotate(-14)"):
        sheet.rect(-74, -25, 148, 50, sheet.down(-25, 25, "#f8d9b4", "#d9a67c"), r=25)
        sheet.rect(-27, -25, 54, 50, "#f3c99e")
        sheet.rect(-21, -19, 42, 38, "#fdf1de", r=4)
        for x in (-58, -46, -34, 34, 46, 58):
            for y in (-12, 0, 12):
                sheet.circle(x, y, 2, "#b9855c")
    return sheet.layer()


def _light() -> Layer:
    sheet = Sheet()
    sheet.rect(0, 0, WIDTH, HEIGHT, "#7a7a80")
    sheet.path("M-60 -40H420L880 940H260Z", "#a79f88")
    sheet.path("M520 -40H760L1220 940H980Z", "#a79f88")
    return sheet.layer(soft=12, mode="soft_light")
