"""An evening at a desk: a laptop with a video call, a warm lamp, snow outside, a cat."""

from __future__ import annotations

from random import Random

from demo.drawing import Layer, Scene, Sheet, mix, points, polygon, seeded
from demo.figures import Look, front
from demo.plants import sheaf

WIDTH, HEIGHT = 1500, 1000
MIDWIFE = Look("#d99f78", "#f4c9a2", "#9c6248", "#5a2f22", "#a8654a")


def laptop_desk() -> Scene:
    chance = seeded(19)
    return Scene(WIDTH, HEIGHT, (_outside(chance), _room(chance), _lamplight()), vignette=0.32)


def _outside(chance: Random) -> Layer:
    sheet = Sheet()
    sheet.rect(0, 0, WIDTH, HEIGHT, sheet.down(80, 600, "#14284a", (0.6, "#34507c"), "#7488ac"))
    sheet.path("M80 520Q200 440 330 500T600 470V640H80Z", "#2b4068")
    for k in range(9):
        x = 110 + k * 55
        tall = chance.uniform(90, 190)
        sheet.path(f"M{x} {560 - tall}L{x + 34} 580H{x - 34}Z", "#1d3054")
    sheet.rect(80, 555, 540, 90, "#b9c8e2")
    for x, y in ((250, 508), (268, 508), (470, 494)):
        sheet.rect(x, y, 11, 13, "#ffcf7e")
    for _ in range(120):
        sheet.circle(
            chance.uniform(90, 610),
            chance.uniform(80, 600),
            chance.uniform(1.4, 4.5),
            "#eaf1ff",
            opacity=round(chance.uniform(0.3, 0.9), 2),
        )
    return sheet.layer(soft=2.6)


def _room(chance: Random) -> Layer:
    sheet = Sheet()
    wall = sheet.across(0, 1500, "#1f4a50", (0.55, "#2d6a69"), "#24565a")
    sheet.path("M0 0H1500V1000H0ZM96 84V600H606V84Z", wall, fill_rule="evenodd")
    _window(sheet)
    _shelf(sheet, chance)
    _frames(sheet)
    sheet.rect(0, 770, WIDTH, 230, sheet.across(0, 1500, "#a9744a", (0.55, "#d39a63"), "#a06a44"))
    sheet.rect(0, 770, WIDTH, 7, "#f4c48c", opacity=0.75)
    for k in range(8):
        sheet.line(f"M{k * 210 - 60} {806 + k % 4 * 44}q90 -7 220 3", "#7a4d30", 1.6, opacity=0.4)
    _cat(sheet)
    _lamp(sheet)
    _laptop(sheet)
    _papers(sheet)
    _mug(sheet)
    return sheet.layer()


def _window(sheet: Sheet) -> None:
    for x in (96, 351, 606):
        sheet.rect(x - 9, 76, 18, 532, "#e9e2d0")
        sheet.rect(x + 4, 84, 5, 516, "#a8a392")
    for y in (84, 250):
        sheet.rect(88, y - 8, 526, 16, "#e9e2d0")
    sheet.path(
        "M104 600V588C190 572 270 586 343 580V600ZM360 600V584C440 574 520 588 597 578V600Z",
        "#e3ebf8",
    )
    sheet.rect(64, 600, 574, 24, "#f3ecda")
    sheet.rect(64, 624, 574, 10, "#8f8c7c")


def _cat(sheet: Sheet) -> None:
    """Asleep? No: it watches the snow."""
    with sheet.group("translate(196 602)"):
        sheet.line("M74 -6C120 -4 130 26 112 60C104 80 120 92 128 82", "#d98a4a", 15)
        body = "M-54 0C-66 -46 -46 -104 -18 -128C8 -140 44 -128 62 -88C78 -52 84 -20 78 0Z"
        sheet.lit(
            body, sheet.across(-60, 80, "#b8672f", (0.6, "#e09550"), "#f2b672"), "#ffd79a", (-5, 3)
        )
        head = (
            "M-50 -128C-58 -150 -56 -182 -48 -196L-28 -172C-18 -176 0 -176 8 -172L28 -196"
            "C36 -180 36 -150 28 -130C14 -110 -34 -110 -50 -128Z"
        )
        sheet.lit(head, sheet.across(-56, 36, "#b8672f", "#e8a25c"), "#ffd79a", (-4, 3))
        sheet.line("M-24 -166v12M-10 -170v16M4 -166v12", "#9a5426", 5)
        for k in range(4):
            sheet.line(f"M{60 - k * 3} {-82 + k * 20}q-22 -4 -38 6", "#9a5426", 6)


