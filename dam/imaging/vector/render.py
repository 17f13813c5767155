"""Drawings, which have a shape and no pixels: SVG by resvg and PDF by PDFium, as Pillow's files.

Called by `imaging.decoders`, so that every step of a photograph is one of a drawing too: its size
is known before it is drawn, and it is drawn when its pixels are asked for, on nothing, as RGBA.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from math import ceil
from typing import Any, BinaryIO, cast

import pypdfium2
import resvg_py
from PIL import Image, ImageFile

from dam.errors import Refused
from dam.imaging.geometry import Size
from dam.imaging.vector.svg_sanitizer import MOST_BYTES, clean_svg

LONG_EDGE = 4000
"""How large a drawing is drawn, in pixels: 34 cm in print. It has no size of its own."""

MOST_PDF_BYTES = 50_000_000
_NOTHING = (255, 255, 255, 0)


class _Drawing(ImageFile.ImageFile):
    """What is drawn when its pixels are asked for."""

    def draft(self, mode: str | None, size: Size | None) -> None:
        """Draw it no larger than this."""
        del mode
        self._size = size or self._size

    def load(self) -> Any:
        """Draw it, unless that is done."""
        if self._im is None:
            self.im = self._draw().convert("RGBA").im
        return super().load()

    def _draw(self) -> Image.Image:
        raise NotImplementedError


class SvgFile(_Drawing):
    """An SVG, made harmless before it is drawn."""

    format = "SVG"

    def _open(self) -> None:
        self._drawing = clean_svg(cast("BinaryIO", self.fp).read(MOST_BYTES + 1))
        self._size = _scale_to_long_edge(self._drawing.width, self._drawing.height)
        self._mode = "RGBA"

    def _draw(self) -> Image.Image:
        png = resvg_py.svg_to_bytes(self._drawing.sized(*self.size), skip_system_fonts=True)
        return Image.open(BytesIO(png), formats=["PNG"])


class PdfFile(_Drawing):
    """The first page of a PDF. ``n_frames`` is how many it has."""

    format = "PDF"

    def _open(self) -> None:
        data = cast("BinaryIO", self.fp).read(MOST_PDF_BYTES + 1)
        if len(data) > MOST_PDF_BYTES:
            raise Refused(
                "PDF-dokumentet är större än {most} MB. Spara bara logotypen.",
                most=MOST_PDF_BYTES // 1_000_000,
            )
        try:
            self._document = pypdfium2.PdfDocument(data)
            self._page = self._document[0]
        except pypdfium2.PdfiumError as error:
            raise Refused(
                "PDF-dokumentet är låst eller skadat och går inte att läsa. Spara det på nytt."
            ) from error
        self.n_frames = len(self._document)
        self._size = _scale_to_long_edge(*self._page.get_size())
        self._mode = "RGBA"

    def _draw(self) -> Image.Image:
        width, height = self.size
        across, down = self._page.get_size()
        bitmap = self._page.render(
            scale=max(width / across, height / down),
            fill_color=_NOTHING,
            may_draw_forms=False,
            rev_byteorder=True,
        )
        # The renderer rounds up, now and then by a pixel more.
        drawn: Image.Image = bitmap.to_pil()
        return drawn.crop((0, 0, width, height))


def _scale_to_long_edge(width: float, height: float) -> Size:
    """The size of a drawing of this shape whose long edge is `LONG_EDGE`."""
    scale = LONG_EDGE / max(width, height)
    return max(1, ceil(width * scale - 1e-6)), max(1, ceil(height * scale - 1e-6))


def _make_head_check(with_: bytes) -> Callable[[bytes], bool]:
    """Whether the first bytes of a file can be a drawing's; white space may stand before it."""
    marks = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0")
    return lambda head: head.startswith(marks) or head.lstrip()[: len(with_)] in {b"", with_}


Image.register_open(SvgFile.format, SvgFile, _make_head_check(b"<"))
Image.register_open(PdfFile.format, PdfFile, _make_head_check(b"%PDF-"))
