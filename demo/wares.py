"""What stands on a pharmacist's shelf: cartons, bottles, jars, tubes, a mortar, a plant."""

from __future__ import annotations

from collections.abc import Callable

from demo.drawing import Sheet, mix
from demo.plants import sheaf

CREAM, MINT, TEAL, CORAL, SAND, NAVY, ROSE = (
    "#f4eee0",
    "#a9d3c4",
    "#2f8380",
    "#e07a58",
    "#e6c48f",
    "#2b4a63",
    "#e9b6a6",
)

# A ware is drawn standing on (0, 0): sheet, width, height, colour.
Ware = Callable[[Sheet, float, float, str], None]


def _rounded(sheet: Sheet, width: float, colour: str) -> str:
    """A cylinder's light: bright on the left third, dark on the right."""
    half = width / 2
    return sheet.across(
        -half,
        half,
        mix(colour, "#3a2a22", 0.18),
        (0.28, mix(colour, "#ffffff", 0.42)),
        (0.55, colour),
        mix(colour, "#2a2420", 0.45),
    )


def _carton(sheet: Sheet, w: float, h: float, colour: str) -> None:
    half = w / 2
    sheet.rect(
        -half,
        -h,
        w,
        h,
        sheet.across(-half, half, mix(colour, "#ffffff", 0.2), mix(colour, "#2a2420", 0.16)),
        r=1.5,
    )
    sheet.rect(half - 9, -h, 9, h, mix(colour, "#2a2420", 0.34))
    paper = CREAM if colour != CREAM and not colour.startswith("#f") else "#cfded6"
    sheet.rect(-half, -h * 0.62, w - 9, h * 0.4, paper)
    ink = mix(colour, "#1f3038", 0.5)
    sheet.rect(-half + 8, -h * 0.55, w * 0.5, 5, ink, r=2)
    sheet.rect(-half + 8, -h * 0.55 + 11, w * 0.36, 3, ink, r=1.5, opacity=0.6)
    sheet.circle(half - 24, -h * 0.32, 8, mix(colour, CORAL, 0.5))
    sheet.rect(-half, -h, w - 9, 3, "#ffffff", opacity=0.5)


def _amber(sheet: Sheet, w: float, h: float, _colour: str) -> None:
    half = w / 2
    glass = _rounded(sheet, w, "#9a5524")
    sheet.path(
        f"M{-half} -6V{-h * 0.66}"
        f"C{-half} {-h * 0.78} {-half * 0.5} {-h * 0.76} {-half * 0.5} {-h * 0.84}H{half * 0.5}"
        f"C{half * 0.5} {-h * 0.76} {half} {-h * 0.78} {half} {-h * 0.66}V-6"
        f"Q{half} 0 {half - 7} 0H{-half + 7}Q{-half} 0 {-half} -6Z",
        glass,
    )
    sheet.rect(-half * 0.6, -h, w * 0.6, h * 0.17, _rounded(sheet, w * 0.6, "#2c3236"), r=3)
    sheet.rect(-half, -h * 0.56, w, h * 0.36, _rounded(sheet, w, "#f2e8d3"))
    sheet.rect(-half * 0.55, -h * 0.48, w * 0.5, 4.5, TEAL, r=2)
    sheet.rect(-half * 0.55, -h * 0.48 + 10, w * 0.34, 3, "#8a8375", r=1.5)
    sheet.rect(-half + 6, -h * 0.66, 4, h * 0.62, "#ffd9a0", r=2, opacity=0.55)


def _dropper(sheet: Sheet, w: float, h: float, colour: str) -> None:
    _amber(sheet, w, h * 0.86, colour)
    sheet.ellipse(0, -h * 0.88, w * 0.17, h * 0.12, _rounded(sheet, w * 0.34, CORAL))


def _pump(sheet: Sheet, w: float, h: float, colour: str) -> None:
    half = w / 2
    sheet.path(
        f"M{-half} -6V{-h * 0.6}Q{-half} {-h * 0.7} {-half + 12} {-h * 0.7}H{half - 12}"
        f"Q{half} {-h * 0.7} {half} {-h * 0.6}V-6Q{half} 0 {half - 6} 0H{-half + 6}"
        f"Q{-half} 0 {-half} -6Z",
        _rounded(sheet, w, colour),
    )
    sheet.rect(-9, -h * 0.78, 18, h * 0.09, "#e9e6dd")
    sheet.rect(-3, -h * 0.92, 6, h * 0.15, "#cfcbc0")
    sheet.path(
        f"M-24 {-h * 0.93}C-26 {-h} -6 {-h} 12 {-h * 0.985}V{-h * 0.91}H-16V{-h * 0.9}Z", "#f3f0e8"
    )
    sheet.rect(-half * 0.55, -h * 0.5, w * 0.55, h * 0.26, "#ffffff", r=3, opacity=0.75)
    sheet.rect(-half * 0.4, -h * 0.44, w * 0.36, 4, NAVY, r=2, opacity=0.8)
    sheet.circle(0, -h * 0.31, 4, CORAL)


