"""A waiting room in the morning: a window, chairs of wood, many plants."""

from __future__ import annotations

from random import Random

from demo.drawing import Layer, Scene, Sheet, mix, polygon, seeded
from demo.plants import sheaf

WIDTH, HEIGHT = 1500, 1000
FLOOR = 706


def waiting_room() -> Scene:
    chance = seeded(12)
    return Scene(
        WIDTH,
        HEIGHT,
        (_garden(chance), _room(chance), _beams(), _near(chance), _haze()),
        vignette=0.24,
    )


def _garden(chance: Random) -> Layer:
    """Birches outside the window, out of focus."""
    sheet = Sheet()
    sheet.rect(0, 0, WIDTH, 720, sheet.down(80, 640, "#d8ecef", (0.6, "#f3f3da"), "#c9d9a4"))
    for _ in range(90):
        sheet.circle(
            chance.uniform(60, 760),
            chance.uniform(180, 640),
            chance.uniform(22, 66),
            chance.choice(("#a9c98a", "#cfe0a4", "#86b07c", "#e9efc4", "#6f9c70")),
            opacity=0.5,
        )
    for x in (190, 330, 380, 560, 690):
        sheet.rect(x, 60, chance.uniform(10, 20), 620, "#f4f1e8", opacity=0.85)
        for _ in range(7):
            sheet.ellipse(x + 8, chance.uniform(100, 600), 8, 5, "#4b4a44", opacity=0.6)
    return sheet.layer(soft=7)


def _room(chance: Random) -> Layer:
    sheet = Sheet()
    wall = sheet.across(0, 1500, "#e9e2d2", (0.5, "#dfe3d6"), "#b9c6bd")
    sheet.path(f"M0 0H1500V{FLOOR}H0ZM96 96V610H756V96Z", wall, fill_rule="evenodd")
    _frame(sheet)
    _panel(sheet)
    _floor(sheet)
    _picture(sheet)
    _clock(sheet, 1356, 292)
    for x, drop in ((930, 132), (1080, 172), (1230, 132)):
        _pendant(sheet, x, drop)
    _tall_plant(sheet, chance, 826, 742)
    for x in (930, 1090, 1250):
        _chair(sheet, x, 792)
    _table(sheet)
    return sheet.layer()


def _frame(sheet: Sheet) -> None:
    for x in (96, 316, 536, 756):
        sheet.rect(x - 9, 88, 18, 530, "#fbf8f0")
        sheet.rect(x + 5, 96, 4, 514, "#b9b4a6")
    sheet.rect(84, 84, 684, 18, "#fbf8f0")
    sheet.rect(84, 102, 684, 5, "#b9b4a6", opacity=0.7)
    sheet.rect(96, 236, 660, 10, "#fbf8f0")
    sheet.rect(64, 606, 726, 22, "#fdfaf2")
    sheet.rect(64, 628, 726, 9, "#a9a597")
    for x, tint in ((170, "#d9805e"), (270, "#e9e3d3"), (640, "#2f8380")):
        sheet.path(
            f"M{x - 30} 560H{x + 30}L{x + 22} 607H{x - 22}Z",
            sheet.across(x - 30, x + 30, mix(tint, "#ffffff", 0.3), mix(tint, "#20302c", 0.35)),
        )
        sheaf(sheet, (x, 562), 58, 84, ("#3c7059", "#5b9470", "#86b183"), droop=0.45)


def _panel(sheet: Sheet) -> None:
    """Upright laths of oak to shoulder height on the right wall."""
    sheet.rect(790, 400, 710, FLOOR - 400, sheet.across(790, 1500, "#d8ad7c", "#a1754f"))
    sheet.line(
        "".join(f"M{x} 400V{FLOOR}" for x in range(800, 1500, 15)), "#7d5638", 3, opacity=0.55
    )
    sheet.rect(790, 392, 710, 10, "#f0cf9f")


def _floor(sheet: Sheet) -> None:
    sheet.rect(0, FLOOR, WIDTH, HEIGHT - FLOOR, sheet.down(FLOOR, HEIGHT, "#b9b3a2", "#8f978f"))
    for k in range(-12, 26):
        sheet.line(
            f"M{480 + k * 60} {FLOOR}L{480 + k * 60 + (k - 4) * 62} {HEIGHT}",
            "#7d837b",
            1.4,
            opacity=0.35,
        )
    for y in (730, 764, 812, 876, 956):
        sheet.line(f"M0 {y}H1500", "#7d837b", 1.4, opacity=0.3)
    sheet.rect(0, FLOOR - 14, WIDTH, 16, "#f4efe3")
    sheet.ellipse(1080, 872, 400, 74, "#2f6f70")
    sheet.ellipse(1080, 872, 376, 66, "#3f8a86")
    sheet.ellipse(1080, 872, 250, 42, "none", stroke="#cfe0d2", stroke_width=4, opacity=0.6)


