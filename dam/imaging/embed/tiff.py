"""TIFF: the first page's pixels and a directory written anew. Used by `plan` and `assemble`.

The joined file holds the pixels first, then the values of kept fields, and last the directory and
the record, so that no offset in a plan depends on the record. Tags are those of TIFF 6.0, Adobe's
Technical Note 1 on TIFF (predictor), XMP part 3 (700), IPTC-NAA (33723) and ICC.1:2022 (34675).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from dam.imaging.embed import exif, tiff_strips
from dam.imaging.embed.ifd import BYTE, LONG, UNDEFINED, IfdField, make_number_field
from dam.imaging.embed.layout import (
    Data,
    FileLayout,
    MetadataHead,
    NoPlan,
    Piece,
    PieceCollector,
    count_piece_bytes,
    take_bytes,
)

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


def lay_out_tiff(data: Data) -> FileLayout:
    """Everything decoding needs of the first page; NoPlan where that is unclear."""
    page, collector = tiff_strips.TiffPage(data), PieceCollector(data, at=8)
    spans, sizes_match = tiff_strips.find_spans(page)
    if sizes_match and len(spans) > _FEW:
        tiff_strips.keep_strips_in_place(collector, spans, data)
        entries = b"".join(_keep_field(collector, page, tag, len(spans)) for tag in page.tags)
    else:
        starts = tiff_strips.move_strips(collector, spans)
        sizes = tuple(end - start for start, end in spans)
        fields = zip(page.tags, (starts, sizes), strict=True)
        entries = b"".join(
            _write_field(collector, make_number_field(tag, LONG, value, page.order), page.order)
            for tag, value in fields
        )
    for tag, max_count in KEPT.items():
        if tag in page.entries:
            entries += _keep_field(collector, page, tag, max_count)
    collector.fill(collector.at % 2)
    header = take_bytes(data, 0, 4) + struct.pack(page.order + "I", collector.at)
    display = exif.read_display_fields(data, page.entries, page.order)
    return FileLayout((header, *collector.pieces()), (), display, header[:2] + entries)


def assemble_tiff(layout: FileLayout, head: MetadataHead) -> Iterator[Piece]:
    """The joined file: the directory with the record behind everything else."""
    order = "<" if layout.frame[:2] == b"II" else ">"
    fields = [IfdField(*entry) for entry in struct.iter_unpack(order + "HHI4s", layout.frame[2:])]
    fields.append(IfdField(XMP, BYTE, len(head.xmp), head.xmp))
    if head.iim:
        fields.append(IfdField(IIM, UNDEFINED, len(head.iim), head.iim))
    yield from layout.before
    yield exif.write_exif_directories(fields, head.exif, count_piece_bytes(layout.before), order)


def _keep_field(
    collector: PieceCollector, page: tiff_strips.TiffPage, tag: int, max_count: int
) -> bytes:
    """Keep the value of a field as it is; returns the field's entry in the new directory."""
    entry = page.entries[tag]
    if entry.count > max_count:
        raise NoPlan("TIFF-bilden har ett fält av fel storlek.")
    collector.fill(collector.at % 2)
    place = struct.pack(page.order + "I", collector.at)
    if entry.size <= 4:
        place = take_bytes(page.data, entry.at, entry.size).ljust(4, b"\0")
    else:
        collector.keep(entry.at, entry.at + entry.size)
    return struct.pack(page.order + "HHI", tag, entry.kind, entry.count) + place


def _write_field(collector: PieceCollector, field: IfdField, order: str) -> bytes:
    """Write the value of a field; returns the field's entry in the new directory."""
    collector.fill(collector.at % 2)
    place = field.value.ljust(4, b"\0")
    if len(field.value) > 4:
        place = struct.pack(order + "I", collector.at)
        collector.write(field.value)
    return struct.pack(order + "HHI", field.tag, field.kind, field.count) + place
