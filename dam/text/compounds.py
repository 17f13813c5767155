"""Parts of Swedish compounds, by the words of the Swedish Academy's list (SAOL 14). Pure.

The list is that of the package `saol`, CC BY 4.0. Its file is read line by line: to import it takes
two seconds and 700 MB.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.metadata import distribution

LEAST_PART, LEAST_HEAD, LEAST_COMPOUND, LONGEST_COMPOUND = 3, 2, 7, 40
_ENTRY = re.compile(r"word='([a-zåäöéü]{2,14})', upos='(NOUN|ADJ|VERB)'")
_NOUN, _ADJECTIVE, _VERB = "NOUN", "ADJ", "VERB"
_LINKS = {"s": "", "e": "a", "o": "a", "u": "a"}
"""What a first part may end in, and what its own word has there: rådgivning-s, sköterske-, kyrko-,
gatu-.
"""
_ENDINGS = (
    *("", "n", "en", "et", "t", "ar", "er", "or", "r", "na", "arna", "erna", "orna", "s", "ens"),
    *("ets", "ns", "arnas", "ernas", "ornas", "met", "men", "mets", "a"),
)
"""What a last part may have after its word …"""
_VOWEL_ENDINGS = {"or": "a", "orna": "a", "ornas": "a", "ar": "e", "arna": "e", "arnas": "e"}
"""… or in place of its last letter."""
_NO_HEADS = frozenset(
    (
        "ör",
        "ös",
        "are",
        "era",
        "het",
        "ion",
        "ing",
        "ande",
        "ende",
        "else",
        "isk",
        "lig",
        "sam",
        "tor",
        "ist",
    )
)
"""Endings of words that are words of their own too."""


@cache
def _load_words() -> dict[str, frozenset[str]]:
    """Return the words that compounds are made of, by their kind."""
    path = distribution("saol").locate_file("saol/wordlist/saol14.py")
    words: dict[str, set[str]] = {_NOUN: set(), _ADJECTIVE: set(), _VERB: set()}
    with open(str(path), encoding="utf-8") as lines:  # noqa: PTH123 (it is no Path before 3.13)
        for line in lines:
            if entry := _ENTRY.search(line):
                words[entry[2]].add(entry[1])
    return {kind: frozenset(of_kind) for kind, of_kind in words.items()}


def split_compound(word: str) -> tuple[str, ...]:
    """Return the words that a word in lower case is made of, in order, each as a word of its own;
    the parts of a part too. Nothing where it is no compound.
    """
    parts = (each for part in cut_compound(word) for each in (part, *split_compound(part)))
    return tuple(dict.fromkeys(parts))


@lru_cache(maxsize=20_000)
def cut_compound(word: str) -> tuple[str, ...]:
    """Return the two words that a compound is made of, nothing where it is none."""
    if not LEAST_COMPOUND <= len(word) <= LONGEST_COMPOUND:
        return ()
    best = max(_list_splits(word), default=None)
    return best[1:] if best else ()


def _list_splits(word: str) -> list[tuple[tuple[bool, int], str, str]]:
    """Return every way to cut the word in two words: how likely, first, head."""
    splits = []
    for at in range(LEAST_PART, len(word) - LEAST_HEAD + 1):
        head = _find_head(word[at:])
        first = _find_first(word[:at]) if head else None
        if first and head:
            # The longest head that is a word says most; three letters are often an accident.
            splits.append(((min(at, len(head)) > LEAST_PART, len(word) - at), first, head))
    return splits


def _find_first(part: str) -> str | None:
    words = _load_words()
    if part in words[_NOUN] or part in words[_ADJECTIVE]:
        return part
    if len(part) > LEAST_PART and part[-1] in _LINKS:
        own = part[:-1] + _LINKS[part[-1]]
        if own in words[_NOUN] or (part[-1] == "s" and cut_compound(own)):
            return own
    for own in (part + "e", part + "a"):
        if own in words[_NOUN] or (own[-1] == "a" and own in words[_VERB] and len(part) > 3):
            return own
    return None


def _find_head(part: str) -> str | None:
    if part in _NO_HEADS or (len(part) < LEAST_PART and part.isascii()):
        return None  # of two letters those of kö are a word, those of is and by mostly an ending
    nouns = _load_words()[_NOUN]
    if part in nouns:
        return part
    for ending in _ENDINGS:
        if ending and part.endswith(ending):
            own = part[: -len(ending)]
            if own in nouns and own not in _NO_HEADS:
                return own
    for ending, vowel in _VOWEL_ENDINGS.items():
        own = part[: -len(ending)] + vowel
        if part.endswith(ending) and own in nouns:
            return own
    return part if part in _load_words()[_ADJECTIVE] else None
