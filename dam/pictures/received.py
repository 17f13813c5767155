"""What a file says of itself: IPTC-IIM, XMP and Exif, read with exiv2 into one record.

Called in the sandbox by `tasks.take_in`. Follows the IPTC Photo Metadata Standard's mapping of
XMP to IIM and the Metadata Working Group's guidance; where the three differ XMP counts before
IIM before Exif, and the record warns. Odd metadata never stops a picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import exiv2

from dam.pictures.formats import BARE_JPEG_XL, SVG
from dam.pictures.inspect import Facts
from dam.pictures.metadata import ReceivedMetadata
from dam.pictures.nothing_seen import NOTHING_SEEN
from dam.pictures.svg import clean
from dam.text.clean import clean_line, clean_text

exiv2.XmpParser.initialize()
exiv2.LogMsg.setLevel(exiv2.LogMsg.Level.mute)

_MOST_TEXT, _MOST_LINE, _MOST_ITEMS = 40_000, 500, 100  # characters, characters, items of a list

_EXIF_DATE = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)")

_BROKEN = (exiv2.Exiv2Error, LookupError, OverflowError, RuntimeError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class _Field:
    """Where a field of the record stands in XMP, IIM and Exif, and what a warning calls it."""

    name: str
    label: str
    xmp: tuple[str, ...]
    iim: str = ""
    exif: str = ""
    many: bool = False
    lines: bool = False


_IPTC, _EXT = "Iptc.Application2.", "Xmp.iptcExt."

_FIELDS = (
    _Field("title", "Titeln", ("Xmp.dc.title",), _IPTC + "ObjectName"),
    _Field("headline", "Rubriken", ("Xmp.photoshop.Headline",), _IPTC + "Headline"),
    _Field(
        "description",
        "Bildtexten",
        ("Xmp.dc.description",),
        _IPTC + "Caption",
        "Exif.Image.ImageDescription",
        lines=True,
    ),
    _Field(
        "creator",
        "Fotografen",
        ("Xmp.dc.creator",),
        _IPTC + "Byline",
        "Exif.Image.Artist",
        many=True,
    ),
    _Field("credit", "Krediteringen", ("Xmp.photoshop.Credit",), _IPTC + "Credit"),
    _Field(
        "copyright",
        "Upphovsrätten",
        ("Xmp.dc.rights",),
        _IPTC + "Copyright",
        "Exif.Image.Copyright",
    ),
    _Field("usage_terms", "Villkoren", ("Xmp.xmpRights.UsageTerms",), lines=True),
    _Field("keywords", "Nyckelorden", ("Xmp.dc.subject",), _IPTC + "Keywords", many=True),
    _Field(
        "city",
        "Orten",
        (
            "Xmp.photoshop.City",
            _EXT + "LocationCreated[1]/Iptc4xmpExt:City",
            _EXT + "LocationCreated/Iptc4xmpExt:City",
            _EXT + "LocationShown[1]/Iptc4xmpExt:City",
        ),
        _IPTC + "City",
    ),
    _Field(
        "country",
        "Landet",
        (
            "Xmp.photoshop.Country",
            _EXT + "LocationCreated[1]/Iptc4xmpExt:CountryName",
            _EXT + "LocationCreated/Iptc4xmpExt:CountryName",
            _EXT + "LocationShown[1]/Iptc4xmpExt:CountryName",
        ),
        _IPTC + "CountryName",
    ),
    _Field(
        "date",
        "Datumet",
        ("Xmp.photoshop.DateCreated",),
        _IPTC + "DateCreated",
        "Exif.Photo.DateTimeOriginal",
    ),
    _Field("persons", "Personerna", (_EXT + "PersonInImage",), many=True),
    _Field("alt_text", "Alt-texten", ("Xmp.iptc.AltTextAccessibility",), lines=True),
    _Field("web_statement", "Villkorens adress", ("Xmp.xmpRights.WebStatement",)),
    _Field("digital_source_type", "Tillkomsten", (_EXT + "DigitalSourceType",)),
)

# What no public file carries on, by pattern of exiv2's key, as staff are told of it.
_PRIVATE = (
    (re.compile(r"Exif\.GPSInfo\.|Xmp\.exif\.GPS"), "GPS-position"),
    (re.compile(r".*SerialNumber"), "serienummer"),
    (re.compile(r".*OwnerName"), "kameraägarens namn"),
    (re.compile(r"Exif\.Photo\.MakerNote"), "kameratillverkarens anteckningar"),
    (re.compile(r"Exif\.Thumbnail\.|Xmp\.xmp\.Thumbnails"), "inbäddad miniatyr"),
    (re.compile(r"Exif\.Photo\.UserComment|Exif\.Image\.XP"), "kommentarer"),
    (re.compile(r"Xmp\.xmpMM\.|Xmp\.photoshop\.DocumentAncestors"), "redigeringshistorik"),
    (re.compile(r"Xmp\.mwg-rs\.|Xmp\.MP\."), "ansiktsmarkeringar"),
)

Values = Mapping[str, list[str]]
"""Texts by exiv2's key; a repeated or multi-valued key has several."""


