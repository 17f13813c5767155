"""A portrait of a made-up doctor: grey beard, glasses, a white coat; light from a window."""

from __future__ import annotations

from random import Random

from demo.drawing import Layer, Scene, Sheet, mix, seeded
from demo.figures import Look, front, spectacles, stethoscope_worn

WIDTH, HEIGHT = 1000, 1250
DOCTOR = Look("#e5b08c", "#ffe0c0", "#a9664a", "#8e9296", "#dfe2e2")


def portrait_doctor() -> Scene:
    return Scene(WIDTH, HEIGHT, (_wall(seeded(2)), _shadow(), _figure(), _light()), vignette=0.3)


def _wall(chance: Random) -> Layer:
    """A plastered wall and a bookcase, well behind."""
    sheet = Sheet()
    sheet.rect(
        0,
        0,
        WIDTH,
        HEIGHT,
        sheet.linear((0, 0), (1000, 1250), "#dcb68a", (0.5, "#b9835e"), "#6f4a44"),
    )
    sheet.path("M-40 -40H230L560 1300H140Z", "#f7dcae", opacity=0.55)
    sheet.path("M300 -40H420L790 1300H640Z", "#f7dcae", opacity=0.4)
    for row in range(5):
        y = 130 + row * 240
        x = 690.0
        sheet.rect(660, y + 170, 400, 18, "#5a3a36", opacity=0.8)
        while x < 1020:
            w, h = chance.uniform(20, 46), chance.uniform(96, 164)
            sheet.rect(
                x,
                y + 170 - h,
                w,
                h,
                chance.choice(("#2f5f64", "#8a4a3c", "#c9995c", "#3b4a5e", "#a9a08a", "#6f7f6a")),
                opacity=0.85,
            )
            x += w + 3
    return sheet.layer(soft=9)


def _shadow() -> Layer:
    sheet = Sheet()
    sheet.ellipse(590, 520, 190, 250, "#3d2622", opacity=0.5)
    sheet.path(
        "M180 1300C200 900 330 800 560 780C800 800 930 900 960 1300Z", "#3d2622", opacity=0.5
    )
    return sheet.layer(soft=34)


def _figure() -> Layer:
    sheet = Sheet()
    with sheet.group("translate(490 450) scale(1.14)"):
        sheet.line("M-88 200C-70 150 70 150 88 200", "#26343c", 15)
        sheet.path(
            "M-90 214L0 250L90 214L140 900H-140Z",
            sheet.across(-120, 140, "#3f6f93", (0.5, "#2b527a"), "#1b365a"),
        )
        front(sheet, DOCTOR)
        sheet.path("M-84 208L0 336L-16 420L-104 232ZM84 208L0 336L16 420L104 232Z", "#24486c")
        _beard(sheet)
        _hair(sheet)
        spectacles(sheet, "#2f2a2c")
        _coat(sheet)
        stethoscope_worn(sheet, "#26343c", "#5f7783")
    return sheet.layer()


