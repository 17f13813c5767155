"""The entrance of a health centre at the blue hour, snow falling."""

from __future__ import annotations

from random import Random

from demo.drawing import Layer, Scene, Sheet, mix, points, seeded, smooth
from demo.nature import bare_tree, forest, land, ridge
from demo.passers_by import walker
from demo.plants import sheaf

WIDTH, HEIGHT = 1600, 900


def winter_entrance() -> Scene:
    chance = seeded(17)
    return Scene(
        WIDTH,
        HEIGHT,
        (_sky(chance), _place(chance), _warmth(), _snowfall(chance), _close_flakes(chance)),
        vignette=0.28,
    )


def _sky(chance: Random) -> Layer:
    sheet = Sheet()
    dusk = sheet.down(0, 640, "#2f4a78", (0.4, "#5f7aa6"), (0.75, "#b5a8bd"), "#efc3ac")
    sheet.rect(0, 0, WIDTH, HEIGHT, dusk)
    for _ in range(22):
        sheet.ellipse(
            chance.uniform(0, 1600),
            chance.uniform(60, 420),
            chance.uniform(120, 380),
            chance.uniform(6, 20),
            "#c7b4c8",
            opacity=0.22,
        )
    return sheet.layer(soft=9)


def _place(chance: Random) -> Layer:
    sheet = Sheet()
    skyline = ridge(chance, -20, WIDTH + 20, 560, 30)
    for colour, lift, low, high in (("#8794b3", 0, 20, 50), ("#61749b", 40, 30, 80)):
        moved = [(x, y + lift) for x, y in skyline]
        sheet.path(forest(chance, moved, 170, low, high), colour)
        sheet.path(land(moved, 720), colour)
    _snow_ground(sheet)
    for x, y, tall in ((92, 690, 520), (300, 668, 380)):
        _frosted(sheet, chance, x, y, tall)
    _building(sheet, chance)
    _entrance(sheet)
    _yard(sheet)
    with sheet.group("translate(862 812)"):
        walker(sheet)
    return sheet.layer()


def _snow_ground(sheet: Sheet) -> None:
    for outline, top, bottom in (
        (points("-20,650 240,632 560,660 1620,668"), "#a9b7d6", "#c9d2e6"),
        (points("-20,706 300,690 700,700 1620,690"), "#c6d0e6", "#8fa1c6"),
        (points("-20,800 260,770 520,790 640,840 700,910"), "#d7deee", "#8397c0"),
        (points("1210,910 1300,822 1440,780 1620,790"), "#d7deee", "#8397c0"),
    ):
        y = min(b for _, b in outline)
        sheet.path(
            smooth(outline) + ("L1620 910L-20 910Z" if outline[-1][0] > 1600 else "L-20 910Z"),
            sheet.down(y, y + 150, top, bottom),
        )
    sheet.path(
        "M902 700H1098C1130 760 1180 830 1240 910H640C740 830 850 760 902 700Z",
        sheet.down(700, 900, "#f1c99b", (0.4, "#b7a8b2"), "#7486b0"),
    )
    for k in range(9):
        y = 716 + k * k * 2.6
        sheet.ellipse(
            990 - k * 13 + (-1) ** k * (6 + k), y, 5 + k, 1.8 + k * 0.5, "#6c7ba3", opacity=0.5
        )


def _frosted(sheet: Sheet, chance: Random, x: float, y: float, tall: float) -> None:
    """A bare tree with rime on its upper side."""
    strokes = bare_tree(chance, x, y, tall)
    for d, width in strokes:
        sheet.line(d, "#3d4d73", width)
    for d, width in strokes:
        sheet.line(
            d,
            "#e4eaf6",
            max(0.8, width * 0.34),
            transform=f"translate({-width * 0.22:.1f} {-width * 0.22:.1f})",
            opacity=0.85,
        )
    sheet.ellipse(x, y, tall * 0.12, 7, "#dbe2f0")


