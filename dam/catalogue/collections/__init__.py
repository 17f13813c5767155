"""Collections: named groups of images in an order of their own, kept by staff.

Which collections an image is in is part of what is said of it, so `dam.catalogue` calls `place`.
"""

from dam.catalogue.collections.edit import add, arrange, edit, move, place, remove, reordered
from dam.catalogue.collections.read import (
    Held,
    Words,
    by_slug,
    find,
    held,
    ids_in,
    known,
    listed,
    names,
    slugs_of,
    still_there,
    words_of,
)

__all__ = [
    "Held",
    "Words",
    "add",
    "arrange",
    "by_slug",
    "edit",
    "find",
    "held",
    "ids_in",
    "known",
    "listed",
    "move",
    "names",
    "place",
    "remove",
    "reordered",
    "slugs_of",
    "still_there",
    "words_of",
]
