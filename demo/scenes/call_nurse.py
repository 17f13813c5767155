"""A nurse in a call for advice: headset, screen light, an evening window behind."""

from __future__ import annotations

from random import Random

from demo.drawing import Layer, Scene, Sheet, mix, points, polygon, seeded, smooth
from demo.figures import Look, bun, headset, profile
from demo.plants import sheaf

WIDTH, HEIGHT = 1500, 1000
NURSE = Look("#a8683f", "#dd9a68", "#7a442b", "#2a1d1c", "#6b4a40")


def call_nurse() -> Scene:
    chance = seeded(5)
    return Scene(
        WIDTH, HEIGHT, (_window(chance), _room(), _figure(), _near(), _light()), vignette=0.28
    )


def _window(chance: Random) -> Layer:
    """The town at dusk, far out of focus."""
    sheet = Sheet()
    dusk = sheet.down(0, 700, "#27486a", (0.5, "#5f7f95"), (0.8, "#d9a88a"), "#e8bd94")
    sheet.rect(0, 0, WIDTH, HEIGHT, dusk)
    for x in range(-40, 1500, 110):
        tall = chance.uniform(150, 330)
        sheet.rect(
            x,
            720 - tall,
            chance.uniform(80, 130),
            tall,
            mix("#2d4a63", "#7d8590", chance.random() * 0.5),
        )
    for _ in range(46):
        r = chance.uniform(9, 26)
        sheet.circle(
            chance.uniform(0, 1500),
            chance.uniform(420, 700),
            r,
            chance.choice(("#ffd48a", "#ffb56b", "#ffe9c0", "#f2795a", "#9fd6d2")),
            opacity=round(chance.uniform(0.35, 0.85), 2),
        )
    for _ in range(34):
        sheet.circle(
            chance.gauss(1250, 120),
            chance.gauss(560, 90),
            chance.uniform(30, 60),
            chance.choice(("#2c4c48", "#3a5f52", "#22403f")),
            opacity=0.8,
        )
    return sheet.layer(soft=7)


def _room() -> Layer:
    """The window's frame, the wall, a shelf and a plant, a little out of focus."""
    sheet = Sheet()
    wall = sheet.across(0, 1500, "#d8d0c0", (0.5, "#b9b5aa"), "#8f9592")
    sheet.path("M0 0H1500V1000H0ZM150 70V640H1370V70Z", wall, fill_rule="evenodd")
    for x in (150, 552, 956, 1360):
        sheet.rect(x - 8, 70, 16, 572, "#efe9dc")
        sheet.rect(x + 4, 70, 5, 572, "#a29d92")
    sheet.rect(140, 60, 1240, 14, "#efe9dc")
    sheet.rect(120, 636, 1280, 20, "#f6f0e2")
    sheet.rect(120, 656, 1280, 10, "#8d8a82")
    sheet.rect(1150, 560, 96, 78, sheet.across(1150, 1246, "#e0795a", "#a34b38"), r=8)
    sheaf(
        sheet,
        (1198, 566),
        190,
        270,
        ("#2f5a4c", "#3f7159", "#6f9c6c", "#254a42"),
        leaves=17,
        droop=0.55,
    )
    return sheet.layer(soft=3)


def _figure() -> Layer:
    sheet = Sheet()
    _screen(sheet)
    with sheet.group("translate(960 340) scale(1.06)"):
        _chair(sheet)
        with sheet.group("translate(8 62) rotate(5)"):
            profile(sheet, NURSE)
            bun(sheet, NURSE)
        _body(sheet)
        with sheet.group("translate(8 62) rotate(5)"):
            headset(sheet)
    _desk(sheet)
    _arm(sheet)
    return sheet.layer()


def _chair(sheet: Sheet) -> None:
    sheet.path("M214 300C280 290 316 330 316 400L330 720H250L230 420Z", "#2a3a42")
    sheet.path("M214 300C280 290 316 330 316 400L318 460C300 380 270 330 214 318Z", "#48606a")


TORSO = (
    "M-70 236C-110 262 -138 310 -150 380C-162 460 -160 560 -150 680H272C282 560 276 430 250 340"
    "C232 290 170 256 92 232C72 266 -20 276 -70 236Z"
)


def _body(sheet: Sheet) -> None:
    cloth = sheet.linear((-160, 300), (280, 420), "#3aa39b", (0.45, "#24807f"), "#13545c")
    sheet.lit(TORSO, cloth, "#8fdccd", (8, 3))
    with sheet.clip(TORSO):
        sheet.path("M-70 236C-20 276 72 266 92 232L112 238C90 294 -30 306 -86 252Z", "#1a6468")
        sheet.path(
            "M-60 250C-40 320 -60 420 -90 520C-60 420 -20 340 -10 276Z", "#1a6468", opacity=0.6
        )
        sheet.path("M196 330C230 420 220 560 190 690H300V300Z", "#0f464f", opacity=0.6)
    sheet.rect(-118, 410, 66, 44, "#f4f1e8", r=5, transform="rotate(6 -90 430)")
    sheet.rect(-110, 420, 22, 24, "#c7d8d6", r=3, transform="rotate(6 -90 430)")
    sheet.line("M-82 424h22M-82 434h16", "#8aa3a3", 3, transform="rotate(6 -90 430)")


