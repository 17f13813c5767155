"""JPEG before decoding: refuse unread kinds, and complete a file without an end mark.

Called by `decoders` and `inspect`. Markers are those of ITU-T T.81, annex B, and of JPEG-LS (T.87).
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from dam.errors import Refused
from dam.imaging.embed.jpeg import EOI, FRAMES, iterate_segments
from dam.imaging.embed.layout import Data, NoPlan, map_file

_END = b"\xff\xd9"
_KINDS = dict.fromkeys((0xC3, 0xCB), "förlustfri JPEG")
_KINDS |= dict.fromkeys((0xC5, 0xC6, 0xC7, 0xCD, 0xCE, 0xCF), "hierarkisk JPEG")
_KINDS |= {0xF7: "JPEG-LS"}
# Bits that would be pixels, if pixels were missing.
_FILLING = b"\x5a" * 4096


def add_missing_end(source: Path | BinaryIO) -> Path | BinaryIO:
    """``source``, or a copy with the end mark that it lacks. Refused, by its name, if unread."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            completed = add_missing_end(file)
        return source if completed is file else completed
    with map_file(source) as data:
        _refuse_unread_jpeg(data)
        if not _lacks_end(data):
            source.seek(0)
            return source
        return BytesIO(data[: _find_coded_end(data)] + _END)


def lacks_pixels(completed: BytesIO) -> bool:
    """Whether a file that `add_missing_end` completed lacks coded data too."""
    data = completed.getvalue()
    return _decode_jpeg_pixels(data) != _decode_jpeg_pixels(
        data.removesuffix(_END) + _FILLING + _END
    )


def _decode_jpeg_pixels(data: bytes) -> bytes:
    with Image.open(BytesIO(data), formats=["JPEG"]) as picture:
        return picture.tobytes()


def _lacks_end(data: Data) -> bool:
    if data[-2:] == _END:
        return False
    try:
        *_, last = iterate_segments(data, 0, len(data))
    except NoPlan:
        return False
    return last.marker == EOI and last.start == last.end


def _find_coded_end(data: Data) -> int:
    *_, last = iterate_segments(data, 0, len(data))
    return last.start


def _refuse_unread_jpeg(data: Data) -> None:
    try:
        frame = next(
            segment
            for segment in iterate_segments(data, 0, len(data))
            if segment.marker in FRAMES | _KINDS.keys()
        )
    except (NoPlan, StopIteration):
        return
    kind = _find_unread_kind(frame.marker, data[frame.body : frame.end])
    if kind:
        raise Refused(
            "Filen är en JPEG av ett slag som nästan inga program läser ({kind}). "
            "Öppna den i programmet som gjorde den, och spara den som vanlig JPEG, PNG eller TIFF.",
            kind=kind,
        )


def _find_unread_kind(marker: int, body: bytes) -> str | None:
    """What is said of a frame (T.81, B.2.2) that no decoder at hand reads; None of others."""
    if marker in _KINDS or len(body) < 6:
        return _KINDS.get(marker)
    bits, height, channels = body[0], body[1:3], body[5]
    if bits != 8:
        return f"{bits} bitar per kanal"
    if height == b"\0\0":
        return "höjden står först efter bilden, DNL"
    return None if channels in {1, 3, 4} else f"{channels} kanaler"
