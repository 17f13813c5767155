"""What a file says of itself → the same as it is written here, with the reason for each change.

`CLEANERS` is the list: the rule's sentence, the fields it reads, what it does to them. Both the
received record and this one are kept and shown, so nothing is changed unseen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dam.imaging.metadata.device_words import is_of_a_device
from dam.imaging.metadata.records import ReceivedMetadata

LIMITS = {"title": 200, "headline": 200, "description": 2000, "alt_text": 1000, "credit": 200}
LIMITS |= dict.fromkeys(("creator", "persons", "keywords", "city", "country"), 200)
"""What the catalogue holds of each text, in characters."""

OURS = ("Inera", "1177", "UMO")
SHORTEST_TEXT = 12
"""A shorter text in capitals is an abbreviation or a name."""

_FILE_NAME = re.compile(
    r"(?:.*\.(?:jpe?g|tiff?|png|heic|webp|avif|dng|nef|cr[23]|arw)"
    r"|(?:img|dsc[fn]?|mg|pxl|dji|image|bild|p)[ _-]?\d{3,}+[\w -]*"
    r"|_mg_\d+|[0-9a-f]{8}-[0-9a-f-]{27})",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"[A-ZÅÄÖÉ][A-ZÅÄÖÉ .-]+(?:, [A-ZÅÄÖÉ][A-ZÅÄÖÉ .-]+)?"
    r"(?: ?[-–,:] ?| )(?:(?:19|20)\d{6}|(?:19|20)\d\d-\d\d-\d\d)(?:\s*[-–:.])?\s+"
)
_SIGNED = re.compile(
    r"\s*(?:\(?(?:Foto|Photo)(?:\s+(?:av|by))?:?\s[^()\n.]{3,80}\)?"
    r"(?:\s*/\s*(?:kod|code):?\s*\w+)?|/\s*(?:TT|Scanpix|AP|AFP|Reuters)\s*/\s*(?:kod|code):?\s*\w+)"
    r"\.?\s*$",
    re.IGNORECASE,
)
_PAID = re.compile(r"\*{2,}[^*]{1,80}\*{2,}")
_LABEL = re.compile(
    r"(?:(illustration(?:er)?)|foto(?:graf)?|photo(?:graph(?:er)?)?|bild|image|byline|credit)\b"
    r"(?:\s+(?:av|by)\b\s*+:?|\s*:|(?<=foto)(?=\s))\s*",
    re.IGNORECASE,
)
_CLAIM = re.compile(r"(?:©|\(c\)|copyright)\s*+(?:(?:19|20)\d\d\b)?[\s,:]*", re.IGNORECASE)
_BROKEN = re.compile(r"[ÂÃ][\x80-\xbf\u0152-\u0178\u2013-\u2122¡-¿]")


@dataclass(frozen=True, slots=True)
class Styled:
    """The record in house style; ``why`` has the sentences of what was done, by field."""

    record: ReceivedMetadata
    why: Mapping[str, tuple[str, ...]]


Texts = tuple[str, ...]
Clean = Callable[[Texts, ReceivedMetadata], Texts]


@dataclass(frozen=True, slots=True)
class Cleaner:
    """One rule: what it is told as, which fields it reads, and what it makes of a field's texts.

    A field that holds one text is read as one or none.
    """

    told: str
    fields: tuple[str, ...]
    clean: Clean


def in_house_style(received: ReceivedMetadata) -> Styled:
    """Apply every cleaner in turn."""
    record, why = received, dict[str, tuple[str, ...]]()
    for cleaner in CLEANERS:
        for field in cleaner.fields:
            before = getattr(record, field)
            after = _cleaned(before, cleaner, record)
            if after != before:
                record = replace(record, **{field: after})
                why[field] = (*why.get(field, ()), cleaner.told)
    return Styled(record, why)


def _cleaned(value: Texts | str | None, cleaner: Cleaner, record: ReceivedMetadata) -> Any:
    if isinstance(value, tuple):
        return cleaner.clean(value, record)
    return next(iter(cleaner.clean((value,), record)), None) if value else value


def each(clean: Callable[[str, ReceivedMetadata], str]) -> Clean:
    """Do the same to every text of a field, and leave out what becomes empty."""
    return lambda texts, record: tuple(filter(None, (clean(text, record) for text in texts)))


def _mended(text: str, _record: ReceivedMetadata) -> str:
    """Undo UTF-8 that was read as Windows-1252: "sjukskÃ¶terska"."""
    if not _BROKEN.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _no_file_name(text: str, _record: ReceivedMetadata) -> str:
    return "" if _FILE_NAME.fullmatch(text.strip()) else text


def _not_of_a_device(text: str, _record: ReceivedMetadata) -> str:
    return "" if is_of_a_device(text) else text


def _without_agency(text: str, _record: ReceivedMetadata) -> str:
    """Leave out dateline, signature and notices of payment, unless nothing else is there."""
    left = _PAID.sub(" ", text).strip()
    left = _SIGNED.sub("", _DATELINE.sub("", left, count=1)).strip()
    return re.sub(r"[ \t]{2,}", " ", left) or text


def _without_label(name: str, _record: ReceivedMetadata) -> str:
    """Leave out what is no part of a photographer's name: the label, the claim, the agency."""
    bare = _CLAIM.sub("", _LABEL.sub("", name.strip(), count=1), count=1)
    return bare.split("/")[0].strip() or name