def _desk(sheet: Sheet) -> None:
    sheet.path(
        "M0 872L1500 846V1000H0Z", sheet.across(0, 1500, "#e3c198", (0.5, "#c99d72"), "#8d6a50")
    )
    sheet.path("M0 872L1500 846V856L0 884Z", "#f6dcb4", opacity=0.7)
    keys = points("520,868 800,860 842,890 508,900")
    sheet.path(polygon([(x + 6, y + 12) for x, y in keys]), "#6d4c38", opacity=0.4)
    sheet.path(polygon(keys), "#e9e9e4")
    for row in range(4):
        y = 868 + row * 7.4
        sheet.line(
            f"M{526 - row * 3} {y}L{806 + row * 9} {y - 8}",
            "#aab1b2",
            4.4,
            stroke_dasharray="13 4",
            stroke_linecap="butt",
        )


def _arm(sheet: Sheet) -> None:
    """Upper arm in its sleeve, forearm on the desk, hand on the keys."""
    fore = smooth(
        points("1094,790 1104,846 1064,878 920,882 800,876 792,850 880,836 976,820 1006,770"),
        close=True,
        tension=0.8,
    )
    sheet.path("M790 886L1090 892L1060 872L800 872Z", "#5a3d2e", opacity=0.45)
    sheet.lit(
        fore, sheet.linear((800, 820), (1060, 900), NURSE.skin, NURSE.shade), NURSE.light, (3, 8)
    )
    hand = smooth(
        points(
            "812,850 780,838 744,838 712,850 690,866 688,874 706,872 730,866 722,876 726,880 "
            "752,874 752,884 772,884 800,880 818,876"
        ),
        close=True,
        tension=0.7,
    )
    sheet.lit(hand, NURSE.skin, NURSE.light, (2, 6))
    sheet.line("M744 862C734 868 728 872 722 876M770 868C764 874 758 878 752 882", NURSE.shade, 2.4)
    sleeve = smooth(
        points(
            "1006,690 1030,628 1080,596 1128,606 1160,660 1166,730 1146,800 1110,828 1050,824 "
            "990,790 992,740"
        ),
        close=True,
        tension=0.85,
    )
    sheet.lit(
        sleeve,
        sheet.linear((990, 600), (1170, 700), "#34968e", (0.5, "#1f7072"), "#124e58"),
        "#7fd0c4",
        (6, 2),
    )
    with sheet.clip(sleeve):
        sheet.path("M986 776C1020 806 1080 822 1150 800V850H980Z", "#0f464f", opacity=0.55)
        sheet.path("M1150 640C1100 700 1090 760 1120 830H1180V640Z", "#0f464f", opacity=0.4)


def _screen(sheet: Sheet) -> None:
    """A wide screen seen from its narrow side, its light on her face."""
    sheet.path("M322 860L380 858L372 742H340Z", "#9aa3a4")
    sheet.ellipse(356, 866, 92, 13, "#767f80")
    sheet.path("M298 404L446 436V792L298 822Z", "#1d262b")
    sheet.path(
        "M306 416L439 445V783L306 810Z", sheet.linear((300, 440), (480, 780), "#e9f7f4", "#a9d8d6")
    )
    for k in range(7):
        y = 474 + k * 42
        slope = (630 - y) * 0.0005 * 100 / 3
        sheet.line(
            f"M326 {y}l{34 + k % 3 * 12} {slope * 0.7:.1f}",
            "#2b8a86" if k % 3 == 0 else "#8fb7b6",
            9,
        )
        sheet.line(f"M388 {y + slope}l{32 - k % 2 * 12} {slope * 0.6:.1f}", "#c4dedc", 8)


def _near() -> Layer:
    """A mug and a leaf close to the lens."""
    sheet = Sheet()
    sheet.path(
        "M96 812H226V1010H106Z", sheet.across(96, 226, "#f2b37d", (0.6, "#d9774f"), "#a04e38")
    )
    sheet.ellipse(161, 812, 65, 14, "#f7d0a4")
    sheet.ellipse(161, 815, 54, 10, "#4a2c22")
    sheet.line("M226 850C290 840 290 940 222 930", "#b95f41", 17)
    for d in (
        "M-30 700C60 640 150 620 230 640C160 700 60 760 -40 790Z",
        "M-30 560C20 480 90 420 150 410C130 500 60 600 -30 650Z",
    ):
        sheet.path(d, "#27503f")
    return sheet.layer(soft=6)


def _light() -> Layer:
    sheet = Sheet()
    sheet.rect(
        0,
        0,
        WIDTH,
        HEIGHT,
        sheet.radial(
            (420, 600), 560, (0, "#bff0e6", 0.34), (0.5, "#6fc3bf", 0.12), (1, "#000000", 0)
        ),
    )
    sheet.rect(
        0, 0, WIDTH, HEIGHT, sheet.radial((760, 640), 700, (0, "#ffb070", 0.3), (1, "#000000", 0))
    )
    return sheet.layer(soft=20, mode="screen")
