"""A stethoscope alone, on nothing: the picture with a transparent ground."""

from __future__ import annotations

from demo.drawing import Layer, Point, Scene, Sheet, points, smooth

WIDTH, HEIGHT = 1000, 1000
TUBE = points(
    "500,452 492,540 440,620 330,676 226,742 214,838 300,902 440,904 560,850 640,770 706,706"
)
HEAD: Point = (760, 640)
# The metal tubes from the joint to the ears: left, and mirrored right.
EAR = points("478,400 420,330 356,250 340,170 372,108 420,92")


def stethoscope() -> Scene:
    return Scene(WIDTH, HEIGHT, (_shadow(), _tubes(), _chestpiece()), ground=None, grain=0)


def _mirrored(ear: list[Point]) -> list[Point]:
    return [(1000 - x, y) for x, y in ear]


def _shadow() -> Layer:
    """Its own soft shadow, half transparent."""
    sheet = Sheet()
    with sheet.group("translate(16 24)", opacity=0.5):
        for d, width in ((smooth(TUBE), 34), (smooth(EAR), 18), (smooth(_mirrored(EAR)), 18)):
            sheet.line(d, "#1b2a33", width)
        sheet.circle(*HEAD, 112, "#1b2a33")
        sheet.path("M450 372H550L530 480H470Z", "#1b2a33")
    return sheet.layer(soft=12)


def _tubes() -> Layer:
    sheet = Sheet()
    for ear, side in ((EAR, -1), (_mirrored(EAR), 1)):
        d = smooth(ear)
        for colour, width, dx in (
            ("#59666e", 17, 0), ("#8d9ba3", 13, -0.5), ("#c8d2d7", 8, -1.5), ("#ffffff", 2.6, -3),
        ):  # fmt: skip
            sheet.line(d, colour, width, transform=f"translate({dx} {dx})")
        _tip(sheet, ear[-1], side)
    d = smooth(TUBE)
    for colour, width, shift in (
        ("#0c4a52", 36, 0), ("#14646b", 31, -1), ("#1f8083", 22, -3),
        ("#3aa39d", 11, -6), ("#8fdccb", 3.2, -9),
    ):  # fmt: skip
        sheet.line(d, colour, width, transform=f"translate({shift * 0.7} {shift})")
    rubber = sheet.across(440, 560, "#2f9a96", (0.35, "#1f8083"), "#0a3f48")
    sheet.lit(
        "M462 352C474 346 486 362 488 384L500 404L512 384C514 362 526 346 538 352"
        "C556 360 550 400 540 426C532 450 522 470 518 494H482C478 470 468 450 460 426"
        "C450 400 444 360 462 352Z",
        rubber,
        "#8fdccb",
        (3, 4),
    )
    spring = "M398 306C450 276 550 276 602 306"
    for colour, width in (("#59666e", 12), ("#b9c5cb", 7), ("#ffffff", 2)):
        sheet.line(spring, colour, width)
    return sheet.layer()


def _tip(sheet: Sheet, at: Point, side: int) -> None:
    x, y = at
    with sheet.group(f"translate({x} {y}) rotate({-side * 14})"):
        sheet.rect(-10, -9, 20, 18, "#8d9ba3", r=3)
        bud = sheet.radial((-side * 22 - 6, -8), 34, "#5d6e78", (0.6, "#2b3840"), "#131c22")
        sheet.ellipse(-side * 24, 0, 23, 18, bud)
        sheet.ellipse(-side * 28, -7, 9, 5, "#a9bac3", opacity=0.7)


def _chestpiece() -> Layer:
    """The bell and its membrane, of polished steel."""
    sheet = Sheet()
    x, y = HEAD
    steel = sheet.linear((690, 720), (730, 690), "#f4f8f9", (0.5, "#a5b2b8"), "#5c6a71")
    sheet.path("M690 700L716 726L748 692L724 668Z", steel)
    sheet.circle(x, y, 112, "#4a575e")
    sheet.circle(
        x - 1,
        y - 2,
        110,
        sheet.linear(
            (x - 80, y - 80),
            (x + 80, y + 80),
            "#ffffff",
            (0.28, "#c3ced3"),
            (0.5, "#eef3f5"),
            (0.72, "#94a2a9"),
            "#5f6d74",
        ),
    )
    sheet.circle(x, y, 92, "#36434a")
    sheet.circle(
        x,
        y,
        89,
        sheet.linear((x - 70, y - 70), (x + 70, y + 70), "#7f8e96", (0.5, "#b7c4ca"), "#dfe7ea"),
    )
    sheet.circle(
        x, y, 76, sheet.radial((x - 26, y - 30), 130, "#fbfdfd", (0.5, "#dde6e9"), "#a8b6bd")
    )
    sheet.circle(x, y, 76, "none", stroke="#8b9aa2", stroke_width=2)
    sheet.path(
        f"M{x - 62} {y - 8}A62 62 0 0 1 {x + 4} {y - 62}L{x + 2} {y - 46}"
        f"A48 48 0 0 0 {x - 47} {y - 6}Z",
        "#ffffff",
        opacity=0.85,
    )
    sheet.path(
        f"M{x} {y + 34}C{x - 50} {y} {x - 34} {y - 34} {x - 14} {y - 30}"
        f"C{x - 4} {y - 28} {x} {y - 18} {x} {y - 14}"
        f"C{x} {y - 18} {x + 4} {y - 28} {x + 14} {y - 30}"
        f"C{x + 34} {y - 34} {x + 50} {y} {x} {y + 34}Z",
        "#d9714e",
        opacity=0.9,
    )
    return sheet.layer()
