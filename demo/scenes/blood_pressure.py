"""A still life from above: a blood-pressure monitor, its cuff, a notebook, tea, a twig."""

from __future__ import annotations

import math
from random import Random

from demo.drawing import Layer, Scene, Sheet, mix, points, seeded, smooth, tapered

WIDTH, HEIGHT = 1000, 1000


def blood_pressure() -> Scene:
    chance = seeded(9)
    return Scene(
        WIDTH,
        HEIGHT,
        (_table(chance), _shadows(), _things(chance), _light(), _leaf_shade()),
        vignette=0.22,
    )


def _table(chance: Random) -> Layer:
    sheet = Sheet()
    sheet.rect(0, 0, WIDTH, HEIGHT, "#d9b48a")
    for k in range(6):
        x = k * 172 - 10
        tint = mix("#e3c196", "#cfa377", chance.random())
        sheet.rect(x, 0, 172, HEIGHT, tint)
        for _ in range(22):
            gx = x + chance.uniform(6, 166)
            sway = chance.uniform(-10, 10)
            y = chance.uniform(-100, 900)
            sheet.line(
                f"M{gx:.0f} {y:.0f}q{sway:.0f} {chance.uniform(60, 160):.0f} "
                f"0 {chance.uniform(180, 420):.0f}",
                "#a9794f",
                round(chance.uniform(0.6, 2.2), 1),
                opacity=0.28,
            )
        sheet.rect(x + 169.5, 0, 2.6, HEIGHT, "#7d5738", opacity=0.65)
        sheet.rect(x + 172, 0, 1.4, HEIGHT, "#f6dfb9", opacity=0.6)
    return sheet.layer()


CUFF = "M-150 -86C-156 -100 148 -108 156 -90L168 78C168 98 -138 104 -146 84Z"
TUBE = points("470,470 520,420 600,420 628,350 580,300 520,326 530,384 600,392 650,340 640,270")
# Outlines that cast shadows: path, where, how high the thing is.
SHELL = (
    "M-170 -128H170Q206 -128 206 -92V92Q206 128 170 128H-170Q-206 128 -206 92V-92"
    "Q-206 -128 -170 -128Z"
)
CASTING: tuple[tuple[str, str, float], ...] = (
    (SHELL, "translate(330 590) rotate(-9)", 26),
    (CUFF, "translate(742 214) rotate(14)", 30),
    ("M-128 -176H128V176H-128Z", "translate(782 690) rotate(8)", 14),
    ("M-128 0A128 128 0 1 0 128 0A128 128 0 1 0 -128 0Z", "translate(226 226)", 16),
)


def _shadows() -> Layer:
    sheet = Sheet()
    for d, where, high in CASTING:
        with sheet.group(f"translate({high * 0.9} {high})"):
            sheet.path(d, "#4a2f1c", transform=where, opacity=0.55)
        sheet.path(d, "#3a2415", transform=f"translate(5 6) {where}", opacity=0.4)
    sheet.line(smooth(TUBE), "#4a2f1c", 12, transform="translate(10 12)", opacity=0.5)
    return sheet.layer(soft=6)


def _things(chance: Random) -> Layer:
    sheet = Sheet()
    with sheet.group("translate(226 226)"):
        _cup(sheet)
    with sheet.group("translate(782 690) rotate(8)"):
        _notebook(sheet)
    sheet.line(smooth(TUBE), "#2b353d", 12)
    sheet.line(smooth(TUBE), "#6c7b85", 3, transform="translate(-2 -2.4)")
    with sheet.group("translate(742 214) rotate(14)"):
        _cuff(sheet)
    with sheet.group("translate(330 590) rotate(-9)"):
        _monitor(sheet)
    sheet.line("M852 586L690 812", "#4a3a30", 14, opacity=0.28)
    with sheet.group("translate(766 690) rotate(36)"):
        _pen(sheet)
    _twig(sheet, chance)
    return sheet.layer()


def _cup(sheet: Sheet) -> None:
    sheet.circle(0, 0, 128, sheet.radial((-30, -36), 150, "#fdf9ef", (0.75, "#ece4d3"), "#c9bda6"))
    sheet.circle(0, 0, 96, "none", stroke="#bfae92", stroke_width=2, opacity=0.7)
    sheet.circle(12, 14, 88, "#6f5a40", opacity=0.3)
    sheet.line("M66 74L108 116", "#6f5a40", 24, opacity=0.3)
    sheet.line("M58 58L100 98", "#1f6668", 24)
    sheet.line("M58 52L98 90", "#5fb0a6", 6)
    sheet.circle(
        0, 0, 88, sheet.linear((-88, -88), (88, 88), "#5fb0a6", (0.5, "#2f8380"), "#1d5c60")
    )
    sheet.circle(0, 0, 76, "#1f5c5c")
    sheet.circle(2, 3, 73, sheet.radial((-20, -24), 100, "#d98f45", (0.7, "#a65a24"), "#6d3716"))
    sheet.path("M-52 -30C-40 -54 -10 -64 16 -58C-12 -52 -36 -36 -46 -12Z", "#ffe0ad", opacity=0.6)
    sheet.ellipse(24, 22, 15, 8, "#eec27e", opacity=0.5, transform="rotate(30 24 22)")


