"""What a file says of itself: IPTC-IIM, XMP and Exif, read with exiv2 into one record.

Called in the sandbox by `tasks.inspect_upload`. Follows the IPTC Photo Metadata Standard's mapping
of XMP to IIM and the Metadata Working Group's guidance; where the three differ XMP counts before
IIM before Exif, and the record warns. Odd metadata never stops a picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dam.imaging.blank_image import NOTHING_SEEN
from dam.imaging.formats import BARE_JPEG_XL, SVG
from dam.imaging.inspect import PictureFacts
from dam.imaging.metadata.exiv2_values import BROKEN, IPTC, MetadataValues, read_values
from dam.imaging.metadata.records import ReceivedMetadata
from dam.imaging.vector.svg_sanitizer import clean_svg
from dam.text.clean import clean_line, clean_text

MOST_TEXT = 500_000
"""Characters of a file's record: no more is stored, and staff are told."""


_TOO_LONG = (
    f"Filen säger mer om sig själv än de {MOST_TEXT} tecken som sparas här. "
    "Resten finns i filen som den laddades upp."
)


@dataclass(frozen=True, slots=True)
class _MetadataField:
    """Where a field stands in XMP, IIM, Exif and Windows' own part of it, and what it is called."""

    name: str
    label: str
    xmp: tuple[str, ...]
    iim: str = ""
    exif: str = ""
    windows: str = ""
    many: bool = False
    lines: bool = False


_EXT, _WINDOWS = "Xmp.iptcExt.", "Exif.Image.XP"
_IIM = "IPTC-IIM"
_NO_SCHEME = re.compile(r"(?:[\w-]+\.)+[a-zA-Z]{2,24}(?:[/?#]\S*)?")