def _building(sheet: Sheet, chance: Random) -> None:
    """A long low house of upright planks, a higher part behind, snow on both roofs."""
    sheet.rect(1040, 230, 500, 460, sheet.across(1040, 1540, "#7b8299", "#525d7d"))
    for row in range(2):
        for k in range(5):
            glow = chance.random() < 0.55
            _pane(sheet, 1076 + k * 92, 268 + row * 96, 54, 60, glow=glow)
    sheet.path("M1024 236V222C1060 204 1500 200 1556 220V236Z", "#eef2fa")
    sheet.rect(1024, 232, 532, 7, "#93a3c4")
    wood = sheet.across(520, 1600, "#8c5a40", (0.45, "#754936"), "#4b3436")
    sheet.rect(520, 430, 1100, 262, wood)
    planks = "".join(f"M{x} 430V690" for x in range(530, 1620, 13))
    sheet.line(planks, "#3d2626", 1.5, opacity=0.5)
    for x in (560, 664, 768):
        _pane(sheet, x, 490, 78, 116, glow=True)
    for x in (1250, 1366, 1482):
        _pane(sheet, x, 490, 88, 116, glow=x != 1366)
    sheet.path("M500 436V416C620 394 1000 404 1620 398V436Z", "#f3f6fc")
    sheet.path("M500 436V428C760 422 1100 430 1620 424V440H500Z", "#a5b3d0")
    sheet.path("M520 692V680C700 670 1200 676 1620 668V694Z", "#e3e9f4")


def _pane(sheet: Sheet, x: float, y: float, w: float, h: float, *, glow: bool) -> None:
    sheet.rect(x - 4, y - 4, w + 8, h + 8, "#2b2f3d")
    light = ("#ffe3a8", "#f6b56a") if glow else ("#5d7299", "#8a93b0")
    sheet.rect(x, y, w, h, sheet.down(y, y + h, light[0], light[1]))
    if glow and h > 80:
        sheet.path(f"M{x} {y}H{x + w}V{y + h * 0.3:.0f}H{x}Z", "#fff0cc", opacity=0.6)
        sheet.ellipse(x + w * 0.68, y + h * 0.8, 13, 20, "#4f6248", opacity=0.75)
        sheet.rect(x + w * 0.68 - 9, y + h * 0.86, 18, h * 0.14, "#a35a40", opacity=0.85)
    sheet.line(f"M{x + w / 2} {y}V{y + h}", "#2b2f3d", 3)
    sheet.rect(x - 7, y + h + 3, w + 14, 6, "#eef2fa")


def _entrance(sheet: Sheet) -> None:
    """A porch of glass with a broad roof on two posts."""
    sheet.rect(878, 404, 246, 290, "#23262f")
    glass = sheet.down(420, 690, "#fff1c9", (0.5, "#ffd48a"), "#f0a65c")
    sheet.rect(888, 450, 226, 240, glass)
    for x in (930, 1001, 1072):
        sheet.rect(x - 1, 450, 2, 34, "#5c4a35")
        sheet.path(f"M{x - 15} 500Q{x} 468 {x + 15} 500Z", "#c1693f")
        sheet.ellipse(x, 500, 15, 4, "#fffbe6")
    sheet.path("M900 640h92v50h-92z", "#b98452")
    sheet.path("M894 630h104v12h-104z", "#f4dcae")
    sheet.circle(936, 594, 12, "#8a5a3c")
    sheet.path("M914 640C914 616 924 606 936 606C948 606 958 616 958 640Z", "#2d8a84")
    sheet.path("M924 592C922 578 950 576 950 594C946 586 934 584 924 592Z", "#3c2a22")
    sheaf(sheet, (1078, 650), 27, 80, ("#40593f", "#58724d"), leaves=7)
    sheet.rect(1064, 648, 28, 42, "#d9d2c3")
    for x in (888, 996, 1108):
        sheet.rect(x, 450, 8, 242, "#23262f")
    sheet.rect(888, 520, 226, 4, "#23262f")
    sheet.line("M984 590v50M1020 590v50", "#23262f", 5)
    sheet.path("M896 690L940 524H980L936 690Z", "#ffffff", opacity=0.16)
    for x in (838, 1152):
        sheet.rect(x, 424, 12, 272, sheet.across(x, x + 12, "#c58a5a", "#6d4334"))
    sheet.rect(806, 408, 390, 26, sheet.down(408, 434, "#3b3338", "#6b4a3a"))
    sheet.path("M796 410V394C850 374 1140 370 1206 392V410Z", "#f8fafe")
    sheet.path("M796 410V403C880 396 1120 398 1206 403V412Z", "#aab8d4")
    sheet.path("M860 434h282v5h-282z", "#ffe6b0")
    sheet.rect(742, 330, 92, 92, "#1f6b70", r=12)
    sheet.rect(749, 337, 78, 78, "#2c8f8f", r=8)
    sheet.path(
        "M788 402C752 378 760 352 776 352C783 352 787 357 788 361C789 357 793 352 800 352"
        "C816 352 824 378 788 402Z",
        "#fff6e4",
    )