def _jar(sheet: Sheet, w: float, h: float, colour: str) -> None:
    half = w / 2
    sheet.rect(-half, -h * 0.74, w, h * 0.74, _rounded(sheet, w, colour), r=9)
    sheet.rect(-half - 1, -h, w + 2, h * 0.3, _rounded(sheet, w, "#f7f2e6"), r=5)
    sheet.rect(
        -half,
        -h * 0.56,
        w,
        h * 0.36,
        _rounded(sheet, w, "#fbf7ec" if colour != CREAM else "#d9e6df"),
    )
    sheet.rect(-half * 0.5, -h * 0.46, w * 0.5, 4.5, NAVY, r=2)
    sheet.rect(-half * 0.5, -h * 0.46 + 9, w * 0.3, 3, CORAL, r=1.5)


def _tube(sheet: Sheet, w: float, h: float, colour: str) -> None:
    half = w / 2
    sheet.path(
        f"M{-half} {-h}H{half}L{half * 0.8} {-h * 0.2}H{-half * 0.8}Z",
        _rounded(sheet, w, mix(colour, "#ffffff", 0.25)),
    )
    sheet.rect(-half, -h, w, h * 0.07, mix(colour, "#2a2420", 0.12))
    sheet.path(
        f"M{-half * 0.93} {-h * 0.62}H{half * 0.93}L{half * 0.86} {-h * 0.36}H{-half * 0.86}Z",
        _rounded(sheet, w, mix(colour, "#26404a", 0.35)),
    )
    sheet.rect(-half * 0.72, -h * 0.2, w * 0.72, h * 0.2, _rounded(sheet, w * 0.72, "#f3efe4"), r=3)


def _mortar(sheet: Sheet, w: float, h: float, _colour: str) -> None:
    """The one old thing on the shelf, of brass."""
    brass = sheet.across(
        -w / 2, w / 2, "#8a5f22", (0.22, "#ffe7a6"), (0.42, "#d9a544"), (0.75, "#9a6a24"), "#5d3c14"
    )
    sheet.path(
        "M20 -100L58 -176Q70 -186 76 -172L44 -92Z",
        sheet.linear((30, -140), (66, -130), "#ffe9b0", (0.5, "#c58f38"), "#6e4818"),
    )
    half = w * 0.36
    sheet.path(
        f"M{-half} {-h}C{-half} {-h * 0.5} {-half * 0.7} {-h * 0.3} {-half * 0.45} {-h * 0.2}"
        f"H{half * 0.45}C{half * 0.7} {-h * 0.3} {half} {-h * 0.5} {half} {-h}Z",
        brass,
    )
    sheet.path(
        f"M{-half * 0.5} {-h * 0.22}L{-half * 0.75} 0H{half * 0.75}L{half * 0.5} {-h * 0.22}Z",
        brass,
    )
    sheet.ellipse(0, -h, half + 5, 9, "#f6d68c")
    sheet.ellipse(0, -h + 1, half - 3, 6, "#5d3c14")
    sheet.rect(-half * 0.92, -h * 0.68, half * 1.84, 5, "#fbe3a0", opacity=0.5)


def _plant(sheet: Sheet, w: float, h: float, _colour: str) -> None:
    sheaf(
        sheet, (0, -h * 0.36), 66, h * 0.72, ("#2f6b57", "#4f8f68", "#7fb380", "#27594c"), leaves=13
    )
    half = w * 0.3
    sheet.path(
        f"M{-half} {-h * 0.42}H{half}L{half * 0.78} 0H{-half * 0.78}Z",
        _rounded(sheet, w * 0.6, "#d9805e"),
    )
    sheet.rect(
        -half - 3, -h * 0.46, half * 2 + 6, h * 0.1, _rounded(sheet, w * 0.66, "#e29270"), r=2
    )


WARES: dict[str, Ware] = {
    "carton": _carton, "amber": _amber, "dropper": _dropper, "pump": _pump,
    "jar": _jar, "tube": _tube, "mortar": _mortar, "plant": _plant,
}  # fmt: skip
