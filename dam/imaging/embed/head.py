"""The head of a joined file: the record, made fit to be written, as XMP, IIM and Exif.

Called by `assemble` for each delivery.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import Any

from dam.imaging.embed import exif, iim, xmp
from dam.imaging.embed.layout import Head, Said, Shown
from dam.imaging.metadata.records import PressMetadata
from dam.imaging.orientation import ORIENTATION

# What XML 1.0 forbids, and the control characters that no caption means.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES = re.compile("[ \t\r\n]+")
_LINES = re.compile("[ \t]*(?:\r\n?|\n)")
_PARAGRAPHS = frozenset({"caption", "alt_text", "usage_terms"})
# Half an address leads nowhere: these are left out where others are cut.
_WHOLE = frozenset(
    {
        *("web_statement", "licensor_email", "licensor_url", "image_url"),
        *("digital_source_type", "data_mining"),
    }
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# XMP, IIM and Exif must each fit into a JPEG segment of 65,533 bytes.
_ROOM = 65_000
# Of the 800 bytes that a small preview may carry, some hundred are the containers' own.
_SHORT_ROOM = 700


def write_head(record: PressMetadata, shown: Shown, *, full: bool) -> Head:
    """Everything in the record, or with ``full=False`` the short list of small previews.

    Characters that cannot be written are left out. A record too long for a segment (none that the
    catalogue accepts) has its longest texts and lists cut, and very long addresses left out.
    """
    record, write = _cleaned(record), _full if full else _short
    longest = room = _ROOM if full else _SHORT_ROOM
    while _size(head := write(record, shown)) > room:
        longest -= longest // 8 or 1
        record = _cut(record, longest)
    return head


def _full(record: PressMetadata, shown: Shown) -> Head:
    said = {
        exif.DESCRIPTION: record.caption,
        exif.ARTIST: "; ".join(record.creators),
        exif.COPYRIGHT: record.copyright_notice,
        exif.DATE_ORIGINAL: _moment(record.date_created or ""),
    }
    return Head(xmp.packet(record), iim.datasets(record), {**shown, **_encoded(said)})


def _short(record: PressMetadata, shown: Shown) -> Head:
    """Creator and copyright in Exif, where they take a third of the bytes; the rest in XMP."""
    said = {exif.ARTIST: "; ".join(record.creators), exif.COPYRIGHT: record.copyright_notice}
    turned = {tag: value for tag, value in shown.items() if tag == ORIENTATION and value != (1,)}
    listed = PressMetadata(
        image_id=record.image_id,
        credit_line=record.credit_line,
        web_statement=record.web_statement,
        licensor_url=record.licensor_url,
        licensor_email=None if record.licensor_url else record.licensor_email,
    )
    return Head(xmp.packet(listed, wrapped=False), b"", {**turned, **_encoded(said)})


def _encoded(texts: dict[int, str | None]) -> Said:
    return {tag: text.encode() for tag, text in texts.items() if text}


def _moment(date: str) -> str:
    """Midnight of a whole day: Exif has no part of a date, and no day without an hour."""
    return date.replace("-", ":") + " 00:00:00" if _DAY.fullmatch(date) else ""


def _size(head: Head) -> int:
    return len(head.xmp) + sum(len(value) for value in head.exif.values())


def _cleaned(record: PressMetadata) -> PressMetadata:
    changes: dict[str, Any] = {}
    for name, value in _items(record):
        clean = _paragraphs if name in _PARAGRAPHS else _line
        if isinstance(value, str):
            changes[name] = clean(value)
        elif value:
            changes[name] = tuple(filter(None, map(clean, value)))
    return replace(record, **changes)


def _cut(record: PressMetadata, most: int) -> PressMetadata:
    """Texts and lists with at most so many characters or items, addresses of four times that."""
    changes: dict[str, Any] = {}
    for name, value in _items(record):
        if isinstance(value, tuple):
            changes[name] = tuple(text[:most] for text in value[:most])
        elif name not in _WHOLE:
            changes[name] = value[:most].rstrip()
        elif len(value) > 4 * most:
            changes[name] = None
    return replace(record, **changes)


def _items(record: PressMetadata) -> list[tuple[str, str | tuple[str, ...]]]:
    """The fields that say something."""
    pairs = ((field.name, getattr(record, field.name)) for field in fields(record))
    return [(name, value) for name, value in pairs if value]


def _line(text: str) -> str:
    return _SPACES.sub(" ", _UNWRITABLE.sub("", text)).strip()


def _paragraphs(text: str) -> str:
    return _LINES.sub("\n", _UNWRITABLE.sub("", text)).strip()