def _yard(sheet: Sheet) -> None:
    """A lamp, a bench and a stand with a snowed-in bicycle."""
    sheet.rect(452, 380, 8, 330, "#2b3350")
    sheet.line("M456 384C456 356 480 350 506 354", "#2b3350", 7)
    sheet.path("M494 350H532L526 366H500Z", "#2b3350")
    sheet.ellipse(513, 367, 13, 4, "#fff3cf")
    sheet.path("M488 350C500 340 526 340 536 350Z", "#eef2fa")
    sheet.line(
        "M560 700v-34M690 700v-34M552 664h146M552 634h146M560 634v-6M690 634v-6", "#4a3a3c", 8
    )
    sheet.path("M546 660C580 646 670 646 704 660ZM548 630C590 620 660 620 702 630Z", "#f3f6fc")
    with sheet.group("translate(1330 700)"):
        sheet.line("M-80 6V-30H150V6M-40 6V-30M0 6V-30M40 6V-30M80 6V-30M116 6V-30", "#424c68", 5)
        for x in (0, 104):
            sheet.circle(x, -30, 33, "none", stroke="#1f2740", stroke_width=4.5)
        sheet.line(
            "M0 -30L34 -82H88L104 -30M34 -82L52 -30L88 -82M30 -92L36 -78M88 -82L84 -104H98",
            "#c2563f",
            5,
        )
        sheet.line("M16 -92H44", "#1f2740", 7)
        sheet.path(
            "M14 -95C22 -106 38 -106 46 -95ZM36 -85C50 -92 72 -92 86 -85ZM78 -106"
            "C86 -114 98 -114 104 -104Z",
            "#f8fafe",
        )


def _warmth() -> Layer:
    sheet = Sheet()
    for x, y, r, see in (
        (1000, 590, 420, 0.55),
        (513, 372, 130, 0.75),
        (660, 560, 240, 0.25),
        (1440, 560, 260, 0.22),
    ):
        sheet.circle(
            x,
            y,
            r,
            sheet.radial(
                (x, y), r, (0, "#ffbe6e", see), (0.4, "#ff9d55", see * 0.35), (1, "#ff9d55", 0)
            ),
        )
    sheet.path(
        "M900 700H1100L1330 900H640Z", sheet.down(700, 900, (0, "#ffb868", 0.5), (1, "#ffb868", 0))
    )
    return sheet.layer(soft=12, mode="screen")


def _snowfall(chance: Random) -> Layer:
    sheet = Sheet()
    for _ in range(700):
        r = chance.uniform(0.6, 2.6)
        sheet.circle(
            chance.uniform(0, WIDTH),
            chance.uniform(0, HEIGHT),
            r,
            "#f6f9ff",
            opacity=round(chance.uniform(0.3, 0.9), 2),
        )
    return sheet.layer()


def _close_flakes(chance: Random) -> Layer:
    sheet = Sheet()
    for _ in range(46):
        r = chance.uniform(4, 13)
        sheet.circle(
            chance.uniform(0, WIDTH),
            chance.uniform(0, HEIGHT),
            r,
            mix("#dfe8fa", "#ffe9cf", chance.random()),
            opacity=round(chance.uniform(0.2, 0.5), 2),
        )
    return sheet.layer(soft=3.5)
