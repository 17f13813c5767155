"""TIFF: the first page's pixels and a directory written anew. Used by `plan` and `assemble`.

The joined file holds the pixels first, then the values of kept fields, and last the directory and
the record, so that no offset in a plan depends on the record. Tags are those of TIFF 6.0, Adobe's
Technical Note 1 on TIFF (predictor), XMP part 3 (700), IPTC-NAA (33723) and ICC.1:2022 (34675).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from dam.imaging.embed import exif, tiff_strips
from dam.imaging.embed.ifd import BYTE, LONG, UNDEFINED, Field, numbers
from dam.imaging.embed.layout import Collector, Data, Head, Layout, NoPlan, Piece, length, take

XMP, IIM, ICC = 700, 33723, 34675
# What decoding and colour need, with the most values a sound file has of each.
KEPT = {
    tiff_strips.WIDTH: 1,
    tiff_strips.HEIGHT: 1,
    tiff_strips.BITS: 16,
    tiff_strips.COMPRESSION: 1,
    tiff_strips.PHOTOMETRIC: 1,
    266: 1,  # FillOrder
    tiff_strips.SAMPLES: 1,
    tiff_strips.ROWS: 1,
    tiff_strips.PLANAR: 1,
    292: 1,  # T4Options
    293: 1,  # T6Options
    317: 1,  # Predictor
    318: 2,  # WhitePoint
    319: 6,  # PrimaryChromaticities
    320: 3 << 16,  # ColorMap
    tiff_strips.TILE_WIDTH: 1,
    tiff_strips.TILE_HEIGHT: 1,
    332: 1,  # InkSet
    338: 16,  # ExtraSamples
    339: 16,  # SampleFormat
    tiff_strips.JPEG_TABLES: 1 << 16,
    529: 3,  # YCbCrCoefficients
    530: 2,  # YCbCrSubSampling
    531: 1,  # YCbCrPositioning
    532: 32,  # ReferenceBlackWhite
    ICC: 16 << 20,
}
# So many strips are moved together and their offsets written into the plan.
_FEW = 64


def lay_out(data: Data) -> Layout:
    """Everything decoding needs of the first page; NoPlan where that is unclear."""
    page, kept = tiff_strips.Page(data), Collector(data, at=8)
    spans, as_said = tiff_strips.find_spans(page)
    if as_said and len(spans) > _FEW:
        tiff_strips.leave(kept, spans, data)
        entries = b"".join(_keep(kept, page, tag, len(spans)) for tag in page.tags)
    else:
        starts = tiff_strips.move(kept, spans)
        sizes = tuple(end - start for start, end in spans)
        fields = zip(page.tags, (starts, sizes), strict=True)
        entries = b"".join(
            _place(kept, numbers(tag, LONG, value, page.order), page.order) for tag, value in fields
        )
    for tag, most in KEPT.items():
        if tag in page.entries:
            entries += _keep(kept, page, tag, most)
    kept.fill(kept.at % 2)
    header = take(data, 0, 4) + struct.pack(page.order + "I", kept.at)
    shown = exif.shown_by(data, page.entries, page.order)
    return Layout((header, *kept.pieces()), (), shown, header[:2] + entries)


def fill(layout: Layout, head: Head) -> Iterator[Piece]:
    """The joined file: the directory with the record behind everything else."""
    order = "<" if layout.frame[:2] == b"II" else ">"
    fields = [Field(*entry) for entry in struct.iter_unpack(order + "HHI4s", layout.frame[2:])]
    fields.append(Field(XMP, BYTE, len(head.xmp), head.xmp))
    if head.iim:
        fields.append(Field(IIM, UNDEFINED, len(head.iim), head.iim))
    yield from layout.before
    yield exif.directories(fields, head.exif, length(layout.before), order)


def _keep(kept: Collector, page: tiff_strips.Page, tag: int, most: int) -> bytes:
    """Keep the value of a field as it is; returns the field's entry in the new directory."""
    entry = page.entries[tag]
    if entry.count > most:
        raise NoPlan("TIFF-bilden har ett fält av fel storlek.")
    kept.fill(kept.at % 2)
    place = struct.pack(page.order + "I", kept.at)
    if entry.size <= 4:
        place = take(page.data, entry.at, entry.size).ljust(4, b"\0")
    else:
        kept.keep(entry.at, entry.at + entry.size)
    return struct.pack(page.order + "HHI", tag, entry.kind, entry.count) + place


def _place(kept: Collector, field: Field, order: str) -> bytes:
    """Write the value of a field; returns the field's entry in the new directory."""
    kept.fill(kept.at % 2)
    place = field.value.ljust(4, b"\0")
    if len(field.value) > 4:
        place = struct.pack(order + "I", kept.at)
        kept.write(field.value)
    return struct.pack(order + "HHI", field.tag, field.kind, field.count) + place
