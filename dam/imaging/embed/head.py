"""The head of a joined file: the record as XMP, IIM and Exif, for each delivery."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import Any

from dam.imaging.embed import exif, iim, xmp
from dam.imaging.embed.layout import DisplayFields, ExifFields, MetadataHead
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


def write_head(record: PressMetadata, display: DisplayFields, *, full: bool) -> MetadataHead:
    """Everything in the record, or with ``full=False`` the short list of small previews.

    Characters that cannot be written are left out. A record too long for a segment (none that the
    catalogue accepts) has its longest texts and lists cut, and very long addresses left out.
    """
    record, write = _clean_record(record), _build_full_head if full else _build_short_head
    longest = room = _ROOM if full else _SHORT_ROOM
    while _count_head_bytes(head := write(record, display)) > room:
        longest -= longest // 8 or 1
        record = _shorten_record(record, longest)
    return head


def _build_full_head(record: PressMetadata, display: DisplayFields) -> MetadataHead:
    texts = {
        exif.DESCRIPTION: record.caption,
        exif.ARTIST: "; ".join(record.creators),
        exif.COPYRIGHT: record.copyright_notice,
        exif.DATE_ORIGINAL: _format_exif_date(record.date_created or ""),
    }
    return MetadataHead(
        xmp.write_xmp_packet(record),
        iim.write_iim_datasets(record),
        {**display, **_encode_texts(texts)},
    )


def _build_short_head(record: PressMetadata, display: DisplayFields) -> MetadataHead:
    """Creator and copyright in Exif, where they take a third of the bytes; the rest in XMP."""
    texts = {exif.ARTIST: "; ".join(record.creators), exif.COPYRIGHT: record.copyright_notice}
    turned = {tag: value for tag, value in display.items() if tag == ORIENTATION and value != (1,)}
    listed = PressMetadata(
        image_id=record.image_id,
        credit_line=record.credit_line,
        web_statement=record.web_statement,
        licensor_url=record.licensor_url,
        licensor_email=None if record.licensor_url else record.licensor_email,
    )
    return MetadataHead(
        xmp.write_xmp_packet(listed, wrapped=False), b"", {**turned, **_encode_texts(texts)}
    )


def _encode_texts(texts: dict[int, str | None]) -> ExifFields:
    return {tag: text.encode() for tag, text in texts.items() if text}


def _format_exif_date(date: str) -> str:
    """Midnight of a whole day: Exif has no part of a date, and no day without an hour."""
    return date.replace("-", ":") + " 00:00:00" if _DAY.fullmatch(date) else ""


def _count_head_bytes(head: MetadataHead) -> int:
    return len(head.xmp) + sum(len(value) for value in head.exif.values())


def _clean_record(record: PressMetadata) -> PressMetadata:
    changes: dict[str, Any] = {}
    for name, value in _list_filled_fields(record):
        clean = _clean_paragraphs if name in _PARAGRAPHS else _clean_single_line
        if isinstance(value, str):
            changes[name] = clean(value)
        elif value:
            changes[name] = tuple(filter(None, map(clean, value)))
    return replace(record, **changes)


def _shorten_record(record: PressMetadata, limit: int) -> PressMetadata:
    """Texts and lists with at most so many characters or items, addresses of four times that."""
    changes: dict[str, Any] = {}
    for name, value in _list_filled_fields(record):
        if isinstance(value, tuple):
            changes[name] = tuple(text[:limit] for text in value[:limit])
        elif name not in _WHOLE:
            changes[name] = value[:limit].rstrip()
        elif len(value) > 4 * limit:
            changes[name] = None
    return replace(record, **changes)


def _list_filled_fields(record: PressMetadata) -> list[tuple[str, str | tuple[str, ...]]]:
    """The fields that are not empty."""
    pairs = ((field.name, getattr(record, field.name)) for field in fields(record))
    return [(name, value) for name, value in pairs if value]


def _clean_single_line(text: str) -> str:
    return _SPACES.sub(" ", _UNWRITABLE.sub("", text)).strip()


def _clean_paragraphs(text: str) -> str:
    return _LINES.sub("\n", _UNWRITABLE.sub("", text)).strip()