def _notebook(sheet: Sheet) -> None:
    sheet.rect(-126, -170, 256, 350, "#a84f3c", r=8)
    sheet.rect(-128, -176, 252, 346, "#fbf6ea", r=6)
    for k in range(15):
        y = -132 + k * 20
        sheet.line(f"M-98 {y}H104", "#b9cfd4", 1.6)
    sheet.line("M-72 -176V170", "#e9a592", 1.6)
    ink = "#33506b"
    for k in range(7):
        y = -137 + k * 20
        for x, wide in ((-118, 30), (-56, 46 + k * 7 % 20), (8, 40 + k * 11 % 24)):
            bumps = "".join(f"q3 {-7 + i % 3 * 3} 6 0t6 0" for i in range(int(wide / 12)))
            sheet.line(f"M{x} {y}{bumps}", ink, 2.2, opacity=0.85)
    sheet.line("M-56 92L-26 74L4 82L34 58L64 66L94 46", "#d9714e", 3)
    for at in points("-56,92 -26,74 4,82 34,58 64,66 94,46"):
        sheet.circle(*at, 4.5, "#d9714e")
    for k in range(14):
        ring = -158 + k * 24.5
        sheet.circle(-119, ring + 2, 5, "#8d7a66")
        sheet.line(f"M-136 {ring}q8 -8 18 0", "#6d747a", 3.6)


def _cuff(sheet: Sheet) -> None:
    sheet.lit(
        CUFF,
        sheet.linear((-150, -100), (160, 90), "#4b6a8c", (0.5, "#33507a"), "#22385c"),
        "#8fb0cf",
        (4, 5),
    )
    with sheet.clip(CUFF):
        sheet.line(
            "M-160 -60C-60 -72 60 -74 170 -62M-160 62C-60 74 60 78 180 62",
            "#9db9d4",
            2,
            stroke_dasharray="9 6",
            opacity=0.7,
        )
        sheet.path("M60 -110L84 110H180V-110Z", "#1b2d4a", opacity=0.55)
        for k in range(13):
            sheet.line(f"M{66 + k * 9} -100L{88 + k * 9} 100", "#0f1e36", 3, opacity=0.3)
        sheet.line("M-60 -100C-54 -40 -52 40 -46 100", "#22385c", 5, opacity=0.6)
    sheet.rect(-120, -34, 54, 68, "#f3efe4", r=6)
    sheet.path(
        "M-93 16C-112 2 -108 -14 -98 -14C-95 -14 -93 -11 -93 -9C-92 -11 -91 -14 -88 -14"
        "C-78 -14 -74 2 -93 16Z",
        "#d9714e",
    )
    sheet.rect(-124, 44, 30, 14, "#2b353d", r=5)


def _monitor(sheet: Sheet) -> None:
    sheet.lit(
        SHELL,
        sheet.linear((-200, -128), (200, 128), "#fdfbf5", (0.5, "#ebe8df"), "#c4c3bb"),
        "#ffffff",
        (4, 5),
    )
    sheet.rect(-172, -98, 232, 196, "#3b474d", r=18)
    sheet.rect(-164, -90, 216, 180, sheet.linear((-164, -90), (60, 90), "#dbe8d4", "#b3c8b3"), r=12)
    _digits(sheet, "128", -92, -78, 58)
    _digits(sheet, "82", -56, -6, 44)
    _digits(sheet, "66", -38, 50, 30)
    for y, wide in ((-66, 34), (8, 30), (58, 26)):
        sheet.rect(-150, y, wide, 5, "#4d6258", r=2, opacity=0.7)
        sheet.rect(-150, y + 10, wide * 0.6, 4, "#4d6258", r=2, opacity=0.5)
    sheet.path(
        "M24 72C12 62 14 52 20 52C22 52 24 54 24 55C25 54 26 52 28 52C34 52 36 62 24 72Z", "#33453c"
    )
    sheet.path(
        "M-164 -78Q-164 -90 -152 -90H-20L-104 90H-152Q-164 90 -164 78Z", "#ffffff", opacity=0.16
    )
    sheet.circle(132, 8, 52, "#b7b6ae")
    sheet.circle(
        130, 5, 49, sheet.linear((90, -40), (172, 50), "#5fc0b0", (0.5, "#2f9488"), "#1f6f6c")
    )
    sheet.line("M130 -18v20M113 -8a24 24 0 1 0 34 0", "#f7f3e8", 6)
    for x in (96, 164):
        sheet.circle(x, -86, 14, "#cfcdc4")
        sheet.circle(x - 1, -88, 13, "#f3f1e8")
    sheet.rect(96, 84, 72, 18, "#d5d3ca", r=9)


SEGMENTS = ("abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg", "abcdfg")


def _digits(sheet: Sheet, number: str, x: float, y: float, height: float) -> None:
    """Digits of seven bars, as on any such display."""
    wide, half, ink = height * 0.52, height / 2, "#26362e"
    bars = {
        "a": (0, 0, 1, 0), "g": (0, 1, 1, 1), "d": (0, 2, 1, 2),
        "f": (0, 0, 0, 1), "b": (1, 0, 1, 1), "e": (0, 1, 0, 2), "c": (1, 1, 1, 2),
    }  # fmt: skip
    for i, digit in enumerate(number):
        left = x + i * wide * 1.5
        for bar in SEGMENTS[int(digit)]:
            ax, ay, bx, by = bars[bar]
            dx, dy = (3, 0) if ay == by else (0, 3)
            sheet.line(
                f"M{left + ax * wide + dx:.1f} {y + ay * half + dy:.1f}"
                f"L{left + bx * wide - dx:.1f} {y + by * half - dy:.1f}",
                ink,
                height * 0.1,
            )


def _pen(sheet: Sheet) -> None:
    body = sheet.across(-8, 8, "#f6cf7a", (0.4, "#e0a63f"), "#8f5f1e")
    sheet.path("M-8 -140Q-8 -150 0 -150Q8 -150 8 -140V110L2 148H-2L-8 110Z", body)
    sheet.path("M-8 100H8L2 148H-2Z", "#3b3a3c")
    sheet.rect(-8, -108, 16, 10, "#fbe9bf")
    sheet.rect(4, -146, 4, 64, "#fbe9bf", r=2)


def _twig(sheet: Sheet, chance: Random) -> None:
    """Eucalyptus along the lower edge."""
    stem = points("30,952 150,880 300,858 470,880 600,930")
    sheet.path(tapered(stem, 7, 2), "#6f7a5e")
    for k in range(26):
        t = k / 25
        at = t * 4
        i = min(int(at), 3)
        (ax, ay), (bx, by) = stem[i], stem[i + 1]
        x, y = ax + (bx - ax) * (at - i), ay + (by - ay) * (at - i)
        angle = math.atan2(by - ay, bx - ax) + (-1) ** k * chance.uniform(0.7, 1.2)
        r = chance.uniform(22, 36) * (1 - t * 0.4)
        cx, cy = x + math.cos(angle) * r * 1.1, y + math.sin(angle) * r * 1.1
        turn = math.degrees(angle)
        colour = chance.choice(("#7fa08c", "#94b29a", "#6a8f80", "#a9c2a8"))
        sheet.ellipse(
            cx + 7,
            cy + 9,
            r,
            r * 0.72,
            "#4a2f1c",
            opacity=0.22,
            transform=f"rotate({turn:.0f} {cx + 7:.0f} {cy + 9:.0f})",
        )
        with sheet.group(f"translate({cx:.1f} {cy:.1f}) rotate({turn:.0f})"):
            sheet.ellipse(
                0,
                0,
                r,
                r * 0.74,
                sheet.linear(
                    (-r, -r), (r, r), mix(colour, "#ffffff", 0.3), mix(colour, "#2d4a40", 0.35)
                ),
            )
            sheet.line(f"M{-r:.1f} 0H{r * 0.8:.1f}", "#dfe8d2", 1.4, opacity=0.7)


def _light() -> Layer:
    sheet = Sheet()
    sheet.rect(0, 0, WIDTH, HEIGHT, "#76747c")
    for k in range(2):
        for row in range(2):
            x, y = -80 + k * 420 + row * 190, -140 + row * 560 + k * 60
            sheet.path(f"M{x} {y}l370 54l180 510l-370 -54z", "#d9c294")
    return sheet.layer(soft=8, mode="soft_light")


def _leaf_shade() -> Layer:
    """The shadow of a plant in the window."""
    sheet = Sheet()
    sheet.rect(0, 0, WIDTH, HEIGHT, "#ffffff")
    for k in range(9):
        with sheet.group(f"translate(1040 120) rotate({196 + k * 13})"):
            sheet.path("M0 0C120 -46 280 -40 400 0C280 34 120 30 0 0Z", "#c9bcc0")
    return sheet.layer(soft=13, mode="multiply")
