"""What somebody typed → words, phrases, what must not be, fields and ids. Pure.

`bild på "tomma sängar" -porträtt plats:Umeå år:2025 IN-16`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from dam.search.forms import (
    Synonyms,
    Term,
    build_excluded,
    build_marked,
    build_phrase,
    build_term,
    stem_both,
)
from dam.search.stop_words import STOP_WORDS
from dam.search.typed_ids import read_typed_ids
from dam.text.search_text import CREATOR, KIND, PLACE, YEAR, mark_file_name, mark_words
from dam.text.stemming import level_text, split_words

MOST_TERMS = 8
LONGEST_ROW = 3
"""Words in a row that have synonyms as a whole."""
_PIECE = re.compile(
    r'(?P<no>-(?=[\w"]))?(?:(?P<field>[^\W\d_]+):\s*)?(?:"(?P<row>[^"]*)"?|(?P<word>[^\s"]+))'
)
_DOUBLE = str.maketrans(dict.fromkeys("”“„«»″", '"'))
_YEARS = re.compile(r"([12][0-9]{3})(?:-([12][0-9]{3}))?")
_FILE = re.compile(
    r"\S.*\.(?:jpe?g|png|tiff?|webp|avif|hei[cf]|svg|pdf|jp2|jxl|gif|psd|eps|raw|dng|cr2|nef)"
)
MOST_YEARS = 30
KINDS = {
    "foto": ("foto", "fotografi", "photo"),
    "portratt": ("porträtt", "portratt", "portrait"),
    "illustration": ("illustration", "teckning", "drawing"),
    "skarmbild": ("skärmbild", "skarmbild", "skärmdump", "screenshot"),
    "logotyp": ("logotyp", "logga", "logo", "logotype"),
}
_KIND_OF = {word: kind for kind, words in KINDS.items() for word in words}


@dataclass(frozen=True, slots=True)
class TypedSearch:
    """``terms`` need not all be there, ``required`` must, ``excluded`` must not. ``ignored`` are
    fields whose value says nothing; ``no_words`` is text without a word in it.
    """

    terms: tuple[Term, ...] = ()
    required: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    ignored: tuple[str, ...] = ()
    no_words: bool = False


NOTHING_TYPED = TypedSearch()


def read_typed_search(text: str, synonyms: Synonyms) -> TypedSearch:
    """Return what a typed text asks for."""
    level = level_text(text).translate(_DOUBLE).strip()
    if not level:
        return NOTHING_TYPED
    if ids := read_typed_ids(level):
        return TypedSearch(required=(_join_terms(text, [_build_id(each) for each in ids]),))
    if _FILE.fullmatch(level) and (marked := mark_file_name(level)):
        return TypedSearch(required=(build_marked(text, [marked]),))
    return _read_pieces(level, synonyms)


def _build_id(image_id: int) -> Term:
    return build_marked(f"IN-{image_id}", [f"in{image_id}"])


def _join_terms(typed: str, terms: list[Term]) -> Term:
    return Term(typed, tuple(form for term in terms for form in term.forms))


def _read_pieces(level: str, synonyms: Synonyms) -> TypedSearch:
    words: list[str] = []
    required: list[Term] = []
    excluded: list[Term] = []
    ignored: list[str] = []
    for piece in _PIECE.finditer(level):
        read_field = _FIELDS.get(piece["field"] or "")
        value = piece["row"] if piece["row"] is not None else piece["word"]
        if read_field:
            field = read_field(f"{piece['field']}:{value}", value)
            chosen = excluded if piece["no"] else required
            chosen += [field] if field else []
            ignored += [] if field else [piece[0].strip()]
            continue
        found = split_words(f"{piece['field'] or ''} {value}")
        if piece["no"]:
            excluded += [build_phrase(found)] if len(found) > 1 else map(build_excluded, found)
        elif piece["row"] is not None and len(found) > 1:
            required.append(build_phrase(found))
        else:
            words += found
    terms = tuple(_build_terms(words, synonyms))[:MOST_TERMS]
    nothing = not (terms or required or excluded or ignored)
    return TypedSearch(terms, tuple(required), tuple(excluded), tuple(ignored), nothing)


def _build_terms(words: list[str], synonyms: Synonyms) -> Iterator[Term]:
    """Return the terms of the words; those that say nothing count where there are no others."""
    telling = [word for word in words if word not in STOP_WORDS] or words
    telling = list(dict.fromkeys(telling))
    at = 0
    while at < len(telling):
        length = next(
            n
            for n in range(LONGEST_ROW, 0, -1)
            if n == 1 or _is_row(telling[at : at + n], n, synonyms)
        )
        row = telling[at : at + length]
        yield build_phrase(row, synonyms) if length > 1 else build_term(row[0], synonyms)
        at += length


def _is_row(words: list[str], length: int, synonyms: Synonyms) -> bool:
    """Whether so many words in a row have synonyms as a whole."""
    if len(words) < length:
        return False
    swedish, english = zip(
        *((stem_both(word)[0], stem_both(word)[-1]) for word in words), strict=True
    )
    return swedish in synonyms or english in synonyms


def _read_creator(typed: str, value: str) -> Term | None:
    words = mark_words(CREATOR, value)
    return build_marked(typed, words, start=True) if words else None


def _read_place(typed: str, value: str) -> Term | None:
    words = mark_words(PLACE, value)
    return build_marked(typed, words, start=True) if words else None


def _read_year(typed: str, value: str) -> Term | None:
    years = _YEARS.fullmatch(value)
    if years is None:
        return None
    first, last = sorted((int(years[1]), int(years[2] or years[1])))
    if last - first >= MOST_YEARS:
        return None
    return _join_terms(
        typed, [build_marked(typed, [f"{YEAR}{year}"]) for year in range(first, last + 1)]
    )


def _read_kind(typed: str, value: str) -> Term | None:
    kind = _KIND_OF.get(value)
    return build_marked(typed, [f"{KIND}{kind}"]) if kind else None


_FIELDS: Mapping[str, Callable[[str, str], Term | None]] = {
    **dict.fromkeys(("fotograf", "foto", "photographer"), _read_creator),
    **dict.fromkeys(("plats", "place"), _read_place),
    **dict.fromkeys(("år", "year"), _read_year),
    **dict.fromkeys(("typ", "type"), _read_kind),
}
