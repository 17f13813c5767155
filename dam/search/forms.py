"""In which forms a typed word may stand in the index, from the surest to the widest. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from dam.text.compounds import cut_compound
from dam.text.stemming import ENGLISH, SWEDISH, find_root, fold_marks, split_hyphens, stem_word

LEAST_START = 4
"""Shorter stems, as those of kö and läkare, match whole words only."""
MOST_PART_SYNONYMS = 3
_BOUNDARY = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
Stems = tuple[str, ...]
Synonyms = Mapping[Stems, tuple[Stems, ...]]
"""What stems stand for the stems of a word, or of some words in a row."""


class Layer(StrEnum):
    """How a typed word leads to one of an image."""

    WHOLE = "whole"
    SYNONYM = "synonym"
    FOLDED = "folded"
    PART = "part"
    PARTS = "parts"
    START = "start"


SURE = frozenset({Layer.WHOLE, Layer.SYNONYM, Layer.FOLDED})


class Where(StrEnum):
    """Columns of the index."""

    TEXT = "text"
    EXTRA = "extra"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Form:
    """Words of the index, all of which an image has: in a row where it is a ``phrase``, and of
    which the last only begins so where it is a ``start``.
    """

    layer: Layer
    words: Stems
    where: Where = Where.TEXT
    phrase: bool = False
    start: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """What was typed, and the forms of it; an image that has one of them has it."""

    typed: str
    forms: tuple[Form, ...]

    def of_layers(self, layers: Iterable[Layer]) -> Term | None:
        """Return the term in some layers alone, None where it has no form in them."""
        forms = tuple(form for form in self.forms if form.layer in layers)
        return Term(self.typed, forms) if forms else None


def stem_both(word: str) -> Stems:
    """Return the stems of a word in both languages, one where they are the same."""
    return tuple(dict.fromkeys(stem_word(word, language) for language in (SWEDISH, ENGLISH)))


def build_term(word: str, synonyms: Synonyms) -> Term:
    """Return a typed word with all its forms."""
    parts = split_hyphens(word) if not word.isalnum() else [*_BOUNDARY.split(word)]
    joined = "".join(parts)
    forms = [*_list_whole(joined)]
    if len(parts) > 1:
        forms.append(Form(Layer.WHOLE, tuple(map(stem_word, parts)), phrase=True))
        forms.append(Form(Layer.WHOLE, (joined,), Where.EXTRA))
    for stem in stem_both(joined):
        forms += _list_synonyms(synonyms.get((stem,), ()))
    forms += _list_hidden(joined, synonyms)
    return Term(word, tuple(dict.fromkeys(forms)))


def build_phrase(words: list[str], synonyms: Synonyms | None = None) -> Term:
    """Return words in a row; with ``synonyms`` what stands for the whole of them too."""
    parts = [part for word in words for part in split_hyphens(word)]
    stems = {tuple(stem_word(part, language) for part in parts) for language in (SWEDISH, ENGLISH)}
    forms = [Form(Layer.WHOLE, row, phrase=True) for row in sorted(stems)]
    for row in sorted(stems):
        forms += _list_synonyms((synonyms or {}).get(row, ()))
    return Term(" ".join(words), tuple(forms))


def build_excluded(word: str) -> Term:
    """Return a word that an image must not have, as a word or as a part of one."""
    parts = split_hyphens(word)
    if len(parts) > 1:
        return build_phrase([word])
    return Term(word, tuple(Form(Layer.WHOLE, (stem,), Where.ANY) for stem in stem_both(parts[0])))


def build_marked(typed: str, words: Iterable[str], *, start: bool = False) -> Term:
    """Return marked words, all of which an image must have: plats:Umeå."""
    return Term(typed, (Form(Layer.WHOLE, tuple(words), Where.EXTRA, start=start),))


def _list_whole(word: str) -> Iterator[Form]:
    for stem in stem_both(word):
        yield Form(Layer.WHOLE, (stem,))
        if not stem.isalpha():
            yield Form(Layer.WHOLE, (stem,), Where.EXTRA)


def _list_synonyms(others: Iterable[Stems]) -> Iterator[Form]:
    for stems in others:
        yield Form(Layer.SYNONYM, stems, phrase=len(stems) > 1)
        if len(stems) == 1:
            yield Form(Layer.PART, stems, Where.EXTRA)


def _list_hidden(word: str, synonyms: Synonyms) -> Iterator[Form]:
    """Return the forms that no text holds as it was typed."""
    stems = stem_both(word)
    for stem in stems:
        if word.isalpha():
            yield Form(Layer.FOLDED, (fold_marks(stem),), Where.ANY)
            yield Form(Layer.PART, (stem,), Where.EXTRA)
    if root := find_root(word):
        yield Form(Layer.PART, (root,), Where.ANY)
    if cut := cut_compound(word):
        for parts in product(*(_list_part(part, synonyms) for part in cut)):
            yield Form(Layer.PARTS, parts, Where.ANY)
    for stem in stems:
        if len(stem) >= LEAST_START and word.isalpha():
            yield Form(Layer.START, (stem,), Where.ANY, start=True)


def _list_part(part: str, synonyms: Synonyms) -> list[str]:
    """Return what stands for a part of a compound: its root or stem, some of its synonyms."""
    stem = stem_word(part)
    others = [row[0] for row in synonyms.get((stem,), ()) if len(row) == 1]
    return list(dict.fromkeys([find_root(part) or stem, *others[:MOST_PART_SYNONYMS]]))
