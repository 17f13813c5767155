"""Exif: what of an upload's is needed to show it right, and the small clean block written anew.

Used by the format modules and `head`. Tags are those of Exif 3.0 (CIPA DC-008), section 4.6.
"""

from __future__ import annotations

from dam.imaging.embed.ifd import (
    LONG,
    RATIONAL,
    SHORT,
    UNDEFINED,
    Entry,
    Field,
    byte_order,
    directory_size,
    numbers,
    read_entries,
    read_numbers,
    text,
    write_directory,
)
from dam.imaging.embed.layout import Data, NoPlan, Said, Shown, number
from dam.imaging.orientation import ORIENTATION

DESCRIPTION, ARTIST, COPYRIGHT, DATE_ORIGINAL = 0x010E, 0x013B, 0x8298, 0x9003
X_RESOLUTION, Y_RESOLUTION, RESOLUTION_UNIT = 0x011A, 0x011B, 0x0128
EXIF_DIRECTORY, EXIF_VERSION, COLOUR_SPACE = 0x8769, 0x9000, 0xA001

_KINDS = {
    ORIENTATION: SHORT,
    X_RESOLUTION: RATIONAL,
    Y_RESOLUTION: RATIONAL,
    RESOLUTION_UNIT: SHORT,
    COLOUR_SPACE: SHORT,
}
_MOST_TURNS = 8
_CHOICES = {
    ORIENTATION: range(1, 9),
    RESOLUTION_UNIT: range(1, 4),
    COLOUR_SPACE: (1, 0xFFFF),
}


def read_shown(block: bytes) -> Shown:
    """How an image is to be shown, by an Exif block that starts with its TIFF header.

    A broken block says nothing, as decoders have it.
    """
    try:
        order = byte_order(block)
        return shown_by(block, read_entries(block, number(block, 4, order + "I"), order), order)
    except NoPlan:
        return {}


def density(ppi: int) -> Shown:
    """The fields that say so many pixels an inch, which is unit 2."""
    return {X_RESOLUTION: (ppi, 1), Y_RESOLUTION: (ppi, 1), RESOLUTION_UNIT: (2,)}


def shown_by(data: Data, entries: dict[int, Entry], order: str) -> Shown:
    """The sound fields of a first directory, and of its Exif directory, that say how to show."""
    entries = entries | _inner(data, entries, order)
    values = {tag: _read(data, entries.get(tag), order) for tag in _KINDS}
    # Whatever else stands in the field, the first value counts.
    values[ORIENTATION] = _read(data, entries.get(ORIENTATION), order, most=_MOST_TURNS)[:1]
    return {tag: value for tag, value in values.items() if _is_sound(tag, value)}


def _inner(data: Data, entries: dict[int, Entry], order: str) -> dict[int, Entry]:
    """The colour space, which stands in a directory of its own."""
    try:
        at = _read(data, entries.get(EXIF_DIRECTORY), order)
        inner = read_entries(data, at[0], order) if at else {}
    except NoPlan:
        return {}
    return {tag: entry for tag, entry in inner.items() if tag == COLOUR_SPACE}


def _read(data: Data, entry: Entry | None, order: str, most: int = 1) -> tuple[int, ...]:
    """The integers of a field; none where it is missing, broken, or has too many values."""
    if entry is None or entry.count > most:
        return ()
    try:
        return read_numbers(data, entry, order)
    except NoPlan:
        return ()


def _is_sound(tag: int, values: tuple[int, ...]) -> bool:
    wanted = 2 if _KINDS[tag] == RATIONAL else 1
    return len(values) == wanted and all(values) and values[0] in _CHOICES.get(tag, values)


def block(said: Said) -> bytes:
    """An Exif block of its own, from the TIFF header on; empty where there is nothing to say."""
    return b"II*\0\x08\0\0\0" + directories([], said, 8, "<") if said else b""


def directories(fields: list[Field], said: Said, at: int, order: str) -> bytes:
    """These fields and what is said as a first directory and its Exif directory, for ``at``."""
    outer, inner = list(fields), list[Field]()
    for tag, value in said.items():
        field = (
            text(tag, value)
            if isinstance(value, bytes)
            else numbers(tag, _KINDS[tag], value, order)
        )
        (inner if tag >= EXIF_VERSION else outer).append(field)
    if not inner:
        return write_directory(outer, at, order)
    inner.append(Field(EXIF_VERSION, UNDEFINED, 4, b"0232"))
    below = at + directory_size([*outer, numbers(EXIF_DIRECTORY, LONG, (0,), order)])
    outer.append(numbers(EXIF_DIRECTORY, LONG, (below,), order))
    return write_directory(outer, at, order) + write_directory(inner, below, order)
