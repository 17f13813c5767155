"""House style of metadata: a list of cleaners, each with the reason for its change.

`STYLE_RULES` is the list: the rule's sentence, the fields it reads, what it does to them. Both the
received record and this one are kept and shown, so nothing is changed unseen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dam.imaging.metadata.device_words import is_device_text
from dam.imaging.metadata.records import ReceivedMetadata
from dam.text.limits import RECEIVED

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
class StyledMetadata:
    """The record in house style; ``why`` has the sentences of what was done, by field."""

    record: ReceivedMetadata
    why: Mapping[str, tuple[str, ...]]


Texts = tuple[str, ...]
Clean = Callable[[Texts, ReceivedMetadata], Texts]


@dataclass(frozen=True, slots=True)
class StyleRule:
    """One rule: its sentence, the fields it reads, and what it makes of a field's texts."""

    reason: str
    fields: tuple[str, ...]
    clean: Clean


def apply_house_style(received: ReceivedMetadata) -> StyledMetadata:
    """Apply every cleaner in turn."""
    record, why = received, dict[str, tuple[str, ...]]()
    for rule in STYLE_RULES:
        for field in rule.fields:
            before = getattr(record, field)
            after = _apply_rule(before, rule, record)
            if after != before:
                record = replace(record, **{field: after})
                why[field] = (*why.get(field, ()), rule.reason)
    return StyledMetadata(record, why)


def _apply_rule(value: Texts | str | None, rule: StyleRule, record: ReceivedMetadata) -> Any:
    if isinstance(value, tuple):
        return rule.clean(value, record)
    return next(iter(rule.clean((value,), record)), None) if value else value


def clean_each(clean: Callable[[str, ReceivedMetadata], str]) -> Clean:
    """Do the same to every text of a field, and leave out what becomes empty."""
    return lambda texts, record: tuple(filter(None, (clean(text, record) for text in texts)))


def _mend_mojibake(text: str, _record: ReceivedMetadata) -> str:
    """Undo UTF-8 that was read as Windows-1252: "sjukskÃ¶terska"."""
    if not _BROKEN.search(text):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def _drop_file_name(text: str, _record: ReceivedMetadata) -> str:
    return "" if _FILE_NAME.fullmatch(text.strip()) else text


def _drop_device_text(text: str, _record: ReceivedMetadata) -> str:
    return "" if is_device_text(text) else text


def _strip_agency(text: str, _record: ReceivedMetadata) -> str:
    """Leave out dateline, signature and notices of payment, unless nothing else is there."""
    stripped = _PAID.sub(" ", text).strip()
    stripped = _SIGNED.sub("", _DATELINE.sub("", stripped, count=1)).strip()
    return re.sub(r"[ \t]{2,}", " ", stripped) or text


def _strip_label(name: str, _record: ReceivedMetadata) -> str:
    """Leave out what is no part of a photographer's name: the label, the claim, the agency."""
    bare = _CLAIM.sub("", _LABEL.sub("", name.strip(), count=1), count=1)
    return bare.split("/")[0].strip() or name


def _lower_text_capitals(text: str, record: ReceivedMetadata) -> str:
    """Write a text in capitals as sentences; names that the file holds keep theirs."""
    if not text.isupper() or len(text) < SHORTEST_TEXT:
        return text
    lowered = re.sub(
        r"(?:^|(?<=[.!?]\s)|(?<=\n))\s*\w", lambda found: found[0].upper(), text.lower()
    )
    names = (*record.creator, *record.persons, record.city, record.country, *OURS)
    for name in filter(None, names):
        written = _lower_name_capitals(name, record)
        as_it_stands = written.replace("\\", r"\\")
        lowered = re.sub(rf"\b{re.escape(written)}\b", as_it_stands, lowered, flags=re.IGNORECASE)
    return lowered


def _lower_name_capitals(name: str, _record: ReceivedMetadata) -> str:
    """ANNA EK-BERG → Anna Ek-Berg; abbreviations of one short word stay."""
    if not name.isupper() or (len(name) <= 3 and " " not in name) or name in OURS:
        return name
    return re.sub(r"\w+", lambda word: word[0].capitalize(), name)


def _split_keywords(words: Texts, _record: ReceivedMetadata) -> Texts:
    """Split what stands in one, leave out what stands twice, and capitals but of abbreviations."""
    parts = (part.strip() for word in words for part in re.split("[;,]", word))
    by_casefold: dict[str, str] = {}
    for part in filter(None, parts):
        lowered = part.lower() if part.isupper() and part.isalpha() and len(part) > 4 else part
        by_casefold.setdefault(lowered.casefold(), lowered)
    return tuple(by_casefold.values())


def _format_credit(text: str, record: ReceivedMetadata) -> str:
    """Write a credit line as Foto: Namn/Inera; what names another house keeps its name."""
    label = _LABEL.match(text)
    bare = _CLAIM.sub("", text[label.end() :] if label else text, count=1)
    parts = [_lower_name_capitals(part.strip(), record) for part in re.split(r"[/|]", bare)]
    parts = list(filter(None, parts))
    if not parts:
        return ""
    creators = [
        _strip_label(_lower_name_capitals(creator, record), record) for creator in record.creator
    ]
    if len(parts) == 1 and parts[0] in OURS and creators:
        parts = [" och ".join(creators), parts[0]]
    elif len(parts) == 1 and parts[0].casefold() in {creator.casefold() for creator in creators}:
        parts.append(OURS[0])
    kind = "Illustration" if label and label[1] else "Foto"
    return f"{kind}: {'/'.join(parts)}"


def _shorten_to(limit: int) -> Callable[[str, ReceivedMetadata], str]:
    """Cut at the last word that fits."""

    def cut(text: str, _record: ReceivedMetadata) -> str:
        if len(text) <= limit:
            return text
        return text[: limit - 1].rsplit(None, 1)[0].rstrip(" ,;:–-") + "…"

    return cut


_TEXTS = ("title", "headline", "description", "alt_text")
_NAMES = ("creator", "persons", "city", "country")
STYLE_RULES: tuple[StyleRule, ...] = (
    StyleRule(
        "Teckenfel är rättade.",
        (*_TEXTS, *_NAMES, "credit", "keywords"),
        clean_each(_mend_mojibake),
    ),
    StyleRule(
        "Det har en kamera eller ett program skrivit, inte någon som vet vad bilden visar.",
        (*_TEXTS, "creator", "persons", "credit", "copyright"),
        clean_each(_drop_device_text),
    ),
    StyleRule("Ett filnamn är ingen titel.", ("title", "headline"), clean_each(_drop_file_name)),
    StyleRule(
        "Byråns ingress och signatur är borttagna.", ("description",), clean_each(_strip_agency)
    ),
    StyleRule("Bara namnet är kvar.", ("creator",), clean_each(_strip_label)),
    StyleRule("Versaler är skrivna som vanlig text.", _TEXTS, clean_each(_lower_text_capitals)),
    StyleRule("Versaler är skrivna som namn.", _NAMES, clean_each(_lower_name_capitals)),
    StyleRule("Nyckelorden är delade och skrivna en gång var.", ("keywords",), _split_keywords),
    StyleRule("Bylinen är skriven som Foto: Namn/Inera.", ("credit",), clean_each(_format_credit)),
    *(
        StyleRule(f"Texten är kortad till {most} tecken.", (field,), clean_each(_shorten_to(most)))
        for field, most in RECEIVED.items()
    ),
)
