"""Colour encodings that a file states as primaries and transfer, and not in a profile.

Code points are those of ITU-T H.273; curves of IEC 61966-2-1 (sRGB), BT.709 and BT.2100 (PQ, HLG).
Light is 1 at the white of a page; BT.2408 puts that at 203 cd/m². Used by `recode` and by
whoever reads a format's numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Chromaticities = tuple[float, ...]
"""x and y of red, green, blue and white (CIE 1931)."""

_D65 = (0.3127, 0.3290)
SRGB_PRIMARIES: Chromaticities = (0.64, 0.33, 0.30, 0.60, 0.15, 0.06, *_D65)
P3_PRIMARIES: Chromaticities = (0.68, 0.32, 0.265, 0.69, 0.15, 0.06, *_D65)
BT2020_PRIMARIES: Chromaticities = (0.708, 0.292, 0.17, 0.797, 0.131, 0.046, *_D65)
# H.273, table 2. What has no row counts as sRGB.
_PRIMARIES: dict[int, Chromaticities] = {
    1: SRGB_PRIMARIES,
    4: (0.67, 0.33, 0.21, 0.71, 0.14, 0.08, 0.310, 0.316),
    5: (0.64, 0.33, 0.29, 0.60, 0.15, 0.06, *_D65),
    6: (0.630, 0.340, 0.310, 0.595, 0.155, 0.070, *_D65),
    7: (0.630, 0.340, 0.310, 0.595, 0.155, 0.070, *_D65),
    8: (0.681, 0.319, 0.243, 0.692, 0.145, 0.049, 0.310, 0.316),
    9: BT2020_PRIMARIES,
    11: (0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.314, 0.351),
    12: P3_PRIMARIES,
    22: (0.630, 0.340, 0.295, 0.605, 0.155, 0.077, *_D65),
}
NAMES = {SRGB_PRIMARIES: "sRGB", P3_PRIMARIES: "Display P3", BT2020_PRIMARIES: "BT.2020"}

Transfer = Literal["sRGB", "BT.709", "linear", "gamma", "PQ", "HLG"]
# H.273, table 3. Gamma 2.2 and 2.8 are those of television before; what has no row counts as sRGB.
_TRANSFERS: dict[int, tuple[Transfer, float]] = {
    1: ("BT.709", 0),
    4: ("gamma", 2.2),
    5: ("gamma", 2.8),
    6: ("BT.709", 0),
    8: ("linear", 0),
    13: ("sRGB", 0),
    14: ("BT.709", 0),
    15: ("BT.709", 0),
    16: ("PQ", 0),
    18: ("HLG", 0),
}
_UNSPECIFIED = 2

WHITE_NITS = 203.0
_HLG_NITS, _HLG_GAMMA = 1000.0, 1.2
# Light up to here is kept; what is brighter is bent towards white, and meets it at infinity.
_KNEE = 0.75


@dataclass(frozen=True, slots=True)
class ColourEncoding:
    """Primaries and transfer of a file's pixels; ``gamma`` is the exponent, where that is all.

    ``full`` says that a channel fills its bits, and does not go from 16/255 to 235/255.
    """

    primaries: Chromaticities
    transfer: Transfer
    gamma: float = 0
    full: bool = True

    @property
    def hdr(self) -> str | None:
        """The name of an HDR transfer (PQ or HLG); None for others."""
        return self.transfer if self.transfer in {"PQ", "HLG"} else None

    @property
    def name(self) -> str:
        """The name of the encoding, also for files whose profile would have said it."""
        primaries = NAMES.get(self.primaries, "RGB")
        if self.hdr:
            return f"{'Rec. 2100' if primaries == 'BT.2020' else primaries} {self.hdr}"
        curve = {"linear": " linear", "gamma": f" gamma {self.gamma:.2g}"}.get(self.transfer, "")
        return primaries + curve

    @property
    def is_plain(self) -> bool:
        """Whether the transfer is that of sRGB, whatever the primaries."""
        return self.transfer == "sRGB" and self.full

    def level(self, stored: float) -> float:
        """The sRGB level, 0 to 1, of a stored level of 0 to 1."""
        return to_srgb_level(self.light(stored))

    def light(self, stored: float) -> float:
        """Light from 0, where 1 is white, of a channel by itself; what is brighter is bent."""
        if not self.full:
            stored = min(1.0, max(0.0, (stored * 255 - 16) / 219))
        if self.transfer == "gamma":
            return math.pow(stored, self.gamma)
        return _CURVES[self.transfer](stored)


def get_cicp_encoding(primaries: int, transfer: int, *, full: bool = True) -> ColourEncoding | None:
    """The encoding of H.273's code points, None where they are unspecified."""
    if {primaries, transfer} <= {0, _UNSPECIFIED}:
        return None
    curve, gamma = _TRANSFERS.get(transfer, ("sRGB", 0.0))
    return ColourEncoding(_PRIMARIES.get(primaries, SRGB_PRIMARIES), curve, gamma, full)


def to_srgb_level(light: float) -> float:
    """IEC 61966-2-1."""
    if light <= 0.0031308:
        return max(0.0, 12.92 * light)
    return min(1.0, 1.055 * math.pow(light, 1 / 2.4) - 0.055)


def roll_off_highlights(light: float) -> float:
    """``light`` with its highlights bent below white, at no slope's break."""
    if light <= _KNEE:
        return light
    rest = 1 - _KNEE
    return _KNEE + rest * (1 - math.exp((_KNEE - light) / rest))


def hlg_to_scene_light(stored: float) -> float:
    """Light of the scene, 0 to 1, of an HLG level (BT.2100, table 5)."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    return stored**2 / 3 if stored <= 0.5 else (math.exp((stored - c) / a) + b) / 12


def hlg_to_display_light(scene: float, luminance: float) -> float:
    """Light on a display of 1,000 cd/m², of a channel in a scene of so much luminance."""
    if luminance <= 0:
        return 0.0
    return _HLG_NITS * math.pow(luminance, _HLG_GAMMA - 1) * scene / WHITE_NITS


def _srgb_to_light(stored: float) -> float:
    return stored / 12.92 if stored <= 0.04045 else ((stored + 0.055) / 1.055) ** 2.4


def _bt709_to_light(stored: float) -> float:
    return stored / 4.5 if stored < 0.081 else ((stored + 0.099) / 1.099) ** (1 / 0.45)


def _pq_to_light(stored: float) -> float:
    m1, m2, c1, c2, c3 = 0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875
    power = stored ** (1 / m2)
    return roll_off_highlights(
        10_000 * (max(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1) / WHITE_NITS
    )


def _hlg_to_light(stored: float) -> float:
    scene = hlg_to_scene_light(stored)
    return roll_off_highlights(hlg_to_display_light(scene, scene))


_CURVES: dict[Transfer, Callable[[float], float]] = {
    "sRGB": _srgb_to_light,
    "BT.709": _bt709_to_light,
    "linear": float,
    "PQ": _pq_to_light,
    "HLG": _hlg_to_light,
}
