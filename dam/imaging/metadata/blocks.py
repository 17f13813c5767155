"""Blocks of metadata within a file, cut out whole: XMP packets with their extensions, and Exif.

exiv2 reads one of each and says nothing of others, so `read` reads each by itself where there
are several. XMP Specification Part 3 says where packets stand; ExtendedXMP is its 1.1.3.1.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dam.imaging.embed import jpeg, png, webp
from dam.imaging.embed.layout import Data, NoPlan, map_file

_XMP, _EXIF = b"http://ns.adobe.com/xap/1.0/\0", b"Exif\0\0"
_EXTENSION = b"http://ns.adobe.com/xmp/extension/\0"
_GUID = re.compile(rb"HasExtendedXMP(?:=[\"']|>)\s*([0-9A-Fa-f]{32})")
_PNG_XMP = b"XML:com.adobe.xmp\0"
_MOST_BYTES, _MOST_BLOCKS = 20_000_000, 50

TOO_MUCH = "Filen har fler eller större block med metadata än som läses; resten finns i filen."
LACKS_PART = "En del av en lång text i filens XMP saknas."


@dataclass(slots=True)
class MetadataBlocks:
    """XMP packets and Exif blocks in the file's order; ``warnings`` say what was not cut out."""

    xmp: list[bytes] = field(default_factory=list)
    exif: list[bytes] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def find_blocks(path: Path) -> MetadataBlocks:
    """Return the blocks of a JPEG, PNG or WebP; other formats have a place for one of each."""
    blocks = MetadataBlocks()
    try:
        with path.open("rb") as file, map_file(file) as data:
            if data[:2] == b"\xff\xd8":
                _find_in_jpeg(data, blocks)
            elif data[:4] == b"\x89PNG":
                blocks.xmp += _find_in_png(data, blocks)
            elif data[:4] == b"RIFF":
                blocks.xmp += (
                    data[start:end]
                    for name, start, end in webp.iterate_webp_chunks(data)
                    if name == b"XMP "
                )
    except NoPlan:
        # What is cut off behind its pixels has its metadata before them.
        pass
    return _limit_blocks(blocks)


def _find_in_jpeg(data: Data, blocks: MetadataBlocks) -> None:
    extensions: dict[bytes, list[bytes]] = {}
    for segment in jpeg.iterate_segments(data, 0, len(data)):
        body = data[segment.body : segment.end] if segment.marker == jpeg.APP1 else b""
        if body.startswith(_XMP):
            blocks.xmp.append(body.removeprefix(_XMP))
        elif body.startswith(_EXIF):
            blocks.exif.append(body.removeprefix(_EXIF))
        elif body.startswith(_EXTENSION):
            part = body.removeprefix(_EXTENSION)
            extensions.setdefault(part[:32].upper(), []).append(part[32:])
        if segment.marker == jpeg.SOS:
            break
    blocks.xmp = list(_iterate_packets(blocks, extensions))


def _iterate_packets(
    blocks: MetadataBlocks, extensions: dict[bytes, list[bytes]]
) -> Iterator[bytes]:
    """Each packet and then what extends it; an extension that no packet names comes last."""
    for packet in blocks.xmp:
        yield packet
        named = _GUID.search(packet)
        if named:
            yield from _join_extension(blocks, extensions.pop(named[1].upper(), []))
    for parts in extensions.values():
        yield from _join_extension(blocks, parts)


def _join_extension(blocks: MetadataBlocks, parts: list[bytes]) -> Iterator[bytes]:
    """Join the parts by their offsets: four bytes of the whole's length, four of the offset."""
    joined = b""
    for part in sorted(parts, key=lambda part: part[4:8]):
        if int.from_bytes(part[4:8], "big") == len(joined):
            joined += part[8:]
    if parts and len(joined) == int.from_bytes(parts[0][:4], "big"):
        yield joined
    else:
        blocks.warnings.append(LACKS_PART)


def _find_in_png(data: Data, blocks: MetadataBlocks) -> Iterator[bytes]:
    """Texts of iTXt chunks (PNG 11.3.3.4): keyword, compression, language, translation, text."""
    for name, start, end in png.iterate_png_chunks(data):
        body = data[start + 8 : end - 4] if name == b"iTXt" else b""
        if not body.startswith(_PNG_XMP):
            continue
        *_, text = body[len(_PNG_XMP) + 2 :].split(b"\0", 2)
        if body[len(_PNG_XMP)]:
            inflate = zlib.decompressobj()
            try:
                text = inflate.decompress(text, _MOST_BYTES)
            except zlib.error:
                blocks.warnings.append(LACKS_PART)
                continue
            if inflate.unconsumed_tail:
                blocks.warnings.append(TOO_MUCH)
        yield text


def _limit_blocks(blocks: MetadataBlocks) -> MetadataBlocks:
    for group in (blocks.xmp, blocks.exif):
        bytes_left = _MOST_BYTES
        for at, block in enumerate(group):
            bytes_left -= len(block)
            if bytes_left < 0 or at == _MOST_BLOCKS:
                del group[at:]
                blocks.warnings.append(TOO_MUCH)
                break
    return blocks
