"""Strips and tiles of a TIFF page: where their bytes are. Used by `tiff`.

Tags are those of TIFF 6.0, sections 3 to 15; compressed JPEG is Adobe's Technical Note 2 on TIFF.
"""

from __future__ import annotations

from operator import gt

from dam.imaging.embed.ifd import IfdEntry, read_byte_order, read_entries, read_numbers
from dam.imaging.embed.jpeg import APP0, APP14, NEEDED, iterate_segments
from dam.imaging.embed.layout import Data, NoPlan, PieceCollector, take_number

SUBFILE, WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC = 254, 256, 257, 258, 259, 262
STRIP_OFFSETS, SAMPLES, ROWS, STRIP_COUNTS, PLANAR = 273, 277, 278, 279, 284
TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS, TILE_COUNTS, JPEG_TABLES = 322, 323, 324, 325, 347

_NONE, _JPEG, _YCBCR = 1, 7, 6
# Not old JPEG (6), whose tables lie elsewhere, nor WebP and JPEG 2000, which carry metadata.
_COMPRESSIONS = frozenset({_NONE, 2, 3, 4, 5, _JPEG, 8, 32773, 32946, 34925, 50000})
_MAX_FILLED = 1 << 20

Spans = list[tuple[int, int]]


class TiffPage:
    """The first page of a TIFF; ``order`` is its byte order as a struct prefix."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.order = read_byte_order(data)
        self.entries: dict[int, IfdEntry] = read_entries(
            data, take_number(data, 4, self.order + "I"), self.order
        )

    @property
    def tags(self) -> tuple[int, int]:
        """The tags of the offsets and the byte counts of the strips or tiles."""
        if TILE_WIDTH in self.entries:
            return TILE_OFFSETS, TILE_COUNTS
        return STRIP_OFFSETS, STRIP_COUNTS

    def numbers(self, tag: int, default: tuple[int, ...] = ()) -> tuple[int, ...]:
        """The integers of a field, or the default where the page has no such field."""
        entry = self.entries.get(tag)
        return default if entry is None else read_numbers(self.data, entry, self.order)

    def one(self, tag: int, default: int = 0) -> int:
        """The first integer of a field."""
        return self.numbers(tag, (default,))[0]


def find_spans(page: TiffPage) -> tuple[Spans, bool]:
    """The bytes [start, end) of each strip or tile, and whether the byte counts agree."""
    compression = page.one(COMPRESSION, _NONE)
    if page.one(SUBFILE) & 1 or compression not in _COMPRESSIONS:
        raise NoPlan("TIFF-bilden är packad på ett ovanligt sätt.")
    starts, byte_counts = (page.numbers(tag) for tag in page.tags)
    sizes = _compute_raw_sizes(page, len(byte_counts)) if compression == _NONE else byte_counts
    if not starts or not len(starts) == len(sizes) == len(byte_counts):
        raise NoPlan("TIFF-bilden har inga hela bilddata.")
    spans = [(start, start + size) for start, size in zip(starts, sizes, strict=True)]
    # Strips that share bytes would let a small upload grow into a large delivery.
    if sum(sizes) > len(page.data) or any(map(gt, sizes, byte_counts)):
        raise NoPlan("TIFF-bilden är avhuggen eller skadad.")
    if compression == _JPEG:
        _check_jpeg_streams(page, spans)
    return spans, sizes == byte_counts


def move_strips(collector: PieceCollector, spans: Spans) -> tuple[int, ...]:
    """Collect the pixels one after the other; returns the new offset of each span."""
    starts = []
    for start, end in spans:
        starts.append(collector.at)
        collector.keep(start, end)
    return tuple(starts)


def keep_strips_in_place(collector: PieceCollector, spans: Spans, data: Data) -> None:
    """Collect the pixels so that every span stays at its offset, with zeros in between.

    So a plan of ten thousand strips is as small as one of a hundred: the field with their offsets
    stays true, and is kept as a range too.
    """
    filled = 0
    for start, end in sorted(spans):
        gap = start - collector.at
        filled += gap
        if gap < 0 or filled > _MAX_FILLED:
            raise NoPlan("TIFF-bildens bilddata ligger för utspridda.")
        if gap <= 8 and data[collector.at : start].count(0) == gap:
            collector.keep(collector.at, start)
        collector.fill(start - collector.at)
        collector.keep(start, end)


def _compute_raw_sizes(page: TiffPage, count: int) -> tuple[int, ...]:
    """The sizes of uncompressed strips or tiles; byte counts beyond are not pixels."""
    bits, samples = page.numbers(BITS, (1,)), page.one(SAMPLES, 1)
    if page.one(PHOTOMETRIC) == _YCBCR or len(set(bits)) > 1 or samples > 16:
        raise NoPlan("TIFF-bilden är packad på ett ovanligt sätt.")
    deep = bits[0] * (1 if page.one(PLANAR, 1) == 2 else samples)
    if TILE_WIDTH in page.entries:
        return (-(-page.one(TILE_WIDTH) * deep // 8) * page.one(TILE_HEIGHT),) * count
    row, height = -(-page.one(WIDTH) * deep // 8), page.one(HEIGHT)
    rows = min(page.one(ROWS, height), height)
    if not rows:
        return ()
    strips_a_band = -(-height // rows)
    return tuple(row * min(rows, height - rows * (index % strips_a_band)) for index in range(count))


def _check_jpeg_streams(page: TiffPage, spans: Spans) -> None:
    """NoPlan where a JPEG stream within the TIFF holds more than decoding needs."""
    tables = page.entries.get(JPEG_TABLES)
    streams = [*spans, (tables.at, tables.at + tables.size)] if tables else spans
    for start, end in streams:
        for segment in iterate_segments(page.data, start, end):
            size = segment.end - segment.body
            plain = {APP0: 14, APP14: 12}.get(segment.marker) == size
            if segment.marker not in NEEDED and not plain:
                raise NoPlan("TIFF-bildens JPEG-data innehåller annat än bilden.")
        if segment.end != end:
            raise NoPlan("TIFF-bildens JPEG-data innehåller annat än bilden.")
