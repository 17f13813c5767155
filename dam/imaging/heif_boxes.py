"""HEIF's boxes: how the main picture's colours are told, and whether there is a gain map.

ISO/IEC 14496-12 and 23008-12 (HEIC), and the AVIF specification. Called by `decoders` and
`metadata.read`; believes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from dam.imaging.colour_encoding import SRGB_PRIMARIES, ColourEncoding, get_cicp_encoding

_MOST_META = 4_000_000
_MOST_BOXES = 10_000
# Apple's, and ISO 21496-1's derived picture that the map is applied in.
_GAIN_MAPS = (b"urn:com:apple:photo:2020:aux:hdrgainmap", b"tmap")


class HeifBox(NamedTuple):
    """A box's name and its content [start, end)."""

    name: bytes
    start: int
    end: int


def read_meta(source: BinaryIO) -> bytes:
    """The content of the ``meta`` box, empty without one. Leaves ``source`` where it was."""
    begun, at, content = source.tell(), 0, b""
    for _ in range(_MOST_BOXES):
        source.seek(at)
        head = source.read(16)
        size, name = int.from_bytes(head[:4], "big"), head[4:8]
        long = size == 1
        size = int.from_bytes(head[8:16], "big") if long else size
        if len(head) < 8 or (size < 8 and size):
            break
        if name == b"meta":
            source.seek(at + (16 if long else 8))
            content = source.read(min(size or _MOST_META, _MOST_META))
            break
        if not size:
            break
        at += size
    source.seek(begun)
    return content[4:]  # version and flags stand first


def read_nclx(meta: bytes) -> ColourEncoding | None:
    """How the main picture's colours are told by code points; None where they say sRGB.

    BT.709 in both is what encoders write of whatever they get, so it counts as sRGB.
    """
    boxes = {box.name: box for box in _iterate_heif_boxes(meta, 0, len(meta))}
    if not {b"pitm", b"iprp"} <= boxes.keys():
        return None
    version, at = meta[boxes[b"pitm"].start], boxes[b"pitm"].start + 4
    main = int.from_bytes(meta[at : at + (4 if version else 2)], "big")
    inner = {box.name: box for box in _iterate_heif_boxes(meta, *boxes[b"iprp"][1:])}
    if not {b"ipco", b"ipma"} <= inner.keys():
        return None
    properties = list(_iterate_heif_boxes(meta, *inner[b"ipco"][1:]))
    for number in _iterate_property_indices(meta[inner[b"ipma"].start : inner[b"ipma"].end], main):
        if 0 < number <= len(properties):
            box = properties[number - 1]
            content = meta[box.start : box.end]
            if box.name == b"colr" and content[:4] == b"nclx" and len(content) >= 11:
                primaries, transfer = (int.from_bytes(content[at : at + 2], "big") for at in (4, 6))
                encoding = get_cicp_encoding(primaries, transfer)
                is_usual = encoding and encoding.primaries == SRGB_PRIMARIES
                return None if is_usual and transfer in {1, 6, 13} else encoding
    return None


def has_gain_map_item(meta: bytes) -> bool:
    """Whether one of the file's pictures is a gain map."""
    return any(name in meta for name in _GAIN_MAPS)


def _iterate_heif_boxes(data: bytes, at: int, end: int) -> Iterator[HeifBox]:
    for _ in range(_MOST_BOXES):
        size, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if at + 8 > end or size < 8 or at + size > end:
            return
        yield HeifBox(name, at + 8, at + size)
        at += size


def _iterate_property_indices(ipma: bytes, item: int) -> Iterator[int]:
    """The numbers of an item's properties, from 1 (ISO/IEC 23008-12, 9.3)."""
    version, wide = ipma[:1] > b"\0", ipma[3:4] >= b"\1" and bool(ipma[3] & 1)
    id_size, index_size, at = 4 if version else 2, 2 if wide else 1, 8
    for _ in range(min(int.from_bytes(ipma[4:8], "big"), _MOST_BOXES)):
        item_id = int.from_bytes(ipma[at : at + id_size], "big")
        count = ipma[at + id_size] if at + id_size < len(ipma) else 0
        at += id_size + 1
        for place in range(at, at + count * index_size, index_size):
            if item_id == item:
                number = int.from_bytes(ipma[place : place + index_size], "big")
                yield number & (0x7FFF if wide else 0x7F)
        at += count * index_size
