"""JPEG XL: the header read by us, the pixels by libjxl, as one of Pillow's file classes.

Called by `imaging.decoders`. The decoder at hand reads a whole file before it tells its size, and
makes a JPEG of a file that was one. So it is given the bare codestream, and not before its header
has been held against the limits. Of the container (ISO/IEC 18181-2) nothing else is asked.
"""

from __future__ import annotations

import struct
import sys
from functools import partial
from os import SEEK_END
from typing import Any, BinaryIO, cast

from PIL import Image, ImageFile
from pillow_jxl import Decoder

from dam.imaging.formats import BARE_JPEG_XL
from dam.imaging.jpeg_xl.bits import CUT
from dam.imaging.jpeg_xl.header import MOST_HEADER, read_header

_CONTAINER = b"\0\0\0\x0cJXL "
# The boxes that hold it, and what stands before it in them: the number of the piece.
_CODESTREAM = {b"jxlc": 0, b"jxlp": 4}
_MOST_BOXES = 100_000


class JpegXlFile(ImageFile.ImageFile):
    """A JPEG XL, whose pixels the decoder turns upright."""

    format = "JXL"

    def _open(self) -> None:
        file = cast("BinaryIO", self.fp)
        self._read = partial(_read_pieces, file, _find_codestream(file))
        header = read_header(self._read(0, MOST_HEADER))
        self._size, self._mode = header.size, header.mode
        self.info["bit_depth"] = header.bits

    def load(self) -> Any:
        """Decode it, unless that is done."""
        if self._im is None:
            self.im = self._decode().im
        return super().load()

    def _decode(self) -> Image.Image:
        _, info, pixels, self.info["icc_profile"], _ = Decoder(num_threads=0)(self._read(0))
        if (info.width, info.height) != self.size:
            raise ValueError("another size than the header's")
        if self.mode[0] == "L" and self.info["bit_depth"] > 8:
            # Of grey the decoder gives 16 bits, least first; of colours the upper 8 of them.
            pixels = pixels[1::2]
        return Image.frombytes(self.mode, self.size, pixels)


def _find_codestream(file: BinaryIO) -> list[tuple[int, int]]:
    """Where the pieces of the codestream lie, and how long each is."""
    end = file.seek(0, SEEK_END)
    file.seek(0)
    if file.read(2) == BARE_JPEG_XL:
        return [(0, end)]
    pieces, at = [], 0
    for _ in range(_MOST_BOXES):
        if at == end:
            break
        file.seek(at)
        size, name, long = struct.unpack(">I4sQ", file.read(16).ljust(16, b"\0"))
        head = 16 if size == 1 else 8
        size = {0: end - at, 1: long}.get(size, size)
        if size < head or at + size > end:
            raise OSError(CUT)
        if name in _CODESTREAM:
            head += _CODESTREAM[name]
            pieces.append((at + head, max(0, size - head)))
        at += size
    else:
        raise SyntaxError("more boxes than a picture has")
    return pieces


def _read_pieces(
    file: BinaryIO, pieces: list[tuple[int, int]], begin: int, max_bytes: int = sys.maxsize
) -> bytes:
    """Of what lies in ``pieces``, no more than ``most`` bytes from ``begin`` on."""
    parts = []
    for at, size in pieces:
        passed = min(begin, size)
        file.seek(at + passed)
        parts.append(file.read(min(size - passed, max_bytes)))
        begin, max_bytes = begin - passed, max_bytes - len(parts[-1])
    return b"".join(parts)


def _is_jpeg_xl(head: bytes) -> bool:
    return head.startswith((BARE_JPEG_XL, _CONTAINER))


# In the place of the class that comes with the decoder.
Image.register_open(JpegXlFile.format, JpegXlFile, _is_jpeg_xl)