def _text_in_lower_case(text: str, record: ReceivedMetadata) -> str:
    """Write a text in capitals as sentences; names that the file holds keep theirs."""
    if not text.isupper() or len(text) < SHORTEST_TEXT:
        return text
    lowered = re.sub(
        r"(?:^|(?<=[.!?]\s)|(?<=\n))\s*\w", lambda found: found[0].upper(), text.lower()
    )
    names = (*record.creator, *record.persons, record.city, record.country, *OURS)
    for name in filter(None, names):
        written = _name_in_lower_case(name, record)
        as_it_stands = written.replace("\\", r"\\")
        lowered = re.sub(rf"\b{re.escape(written)}\b", as_it_stands, lowered, flags=re.IGNORECASE)
    return lowered


def _name_in_lower_case(name: str, _record: ReceivedMetadata) -> str:
    """ANNA EK-BERG → Anna Ek-Berg; abbreviations of one short word stay."""
    if not name.isupper() or (len(name) <= 3 and " " not in name) or name in OURS:
        return name
    return re.sub(r"\w+", lambda word: word[0].capitalize(), name)


def _keywords(words: Texts, _record: ReceivedMetadata) -> Texts:
    """Split what stands in one, leave out what stands twice, and capitals but of abbreviations."""
    parts = (part.strip() for word in words for part in re.split("[;,]", word))
    known: dict[str, str] = {}
    for part in filter(None, parts):
        lowered = part.lower() if part.isupper() and part.isalpha() and len(part) > 4 else part
        known.setdefault(lowered.casefold(), lowered)
    return tuple(known.values())


def _credit(text: str, record: ReceivedMetadata) -> str:
    """Write a credit line as Foto: Namn/Inera; what names another house keeps its name."""
    label = _LABEL.match(text)
    bare = _CLAIM.sub("", text[label.end() :] if label else text, count=1)
    parts = [_name_in_lower_case(part.strip(), record) for part in re.split(r"[/|]", bare)]
    parts = list(filter(None, parts))
    if not parts:
        return ""
    creators = [_without_label(_name_in_lower_case(one, record), record) for one in record.creator]
    if len(parts) == 1 and parts[0] in OURS and creators:
        parts = [" och ".join(creators), parts[0]]
    elif len(parts) == 1 and parts[0].casefold() in {one.casefold() for one in creators}:
        parts.append(OURS[0])
    kind = "Illustration" if label and label[1] else "Foto"
    return f"{kind}: {'/'.join(parts)}"


def _shortened(most: int) -> Callable[[str, ReceivedMetadata], str]:
    """Cut at the last word that fits."""

    def cut(text: str, _record: ReceivedMetadata) -> str:
        if len(text) <= most:
            return text
        return text[: most - 1].rsplit(None, 1)[0].rstrip(" ,;:–-") + "…"

    return cut


_TEXTS = ("title", "headline", "description", "alt_text")
_NAMES = ("creator", "persons", "city", "country")
CLEANERS: tuple[Cleaner, ...] = (
    Cleaner("Teckenfel är rättade.", (*_TEXTS, *_NAMES, "credit", "keywords"), each(_mended)),
    Cleaner(
        "Det har en kamera eller ett program skrivit, inte någon som vet vad bilden visar.",
        (*_TEXTS, "creator", "persons", "credit", "copyright"),
        each(_not_of_a_device),
    ),
    Cleaner("Ett filnamn är ingen titel.", ("title", "headline"), each(_no_file_name)),
    Cleaner("Byråns ingress och signatur är borttagna.", ("description",), each(_without_agency)),
    Cleaner("Bara namnet är kvar.", ("creator",), each(_without_label)),
    Cleaner("Versaler är skrivna som vanlig text.", _TEXTS, each(_text_in_lower_case)),
    Cleaner("Versaler är skrivna som namn.", _NAMES, each(_name_in_lower_case)),
    Cleaner("Nyckelorden är delade och skrivna en gång var.", ("keywords",), _keywords),
    Cleaner("Bylinen är skriven som Foto: Namn/Inera.", ("credit",), each(_credit)),
    *(
        Cleaner(f"Texten är kortad till {most} tecken.", (field,), each(_shortened(most)))
        for field, most in LIMITS.items()
    ),
)