def _shelf(sheet: Sheet, chance: Random) -> None:
    y = 250
    sheet.line("M1010 262v34M1420 262v34", "#16383c", 10)
    sheet.rect(960, y, 510, 18, sheet.across(960, 1470, "#d9a468", "#a8744a"))
    sheet.rect(960, y + 18, 510, 12, "#123033", opacity=0.5)
    x = 1000.0
    while x < 1230:
        w, h = chance.uniform(18, 36), chance.uniform(84, 138)
        colour = chance.choice(("#d9714e", "#e8c487", "#f1e9d6", "#88b5a6", "#34476a", "#a8503e"))
        sheet.rect(
            x,
            y - h,
            w,
            h,
            sheet.across(x, x + w, mix(colour, "#ffffff", 0.18), mix(colour, "#102022", 0.3)),
        )
        sheet.rect(x + 4, y - h + 14, w - 8, 4, "#fff4da", opacity=0.6)
        x += w + 2
    sheaf(sheet, (1352, y - 52), 120, 92, ("#4d8f6a", "#356f56", "#7ab383"), leaves=15, droop=0.9)
    sheet.path(
        f"M1312 {y - 58}H1390L1380 {y}H1322Z", sheet.across(1312, 1390, "#fbf3e2", "#a89c88")
    )


def _frames(sheet: Sheet) -> None:
    for x, y, w, h, sky, hill in (
        (700, 110, 118, 150, "#f0c9a0", "#c9664a"),
        (846, 150, 86, 110, "#cfe0d8", "#3f7f7c"),
    ):
        sheet.rect(x + 6, y + 9, w, h, "#0f2d30", opacity=0.45)
        sheet.rect(x, y, w, h, "#e3c08c")
        sheet.rect(x + 6, y + 6, w - 12, h - 12, "#fbf5e6")
        sheet.rect(x + 18, y + 18, w - 36, h - 36, sky)
        sheet.path(
            f"M{x + 18} {y + h - 18}V{y + h * 0.66:.0f}"
            f"Q{x + w * 0.4:.0f} {y + h * 0.48:.0f} {x + w - 18} {y + h * 0.7:.0f}V{y + h - 18}Z",
            hill,
        )


def _lamp(sheet: Sheet) -> None:
    sheet.ellipse(1336, 786, 88, 15, "#5d3a24", opacity=0.5)
    sheet.ellipse(1330, 776, 76, 15, "#e8e0cd")
    sheet.path("M1254 776v8C1254 804 1406 804 1406 784v-8Z", "#b3a88f")
    sheet.ellipse(1330, 776, 76, 13, "#fbf4e2")
    sheet.line("M1330 772L1386 560L1256 424", "#d9cfb8", 13)
    sheet.line("M1327 770L1382 561L1254 428", "#fffaf0", 4)
    sheet.circle(1386, 560, 14, "#c9a05c")
    with sheet.group("translate(1246 414) rotate(28)"):
        sheet.path(
            "M-34 0C-34 -34 34 -34 34 0L84 84H-84Z",
            sheet.across(-84, 84, "#f2a878", (0.5, "#d9714e"), "#a0452f"),
        )
        sheet.ellipse(0, 84, 84, 17, "#fff2cc")
        sheet.circle(0, -26, 13, "#c9a05c")


def _laptop(sheet: Sheet) -> None:
    sheet.path("M560 842L1140 842L1200 868H520Z", "#5d3a24", opacity=0.5)
    sheet.rect(
        620, 404, 480, 344, sheet.linear((620, 404), (1100, 748), "#5b676d", "#2c363b"), r=16
    )
    sheet.rect(634, 418, 452, 300, "#101a1e", r=6)
    with sheet.clip("M640 424H1080V712H640Z"):
        _call(sheet)
        sheet.path("M640 424H900L700 712H640Z", "#ffffff", opacity=0.06)
    sheet.path("M600 748H1120L1160 832H560Z", sheet.down(748, 832, "#b9c1c2", "#e6e9e6"))
    sheet.path("M560 832H1160V839Q1160 846 1150 846H570Q560 846 560 839Z", "#7d888b")
    for row in range(4):
        y = 757 + row * 11.5
        inset = 616 - row * 5.4
        sheet.line(
            f"M{inset:.1f} {y:.1f}H{1720 - inset:.1f}",
            "#4b575b",
            8,
            stroke_dasharray=f"{27 + row} 4",
            stroke_linecap="butt",
        )
    sheet.path(polygon(points("782,808 938,808 944,828 776,828")), "#c9d0d0")