def _picture(sheet: Sheet) -> None:
    """A framed landscape of three hills."""
    x, y, w, h = 985, 224, 190, 138
    sheet.rect(x + 8, y + 12, w, h, "#6f7d74", opacity=0.4)
    sheet.rect(x, y, w, h, "#a87a50")
    sheet.rect(x + 7, y + 7, w - 14, h - 14, "#fbf6ea")
    with sheet.clip(f"M{x + 22} {y + 22}H{x + w - 22}V{y + h - 22}H{x + 22}Z"):
        sheet.rect(x, y, w, h, "#f4d8b6")
        sheet.circle(x + 130, y + 52, 16, "#f0a070")
        sheet.path(
            f"M{x} {y + 92}Q{x + 60} {y + 52} {x + 120} {y + 84}T{x + 200} {y + 70}V{y + h}H{x}Z",
            "#8bb3a6",
        )
        sheet.path(f"M{x} {y + 112}Q{x + 80} {y + 76} {x + 200} {y + 104}V{y + h}H{x}Z", "#3f7d78")


def _clock(sheet: Sheet, x: float, y: float) -> None:
    sheet.circle(x + 5, y + 8, 48, "#6f7d74", opacity=0.4)
    sheet.circle(x, y, 48, "#2b3a40")
    sheet.circle(x, y, 42, "#fbf8f0")
    for k in range(12):
        sheet.rect(x - 1.5, y - 37, 3, 7, "#2b3a40", transform=f"rotate({k * 30} {x} {y})")
    sheet.line(f"M{x} {y}L{x - 17} {y - 14}M{x} {y}L{x + 10} {y - 29}", "#2b3a40", 4)
    sheet.circle(x, y, 3.5, "#d9704e")


def _pendant(sheet: Sheet, x: float, drop: float) -> None:
    sheet.rect(x - 1.2, 0, 2.4, drop - 50, "#39464a")
    sheet.path(
        f"M{x - 52} {drop}C{x - 46} {drop - 46} {x - 16} {drop - 56} {x} {drop - 56}"
        f"C{x + 16} {drop - 56} {x + 46} {drop - 46} {x + 52} {drop}Z",
        sheet.across(x - 52, x + 52, "#f2a37e", (0.3, "#e27e5a"), "#9a4a38"),
    )
    sheet.ellipse(x, drop, 52, 8, "#ffeec6")
    sheet.rect(x - 6, drop - 66, 12, 14, "#39464a", r=3)


def _tall_plant(sheet: Sheet, chance: Random, x: float, y: float) -> None:
    """A rubber fig as high as the window sill and more."""
    sheet.ellipse(x + 26, y + 56, 96, 13, "#4d554d", opacity=0.5)
    for dx, top in ((-30, 340), (6, 280), (40, 390)):
        sheet.line(f"M{x} {y - 60}Q{x + dx * 0.3} {y - 200} {x + dx} {top}", "#5d4a35", 7)
        for k in range(8):
            t = 0.25 + k / 9
            cx, cy = x + dx * t, y - 60 + (top - y + 60) * t
            side = -1 if k % 2 else 1
            turn = side * chance.uniform(28, 62) if k < 7 else 0
            size = chance.uniform(52, 76)
            colour = chance.choice(("#2c5a49", "#3c7458", "#23493f"))
            with sheet.group(f"translate({cx:.0f} {cy:.0f}) rotate({turn:.0f})"):
                d = (
                    f"M0 0C{-size * 0.42:.0f} {-size * 0.4:.0f} {-size * 0.34:.0f} {-size:.0f} "
                    f"0 {-size * 1.25:.0f}"
                    f"C{size * 0.34:.0f} {-size:.0f} {size * 0.42:.0f} {-size * 0.4:.0f} 0 0Z"
                )
                sheet.path(d, colour)
                sheet.path(
                    f"M0 0C{-size * 0.42:.0f} {-size * 0.4:.0f} {-size * 0.34:.0f} {-size:.0f} "
                    f"0 {-size * 1.25:.0f}Z",
                    "#8fc08d",
                    opacity=0.5,
                )
                sheet.line(f"M0 0V{-size * 1.15:.0f}", "#b8d8a4", 1.6, opacity=0.7)
    pot = sheet.across(x - 58, x + 58, "#fbf5e8", (0.4, "#e6ddc9"), "#988f7d")
    sheet.path(f"M{x - 58} {y - 66}H{x + 58}L{x + 44} {y + 56}H{x - 44}Z", pot)
    sheet.rect(x - 62, y - 74, 124, 16, "#f3ecdc", r=3)


