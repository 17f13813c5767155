"""Ids of images as people write and paste them: in16, /b/16, an address, a file's name. Pure."""

from __future__ import annotations

import re

from dam.text.read import read_image_id

MOST_IDS = 20
_SEPARATORS = re.compile(r"[\s,;]+")
_SPACED = re.compile(r"\bin[ -]+(?=[0-9])")
_ADDRESS = re.compile(
    r"(?:https?://[^/\s]+|[\w.-]+\.[a-z]{2,}(?::[0-9]+)?)?"
    r"/(?:en/|latt/)?(?:b|bild|bilder|images|redaktion/bilder)/(?:[a-z0-9-]*-)?(?:in-?)?([0-9]{1,10})"
    r"(?:[/?#]\S*)?"
)
_DELIVERED = re.compile(r"\S+_in([0-9]{1,10})(?:_[0-9]+x[0-9]+)?(?: ?\([0-9]+\))?\.[a-z0-9]{2,5}")


def read_typed_ids(level: str) -> list[int]:
    """Return the ids where a text in lower case is nothing but ids. Bare numbers may be words, or
    years: they count only beside an id that cannot be one.
    """
    if named := _DELIVERED.fullmatch(level):
        return [each for each in [read_image_id(named[1])] if each]
    pieces = _SEPARATORS.split(_SPACED.sub("in", level))
    if len(pieces) > MOST_IDS or all(piece.isdigit() for piece in pieces):
        return []
    found = [_read_piece(piece) for piece in pieces]
    return [each for each in found if each] if all(found) else []


def _read_piece(piece: str) -> int | None:
    match = _ADDRESS.fullmatch(piece) or _DELIVERED.fullmatch(piece)
    return read_image_id(match[1]) if match else read_image_id(piece)