def read_received(path: Path, facts: Facts) -> ReceivedMetadata:
    """What the file at ``path`` says of itself; what could not be read is told in `warnings`."""
    nothing = NOTHING_SEEN if facts.plain else None
    warnings = [each for each in (facts.left_out, facts.light, nothing) if each]
    if facts.form.drawn:
        return _of_drawing(path, facts, warnings)
    with path.open("rb") as file:
        if file.read(2) == BARE_JPEG_XL:
            return ReceivedMetadata(warnings=tuple(warnings))
    try:
        image = exiv2.ImageFactory.open(str(path.absolute()))
        image.readMetadata()
        xmp = _read_xmp(image.xmpData())
        iim = _read_iim(image.iptcData())
        exif = _read_exif(image.exifData())
    except _BROKEN:
        return ReceivedMetadata(warnings=(*warnings, "Filens metadata kunde inte läsas."))
    fields: dict[str, Any] = {
        field.name: _choose(field, _at(field.xmp, xmp), iim, exif, warnings) for field in _FIELDS
    }
    if not str(fields["web_statement"]).startswith(("https://", "http://")):
        fields["web_statement"] = None
    removed = _private({*xmp, *iim, *exif})
    if facts.gain_map:
        removed += ("förstärkningskarta (HDR)",)
    if facts.frames > 1 + facts.gain_map:
        removed += ("ytterligare bilder i filen",)
    return ReceivedMetadata.from_json(fields | {"removed": removed, "warnings": tuple(warnings)})


def _of_drawing(path: Path, facts: Facts, warnings: list[str]) -> ReceivedMetadata:
    """What an SVG says in its own elements; of a PDF nothing is read but its first page."""
    if facts.form is not SVG:
        return ReceivedMetadata(warnings=tuple(warnings))
    drawing = clean(path.read_bytes())
    title, description = (
        clean_line(words) if words else None for words in (drawing.title, drawing.description)
    )
    removed = ("skript, länkar och annat som inte är bild",) if drawing.active else ()
    return ReceivedMetadata(
        title=title, description=description, removed=removed, warnings=tuple(warnings)
    )


def _at(keys: tuple[str, ...], values: Values) -> list[str]:
    return next((values[key] for key in keys if values.get(key)), [])


def _choose(
    field: _Field, xmp: list[str], iim: Values, exif: Values, warnings: list[str]
) -> tuple[str, ...] | str | None:
    """A field's value, by precedence, with a warning where XMP and IIM say different things."""
    texts = [
        _clean(field, each) for each in (xmp, iim.get(field.iim, []), exif.get(field.exif, []))
    ]
    if texts[0] and texts[1] and not _agree(texts[0], texts[1]):
        other = ", ".join(texts[1])[:_MOST_LINE]
        differ = f"{field.label} är olika i XMP och IPTC-IIM; den i XMP används."
        warnings.append(f"{differ} I IPTC-IIM står: {other}")
    chosen = next(filter(None, texts), ())
    if field.many:
        return chosen
    return chosen[0] if chosen else None


