"""What a file says of itself: IPTC-IIM, XMP and Exif, read with exiv2 into one record.

Called in the sandbox by `tasks.take_in`. Follows the IPTC Photo Metadata Standard's mapping of
XMP to IIM and the Metadata Working Group's guidance; where the three differ XMP counts before
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
from dam.imaging.inspect import Facts
from dam.imaging.metadata.exiv2_values import BROKEN, IPTC, Read, read_values
from dam.imaging.metadata.records import ReceivedMetadata
from dam.imaging.vector.svg_sanitizer import clean
from dam.text.clean import clean_line, clean_text

MOST_TEXT = 500_000
"""Characters of a file's record: no more is stored, and staff are told."""


_TOO_LONG = (
    f"Filen säger mer om sig själv än de {MOST_TEXT} tecken som sparas här. "
    "Resten finns i filen som den laddades upp."
)


@dataclass(frozen=True, slots=True)
class _Field:
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
    _Field("title", "Titeln", ("Xmp.dc.title",), IPTC + "ObjectName", windows=_WINDOWS + "Title"),
    _Field(
        "headline",
        "Rubriken",
        ("Xmp.photoshop.Headline",),
        IPTC + "Headline",
        windows=_WINDOWS + "Subject",
    ),
    _Field(
        "description",
        "Bildtexten",
        ("Xmp.dc.description",),
        IPTC + "Caption",
        "Exif.Image.ImageDescription",
        lines=True,
        windows=_WINDOWS + "Comment",
    ),
    _Field(
        "creator",
        "Fotografen",
        ("Xmp.dc.creator",),
        IPTC + "Byline",
        "Exif.Image.Artist",
        many=True,
        windows=_WINDOWS + "Author",
    ),
    _Field("credit", "Krediteringen", ("Xmp.photoshop.Credit",), IPTC + "Credit"),
    _Field(
        "copyright",
        "Upphovsrätten",
        ("Xmp.dc.rights",),
        IPTC + "Copyright",
        "Exif.Image.Copyright",
    ),
    _Field("usage_terms", "Villkoren", ("Xmp.xmpRights.UsageTerms",), lines=True),
    _Field(
        "keywords",
        "Nyckelorden",
        ("Xmp.dc.subject",),
        IPTC + "Keywords",
        many=True,
        windows=_WINDOWS + "Keywords",
    ),
    _Field(
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
    _Field(
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
    _Field(
        "date",
        "Datumet",
        ("Xmp.photoshop.DateCreated",),
        IPTC + "DateCreated",
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
        read = read_values(path)
    except BROKEN:
        return ReceivedMetadata(warnings=(*warnings, "Filens metadata kunde inte läsas."))
    warnings += read.warnings
    others: list[str] = []
    fields: dict[str, Any] = {
        field.name: _choose(field, read, warnings, others) for field in _FIELDS
    }
    fields["web_statement"] = _address(fields["web_statement"], warnings)
    removed = _private({key for values in (*read.xmp, read.iim, *read.exif) for key in values})
    if facts.gain_map:
        removed += ("förstärkningskarta (HDR)",)
    if facts.frames > 1 + facts.gain_map:
        removed += ("ytterligare bilder i filen",)
    fields |= {"others": tuple(others), "removed": removed, "warnings": tuple(warnings)}
    return ReceivedMetadata.from_json(_bounded(fields))


def _address(text: str | None, warnings: list[str]) -> str | None:
    """An address of the web, with its scheme if it had none; others are told and left out."""
    if not text or text.startswith(("https://", "http://")):
        return text
    if _NO_SCHEME.fullmatch(text):
        return f"https://{text}"
    warnings.append(f"Villkorens adress är ingen webbadress och används inte: {text}")
    return None


def _bounded(fields: dict[str, Any]) -> dict[str, Any]:
    """The record within `MOST_TEXT` characters: what has no room is left out, and that is told."""
    left, bounded = MOST_TEXT, dict(fields)
    for name, value in fields.items():
        texts = []
        for text in (value,) if isinstance(value, str) else value or ():
            texts.append(text[:left])
            left -= len(texts[-1])
        if value:
            kept = tuple(filter(None, texts))
            bounded[name] = kept if isinstance(value, tuple) else next(iter(kept), None)
    if not left:
        bounded["warnings"] = (*bounded["warnings"], _TOO_LONG)
    return bounded


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


def _choose(
    field: _Field, read: Read, warnings: list[str], others: list[str]
) -> tuple[str, ...] | str | None:
    """A field's value, by precedence; what the file says otherwise is told, and all of it kept."""
    sources = [(name, texts) for name, texts in _sources(field, read) if texts]
    first = dict(reversed(sources))
    chosen = sources[0][1] if sources else ()
    xmp, iim = first.get("XMP"), first.get(_IIM)
    if xmp and iim and not _agree(xmp, iim):
        differ = f"{field.label} är olika i XMP och {_IIM}; den i XMP används."
        warnings.append(f"{differ} I {_IIM} står: {', '.join(iim)}")
    for name, texts in sources:
        told = name == _IIM and xmp
        if not told and not _holds(field, chosen, texts):
            others.append(f"{field.label} ({name}): {', '.join(texts)}")
    if field.many:
        return chosen
    others += (f"{field.label}: {text}" for text in chosen[1:])
    return chosen[0] if chosen else None


def _sources(field: _Field, read: Read) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What each block says of a field, by precedence: XMP, IIM, Exif, and the later before."""
    for values in read.xmp:
        for key in field.xmp:
            yield "XMP", _clean(field, values.get(key, []))
            for name in values:
                if name.startswith(f"{key}@"):
                    yield f"XMP, {name.partition('@')[2]}", _clean(field, values[name])
    yield _IIM, _clean(field, read.iim.get(field.iim, []))
    for name, key in (("Exif", field.exif), ("Windows", field.windows)):
        for values in read.exif:
            yield name, _clean(field, values.get(key, []))


def _agree(xmp: tuple[str, ...], iim: tuple[str, ...]) -> bool:
    # IIM's fields are short: programs that write both cut the IIM's off. Times differ in form.
    return len(xmp) == len(iim) and all(
        long.startswith(short) or short.startswith(long)
        for long, short in zip(xmp, iim, strict=True)
    )


def _holds(field: _Field, chosen: tuple[str, ...], texts: tuple[str, ...]) -> bool:
    """Whether everything in ``texts`` stands in what was chosen; of a date, its day."""
    if field.name == "date":
        return {text[:10] for text in texts} <= {text[:10] for text in chosen}
    return all(any(long.startswith(text) for long in chosen) for text in texts)


def _clean(field: _Field, texts: Iterable[str]) -> tuple[str, ...]:
    cleaner = clean_text if field.lines else clean_line
    cleaned = (cleaner(text).strip() for text in texts)
    return tuple(dict.fromkeys(filter(None, cleaned)))


def _private(keys: Iterable[str]) -> tuple[str, ...]:
    keys = list(keys)
    return tuple(kind for pattern, kind in _PRIVATE if any(map(pattern.match, keys)))
