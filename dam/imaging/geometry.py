"""Sizes and orientation: scale a size, turn a stored picture upright, name a shape."""

from __future__ import annotations

from PIL import Image

Size = tuple[int, int]
"""Width and height in pixels."""

# Exif 3.0, tag 274: what must be done to the stored pixels so that they stand upright.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
PANORAMA = 2.4
SQUARE = 0.05


def fit_size(size: Size, long_edge: int | None) -> Size:
    """``size`` in proportion with its long edge ``long_edge`` at most; never larger than it was."""
    scale = 1.0 if long_edge is None else min(1.0, long_edge / max(size))
    width, height = size
    return max(1, round(width * scale)), max(1, round(height * scale))


def get_upright_size(size: Size, orientation: int) -> Size:
    """The size of a picture stored as ``size`` once Exif ``orientation`` (1-8) is applied."""
    width, height = size
    return (height, width) if orientation >= 5 else size


def turn_upright(picture: Image.Image, orientation: int) -> Image.Image:
    """``picture`` with Exif ``orientation`` applied to its pixels."""
    turn = _UPRIGHT.get(orientation)
    return picture if turn is None else picture.transpose(turn)


def classify_orientation(width: int, height: int) -> str:
    """Return landscape, portrait, square (within 5 %) or panorama (2.4 or wider)."""
    ratio = width / height
    if ratio >= PANORAMA:
        return "panorama"
    if abs(ratio - 1) <= SQUARE:
        return "square"
    return "landscape" if ratio > 1 else "portrait"
