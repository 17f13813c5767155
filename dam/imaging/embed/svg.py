"""SVG: where the record goes in a file that `dam.imaging.vector.svg_sanitizer` has written.

Used by `plan` and `assemble`. The packet stands in a ``metadata`` element, first in the drawing, as
SVG 1.1, section 21, and XMP, part 3, have it.
"""

from __future__ import annotations

from collections.abc import Iterator

from dam.imaging.embed.layout import Data, FileLayout, MetadataHead, NoPlan, Piece, PieceCollector

START = b"<svg "


def lay_out_svg(data: Data) -> FileLayout:
    """The file's first tag, and the rest; NoPlan for a file that others wrote."""
    end = data.find(b">")
    if data[: len(START)] != START or end < 0 or data[end - 1 : end] == b"/":
        raise NoPlan("SVG-filen är inte skriven som väntat.")
    opening, drawing = PieceCollector(data), PieceCollector(data)
    opening.keep(0, end + 1)
    drawing.keep(end + 1, len(data))
    return FileLayout(opening.pieces(), drawing.pieces(), {})


def assemble_svg(layout: FileLayout, head: MetadataHead) -> Iterator[Piece]:
    """The joined file."""
    yield from layout.before
    yield b"<metadata>" + head.xmp + b"</metadata>"
    yield from layout.after
