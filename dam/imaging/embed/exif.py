"""Exif: the fields of an upload that affect display, and the small block written anew.

Used by the format modules and `head`. Tags are those of Exif 3.0 (CIPA DC-008), section 4.6.
"""

from __future__ import annotations

from dam.imaging.embed.ifd import (
    LONG,
    RATIONAL,
    SHORT,
    UNDEFINED,
    IfdEntry,
    IfdField,
    get_directory_size,
    make_number_field,
    make_text_field,
    read_byte_order,
    read_entries,
    read_numbers,
    write_directory,
)
from dam.imaging.embed.layout import Data, DisplayFields, ExifFields, NoPlan, take_number
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
_CHOICES = {ORIENTATION: range(1, 9), RESOLUTION_UNIT: range(1, 4), COLOUR_SPACE: (1, 0xFFFF)}


def read_exif_display(block: bytes) -> DisplayFields:
    """The display fields of an Exif block from its TIFF header on; none of a broken one."""
    try:
        order = read_byte_order(block)
        return read_display_fields(
            block, read_entries(block, take_number(block, 4, order + "I"), order), order
        )
    except NoPlan:
        return {}


def make_density_fields(ppi: int) -> DisplayFields:
    """The fields that say so many pixels an inch, which is unit 2."""
    return {X_RESOLUTION: (ppi, 1), Y_RESOLUTION: (ppi, 1), RESOLUTION_UNIT: (2,)}


def read_display_fields(data: Data, entries: dict[int, IfdEntry], order: str) -> DisplayFields:
    """The valid display fields of the first IFD and its Exif IFD."""
    entries = entries | _read_colour_space_entry(data, entries, order)
    values = {tag: _read_integers(data, entries.get(tag), order) for tag in _KINDS}
    # Whatever else stands in the field, the first value counts.
    values[ORIENTATION] = _read_integers(data, entries.get(ORIENTATION), order, most=_MOST_TURNS)[
        :1
    ]
    return {tag: value for tag, value in values.items() if _is_valid_field(tag, value)}


def _read_colour_space_entry(
    data: Data, entries: dict[int, IfdEntry], order: str
) -> dict[int, IfdEntry]:
    """The ColorSpace field, which is in the Exif IFD."""
    try:
        at = _read_integers(data, entries.get(EXIF_DIRECTORY), order)
        inner = read_entries(data, at[0], order) if at else {}
    except NoPlan:
        return {}
    return {tag: entry for tag, entry in inner.items() if tag == COLOUR_SPACE}


def _read_integers(
    data: Data, entry: IfdEntry | None, order: str, most: int = 1
) -> tuple[int, ...]:
    """The integers of a field; none where it is missing, broken, or has too many values."""
    if entry is None or entry.count > most:
        return ()
    try:
        return read_numbers(data, entry, order)
    except NoPlan:
        return ()


def _is_valid_field(tag: int, values: tuple[int, ...]) -> bool:
    count = 2 if _KINDS[tag] == RATIONAL else 1
    return len(values) == count and all(values) and values[0] in _CHOICES.get(tag, values)


def write_exif_block(fields: ExifFields) -> bytes:
    """A whole Exif block, from the TIFF header on; empty where there are no fields."""
    return b"II*\0\x08\0\0\0" + write_exif_directories([], fields, 8, "<") if fields else b""


def write_exif_directories(
    fields: list[IfdField], exif_fields: ExifFields, at: int, order: str
) -> bytes:
    """These fields and the record's as a first IFD and its Exif IFD, for offset ``at``."""
    outer, inner = list(fields), list[IfdField]()
    for tag, value in exif_fields.items():
        field = (
            make_text_field(tag, value)
            if isinstance(value, bytes)
            else make_number_field(tag, _KINDS[tag], value, order)
        )
        (inner if tag >= EXIF_VERSION else outer).append(field)
    if not inner:
        return write_directory(outer, at, order)
    inner.append(IfdField(EXIF_VERSION, UNDEFINED, 4, b"0232"))
    below = at + get_directory_size([*outer, make_number_field(EXIF_DIRECTORY, LONG, (0,), order)])
    outer.append(make_number_field(EXIF_DIRECTORY, LONG, (below,), order))
    return write_directory(outer, at, order) + write_directory(inner, below, order)
