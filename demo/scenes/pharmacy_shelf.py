"""A pharmacist's shelf: bottles, jars and cartons in groups, one brass mortar among them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from demo.drawing import Layer, Scene, Sheet, mix, seeded
from demo.wares import CORAL, CREAM, MINT, NAVY, ROSE, SAND, TEAL, WARES

WIDTH, HEIGHT = 1200, 900
BOARDS = (232, 452, 672, 892)


def pharmacy_shelf() -> Scene:
    chance = seeded(3)
    placed = _place(chance)
    return Scene(
        WIDTH, HEIGHT, (_back(), _shadows(placed), _wares(chance, placed), _light()), vignette=0.3
    )


def _back() -> Layer:
    """The wall behind the boards, lit by hidden lamps."""
    sheet = Sheet()
    sheet.rect(
        0,
        0,
        WIDTH,
        HEIGHT,
        sheet.linear((0, 0), (1200, 300), "#f3e3c6", (0.6, "#dcc6a4"), "#b39b80"),
    )
    top = 0
    for y in BOARDS:
        sheet.rect(
            0,
            top,
            WIDTH,
            y - top,
            sheet.down(top, y, (0, "#fff3d6", 0.9), (0.35, "#fff3d6", 0.15), (1, "#8a6a4c", 0.35)),
        )
        top = y + 24
    return sheet.layer(soft=4)


# Each shelf from the left: ware, width, height, colour, how many, space after.
ROWS: tuple[tuple[tuple[str, float, float, str, int, float], ...], ...] = (
    (
        ("carton", 70, 128, TEAL, 3, 22),
        ("amber", 52, 122, SAND, 4, 26),
        ("jar", 78, 74, CREAM, 2, 20),
        ("carton", 96, 104, CORAL, 2, 24),
        ("pump", 56, 150, MINT, 3, 22),
        ("carton", 62, 140, NAVY, 3, 0),
    ),
    (
        ("pump", 62, 150, CREAM, 3, 24),
        ("tube", 44, 132, ROSE, 4, 24),
        ("stack", 116, 34, MINT, 4, 26),
        ("mortar", 150, 96, SAND, 1, 28),
        ("amber", 58, 138, SAND, 3, 24),
        ("carton", 78, 116, CREAM, 3, 0),
    ),
    (
        ("stack", 108, 30, CORAL, 5, 24),
        ("carton", 74, 136, CREAM, 2, 20),
        ("dropper", 44, 112, SAND, 5, 26),
        ("jar", 84, 84, TEAL, 2, 24),
        ("plant", 120, 150, MINT, 1, 24),
        ("carton", 66, 126, ROSE, 3, 16),
        ("tube", 42, 124, TEAL, 3, 0),
    ),
    (
        ("amber", 66, 150, SAND, 3, 24),
        ("carton", 92, 120, MINT, 3, 22),
        ("pump", 60, 144, CORAL, 2, 24),
        ("jar", 76, 92, ROSE, 3, 24),
        ("carton", 70, 150, NAVY, 2, 18),
        ("stack", 112, 32, CREAM, 4, 0),
    ),
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A ware, or a pile of flat ones, and where its foot's middle stands."""

    name: str
    x: float
    board: float
    width: float
    height: float
    colour: str
    pile: int


def _place(chance: Random) -> list[Placed]:
    placed = []
    for board, row in zip(BOARDS, ROWS, strict=True):
        x = 34.0
        for name, width, height, colour, count, after in row:
            pile = count if name == "stack" else 1
            for _ in range(count // pile):
                tint = mix(colour, "#6d5138", chance.uniform(0, 0.1))
                placed.append(Placed(name, x + width / 2, board, width, height, tint, pile))
                x += width + 7
            x += after - 7
    return placed


def _shadows(placed: list[Placed]) -> Layer:
    """On the wall, to the right of each ware."""
    sheet = Sheet()
    for ware in placed:
        slim = 0.55 if ware.name in {"plant", "mortar"} else 0.8 if ware.name == "pump" else 1
        width, height = ware.width * slim, ware.height * ware.pile * 0.94
        sheet.rect(
            ware.x - width / 2 + 14,
            ware.board - height,
            width,
            height + 4,
            "#53371f",
            r=8,
            opacity=0.42,
        )
    return sheet.layer(soft=6)


def _wares(chance: Random, placed: list[Placed]) -> Layer:
    sheet = Sheet()
    for ware in placed:
        with sheet.group(
            f"translate({ware.x:.1f} {ware.board}) rotate({chance.uniform(-0.5, 0.5):.2f})"
        ):
            if ware.pile > 1:
                _pile(sheet, chance, ware)
            else:
                WARES[ware.name](sheet, ware.width, ware.height, ware.colour)
    for board in BOARDS:
        _board(sheet, board)
    return sheet.layer()


def _pile(sheet: Sheet, chance: Random, ware: Placed) -> None:
    """Flat cartons on one another, none quite straight."""
    w, h, colour = ware.width, ware.height, ware.colour
    for k in range(ware.pile):
        dx = chance.uniform(-5, 5)
        y = -h * (k + 1)
        tint = mix(colour, "#ffffff", 0.14 * (k % 2))
        sheet.rect(
            -w / 2 + dx,
            y,
            w,
            h - 1,
            sheet.across(-w / 2, w / 2, mix(tint, "#ffffff", 0.2), mix(tint, "#2a2420", 0.22)),
            r=1.5,
        )
        sheet.rect(-w / 2 + dx, y, w * 0.24, h - 1, mix(colour, "#26404a", 0.5), opacity=0.8)
        sheet.rect(-w / 2 + dx + w * 0.32, y + h * 0.34, w * 0.36, 4, "#33474c", r=2, opacity=0.7)
        sheet.rect(-w / 2 + dx, y, w, 2, "#ffffff", opacity=0.5)


def _board(sheet: Sheet, y: float) -> None:
    sheet.rect(0, y, WIDTH, 24, sheet.across(0, 1200, "#c99662", (0.5, "#b07d4f"), "#7d5539"))
    sheet.rect(0, y, WIDTH, 4, "#f2cf9c", opacity=0.8)
    for k in range(9):
        sheet.line(f"M{k * 150 - 40} {y + 9 + k % 3 * 4}q60 -3 130 1", "#6f4a30", 1, opacity=0.4)
    shade = sheet.down(y + 24, y + 66, (0, "#3d2819", 0.5), (1, "#3d2819", 0))
    sheet.rect(0, y + 24, WIDTH, 42, shade)


def _light() -> Layer:
    """Daylight from the upper left through a mullioned window."""
    sheet = Sheet()
    sheet.rect(0, 0, WIDTH, HEIGHT, "#7a7a80")
    for k in range(3):
        x = 60 + k * 200
        sheet.path(f"M{x} -20H{x + 160}L{x + 620} 920H{x + 420}Z", "#d8c49c")
    return sheet.layer(soft=9, mode="soft_light")