def _chair(sheet: Sheet, x: float, y: float) -> None:
    """An easy chair of bent birch with a wool cushion, from the front."""
    sheet.ellipse(x + 14, y + 62, 82, 11, "#1f4a4a", opacity=0.45)
    wood = sheet.across(x - 70, x + 70, "#f2cf9b", (0.5, "#d9a86c"), "#a4744a")
    sheet.line(
        f"M{x - 60} {y - 8}L{x - 68} {y + 62}M{x + 60} {y - 8}L{x + 68} {y + 62}M{x - 46} {y}"
        f"V{y + 44}M{x + 46} {y}V{y + 44}",
        wood,
        9,
    )
    cloth = sheet.linear((x - 60, y - 150), (x + 60, y), "#f4c9a0", (0.5, "#e59b70"), "#b5694b")
    sheet.lit(
        f"M{x - 58} {y - 136}C{x - 58} {y - 158} {x + 58} {y - 158} {x + 58} {y - 136}"
        f"L{x + 54} {y - 30}H{x - 54}Z",
        cloth,
        "#ffe6c6",
        (3, 4),
    )
    sheet.line(f"M{x} {y - 150}V{y - 34}", "#a35a40", 1.8, opacity=0.5)
    sheet.lit(
        f"M{x - 62} {y - 34}C{x - 62} {y - 46} {x + 62} {y - 46} {x + 62} {y - 34}"
        f"L{x + 66} {y - 4}C{x + 66} {y + 10} {x - 66} {y + 10} {x - 66} {y - 4}Z",
        cloth,
        "#ffe6c6",
        (2, 5),
    )
    sheet.path(
        f"M{x - 66} {y - 2}C{x - 66} {y + 10} {x + 66} {y + 10} {x + 66} {y - 2}V{y + 4}"
        f"C{x + 60} {y + 15} {x - 60} {y + 15} {x - 66} {y + 4}Z",
        "#8a4a38",
        opacity=0.5,
    )
    sheet.line(
        f"M{x - 70} {y - 4}V{y - 62}Q{x - 70} {y - 72} {x - 60} {y - 74}M{x + 70} {y - 4}"
        f"V{y - 62}Q{x + 70} {y - 72} {x + 60} {y - 74}",
        wood,
        10,
    )


def _table(sheet: Sheet) -> None:
    x, y = 1130, 868
    sheet.ellipse(x + 18, y + 66, 130, 14, "#1d4444", opacity=0.5)
    sheet.line(
        f"M{x - 70} {y + 8}L{x - 96} {y + 68}M{x + 70} {y + 8}L{x + 96} {y + 68}M{x} {y + 10}"
        f"V{y + 76}",
        "#c0905c",
        8,
    )
    sheet.ellipse(x, y + 8, 142, 26, "#a4744a")
    sheet.ellipse(x, y, 142, 26, sheet.across(x - 142, x + 142, "#f9dfb2", "#cf9f68"))
    sheet.path(
        polygon([(x - 84, y - 4), (x - 30, y - 14), (x - 2, y), (x - 58, y + 11)]), "#2f8380"
    )
    sheet.path(polygon([(x - 80, y - 8), (x - 28, y - 17), (x, y - 4), (x - 54, y + 6)]), "#f7f3e8")
    sheet.path(
        polygon([(x - 70, y - 8), (x - 34, y - 14), (x - 24, y - 9), (x - 58, y - 2)]), "#e7a27c"
    )
    sheet.path(
        f"M{x + 46} {y - 34}H{x + 86}L{x + 80} {y + 2}Q{x + 66} {y + 8} {x + 52} {y + 2}Z",
        sheet.across(x + 46, x + 86, "#ffffff", "#a9b8b4"),
    )
    sheet.ellipse(x + 66, y - 34, 20, 5, "#6b4630")
    sheet.line(f"M{x + 85} {y - 26}q18 2 2 18", "#c9d3cf", 5)


def _beams() -> Layer:
    """The window's light across the floor and up the panel."""
    sheet = Sheet()
    sheet.rect(0, 0, WIDTH, HEIGHT, "#797b80")
    for k in range(3):
        x = 150 + k * 250
        sheet.path(f"M{x} {FLOOR + 4}H{x + 190}L{x + 560} 1000H{x + 300}Z", "#e6d4a6")
        sheet.path(
            f"M{850 + k * 150} 300H{960 + k * 150}L{1010 + k * 150} {FLOOR}H{900 + k * 150}Z",
            "#bfae8a",
        )
    return sheet.layer(soft=5, mode="soft_light")


def _near(chance: Random) -> Layer:
    """Leaves close to the lens in the lower left corner."""
    sheet = Sheet()
    for k in range(15):
        turn = -64 + k * 9.5 + chance.uniform(-4, 4)
        size = chance.uniform(250, 420) * (1 - abs(turn) / 190)
        half = size * 0.075
        with sheet.group(f"translate({50 + k * 5} 1060) rotate({turn:.0f})"):
            sheet.path(
                f"M0 0C{-half * 1.6:.0f} {-size * 0.4:.0f} {-half:.0f} {-size * 0.8:.0f} "
                f"0 {-size:.0f}C{half:.0f} {-size * 0.8:.0f} {half * 1.6:.0f} {-size * 0.4:.0f} "
                "0 0Z",
                chance.choice(("#1f4438", "#2f6049", "#17352e", "#4a8060")),
            )
            sheet.line(f"M0 0V{-size * 0.95:.0f}", "#86b08a", 2.5, opacity=0.6)
    return sheet.layer(soft=3.5)


def _haze() -> Layer:
    sheet = Sheet()
    sheet.rect(
        0,
        0,
        WIDTH,
        HEIGHT,
        sheet.radial(
            (420, 330), 1000, (0, "#fff2cf", 0.5), (0.45, "#ffe3ad", 0.2), (1, "#000000", 0)
        ),
    )
    return sheet.layer(soft=20, mode="screen")
