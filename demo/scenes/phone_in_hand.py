"""A hand with a telephone; on the screen an app made of nothing but shapes."""

from __future__ import annotations

from random import Random

from demo.drawing import Layer, Scene, Sheet, points, seeded, smooth, tapered

WIDTH, HEIGHT = 1000, 1500
SKIN, LIGHT, SHADE = "#e2a881", "#f9d2ae", "#b06f52"


def phone_in_hand() -> Scene:
    chance = seeded(31)
    return Scene(WIDTH, HEIGHT, (_park(chance), _hand(), _light()), vignette=0.3)


def _park(chance: Random) -> Layer:
    """An autumn park, so far out of focus that it is only colour."""
    sheet = Sheet()
    far = sheet.linear(
        (0, 0), (300, 1500), "#f3d9a4", (0.35, "#c9b27c"), (0.6, "#6f8a72"), "#2f4f50"
    )
    sheet.rect(0, 0, WIDTH, HEIGHT, far)
    for x, wide in ((90, 70), (300, 40), (830, 90), (640, 30)):
        trunk = sheet.down(500, 1050, (0, "#5b5640", 0.5), (1, "#5b5640", 0))
        sheet.rect(x, -20, wide, 1080, trunk)
    for _ in range(60):
        sheet.circle(
            chance.uniform(-50, 1050),
            900 * chance.random() ** 1.3,
            chance.uniform(26, 84),
            chance.choice(("#f6c76b", "#ef9f52", "#e7e0a0", "#a8b876", "#fff0c9", "#d9773f")),
            opacity=round(chance.uniform(0.2, 0.6), 2),
        )
    for _ in range(26):
        sheet.circle(
            chance.uniform(-50, 1050),
            chance.uniform(800, 1450),
            chance.uniform(30, 90),
            chance.choice(("#2c4a48", "#48695c", "#7d8f62")),
            opacity=0.35,
        )
    return sheet.layer(soft=9)


PALM = points(
    "330,1240 318,1130 330,1010 420,930 640,900 770,940 812,1040 800,1180 772,1290 790,1400 "
    "830,1530 430,1530 400,1400 352,1310"
)
THUMB = points(
    "792,1200 806,1100 800,1010 770,920 724,838 690,786 664,766 640,778 636,806 650,850 672,910 "
    "690,980 690,1050 672,1120 670,1200 690,1300 740,1360 790,1300"
)


def _hand() -> Layer:
    sheet = Sheet()
    skin = sheet.linear((300, 900), (860, 1400), LIGHT, (0.4, SKIN), SHADE)
    with sheet.group("rotate(7 560 800)"):
        sheet.lit(smooth(PALM, close=True, tension=0.8), skin, LIGHT, (6, 4))
        sheet.path(
            "M420 1262C520 1226 640 1240 700 1300C610 1262 520 1250 420 1262Z", SHADE, opacity=0.4
        )
        _telephone(sheet)
        _fingers(sheet)
        thumb = smooth(THUMB, close=True, tension=0.85)
        with sheet.clip("M292 330H728V1164H292Z"):
            sheet.path(thumb, "#1c2f38", transform="translate(-20 16)", opacity=0.22)
        sheet.path(thumb, skin)
        with sheet.clip(thumb):
            sheet.path("M812 1300C800 1100 770 960 690 800L840 790V1300Z", SHADE, opacity=0.4)
            edge = [(x + 2, y) for x, y in THUMB[6:14]]
            sheet.path(tapered(edge[::-1], 1, 11), LIGHT)
            sheet.path(
                "M662 1170C664 1240 690 1310 742 1362C700 1310 682 1240 678 1170Z",
                SHADE,
                opacity=0.75,
            )
            nail = (
                "M640 806C638 784 652 772 668 778C684 790 692 808 698 826C680 840 656 836 640 806Z"
            )
            sheet.lit(nail, "#f3c8b0", "#ffeadb", (3, 4))
            sheet.line(
                "M676 900C690 896 706 890 716 882M684 914C698 910 712 904 722 896",
                SHADE,
                2.4,
                opacity=0.6,
            )
            sheet.line("M690 1050C708 1040 730 1036 752 1040", SHADE, 3, opacity=0.5)
        _sleeve(sheet)
    return sheet.layer()


def _sleeve(sheet: Sheet) -> None:
    d = smooth(
        points("372,1396 470,1424 590,1432 720,1416 838,1376 880,1460 960,1640 340,1640 356,1500"),
        close=True,
        tension=0.7,
    )
    knit = sheet.across(360, 900, "#f2e6cf", (0.45, "#d3bf9d"), "#8a765d")
    with sheet.clip(smooth(PALM, close=True, tension=0.8)):
        sheet.path("M360 1370C520 1424 720 1410 850 1350L860 1420L360 1430Z", SHADE, opacity=0.6)
    sheet.lit(d, knit, "#fff8e6", (3, 6), 0.8)
    with sheet.clip(d):
        for k in range(17):
            x = 378 + k * 29
            sheet.line(f"M{x} 1390Q{x + 2} 1460 {x - 14 + k * 5} 1580", "#8c785c", 5, opacity=0.4)