def _call(sheet: Sheet) -> None:
    """A made-up midwife on the line, her room and the buttons of a call."""
    sheet.rect(640, 424, 440, 288, sheet.linear((640, 424), (1080, 712), "#f3e7d3", "#cbb79e"))
    sheet.rect(660, 440, 90, 120, "#dcecec")
    sheet.line("M705 440v120M660 500h90", "#fbf6ea", 6)
    sheaf(sheet, (1011, 620), 64, 92, ("#3c7058", "#5b8f6f"), leaves=7)
    sheet.rect(990, 616, 42, 70, "#d9805e", r=4)
    with sheet.group("translate(858 552) scale(0.5)"):
        back = (
            "M-128 -40C-136 -130 -80 -190 4 -190C90 -190 138 -126 130 -36C126 30 150 90 140 160"
            "C100 190 -100 190 -140 160C-150 90 -122 30 -128 -40Z"
        )
        sheet.lit(back, MIDWIFE.hair, MIDWIFE.sheen, (5, 5))
        sheet.path(
            "M-94 208C-180 240 -238 270 -250 350H250C238 270 180 240 94 208L0 250Z",
            sheet.across(-250, 250, "#f0b7a4", (0.5, "#d98a78"), "#a85f58"),
        )
        front(sheet, MIDWIFE)
        sheet.path("M-94 208L0 330L94 208L112 216L6 360H-6L-112 216Z", "#b96a60")
        fringe = (
            "M-112 10C-122 -70 -112 -150 0 -168C112 -164 124 -70 112 10C108 -40 92 -84 40 -110"
            "C0 -88 -60 -80 -88 -60C-100 -44 -106 -20 -112 10Z"
        )
        sheet.lit(fringe, MIDWIFE.hair, MIDWIFE.sheen, (4, 7))
        sheet.path("M-26 98C-12 112 14 112 28 96C18 106 -12 108 -26 98Z", "#a04a44")
    sheet.rect(984, 440, 82, 60, "#2d6a69", r=8)
    sheet.circle(1025, 463, 11, "#e9b48f")
    sheet.path("M1004 500C1004 480 1046 480 1046 500Z", "#e8c487")
    sheet.rect(770, 672, 180, 32, "#14252a", r=16, opacity=0.8)
    for x, colour in ((800, "#e9eeec"), (840, "#e9eeec"), (880, "#e9eeec"), (922, "#e0563f")):
        sheet.circle(x, 688, 11, colour)


def _papers(sheet: Sheet) -> None:
    sheet.path(polygon(points("240,868 478,846 520,930 262,956")), "#5d3a24", opacity=0.45)
    sheet.path(polygon(points("232,858 470,836 510,918 252,944")), "#2f7c7c")
    sheet.path(polygon(points("236,852 466,831 504,910 256,934")), "#fdf6e6")
    for k in range(4):
        sheet.line(f"M{268 + k * 5} {868 + k * 16}L{448 + k * 8} {851 + k * 16}", "#b5a88f", 3.4)
    sheet.line("M388 930L520 852", "#c9973f", 9)
    sheet.line("M386 928L516 851", "#ffe2a0", 2.6)


def _mug(sheet: Sheet) -> None:
    sheet.ellipse(1262, 922, 80, 14, "#5d3a24", opacity=0.5)
    sheet.line("M1290 850C1346 836 1346 904 1286 898", "#c9c0ab", 14)
    sheet.path(
        "M1186 828H1298L1286 912Q1242 930 1198 912Z",
        sheet.across(1186, 1298, "#d8d2c2", (0.5, "#fbf6ea"), "#cfc4ac"),
    )
    sheet.ellipse(1242, 828, 56, 12, "#fffaf0")
    sheet.ellipse(1242, 830, 47, 8.5, "#5a3220")
    sheet.path("M1190 868q26 9 52 9t50 -9l-2 14q-24 8 -48 8t-50 -8z", "#2f8380")


def _lamplight() -> Layer:
    sheet = Sheet()
    sheet.circle(
        1215,
        500,
        620,
        sheet.radial(
            (1215, 500), 620, (0, "#ffc983", 0.62), (0.2, "#ffac63", 0.32), (1, "#ff9a50", 0)
        ),
    )
    sheet.path(
        "M1130 472L1320 560L1420 800L760 860Z",
        sheet.down(480, 860, (0, "#ffca88", 0.5), (1, "#ffca88", 0.06)),
    )
    sheet.circle(
        860, 570, 400, sheet.radial((860, 570), 400, (0, "#ffe9cf", 0.22), (1, "#ffe9cf", 0))
    )
    for k in range(3):
        sheet.line(f"M{1226 + k * 16} 806q{-16 + k * 6} -34 4 -62t2 -66", "#fff3df", 9, opacity=0.4)
    return sheet.layer(soft=14, mode="screen")
