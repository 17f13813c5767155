"""Records as hypothesis draws them, and what a reader should find of each in a joined file."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import strategies as st

from dam.imaging.metadata.records import PressMetadata

PRESS = "https://press.example.se"

# One of everything, of the lengths that real ones have.
RECORD = PressMetadata(
    image_id="IN-2041",
    title="Ambulans i snö",
    headline="Vintervård i glesbygd",
    caption='En ambulans kör & <stannar> utanför "Östersund".\nFöraren är 😀',
    alt_text="Gul ambulans på en snöig väg",
    creators=("Anna Andersson", "Bo Åkerlund"),
    credit_line="Foto: Anna Andersson/Inera",
    copyright_notice="© Inera AB",
    usage_terms="Fri för redaktionell användning med angiven fotograf.",
    web_statement=f"{PRESS}/villkor/fri-redaktionell",
    licensor_name="Inera AB",
    licensor_email="press@inera.se",
    licensor_url=f"{PRESS}/begaran?b=IN-2041",
    image_url=f"{PRESS}/b/2041",
    persons=("Eva Ek", "Per Å"),
    keywords=("ambulans", "snö"),
    city="Östersund",
    country="Sverige",
    date_created="2026-03-14",
    digital_source_type="http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
)

_ALPHABET = st.one_of(
    st.sampled_from("aåäöÅÄÖ eé-&<>\"'{}%\\\n\t\r"),
    st.sampled_from("مرحباשלום漢字🚑👩🏽‍⚕️\u00a0\u00ad\u200f\u2028"),
    st.sampled_from("\x00\x07\x1b\x1c\x7f\x85\ufffe\uffff\ud800"),
    st.characters(),
)
# exiftool prints what looks like a number or a truth as one, so that a text would not come back.
_NOT_TEXT = re.compile(r"[-+0-9.eE ]*|true|false", re.IGNORECASE)


def texts(most: int = 80) -> st.SearchStrategy[str]:
    text = st.text(_ALPHABET, min_size=1, max_size=most)
    return text.filter(lambda text: not _NOT_TEXT.fullmatch(lined(text)))


def _lists() -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(texts(40), max_size=4).map(tuple)


_ADDRESSES = st.sampled_from([f"{PRESS}/a", f"{PRESS}/b?c=1&d=<2>", f"{PRESS}/å"])
_DATES = st.dates().map(str).flatmap(lambda day: st.sampled_from([day, day[:7], day[:4]]))


def records() -> st.SearchStrategy[PressMetadata]:
    line, address = st.none() | texts(), st.none() | _ADDRESSES
    return st.builds(
        PressMetadata,
        image_id=st.integers(1, 10**6).map("IN-{}".format),
        title=line,
        headline=line | texts(400),
        caption=line | texts(3000),
        alt_text=line,
        creators=_lists(),
        credit_line=line,
        copyright_notice=line | texts(200),
        usage_terms=line,
        web_statement=address,
        licensor_name=line,
        licensor_email=st.none() | st.just("press@inera.se"),
        licensor_url=address,
        image_url=address,
        persons=_lists(),
        keywords=_lists(),
        city=line,
        country=line,
        date_created=st.none() | _DATES,
        digital_source_type=address,
        language=st.sampled_from(["sv", "en", "se-SE"]),
    )


def lined(text: str) -> str:
    """How a one-line field reads in the file."""
    return re.sub("[ \t\r\n]+", " ", _printable(text)).strip()


def paragraphs(text: str) -> str:
    """How a field of several lines reads in the file."""
    return re.sub("[ \t]*(\r\n|\r|\n)", "\n", _printable(text)).strip()


def _printable(text: str) -> str:
    return "".join(
        character
        for character in text
        if character in "\t\r\n"
        or not (
            ord(character) < 0x20
            or 0x7F <= ord(character) < 0xA0
            or 0xD800 <= ord(character) < 0xE000
            or ord(character) in {0xFFFE, 0xFFFF}
        )
    )


def in_bytes(text: str, most: int) -> str:
    """The longest beginning of the text within so many bytes of UTF-8."""
    while len(text.encode()) > most:
        text = text[:-1]
    return text


def xmp_of(record: PressMetadata) -> dict[str, Any]:
    """The XMP tags that exiftool should name, with their values."""
    language = record.language
    expected: dict[str, Any] = {
        "XMP-photoshop:Headline": record.headline and lined(record.headline),
        "XMP-photoshop:Credit": record.credit_line and lined(record.credit_line),
        "XMP-photoshop:City": record.city and lined(record.city),
        "XMP-photoshop:Country": record.country and lined(record.country),
        "XMP-photoshop:DateCreated": record.date_created and record.date_created.replace("-", ":"),
        "XMP-xmpRights:WebStatement": record.web_statement,
        "XMP-iptcExt:DigitalImageGUID": record.image_url,
        "XMP-iptcExt:DigitalSourceType": record.digital_source_type,
        "XMP-plus:ImageSupplierImageID": record.image_id,
        "XMP-dc:Creator": _listed(record.creators),
        "XMP-dc:Subject": _listed(record.keywords),
        "XMP-iptcExt:PersonInImage": _listed(record.persons),
    }
    for tag, text in (
        ("XMP-dc:Title", record.title and lined(record.title)),
        ("XMP-dc:Rights", record.copyright_notice and lined(record.copyright_notice)),
        ("XMP-dc:Description", record.caption and paragraphs(record.caption)),
        ("XMP-xmpRights:UsageTerms", record.usage_terms and paragraphs(record.usage_terms)),
        ("XMP-iptcCore:AltTextAccessibility", record.alt_text and paragraphs(record.alt_text)),
    ):
        expected |= {tag: text, f"{tag}-{language}": text}
    if expected["XMP-dc:Rights"]:
        expected["XMP-xmpRights:Marked"] = True
    licensor = {
        "LicensorName": record.licensor_name and lined(record.licensor_name),
        "LicensorEmail": record.licensor_email,
        "LicensorURL": record.licensor_url,
    }
    expected["XMP-plus:Licensor"] = [_said(licensor)] if _said(licensor) else None
    return _said(expected)


def iim_of(record: PressMetadata) -> dict[str, Any]:
    """The IIM tags that exiftool should name: the same texts, within IIM's limits."""
    date = (record.date_created or "").replace("-", "").ljust(8, "0")
    expected: dict[str, Any] = {
        tag: text and in_bytes(lined(text), most)
        for tag, text, most in (
            ("IPTC:ObjectName", record.title, 64),
            ("IPTC:City", record.city, 32),
            ("IPTC:Country-PrimaryLocationName", record.country, 64),
            ("IPTC:Headline", record.headline, 256),
            ("IPTC:Credit", record.credit_line, 32),
            ("IPTC:CopyrightNotice", record.copyright_notice, 128),
        )
    }
    # exiftool makes a list of what stands there more than once.
    for tag, texts, most in (
        ("IPTC:Keywords", record.keywords, 64),
        ("IPTC:By-line", record.creators, 32),
    ):
        cut = [in_bytes(text, most) for text in _listed(texts)]
        expected[tag] = cut[0] if len(cut) == 1 else cut
    expected["IPTC:Caption-Abstract"] = record.caption and in_bytes(
        paragraphs(record.caption), 2000
    )
    if record.date_created:
        expected["IPTC:DateCreated"] = f"{date[:4]}:{date[4:6]}:{date[6:]}"
    return _said(expected)


def exif_of(record: PressMetadata) -> dict[str, Any]:
    """The Exif tags that exiftool should name."""
    date = record.date_created or ""
    return _said({
        "IFD0:ImageDescription": record.caption and paragraphs(record.caption),
        "IFD0:Artist": "; ".join(_listed(record.creators)),
        "IFD0:Copyright": record.copyright_notice and lined(record.copyright_notice),
        "ExifIFD:DateTimeOriginal": f"{date.replace('-', ':')} 00:00:00" if len(date) == 10 else "",
    })  # fmt: skip


def _listed(texts: tuple[str, ...]) -> list[str]:
    return [lined(text) for text in texts if lined(text)]


def _said(tags: dict[str, Any]) -> dict[str, Any]:
    return {tag: value for tag, value in tags.items() if value}
