"""Faceless people: heads in profile and from the front, for the scenes with staff in them.

Heads are drawn around the ear at (0, 0), about 300 units high; the caller's group places them.
Light comes from the left.
"""

from __future__ import annotations

from dataclasses import dataclass

from demo.drawing import Sheet, mix, points, smooth


@dataclass(frozen=True, slots=True)
class Look:
    """A made-up person's colours."""

    skin: str
    light: str
    shade: str
    hair: str
    sheen: str


PROFILE = points(
    "40,-168 -20,-172 -72,-150 -104,-112 -117,-70 -116,-42 -122,-20 -138,8 -149,24 -145,33 "
    "-130,38 -127,44 -134,54 -134,60 -125,65 -131,72 -130,80 -122,89 -124,104 -118,120 -98,129 "
    "-64,118 -26,92 -8,70 10,60 60,40 100,-20 110,-80 90,-140"
)
NECK = points(
    "-34,90 -26,120 -26,150 -40,196 -80,240 60,300 150,240 104,186 92,130 96,60 60,0 0,20"
)


def profile(sheet: Sheet, look: Look) -> None:
    """A head that faces left, with its neck; hair is drawn by `bun`."""
    neck = smooth(NECK, close=True, tension=0.8)
    sheet.path(neck, sheet.linear((-60, 0), (120, 60), look.skin, look.shade))
    with sheet.clip(neck):
        sheet.path("M-120 100C-70 150 10 128 60 60L150 60V20L-20 40Z", look.shade)
        sheet.line("M-32 96C-26 140 -30 180 -72 240", look.light, 5)
    head = smooth(PROFILE, close=True, tension=0.9)
    sheet.lit(head, look.skin, look.light, (7, 1))
    with sheet.clip(head):
        sheet.path(
            "M-66 140C-40 104 0 70 8 20C14 -30 -6 -60 2 -110L140 -100L120 80L-40 150Z",
            look.shade,
            opacity=0.55,
        )
        sheet.path(
            "M-120 122C-100 116 -60 116 -20 84L-10 96L-66 130L-120 134Z", look.shade, opacity=0.6
        )
        sheet.ellipse(-70, 40, 34, 26, mix(look.skin, "#d9604a", 0.45), opacity=0.35)
        sheet.path(
            "M-116 -38C-104 -34 -98 -28 -92 -22C-100 -20 -110 -22 -118 -26Z",
            look.shade,
            opacity=0.5,
        )
    sheet.path("M-14 -22C-4 -40 22 -38 22 -12C22 8 8 18 2 34C-6 40 -14 32 -14 18Z", look.skin)
    sheet.line("M-6 -16C0 -26 14 -24 14 -10C14 4 4 8 0 20", look.shade, 4)


def bun(sheet: Sheet, look: Look) -> None:
    """Hair gathered at the nape."""
    knot = "M84 -6C100 -46 168 -46 178 0C186 44 140 74 104 58C82 48 76 20 84 -6Z"
    sheet.lit(knot, look.hair, look.sheen, (5, 7))
    hair = points(
        "-98,-120 -86,-152 -40,-184 30,-190 92,-160 124,-100 124,-30 106,32 84,56 62,40 44,8 "
        "28,-30 6,-44 -22,-52 -40,-84 -66,-108"
    )
    d = smooth(hair, close=True, tension=0.85)
    sheet.lit(d, look.hair, look.sheen, (4, 8), 0.8)
    with sheet.clip(d):
        for k in range(9):
            sheet.line(
                f"M{-84 + k * 12} {-128 - k * 7}"
                f"C{-10 + k * 12} {-150 + k * 10} {60 + k * 8} {-90 + k * 6} 98 {8 + k * 3}",
                look.sheen if k % 3 == 1 else mix(look.hair, "#000000", 0.25),
                2.4,
                opacity=0.45,
            )
    sheet.line(
        "M100 -40C120 -60 160 -50 168 -14M98 10C120 -10 150 0 160 26", look.sheen, 2.4, opacity=0.6
    )


