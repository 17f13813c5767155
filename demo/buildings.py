"""Red houses of wood, for the scenes in the country."""

from __future__ import annotations

from demo.drawing import Sheet, polygon


def cottage_house(sheet: Sheet) -> None:
    """A red cottage with white corners, its gable to the right in shade."""
    left, right, eaves, foot, gable = 880, 1080, 548, 644, 1180
    sheet.rect(left, foot - 8, gable - left, 10, "#8f8a83")
    sheet.rect(
        left,
        eaves - 4,
        right - left,
        foot - eaves - 4,
        sheet.across(left, right, "#b03a2c", "#9c2f26"),
    )
    sheet.path(
        polygon(
            [
                (right, eaves),
                (right, foot - 8),
                (gable, foot - 8),
                (gable, eaves),
                ((right + gable) / 2, 476),
            ]
        ),
        sheet.across(right, gable, "#7f2620", "#6b1f1d"),
    )
    boards = "".join(f"M{x} {eaves}V{foot - 8}" for x in range(left + 6, gable, 8))
    sheet.line(boards, "#5d1917", 0.8, opacity=0.45)
    peak = (right + gable) / 2
    sheet.path(
        polygon([(left - 12, eaves + 2), (left + 40, 474), (peak, 474), (right + 2, eaves + 2)]),
        sheet.down(474, 550, "#57504f", "#3d393c"),
    )
    tiles = "".join(
        f"M{x} 474L{x - 48 + (x - 920) * 0.06:.0f} {eaves + 2}" for x in range(928, 1128, 9)
    )
    sheet.line(tiles, "#2f2c30", 0.9, opacity=0.6)
    sheet.path(
        polygon(
            [
                (peak, 470),
                (gable + 12, eaves + 6),
                (gable + 6, eaves + 10),
                (peak, 482),
                (right, eaves + 8),
                (right - 6, eaves + 2),
            ]
        ),
        "#f4efe4",
    )
    sheet.rect(1000, 440, 26, 44, "#a8584a")
    sheet.rect(1016, 440, 10, 44, "#8a443a")
    sheet.rect(996, 436, 34, 7, "#6d3a34")
    for x in (left, right - 4, gable - 7):
        sheet.rect(x, eaves, 7, foot - eaves - 8, "#f4efe4" if x < right else "#d9d2c8")
    for x in (908, 1030):
        _window(sheet, (x, 570, 30, 42), "#f8f4ea")
    _window(sheet, (1112, 572, 34, 42), "#dcd5ca")
    _window(sheet, (1120, 514, 20, 24), "#dcd5ca")
    sheet.rect(958, 572, 44, 66, "#f8f4ea")
    sheet.rect(963, 577, 34, 61, "#35615c")
    sheet.rect(968, 583, 24, 18, "#bfdcdc")
    sheet.path(polygon([(944, 566), (980, 546), (1016, 566)]), "#f8f4ea")
    sheet.path(polygon([(954, 564), (980, 551), (1006, 564)]), "#9c2f26")
    for x in (948, 1008):
        sheet.rect(x, 566, 4.5, 74, "#f8f4ea")
    sheet.rect(946, 638, 68, 6, "#b9b0a2")
    sheet.rect(940, 644, 80, 6, "#a39a8c")


def _window(sheet: Sheet, box: tuple[float, float, float, float], frame: str) -> None:
    x, y, w, h = box
    sheet.rect(x - 4, y - 4, w + 8, h + 8, frame)
    sheet.rect(
        x, y, w, h, sheet.linear((x, y), (x + w, y + h), "#40626e", (0.5, "#8fb7c2"), "#35525c")
    )
    sheet.line(f"M{x + w / 2} {y}V{y + h}M{x} {y + h * 0.36}H{x + w}", frame, 2.4)
    sheet.path(
        f"M{x} {y + h}v{-h * 0.2:.1f}q{w * 0.25} {-h * 0.2:.1f} {w * 0.4} {h * 0.2:.1f}z",
        "#f8f4ea",
        opacity=0.7,
    )


def boathouse(sheet: Sheet, shore: float) -> None:
    """A red boathouse with its jetty and their reflection below y = shore."""
    for flip, see in ((1, 1.0), (-1, 0.7)):
        with sheet.group(
            f"translate(0 {0 if flip == 1 else 2 * shore}) scale(1 {flip})", opacity=see
        ):
            sheet.rect(640, shore - 34, 58, 32, "#7c2d2b")
            sheet.rect(676, shore - 34, 22, 32, "#9c3d33")
            sheet.path(
                polygon(
                    [(634, shore - 32), (648, shore - 54), (690, shore - 54), (704, shore - 32)]
                ),
                "#2b2630",
            )
            sheet.path(
                polygon([(676, shore - 33), (690, shore - 53), (703, shore - 33)]), "#b24a39"
            )
            sheet.rect(651, shore - 24, 11, 12, "#ffd58a")
            sheet.rect(683, shore - 22, 10, 22, "#4a1f22")
            for x in (640, 697):
                sheet.rect(x, shore - 33, 1.6, 32, "#e9d6c4")
            sheet.rect(700, shore - 7, 74, 3.4, "#4d4048")
            for x in (716, 738, 760, 771):
                sheet.rect(x, shore - 7, 2.4, 12, "#3a3039")
