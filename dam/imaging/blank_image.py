"""Blank pictures, of one colour or transparent: they are taken, and staff are told."""

from __future__ import annotations

from PIL import Image

NOTHING_SEEN = (
    "Bilden är helt enfärgad: det syns ingenting i den. "
    "Kontrollera att det är rätt fil innan du publicerar."
)


def is_blank(picture: Image.Image) -> bool:
    """Whether all pixels of a decoded picture look the same."""
    converted = picture
    if picture.mode == "P":
        converted = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    elif picture.mode == "I;16B":
        converted = picture.convert("I")  # of which Pillow finds extremes
    extrema = converted.getextrema()
    bands = extrema if isinstance(extrema[0], tuple) else (extrema,)
    if converted.mode in {"LA", "RGBA", "La", "RGBa"} and bands[-1] == (0, 0):
        return True
    return all(low == high for low, high in bands)
