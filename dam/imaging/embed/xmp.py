"""XMP: the record as a packet of RDF, by IPTC's field names. Called by `head`.

Fields follow the IPTC Photo Metadata Standard 2025, the packet ISO 16684-1. Written here rather
than by exiv2, whose XMP toolkit has one lock and one registry for the whole process.
"""

from __future__ import annotations

import re

from dam.imaging.metadata.records import PressMetadata

_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
}
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_WRAPPER = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>{}<?xpacket end="w"?>'
_DATE = re.compile(r"\d{4}(-\d\d){0,2}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def write_xmp_packet(record: PressMetadata, *, wrapped: bool = True) -> bytes:
    """The record, whose texts are free of characters that XML forbids, as UTF-8."""
    inner = "".join(_write_elements(record))
    outer = "".join(
        f' {name}="{_escape_xml(value)}"'
        for name, value in _list_simple_properties(record)
        if value
    )
    spaces = "".join(
        f' xmlns:{prefix}="{space}"'
        for prefix, space in _NAMESPACES.items()
        if f"<{prefix}:" in inner or f" {prefix}:" in outer or f" {prefix}:" in inner
    )
    meta = (
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">'
        f'<rdf:Description rdf:about=""{spaces}{outer}>{inner}</rdf:Description>'
        "</rdf:RDF></x:xmpmeta>"
    )
    return (_WRAPPER.format(meta) if wrapped else meta).encode()


def _list_simple_properties(record: PressMetadata) -> tuple[tuple[str, str | None], ...]:
    date = record.date_created or ""
    return (
        ("photoshop:Headline", record.headline),
        ("photoshop:Credit", record.credit_line),
        ("photoshop:City", record.city),
        ("photoshop:Country", record.country),
        ("photoshop:DateCreated", date if _DATE.fullmatch(date) else None),
        ("xmpRights:Marked", "True" if record.copyright_notice else None),
        ("xmpRights:WebStatement", record.web_statement),
        ("Iptc4xmpExt:DigImageGUID", record.image_url),
        ("Iptc4xmpExt:DigitalSourceType", record.digital_source_type),
        ("plus:ImageSupplierImageID", record.image_id),
        ("plus:DataMining", record.data_mining),
    )


def _write_elements(record: PressMetadata) -> tuple[str, ...]:
    licensor = "".join(
        f' plus:Licensor{name}="{_escape_xml(value)}"'
        for name, value in (
            ("Name", record.licensor_name),
            ("Email", record.licensor_email),
            ("URL", record.licensor_url),
        )
        if value
    )
    language = record.language
    return (
        _write_language_alternative("dc:title", record.title, language),
        _write_language_alternative("dc:description", record.caption, language),
        _write_language_alternative("dc:rights", record.copyright_notice, language),
        _write_text_array("dc:creator", "Seq", record.creators),
        _write_text_array("dc:subject", "Bag", record.keywords),
        _write_language_alternative("xmpRights:UsageTerms", record.usage_terms, language),
        _write_language_alternative("Iptc4xmpCore:AltTextAccessibility", record.alt_text, language),
        _write_text_array("Iptc4xmpExt:PersonInImage", "Bag", record.persons),
        _write_rdf_array("plus:Licensor", "Seq", f"<rdf:li{licensor}/>" if licensor else ""),
    )


def _write_language_alternative(name: str, text: str | None, language: str) -> str:
    """A text in the record's language, which is also the one for readers of no known language."""
    if not text:
        return ""
    tags = ("x-default", language) if _LANGUAGE.fullmatch(language) else ("x-default",)
    escaped = _escape_xml(text)
    return _write_rdf_array(
        name, "Alt", "".join(f'<rdf:li xml:lang="{tag}">{escaped}</rdf:li>' for tag in tags)
    )


def _write_text_array(name: str, kind: str, texts: tuple[str, ...]) -> str:
    return _write_rdf_array(
        name, kind, "".join(f"<rdf:li>{_escape_xml(text)}</rdf:li>" for text in texts)
    )


def _write_rdf_array(name: str, kind: str, items: str) -> str:
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if items else ""


def _escape_xml(text: str) -> str:
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )
