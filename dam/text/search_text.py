"""What a text index holds of an image: stems of what it is called, stems of what is told of it,
and what else leads to it. Made here alone, for visitors' search as for staff's. Pure.

`main` and `body` are words in order, a mark between texts so that no phrase runs over. `extra`
holds parts of compounds, roots, words without marks, words joined over hyphens, and marked words,
which nobody types: places, photographers, years, kinds, names of files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dam.text.compounds import split_compound
from dam.text.stemming import SWEDISH, find_root, fold_marks, split_hyphens, split_words, stem_word

BREAK = "x0x"
PLACE, CREATOR, YEAR, KIND, FILE = "x0p", "x0c", "x0y", "x0k", "x0f"
LEAST_SPELT, LONGEST_SPELT = 4, 30
"""Letters of words that a misspelt one may be meant for."""
_NO_NAME = re.compile(r"[\W_]+")
VERSION = 3
"""Of how texts are made; the worker makes those of another version anew."""


@dataclass(frozen=True, slots=True)
class SearchText:
    """The three columns of the index; ``spelt`` maps words as they are written to their stems."""

    main: str
    body: str
    extra: str
    spelt: Mapping[str, str] = field(default_factory=dict)


@dataclass
class SearchTextBuilder:
    """Gathers an image's texts, each in its language."""

    _main: list[str] = field(default_factory=list)
    _body: list[str] = field(default_factory=list)
    _extra: dict[str, None] = field(default_factory=dict)
    _spelt: dict[str, str] = field(default_factory=dict)

    def add_name(self, text: str, language: str = SWEDISH) -> None:
        """Add what the image is called: title, keyword, person, place."""
        self._main += [*self._index_words(text, language), BREAK]

    def add_telling(self, text: str, language: str = SWEDISH) -> None:
        """Add what tells of it: caption, alt text."""
        self._body += [*self._index_words(text, language), BREAK]

    def add_hint(self, text: str) -> None:
        """Add words that lead to it and stand nowhere on its page."""
        self._extra |= dict.fromkeys(self._index_words(text, SWEDISH))

    def add_marked(self, mark: str, text: str) -> None:
        """Add words that are asked for by what they are, as in plats:Umeå."""
        self._extra |= dict.fromkeys(mark_words(mark, text))

    def add_file_name(self, name: str) -> None:
        """Add a file's name as a whole: nobody finds it by a part, which may be a name."""
        if marked := mark_file_name(name):
            self._extra[marked] = None

    def _index_words(self, text: str, language: str) -> Iterator[str]:
        for word in split_words(text):
            parts = split_hyphens(word)
            if len(parts) > 1:
                self._extra["".join(parts)] = None
            for part in parts:
                stem = stem_word(part, language)
                yield stem
                if part.isalpha() and LEAST_SPELT <= len(part) <= LONGEST_SPELT:
                    self._spelt[part] = stem
                self._extra |= dict.fromkeys(list_hidden_words(part, language))

    def build(self) -> SearchText:
        main, body, extra = map(" ".join, (self._main, self._body, self._extra))
        return SearchText(main, body, extra, self._spelt)


def list_hidden_words(word: str, language: str = SWEDISH) -> Iterator[str]:
    """Return what else one word is found by: its parts, its root, and each without marks."""
    stem = stem_word(word, language)
    parts = split_compound(word) if language == SWEDISH else ()
    roots = [root for each in (word, *parts) if (root := find_root(each))]
    yield from (*map(stem_word, parts), *roots)
    for each in (stem, *map(stem_word, parts), *roots):
        if (plain := fold_marks(each)) != each:
            yield plain


def mark_words(mark: str, text: str) -> list[str]:
    """Return marked words, whole and without marks on their letters."""
    return [mark + fold_marks(part) for word in split_words(text) for part in split_hyphens(word)]


def mark_file_name(name: str) -> str | None:
    """Return the marked name of a file, whatever signs and ending it has; None where none is."""
    stem = name.rpartition(".")[0] or name
    plain = _NO_NAME.sub("", fold_marks(" ".join(split_words(stem))))
    return FILE + plain[:100] if plain else None