def _coat(sheet: Sheet) -> None:
    left = "M-92 206C-180 250 -290 280 -330 350C-372 430 -384 640 -392 860H-40L-30 560Z"
    right = "M92 206C180 250 292 280 334 350C376 430 386 640 392 860H-10L30 560Z"
    cloth = sheet.linear((-390, 300), (390, 500), "#fffdf6", (0.45, "#e6e6e2"), "#9aa6b0")
    sheet.lit(right, cloth, "#ffffff", (3, 3))
    sheet.lit(left, cloth, "#ffffff", (7, 4))
    for d, shade in (
        ("M-92 206L-150 330L-96 372L-128 410L-34 600L-24 560Z", "#f6f3ea"),
        ("M92 206L150 330L96 372L128 410L34 600L26 560Z", "#cbd1d4"),
    ):
        sheet.path(d, "#6f7b86", transform="translate(5 7)", opacity=0.3)
        sheet.path(d, shade)
    for d in (
        "M-286 520C-262 620 -262 740 -270 860H-256C-248 740 -250 610 -280 510Z",
        "M286 520C262 620 262 740 270 860H300C290 740 288 620 292 520Z",
        "M-330 360C-300 400 -286 460 -286 520C-300 460 -316 420 -338 392Z",
        "M250 330C220 420 200 520 204 640C214 540 236 440 262 360Z",
    ):
        sheet.path(d, "#7d8b98", opacity=0.4)
    sheet.path("M150 560H260V640Q205 668 150 640Z", "#dfe3e4", stroke="#a8b3ba", stroke_width=3)
    sheet.rect(168, 520, 9, 60, "#2f8380", r=3)
    sheet.rect(186, 514, 9, 66, "#d9714e", r=3)
    sheet.line("M-6 640V860", "#a8b3ba", 3)
    for y in (668, 752):
        sheet.circle(14, y, 9, "#aab4ba")
        sheet.circle(13, y - 1, 6.5, "#f4f4f0")


def _hair(sheet: Sheet) -> None:
    d = (
        "M-112 2C-124 -44 -124 -96 -104 -132C-84 -174 -30 -196 26 -188C84 -182 120 -146 122 -92"
        "C124 -60 118 -24 112 4C106 -20 104 -50 98 -72C82 -96 50 -104 10 -108"
        "C-30 -110 -62 -120 -78 -128C-92 -104 -102 -60 -112 2Z"
    )
    sheet.lit(
        d, sheet.across(-120, 120, "#b5b8ba", (0.5, DOCTOR.hair), "#55585e"), "#f3f4f2", (4, 7)
    )
    with sheet.clip(d):
        for k in range(11):
            sheet.line(
                f"M{-84 + k * 10} {-132 - k * 3}"
                f"C{-40 + k * 12} {-168 + k * 2} {20 + k * 9} {-150 + k * 5} "
                f"{66 + k * 6} {-96 + k * 9}",
                "#e6e8e6" if k % 3 == 0 else "#6c7076",
                2.6,
                opacity=0.5,
            )


def _beard(sheet: Sheet) -> None:
    d = (
        "M-106 14C-108 66 -98 116 -66 148C-44 172 -20 182 2 182C26 182 50 170 70 146"
        "C98 114 108 66 106 14C100 30 96 44 84 54C66 66 44 64 26 66C14 62 6 64 0 68"
        "C-8 62 -18 62 -30 66C-48 66 -70 62 -86 50C-96 42 -102 28 -106 14Z"
    )
    sheet.lit(
        d,
        sheet.linear((-110, 0), (110, 60), "#c9cbcb", (0.5, "#9da1a4"), "#5f6369"),
        "#f6f6f3",
        (4, 2),
    )
    with sheet.clip(d):
        for k in range(30):
            x = -96 + k * 6.6
            sheet.line(
                f"M{x:.0f} {64 + (k * 37) % 22}q{x * 0.03:.1f} "
                f"30 {-x * 0.12:.1f} {58 + (k * 29) % 30}",
                "#f1f2ef" if k % 3 == 0 else "#757a80",
                2,
                opacity=0.38,
            )
    sheet.path(
        "M-30 92C-12 104 16 104 34 90C22 112 -16 114 -30 92Z", mix(DOCTOR.shade, "#7a2f2a", 0.4)
    )
    sheet.path(
        "M-42 88C-30 72 -12 68 0 76C12 68 32 72 44 86C30 82 14 84 0 90C-14 84 -28 84 -42 88Z",
        "#b3b7b8",
    )


def _light() -> Layer:
    sheet = Sheet()
    sheet.rect(
        0,
        0,
        WIDTH,
        HEIGHT,
        sheet.radial(
            (0, 220), 1000, (0, "#ffdfae", 0.45), (0.5, "#ffbf80", 0.14), (1, "#000000", 0)
        ),
    )
    return sheet.layer(soft=20, mode="screen")
