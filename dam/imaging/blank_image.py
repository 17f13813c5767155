"""Pictures in which nothing is seen: of one colour from edge to edge, or wholly transparent.

Asked by `inspect` of what was decoded. They are taken, and staff are told.
"""

from __future__ import annotations

from PIL import Image

NOTHING_SEEN = (
    "Bilden är helt enfärgad: det syns ingenting i den. "
    "Kontrollera att det är rätt fil innan du publicerar."
)


def shows_nothing(picture: Image.Image) -> bool:
    """Whether all pixels of a decoded picture are seen as one."""
    seen = picture
    if picture.mode == "P":
        seen = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    elif picture.mode == "I;16B":
        seen = picture.convert("I")  # of which Pillow finds extremes
    found = seen.getextrema()
    bands = found if isinstance(found[0], tuple) else (found,)
    if seen.mode in {"LA", "RGBA", "La", "RGBa"} and bands[-1] == (0, 0):
        return True
    return all(low == high for low, high in bands)
