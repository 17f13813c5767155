"""The directories of TIFF 6.0, section 2, which Exif shares: read with care, written anew.

Used by `exif` and `tiff`. A byte order is a struct prefix: "<" or ">".
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from dam.imaging.embed.layout import Data, NoPlan, take_bytes, take_number

BYTE, ASCII, SHORT, LONG, RATIONAL, UNDEFINED = 1, 2, 3, 4, 5, 7
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
# How many integers of which struct code make one value.
_CODES = {BYTE: (1, "B"), SHORT: (1, "H"), LONG: (1, "I"), RATIONAL: (2, "I"), 13: (1, "I")}
_CODES |= {6: (1, "b"), 8: (1, "h"), 9: (1, "i")}  # signed, as some programs write
_MAX_NUMBERS = 400_000


@dataclass(frozen=True, slots=True)
class IfdEntry:
    """A field as it is in a file: ``size`` bytes of value at the absolute offset ``at``."""

    kind: int
    count: int
    at: int
    size: int


@dataclass(frozen=True, slots=True)
class IfdField:
    """A field to write; the value is in the byte order it will be written in."""

    tag: int
    kind: int
    count: int
    value: bytes


def read_byte_order(data: Data) -> str:
    """The struct prefix that a TIFF header asks for, or NoPlan."""
    header = take_bytes(data, 0, 4)
    if header == b"II*\0":
        return "<"
    if header == b"MM\0*":
        return ">"
    raise NoPlan("Filen är ingen vanlig TIFF.")


def read_entries(data: Data, at: int, order: str) -> dict[int, IfdEntry]:
    """The fields of known type in the directory at ``at``; NoPlan where it is cut off.

    Of a field that stands there twice, as in files of tifffile, the first counts. Values are not
    looked at, and may lie outside the file.
    """
    fields = struct.iter_unpack(
        order + "HHI4s", take_bytes(data, at + 2, 12 * take_number(data, at, order + "H"))
    )
    entries: dict[int, IfdEntry] = {}
    for index, (tag, kind, count, raw) in enumerate(fields):
        size = SIZES.get(kind, 0) * count
        if size and tag not in entries:
            place = at + 2 + 12 * index + 8 if size <= 4 else take_number(raw, 0, order + "I")
            entries[tag] = IfdEntry(kind, count, place, size)
    return entries


def read_numbers(data: Data, entry: IfdEntry, order: str) -> tuple[int, ...]:
    """The integers of a field, two for each rational; NoPlan where it has none."""
    if entry.kind not in _CODES or entry.count > _MAX_NUMBERS:
        raise NoPlan("Filen har ett fält av fel slag.")
    per_value, code = _CODES[entry.kind]
    value = take_bytes(data, entry.at, entry.size)
    return struct.unpack(f"{order}{entry.count * per_value}{code}", value)


def make_number_field(tag: int, kind: int, values: tuple[int, ...], order: str) -> IfdField:
    """A field of integers, two for each rational."""
    per_value, code = _CODES[kind]
    value = struct.pack(f"{order}{len(values)}{code}", *values)
    return IfdField(tag, kind, len(values) // per_value, value)


def make_text_field(tag: int, value: bytes) -> IfdField:
    """An ASCII field; the bytes are UTF-8, as the Metadata Working Group advises."""
    return IfdField(tag, ASCII, len(value) + 1, value + b"\0")


def get_directory_size(fields: list[IfdField]) -> int:
    """How many bytes `write_directory` returns for these fields."""
    return 6 + sum(12 + _count_offset_bytes(field.value) for field in fields)


def write_directory(fields: list[IfdField], at: int, order: str) -> bytes:
    """A directory, without a next one, and its values, to stand at the even offset ``at``."""
    table, values = bytearray(), bytearray()
    beyond = at + 6 + 12 * len(fields)
    for field in sorted(fields, key=lambda field: field.tag):
        size = _count_offset_bytes(field.value)
        place = struct.pack(order + "I", beyond + len(values)) if size else field.value
        table += struct.pack(order + "HHI4s", field.tag, field.kind, field.count, place)
        values += field.value.ljust(size, b"\0")[:size]
    return struct.pack(order + "H", len(fields)) + table + bytes(4) + values


def _count_offset_bytes(value: bytes) -> int:
    """Bytes that a value takes behind the directory: none up to four, else an even number."""
    return len(value) + len(value) % 2 if len(value) > 4 else 0