_FIELDS = (
    _MetadataField(
        "title", "Titeln", ("Xmp.dc.title",), IPTC + "ObjectName", windows=_WINDOWS + "Title"
    ),
    _MetadataField(
        "headline",
        "Rubriken",
        ("Xmp.photoshop.Headline",),
        IPTC + "Headline",
        windows=_WINDOWS + "Subject",
    ),
    _MetadataField(
        "description",
        "Bildtexten",
        ("Xmp.dc.description",),
        IPTC + "Caption",
        "Exif.Image.ImageDescription",
        lines=True,
        windows=_WINDOWS + "Comment",
    ),
    _MetadataField(
        "creator",
        "Fotografen",
        ("Xmp.dc.creator",),
        IPTC + "Byline",
        "Exif.Image.Artist",
        many=True,
        windows=_WINDOWS + "Author",
    ),
    _MetadataField("credit", "Krediteringen", ("Xmp.photoshop.Credit",), IPTC + "Credit"),
    _MetadataField(
        "copyright", "Upphovsrätten", ("Xmp.dc.rights",), IPTC + "Copyright", "Exif.Image.Copyright"
    ),
    _MetadataField("usage_terms", "Villkoren", ("Xmp.xmpRights.UsageTerms",), lines=True),
    _MetadataField(
        "keywords",
        "Nyckelorden",
        ("Xmp.dc.subject",),
        IPTC + "Keywords",
        many=True,
        windows=_WINDOWS + "Keywords",
    ),
    _MetadataField(
        "city",
        "Orten",
        (
            "Xmp.photoshop.City",
            _EXT + "LocationCreated[1]/Iptc4xmpExt:City",
            _EXT + "LocationCreated/Iptc4xmpExt:City",
            _EXT + "LocationShown[1]/Iptc4xmpExt:City",
        ),
        IPTC + "City",
    ),
    _MetadataField(
        "country",
        "Landet",
        (
            "Xmp.photoshop.Country",
            _EXT + "LocationCreated[1]/Iptc4xmpExt:CountryName",
            _EXT + "LocationCreated/Iptc4xmpExt:CountryName",
            _EXT + "LocationShown[1]/Iptc4xmpExt:CountryName",
        ),
        IPTC + "CountryName",
    ),
    _MetadataField(
        "date",
        "Datumet",
        ("Xmp.photoshop.DateCreated",),
        IPTC + "DateCreated",
        "Exif.Photo.DateTimeOriginal",
    ),
    _MetadataField("persons", "Personerna", (_EXT + "PersonInImage",), many=True),
    _MetadataField("alt_text", "Alt-texten", ("Xmp.iptc.AltTextAccessibility",), lines=True),
    _MetadataField("web_statement", "Villkorens adress", ("Xmp.xmpRights.WebStatement",)),
    _MetadataField("digital_source_type", "Tillkomsten", (_EXT + "DigitalSourceType",)),
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


def read_received(path: Path, facts: PictureFacts) -> ReceivedMetadata:
    """What the file at ``path`` says of itself; what could not be read is told in `warnings`."""
    nothing = NOTHING_SEEN if facts.plain else None
    warnings = [each for each in (facts.left_out, facts.light, nothing) if each]
    if facts.form.drawn:
        return _read_drawing(path, facts, warnings)
    with path.open("rb") as file:
        if file.read(2) == BARE_JPEG_XL:
            return ReceivedMetadata(warnings=tuple(warnings))
    try:
        read = read_values(path)
    except BROKEN:
        return ReceivedMetadata(warnings=(*warnings, "Filens metadata kunde inte läsas."))
    warnings += read.warnings
    others: list[str] = []
    fields: dict[str, Any] = {
        field.name: _choose_value(field, read, warnings, others) for field in _FIELDS
    }
    fields["web_statement"] = _complete_address(fields["web_statement"], warnings)
    removed = _list_private_kinds(
        {key for values in (*read.xmp, read.iim, *read.exif) for key in values}
    )
    if facts.gain_map:
        removed += ("förstärkningskarta (HDR)",)
    if facts.frames > 1 + facts.gain_map:
        removed += ("ytterligare bilder i filen",)
    fields |= {"others": tuple(others), "removed": removed, "warnings": tuple(warnings)}
    return ReceivedMetadata.from_json(_limit_texts(fields))


def _complete_address(text: str | None, warnings: list[str]) -> str | None:
    """An address of the web, with its scheme if it had none; others are told and left out."""
    if not text or text.startswith(("https://", "http://")):
        return text
    if _NO_SCHEME.fullmatch(text):
        return f"https://{text}"
    warnings.append(f"Villkorens adress är ingen webbadress och används inte: {text}")
    return None


def _limit_texts(fields: dict[str, Any]) -> dict[str, Any]:
    """The record within `MOST_TEXT` characters: what has no room is left out, and that is told."""
    room_left, bounded = MOST_TEXT, dict(fields)
    for name, value in fields.items():
        texts = []
        for text in (value,) if isinstance(value, str) else value or ():
            texts.append(text[:room_left])
            room_left -= len(texts[-1])
        if value:
            kept = tuple(filter(None, texts))
            bounded[name] = kept if isinstance(value, tuple) else next(iter(kept), None)
    if not room_left:
        bounded["warnings"] = (*bounded["warnings"], _TOO_LONG)
    return bounded


def _read_drawing(path: Path, facts: PictureFacts, warnings: list[str]) -> ReceivedMetadata:
    """What an SVG says in its own elements; of a PDF nothing is read but its first page."""
    if facts.form is not SVG:
        return ReceivedMetadata(warnings=tuple(warnings))
    drawing = clean_svg(path.read_bytes())
    title, description = (
        clean_line(text) if text else None for text in (drawing.title, drawing.description)
    )
    removed = ("skript, länkar och annat som inte är bild",) if drawing.active else ()
    return ReceivedMetadata(
        title=title, description=description, removed=removed, warnings=tuple(warnings)
    )


def _choose_value(
    field: _MetadataField, read: MetadataValues, warnings: list[str], others: list[str]
) -> tuple[str, ...] | str | None:
    """A field's value, by precedence; what the file says otherwise is told, and all of it kept."""
    sources = [(name, texts) for name, texts in _iterate_sources(field, read) if texts]
    first = dict(reversed(sources))
    chosen = sources[0][1] if sources else ()
    xmp, iim = first.get("XMP"), first.get(_IIM)
    if xmp and iim and not _do_texts_agree(xmp, iim):
        differ = f"{field.label} är olika i XMP och {_IIM}; den i XMP används."
        warnings.append(f"{differ} I {_IIM} står: {', '.join(iim)}")
    for name, texts in sources:
        warned = name == _IIM and xmp
        if not warned and not _holds_texts(field, chosen, texts):
            others.append(f"{field.label} ({name}): {', '.join(texts)}")
    if field.many:
        return chosen
    others += (f"{field.label}: {text}" for text in chosen[1:])
    return chosen[0] if chosen else None


def _iterate_sources(
    field: _MetadataField, read: MetadataValues
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What each block says of a field, by precedence: XMP, IIM, Exif, and the later before."""
    for values in read.xmp:
        for key in field.xmp:
            yield "XMP", _clean_texts(field, values.get(key, []))
            for name in values:
                if name.startswith(f"{key}@"):
                    yield f"XMP, {name.partition('@')[2]}", _clean_texts(field, values[name])
    yield _IIM, _clean_texts(field, read.iim.get(field.iim, []))
    for name, key in (("Exif", field.exif), ("Windows", field.windows)):
        for values in read.exif:
            yield name, _clean_texts(field, values.get(key, []))


def _do_texts_agree(xmp: tuple[str, ...], iim: tuple[str, ...]) -> bool:
    # IIM's fields are short: programs that write both cut the IIM's off. Times differ in form.
    return len(xmp) == len(iim) and all(
        long.startswith(short) or short.startswith(long)
        for long, short in zip(xmp, iim, strict=True)
    )


def _holds_texts(field: _MetadataField, chosen: tuple[str, ...], texts: tuple[str, ...]) -> bool:
    """Whether everything in ``texts`` stands in what was chosen; of a date, its day."""
    if field.name == "date":
        return {text[:10] for text in texts} <= {text[:10] for text in chosen}
    return all(any(long.startswith(text) for long in chosen) for text in texts)


def _clean_texts(field: _MetadataField, texts: Iterable[str]) -> tuple[str, ...]:
    cleaner = clean_text if field.lines else clean_line
    cleaned = (cleaner(text).strip() for text in texts)
    return tuple(dict.fromkeys(filter(None, cleaned)))


def _list_private_kinds(keys: Iterable[str]) -> tuple[str, ...]:
    keys = list(keys)
    return tuple(kind for pattern, kind in _PRIVATE if any(map(pattern.match, keys)))
