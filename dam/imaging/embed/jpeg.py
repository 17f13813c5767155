"""JPEG: which segments decoding needs, and where Exif, XMP and IIM go. Used by `plan` and
`assemble`.

Marker codes are those of ITU-T T.81, annex B; JFIF is ITU-T T.871, the Adobe segment is Adobe
Technical Note 5116, and ICC in APP2 is ICC.1:2022, annex B.4.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from dam.imaging.embed import exif, iim
from dam.imaging.embed.layout import (
    Data,
    DisplayFields,
    FileLayout,
    MetadataHead,
    NoPlan,
    Piece,
    PieceCollector,
    take_number,
)

EOI, SOS, DNL, COM = 0xD9, 0xDA, 0xDC, 0xFE
DHT, DAC, DQT, DRI = 0xC4, 0xCC, 0xDB, 0xDD
TABLES = frozenset({DHT, DAC, DQT, DRI})
FRAMES = frozenset(range(0xC0, 0xD0)) - {DHT, 0xC8, DAC}
ARITHMETIC = frozenset({0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
NEEDED = TABLES | FRAMES | {SOS, DNL, EOI}
APP0, APP1, APP2, APP13, APP14 = 0xE0, 0xE1, 0xE2, 0xED, 0xEE
DROPPED = frozenset({*range(0xE0, 0xF0), COM})

# A marker ends entropy-coded data; a stuffed FF 00, a restart marker and a fill byte do not.
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_MAX_SEGMENTS = 10_000
_EXIF, _XMP, _IIM = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0", b"Photoshop 3.0\0"


class Segment(NamedTuple):
    """A marker at ``start``, its parameters [body, end), and the coded data before it, if any."""

    marker: int
    coded: int
    start: int
    body: int
    end: int


def iterate_segments(data: Data, start: int, end: int) -> Iterator[Segment]:
    """The segments of one image in data[start:end], from after SOI to EOI inclusive.

    Bytes between segments that are no coded data are passed over, as decoders do. Where coded data
    are the last of the file, an EOI of no bytes is behind them.
    """
    if data[start : start + 3] != b"\xff\xd8\xff":
        raise NoPlan("Filen är ingen hel JPEG-bild.")
    at, in_scan = start + 2, False
    for _ in range(_MAX_SEGMENTS):
        match = _MARKER.search(data, at, end)
        if match is None and in_scan and end == len(data):
            end -= data[end - 1 : end] == b"\xff"  # half an EOI
            yield Segment(EOI, at, end, end, end)
            return
        if match is None:
            raise NoPlan("JPEG-bilden saknar slut.")
        marker, body = data[match.end() - 1], match.end()
        coded = at if in_scan else match.start()
        if marker == EOI:
            yield Segment(marker, coded, match.start(), body, body)
            return
        at = body + take_number(data, body, ">H")
        if not body + 2 <= at <= end:
            raise NoPlan("JPEG-bilden är avhuggen eller skadad.")
        yield Segment(marker, coded, match.start(), body + 2, at)
        in_scan = marker == SOS
    raise NoPlan("JPEG-bilden har för många delar.")


def lay_out_jpeg(data: Data) -> FileLayout:
    """Everything decoding needs of the first image in ``data``; NoPlan where that is unclear."""
    collector, seen = PieceCollector(data), set[int]()
    opening, display = b"\xff\xd8", DisplayFields()
    for segment in iterate_segments(data, 0, len(data)):
        collector.keep(segment.coded, segment.start)
        _refuse_marker(segment.marker)
        if segment.marker in NEEDED:
            collector.keep(segment.start, segment.end)
        elif SOS not in seen:
            body = data[segment.body : segment.end]
            if segment.marker == APP0 and body[:5] == b"JFIF\0" and len(body) >= 14:
                # The density stays, the thumbnail goes. A file without JFIF gets none: whether it
                # is there decides which colours three components stand for.
                opening = b"\xff\xd8" + _write_segment(APP0, body[:12] + b"\0\0")
            elif segment.marker == APP1 and body[:6] == _EXIF:
                display = display or exif.read_exif_display(body[6:])
            elif segment.marker == APP2 and body[:12] == b"ICC_PROFILE\0":
                collector.keep(segment.start, segment.end)
            elif segment.marker == APP14 and body[:5] == b"Adobe" and len(body) >= 12:
                collector.write(_write_segment(APP14, body[:12]))
        seen.add(segment.marker)
    if segment.start == segment.end:
        collector.write(b"\xff\xd9")  # the end that the file lacks
    if SOS not in seen or not seen & FRAMES:
        raise NoPlan("JPEG-bilden har inga bilddata.")
    return FileLayout((opening,), collector.pieces(), display)


def _refuse_marker(marker: int) -> None:
    if marker in ARITHMETIC:
        raise NoPlan("JPEG-bilden är aritmetiskt kodad, vilket få program läser.")
    if marker not in NEEDED | DROPPED:
        raise NoPlan("JPEG-bilden har en okänd del.")


def hash_coded_jpeg(data: Data) -> str:
    """The SHA-256 (hex) of what decoding depends on: tables, frame, scans and coded data."""
    digest = hashlib.sha256()
    with memoryview(data) as view:
        for segment in iterate_segments(data, 0, len(data)):
            needed = segment.marker in NEEDED - {EOI}
            with view[segment.coded : segment.end if needed else segment.start] as part:
                digest.update(part)
    digest.update(b"\xff\xd9")
    return digest.hexdigest()


def set_jpeg_density(layout: FileLayout, ppi: int) -> FileLayout:
    """The same JPEG with another density in JFIF and Exif."""
    (opening,) = layout.before
    if isinstance(opening, bytes) and len(opening) > 2:
        opening = opening[:13] + struct.pack(">BHH", 1, ppi, ppi) + opening[18:]
    return replace(
        layout, before=(opening,), display=layout.display | exif.make_density_fields(ppi)
    )


def assemble_jpeg(layout: FileLayout, head: MetadataHead) -> Iterator[Piece]:
    """The joined file: Exif, XMP and IIM right behind the opening."""
    yield from layout.before
    for marker, label, body in (
        (APP1, _EXIF, exif.write_exif_block(head.exif)),
        (APP1, _XMP, head.xmp),
        (APP13, _IIM, head.iim and iim.write_image_resources(head.iim)),
    ):
        if body:
            yield _write_segment(marker, label + body)
    yield from layout.after


def _write_segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body
