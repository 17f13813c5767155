"""Words that stand for others in a search."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from dam.search.forms import Stems, Synonyms, stem_both
from dam.text.stemming import split_words

GROUPS = ("telefon, mobil, samtal", "läkare, doktor", "sjuksköterska, sköterska")


@cache
def load_synonyms() -> Synonyms:
    """Return what stands for what."""
    return build_synonyms(group.split(",") for group in GROUPS)


def build_synonyms(groups: Iterable[Iterable[str]]) -> Synonyms:
    """Return for the stems of each word those of the others of its group, in both languages."""
    found: dict[Stems, dict[Stems, None]] = {}
    for group in groups:
        stems = [row for words in group for row in _list_stems(words)]
        for row in stems:
            found.setdefault(row, {}).update(dict.fromkeys(each for each in stems if each != row))
    return {row: tuple(others) for row, others in found.items()}


def _list_stems(words: str) -> list[Stems]:
    both = [stem_both(word) for word in split_words(words)]
    rows = {tuple(stems[0] for stems in both), tuple(stems[-1] for stems in both)}
    return sorted(row for row in rows if row)