def _fingers(sheet: Sheet) -> None:
    """Four fingertips round the far edge, each catching the light."""
    for y, reach, thick in ((812, 40, 62), (894, 50, 66), (980, 48, 64), (1062, 34, 56)):
        left, right = 268, 292 + reach
        low = right - reach * 0.6
        tip = [
            (left + 44, y - thick * 0.5), (left + 8, y - thick * 0.4), (left - 10, y + 6),
            (left + 6, y + thick * 0.46), (low, y + thick * 0.42), (right - 4, y + thick * 0.22),
            (right, y - 4), (right - 10, y - thick * 0.36),
        ]  # fmt: skip
        d = smooth(tip, close=True, tension=0.9)
        with sheet.clip("M292 330H728V1164H292Z"):
            sheet.path(d, "#1c2f38", transform="translate(10 12)", opacity=0.22)
        fill = sheet.down(y - thick / 2, y + thick / 2, LIGHT, (0.45, SKIN), SHADE)
        sheet.lit(d, fill, LIGHT, (2, 5))
        sheet.line(
            f"M{right - 24} {y - thick * 0.2}Q{right - 3} {y - 4} {right - 20} {y + thick * 0.24}",
            "#f5d0bb",
            5,
            opacity=0.9,
        )


def _telephone(sheet: Sheet) -> None:
    sheet.rect(300, 338, 444, 842, "#101a1f", r=62, opacity=0.35)
    sheet.rect(
        286,
        322,
        448,
        850,
        sheet.across(286, 734, "#9aa7ad", (0.05, "#2b353b"), (0.95, "#1c2429"), "#5c686e"),
        r=62,
    )
    sheet.rect(292, 328, 436, 838, "#0d1418", r=57)
    sheet.rect(
        304, 340, 412, 814, sheet.linear((304, 340), (600, 1154), "#f7fbf8", "#dcebe8"), r=46
    )
    sheet.rect(454, 356, 112, 24, "#0d1418", r=12)
    with sheet.clip(
        "M304 386a46 46 0 0 1 46 -46H670a46 46 0 0 1 46 46V1108a46 46 0 0 1 -46 46H350"
        "a46 46 0 0 1 -46 -46Z"
    ):
        _app(sheet)
        sheet.path("M304 340H520L304 760Z", "#ffffff", opacity=0.1)


def _app(sheet: Sheet) -> None:
    """Cards, a pulse, a talk bubble, rows with dots: no word and no sign of anybody's."""
    sheet.circle(358, 428, 22, "#f0a37c")
    sheet.rect(394, 410, 132, 14, "#28474d", r=7)
    sheet.rect(394, 434, 86, 10, "#9db6b6", r=5)
    sheet.circle(668, 428, 20, "#d5e6e3")
    sheet.line("M660 428h16M668 420v16", "#2a7f7b", 4)
    sheet.rect(326, 478, 368, 196, sheet.linear((326, 478), (694, 674), "#2f9c92", "#135a66"), r=26)
    sheet.circle(640, 520, 90, "#ffffff", opacity=0.07)
    sheet.circle(690, 640, 120, "#ffffff", opacity=0.06)
    sheet.rect(352, 506, 120, 12, "#ffffff", r=6, opacity=0.95)
    sheet.rect(352, 530, 180, 9, "#ffffff", r=4.5, opacity=0.55)
    sheet.line("M352 612H420L436 612L452 574L476 644L494 590L506 612H668", "#ffe2b0", 6)
    sheet.circle(668, 612, 8, "#ffe2b0")
    for x, fill, sign in (
        (326, "#fdeedd", "#e28a5c"),
        (454, "#e3f0f6", "#4a86a8"),
        (582, "#ebe7f6", "#7a6bb0"),
    ):
        sheet.rect(x, 694, 112, 116, fill, r=22)
        sheet.circle(x + 56, 738, 24, sign)
        sheet.rect(x + 26, 780, 60, 9, sign, r=4.5, opacity=0.5)
    sheet.line("M370 738h24M382 726v24", "#fff", 5)
    sheet.path(
        "M497 730h26a5 5 0 0 1 5 5v9a5 5 0 0 1 -5 5h-14l-8 7v-7h-4a5 5 0 0 1 -5 -5v-9"
        "a5 5 0 0 1 5 -5z",
        "#fff",
    )
    sheet.line("M638 726v12l9 6", "#fff", 5)
    for k, colour in enumerate(("#f0a37c", "#2f9c92", "#7a6bb0", "#4a86a8")):
        y = 832 + k * 72
        sheet.rect(326, y, 368, 60, "#ffffff", r=18)
        sheet.circle(362, y + 30, 15, colour, opacity=0.85)
        sheet.rect(392, y + 18, 150 - k % 2 * 36, 10, "#28474d", r=5)
        sheet.rect(392, y + 36, 96 + k % 3 * 26, 8, "#b4c7c6", r=4)
    sheet.rect(440, 1136, 140, 6, "#28474d", r=3)


def _light() -> Layer:
    sheet = Sheet()
    sheet.rect(
        0,
        0,
        WIDTH,
        HEIGHT,
        sheet.radial(
            (80, 120), 1250, (0, "#fff0c4", 0.5), (0.5, "#ffd590", 0.16), (1, "#000000", 0)
        ),
    )
    return sheet.layer(soft=20, mode="screen")