def _agree(xmp: tuple[str, ...], iim: tuple[str, ...]) -> bool:
    # IIM's fields are short: programs that write both cut the IIM's off. Times differ in form.
    return len(xmp) == len(iim) and all(
        long.startswith(short) or short.startswith(long)
        for long, short in zip(xmp, iim, strict=True)
    )


def _clean(field: _Field, texts: Iterable[str]) -> tuple[str, ...]:
    most = _MOST_TEXT if field.lines else _MOST_LINE
    cleaner = clean_text if field.lines else clean_line
    cleaned = (cleaner(text)[:most].strip() for text in texts)
    return tuple(dict.fromkeys(filter(None, cleaned)))[:_MOST_ITEMS]


def _private(keys: Iterable[str]) -> tuple[str, ...]:
    keys = list(keys)
    return tuple(kind for pattern, kind in _PRIVATE if any(map(pattern.match, keys)))


def _read_xmp(data: exiv2.XmpData) -> Values:
    values: dict[str, list[str]] = {}
    for datum in data:
        value = datum.value()
        if isinstance(value, exiv2.LangAltValue):
            texts = [_in_language({key: str(value[key]) for key in value.keys()})]  # noqa: SIM118
        elif isinstance(value, exiv2.XmpArrayValue):
            texts = [str(each) for each in value]
        else:
            texts = [str(datum.toString())]
        values[datum.key()] = texts
    return values


def _in_language(texts: Mapping[str, str]) -> str:
    """Swedish, else the default, else English, else whatever there is."""
    for wanted in ("sv", "x-default", "en"):
        for language, text in texts.items():
            if language.lower().split("-")[0] == wanted or language == wanted:
                return text
    return next(iter(texts.values()), "")


def _read_iim(data: exiv2.IptcData) -> Values:
    values: dict[str, list[str]] = {}
    for datum in data:
        value = datum.value()
        is_text = isinstance(value, exiv2.StringValue)
        text = _decode(bytes(value.data())) if is_text else str(datum.toString())
        values.setdefault(datum.key(), []).append(text)
    return _join_iim_date(values)


def _join_iim_date(values: dict[str, list[str]]) -> Values:
    dates = values.get(_IPTC + "DateCreated", [])
    times = values.get(_IPTC + "TimeCreated", [])
    # A day or month that is unknown is written as 00 (IIM 4.2, 2:55).
    whole = [date.removesuffix("-00").removesuffix("-00") for date in dates[:1]]
    if whole and times and len(whole[0]) == 10:
        whole = [f"{whole[0]}T{times[0]}"]
    return values | {_IPTC + "DateCreated": whole}


def _decode(raw: bytes) -> str:
    """UTF-8 if it is that, else Windows-1252, which has all of Latin-1's letters.

    What the envelope declares (IIM 1:90) is often wrong, and Latin-1 text that happens to be valid
    UTF-8 is nobody's words.
    """
    for encoding in ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            pass
    return raw.decode("latin-1")


def _read_exif(data: exiv2.ExifData) -> Values:
    values: dict[str, list[str]] = {}
    for datum in data:
        texts: list[str] = []
        value = datum.value()
        if isinstance(value, exiv2.AsciiValue):
            texts = [_decode(bytes(value.data()).split(b"\0")[0])]
        values[datum.key()] = texts
    artists = "".join(values.get("Exif.Image.Artist", []))
    dates = values.get("Exif.Photo.DateTimeOriginal", [])
    return values | {
        "Exif.Image.Artist": artists.split(";") if artists else [],
        "Exif.Photo.DateTimeOriginal": [_iso_date(each) for each in dates],
    }


def _iso_date(text: str) -> str:
    """Exif's "2026:01:02 03:04:05" as ISO 8601; empty where it is unset or something else."""
    found = _EXIF_DATE.fullmatch(text.strip())
    if not found or found[1] == "0000":
        return ""
    return f"{found[1]}-{found[2]}-{found[3]}T{found[4]}"
