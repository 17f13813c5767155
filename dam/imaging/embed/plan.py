"""The plan of a file: what of it is kept when it is joined. Made at ingest, stored in its row.

`make_plan` parses and never decodes; `dam.imaging.embed.verify` shows that a plan is right.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Literal

from dam.imaging.embed import jpeg, png, svg, tiff, webp
from dam.imaging.embed.layout import Data, FileLayout, KeptRange, NoPlan, Piece, map_file
from dam.imaging.orientation import ORIENTATION

__all__ = ["PLAN_VERSION", "Format", "NoPlan", "Plan", "make_plan"]

# Raised when the same plan and record would make other bytes: it is part of each ETag.
PLAN_VERSION = 1

Format = Literal["JPEG", "PNG", "TIFF", "WEBP", "SVG"]

_LAY_OUT: dict[Format, Callable[[Data], FileLayout]] = {
    "JPEG": jpeg.lay_out_jpeg,
    "PNG": png.lay_out_png,
    "TIFF": tiff.lay_out_tiff,
    "WEBP": webp.lay_out_webp,
    "SVG": svg.lay_out_svg,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """How one stored file is joined: the format in Pillow's word, its SHA-256 (hex) and bytes."""

    format: Format
    base_sha256: str
    base_size: int
    layout: FileLayout
    version: int = PLAN_VERSION

    @property
    def orientation(self) -> int:
        """The Exif orientation the file asks for, 1 to 8; the joined file asks for the same."""
        return self.layout.display.get(ORIENTATION, (1,))[0]

    def at_density(self, ppi: int) -> Plan:
        """The plan of the same JPEG at ``ppi`` pixels an inch."""
        return replace(self, layout=jpeg.set_jpeg_density(self.layout, ppi))

    def to_json(self) -> dict[str, Any]:
        """A few hundred bytes of JSON; at most some 25 kB for files in many pieces."""
        return {
            "version": self.version,
            "format": self.format,
            "base": [self.base_sha256, self.base_size],
            "before": [_write_piece(piece) for piece in self.layout.before],
            "after": [_write_piece(piece) for piece in self.layout.after],
            "shown": {str(tag): list(values) for tag, values in self.layout.display.items()},
            "frame": _write_piece(self.layout.frame),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Plan:
        """The plan that `to_json` wrote; NoPlan where another version did."""
        if stored["version"] != PLAN_VERSION:
            raise NoPlan("Filens plan är gjord av en annan version och behöver göras om.")
        layout = FileLayout(
            before=tuple(_read_piece(piece) for piece in stored["before"]),
            after=tuple(_read_piece(piece) for piece in stored["after"]),
            display={int(tag): tuple(values) for tag, values in stored["shown"].items()},
            frame=base64.b64decode(stored["frame"]),
        )
        return cls(stored["format"], stored["base"][0], stored["base"][1], layout)


def make_plan(source: BinaryIO, *, sha256: str) -> Plan:
    """The plan of the file ``source``, whose SHA-256 is ``sha256`` (hex); NoPlan if it has none.

    Reads the whole of ``source``, which is seekable; a real file is mapped and takes no memory.
    """
    with map_file(source) as data:
        name = _detect_format(data)
        return Plan(name, sha256, len(data), _LAY_OUT[name](data))


def _detect_format(data: Data) -> Format:
    start = data[:12]
    if start[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if start[:8] == png.SIGNATURE:
        return "PNG"
    if start[:4] in {b"II*\0", b"MM\0*"}:
        return "TIFF"
    if start[:4] == b"RIFF" and start[8:] == b"WEBP":
        return "WEBP"
    if start.startswith(svg.START):
        return "SVG"
    raise NoPlan("Filen är varken JPEG, PNG, vanlig TIFF eller WebP.")


def _write_piece(piece: Piece) -> str | int | list[int]:
    if isinstance(piece, bytes):
        return base64.b64encode(piece).decode()
    if isinstance(piece, int):
        return piece
    return [piece.start, piece.end, piece.crc32]


def _read_piece(stored: str | int | list[int]) -> Piece:
    if isinstance(stored, str):
        return base64.b64decode(stored)
    if isinstance(stored, int):
        return stored
    return KeptRange(*stored)