def headset(sheet: Sheet) -> None:
    """Band over the crown, cushion on the ear, microphone before the mouth."""
    sheet.line("M6 -14C-22 -80 -22 -150 6 -190", "#23282d", 13)
    sheet.line("M2 -30C-22 -90 -22 -140 0 -186", "#5b666d", 3)
    sheet.line("M-2 22C-30 74 -76 88 -124 80", "#23282d", 6)
    sheet.line("M-4 20C-34 68 -76 82 -118 76", "#6d7980", 1.6)
    sheet.ellipse(-132, 79, 15, 9, "#1b1f23", transform="rotate(-8 -132 79)")
    sheet.ellipse(-134, 76, 8, 3, "#4c565c", transform="rotate(-8 -134 76)")
    sheet.ellipse(4, -2, 31, 39, "#1b1f23")
    sheet.ellipse(0, -4, 25, 32, "#39424a")
    sheet.ellipse(-2, -5, 15, 20, "#20262b")
    sheet.line("M-21 -14C-20 -30 -8 -36 2 -35", "#87949b", 3)


FACE = points(
    "0,-152 60,-140 98,-98 108,-34 104,26 90,84 60,130 22,151 0,153 -22,151 -60,130 -90,84 "
    "-104,26 -108,-34 -98,-98 -60,-140"
)


def front(sheet: Sheet, look: Look) -> None:
    """A face from the front around its middle, with ears and neck; a nose's shade, no features."""
    neck = "M-56 90C-52 150 -58 184 -92 214L0 300L92 214C58 184 52 150 56 90Z"
    sheet.path(neck, sheet.across(-60, 70, look.skin, look.shade))
    with sheet.clip(neck):
        sheet.path(
            "M-70 100C-50 178 30 196 70 150L110 90V320H20C40 240 10 200 -70 150Z",
            look.shade,
            opacity=0.75,
        )
    for side in (-1, 1):
        sheet.ellipse(side * 108, 8, 17, 33, look.skin if side < 0 else look.shade)
        sheet.ellipse(side * 110, 8, 8, 20, mix(look.skin, look.shade, 0.6))
    face = smooth(FACE, close=True, tension=0.95)
    sheet.lit(
        face,
        sheet.across(-110, 110, look.skin, (0.5, look.skin), mix(look.skin, look.shade, 0.5)),
        look.light,
        (6, 3),
    )
    with sheet.clip(face):
        plane = (
            "M30 -160C14 -120 26 -84 14 -52L36 30C40 46 26 54 6 55C18 70 8 84 16 100"
            "C24 124 10 142 6 160H140V-160Z"
        )
        sheet.path(plane, look.shade, opacity=0.42)
        sheet.path("M-14 50C-8 60 16 62 34 46C30 66 -6 68 -14 50Z", look.shade, opacity=0.6)
        sheet.ellipse(-58, 46, 34, 22, mix(look.skin, "#e0604c", 0.5), opacity=0.3)


def spectacles(sheet: Sheet, frame: str) -> None:
    """Round-cornered glasses with the window in them."""
    for x in (-92, 16):
        glass = sheet.linear(
            (x, -44),
            (x + 76, 20),
            (0, "#ffffff", 0.85),
            (0.45, "#dfeef0", 0.5),
            (0.5, "#9fc0c6", 0.28),
            (1, "#6f98a2", 0.4),
        )
        sheet.rect(x, -44, 76, 60, glass, r=24, stroke=frame, stroke_width=7)
    sheet.line("M-17 -22Q0 -34 17 -22M-91 -20L-108 -14M91 -20L108 -14", frame, 7)


def stethoscope_worn(sheet: Sheet, tube: str, sheen: str) -> None:
    """Round the neck of a figure from the front, its ends on the chest."""
    for colour, width, dx in ((tube, 15, 0), (sheen, 4, -3)):
        sheet.line(
            "M-88 196C-120 260 -128 330 -112 410C-104 450 -96 480 -98 520",
            colour,
            width,
            transform=f"translate({dx} 0)",
        )
        sheet.line(
            "M88 196C124 260 128 330 110 400C104 430 112 462 128 486",
            colour,
            width,
            transform=f"translate({dx} 0)",
        )
    sheet.circle(-98, 546, 36, "#39454c")
    sheet.circle(
        -99, 544, 33, sheet.linear((-130, 512), (-66, 578), "#f7fafa", (0.5, "#a9b6ba"), "#5c6a70")
    )
    sheet.circle(-98, 546, 22, sheet.linear((-120, 524), (-76, 568), "#c8d3d6", "#eef3f4"))
    sheet.line("M128 486L116 540M128 486L152 534", "#aab6ba", 7)
    for x, y in ((115, 546), (154, 540)):
        sheet.circle(x, y, 9, "#2b353a")
