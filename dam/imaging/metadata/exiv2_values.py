"""Values of a file's XMP, IIM and Exif as exiv2 reads them, as texts by exiv2's key.

Called in the sandbox by `read`. Each packet of XMP and each block of Exif is read by itself.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import exiv2

from dam.imaging.metadata.blocks import find_blocks
from dam.text.charset import NAMES, read_texts

exiv2.XmpParser.initialize()
exiv2.LogMsg.setLevel(exiv2.LogMsg.Level.mute)
codecs.lookup("utf-16-le")  # now: a sandboxed child opens no file of the standard library

BROKEN = (exiv2.Exiv2Error, LookupError, OverflowError, RuntimeError, TypeError, ValueError)
"""What exiv2 raises over a file that it cannot read."""

IPTC = "Iptc.Application2."
_PACKET = b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>'
_EXIF_DATE = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)")
_WINDOWS = "Exif.Image.XP"

Values = Mapping[str, list[str]]
"""Texts by exiv2's key; a repeated or multi-valued key has several. What an XMP text says in other
languages than the one that counts stands under the key, an @ and the language."""


@dataclass(slots=True)
class MetadataValues:
    """What each block says, the block that counts most first, and sentences about the reading."""

    xmp: list[Values] = field(default_factory=list)
    iim: Values = field(default_factory=dict)
    exif: list[Values] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_values(path: Path) -> MetadataValues:
    """Read all blocks; one of `BROKEN` where exiv2 cannot read the file at all."""
    image = exiv2.ImageFactory.open(str(path.absolute()))
    image.readMetadata()
    read, blocks = MetadataValues(), find_blocks(path)
    read.warnings += blocks.warnings
    if len(blocks.xmp) > 1:
        read.xmp = list(_read_packets(reversed(blocks.xmp), read.warnings))
    else:
        read.xmp = [_read_xmp(image.xmpData())]
    if len(blocks.exif) > 1:
        read.exif = list(_read_exif_blocks(reversed(blocks.exif), read.warnings))
    else:
        read.exif = [_read_exif(image.exifData(), read.warnings)]
    read.iim = _read_iim(image.iptcData(), read.warnings)
    return read


def _read_packets(packets: Iterable[bytes], warnings: list[str]) -> Iterable[Values]:
    for packet in packets:
        begins = packet.lstrip(b"\xef\xbb\xbf \t\r\n").rstrip(b"\0")
        try:
            # As exiv2 reads a file of XMP alone, which begins so.
            image = exiv2.ImageFactory.open(
                begins if begins.startswith(b"<?xpacket") else _PACKET + begins
            )
            image.readMetadata()
            yield _read_xmp(image.xmpData())
        except BROKEN:
            warnings.append("Ett av filens XMP-paket kunde inte läsas.")


def _read_exif_blocks(blocks: Iterable[bytes], warnings: list[str]) -> Iterable[Values]:
    for block in blocks:
        try:
            image = exiv2.ImageFactory.open(block)
            image.readMetadata()
            yield _read_exif(image.exifData(), warnings)
        except BROKEN:
            warnings.append("Ett av filens Exif-block kunde inte läsas.")


def _read_xmp(data: exiv2.XmpData) -> Values:
    values: dict[str, list[str]] = {}
    for datum in data:
        key, value = datum.key(), datum.value()
        if isinstance(value, exiv2.LangAltValue):
            texts = {each: str(value[each]) for each in value.keys()}  # noqa: SIM118
            chosen = _choose_language(texts)
            values[key] = [texts[chosen]] if chosen else []
            values |= {f"{key}@{name}": [text] for name, text in texts.items() if name != chosen}
        elif isinstance(value, exiv2.XmpArrayValue):
            values[key] = [str(each) for each in value]
        else:
            values[key] = [str(datum.toString())]
    return values


def _choose_language(texts: Mapping[str, str]) -> str | None:
    """Swedish, else the default, else English, else whatever there is."""
    for preferred in ("sv", "x-default", "en"):
        for language in texts:
            if language.lower().split("-")[0] == preferred or language == preferred:
                return language
    return next(iter(texts), None)


def _read_iim(data: exiv2.IptcData, warnings: list[str]) -> Values:
    keys: list[str] = []
    raws: list[bytes] = []
    values: dict[str, list[str]] = {}
    declared = b""
    for datum in data:
        key, value = datum.key(), datum.value()
        if key == "Iptc.Envelope.CharacterSet":
            declared = bytes(value.data())
        elif isinstance(value, exiv2.StringValue):
            keys.append(key)
            raws.append(bytes(value.data()))
        else:
            values.setdefault(key, []).append(str(datum.toString()))
    for key, text in zip(keys, _decode_values(raws, declared, "IPTC-IIM", warnings), strict=True):
        values.setdefault(key, []).append(text)
    return _join_iim_date(values)


def _join_iim_date(values: dict[str, list[str]]) -> Values:
    dates = values.get(IPTC + "DateCreated", [])
    times = values.get(IPTC + "TimeCreated", [])
    # A day or month that is unknown is written as 00 (IIM 4.2, 2:55).
    joined = [date.removesuffix("-00").removesuffix("-00") for date in dates[:1]]
    if joined and times and len(joined[0]) == 10:
        joined = [f"{joined[0]}T{times[0]}"]
    return values | {IPTC + "DateCreated": joined}


def _decode_values(
    raws: list[bytes], declared: bytes, block: str, warnings: list[str]
) -> tuple[str, ...]:
    reading = read_texts(raws, declared)
    if not reading.sure:
        name = NAMES.get(reading.charset or "", reading.charset)
        unsure = f"Det är osäkert vilka tecken filens {block} är skriven med. Den lästes som {name}"
        warnings.append(f"{unsure}; kontrollera å, ä, ö och andra tecken.")
    return reading.texts


def _read_exif(data: exiv2.ExifData, warnings: list[str]) -> Values:
    values: dict[str, list[str]] = {}
    raws: dict[str, bytes] = {}
    for datum in data:
        key, value = datum.key(), datum.value()
        values[key] = []
        if isinstance(value, exiv2.AsciiValue):
            raws[key] = bytes(value.data()).split(b"\0")[0]
        elif key.startswith(_WINDOWS):
            # What Windows' Explorer writes: UTF-16 in bytes, ended by a zero.
            text = bytes(value.data()).decode("utf-16-le", "replace")
            values[key] = [text.split("\0")[0]]
    for key, text in zip(
        raws, _decode_values([*raws.values()], b"", "Exif", warnings), strict=True
    ):
        values[key] = [text]
    return values | _split_values(values)


def _split_values(values: Values) -> dict[str, list[str]]:
    """Names and keywords that stand in one text, and dates as ISO 8601."""
    divided: dict[str, list[str]] = {}
    for key in ("Exif.Image.Artist", "Exif.Image.XPAuthor", "Exif.Image.XPKeywords"):
        if key in values:
            divided[key] = [part for text in values[key] for part in text.split(";")]
    dates = values.get("Exif.Photo.DateTimeOriginal", [])
    return divided | {"Exif.Photo.DateTimeOriginal": [_format_iso_date(each) for each in dates]}


def _format_iso_date(text: str) -> str:
    """Exif's "2026:01:02 03:04:05" as ISO 8601; empty where it is unset or something else."""
    match = _EXIF_DATE.fullmatch(text.strip())
    if not match or match[1] == "0000":
        return ""
    return f"{match[1]}-{match[2]}-{match[3]}T{match[4]}"
