"""IPTC-IIM: the record in the old form, which agency systems still read first. Called by `head`.

The format is IIM 4.2; limits are in bytes, and what is cut here stands whole in XMP.
Image resources are those of the Photoshop File Formats Specification.
"""

from __future__ import annotations

import hashlib
import re
import struct

from dam.imaging.metadata.records import PressMetadata

# Record 1, dataset 90: what follows is UTF-8. Record 2, dataset 0: version 4.
_OPENING = b"\x1c\x01\x5a\0\x03\x1b%G\x1c\x02\0\0\x02\0\x04"
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def write_iim_datasets(record: PressMetadata) -> bytes:
    """The record as IIM datasets in the order of their numbers, never longer than its XMP."""
    written = bytearray(_OPENING)
    for dataset, max_bytes, values in (
        (5, 64, (record.title,)),
        (25, 64, record.keywords),
        (55, 8, (_format_iim_date(record.date_created),)),
        (80, 32, record.creators),
        (90, 32, (record.city,)),
        (101, 64, (record.country,)),
        (105, 256, (record.headline,)),
        (110, 32, (record.credit_line,)),
        (116, 128, (record.copyright_notice,)),
        (120, 2000, (record.caption,)),
    ):
        for value in values:
            if value:
                octets = _cut_utf8(value, max_bytes)
                written += struct.pack(">BBBH", 0x1C, 2, dataset, len(octets)) + octets
    return bytes(written)


def write_image_resources(iim: bytes) -> bytes:
    """Photoshop image resources: the datasets, and the digest by which readers trust both."""
    digest = hashlib.md5(iim, usedforsecurity=False).digest()
    return _write_image_resource(0x0404, iim) + _write_image_resource(0x0425, digest)


def _write_image_resource(number: int, body: bytes) -> bytes:
    return struct.pack(">4sHHI", b"8BIM", number, 0, len(body)) + body + bytes(len(body) % 2)


def _cut_utf8(text: str, max_bytes: int) -> bytes:
    """At most so many bytes of UTF-8, cut between characters."""
    return text.encode()[:max_bytes].decode(errors="ignore").encode()


def _format_iim_date(date: str | None) -> str:
    """CCYYMMDD with zeros for what is not known."""
    match = _DATE.fullmatch(date or "")
    return "".join(part or "00" for part in match.groups()) if match else ""
