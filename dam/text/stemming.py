"""Words → what is compared of them: stems in Swedish and English, letters without marks, what a
derived word comes from. The same for what is indexed and what is asked. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from threading import local

import snowballstemmer

from dam.text.clean import clean_text

_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*", re.UNICODE)
_HYPHENS = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_QUOTES = re.compile("[\u2019\u02bc\u00b4]")
_WHOLE = ("ans", "ens")  # ambulans: its s is no genitive, and ambulanser keeps it
_DERIVED = re.compile(
    "(?:er(?:ing(?:ar|en)?|a(?:r|s|de|t|nde)?|ad|at)|ation(?:er|en)?|ning(?:ar|en)?|ar(?:e|na|en)"
    "|ing|are)s?$"
)
SWEDISH, ENGLISH = "sv", "en"
_LANGUAGES = {SWEDISH: "swedish", ENGLISH: "english"}
LEAST_ROOT = 5
_SPECIAL = str.maketrans({"æ": "ä", "ø": "ö", "ß": "ss", "đ": "d", "ł": "l"})
_thread = local()


def level_text(text: str) -> str:
    """Return a text as it is compared: clean, in lower case, its hyphens and quotes alike, letters
    of other widths as the common ones.
    """
    level = unicodedata.normalize("NFKC", clean_text(text)).lower().translate(_SPECIAL)
    return _QUOTES.sub("'", _HYPHENS.sub("-", level))


def split_words(text: str) -> list[str]:
    """Return the words of a text in order, in lower case; covid-19 and it-system are one each."""
    return _WORD.findall(level_text(text))


def split_hyphens(word: str) -> list[str]:
    """Return the parts of a word that is joined by hyphens; one of a word that is not."""
    return [part for part in re.split("[-']", word) if part not in {"s", "t"}] or [word]


@lru_cache(maxsize=50_000)
def stem_word(word: str, language: str = SWEDISH) -> str:
    """Return the stem of one word in lower case."""
    if not word.isalpha():
        return word
    if language == ENGLISH:
        return str(_get_stemmer(ENGLISH).stemWord(word))
    if word.endswith(_WHOLE):
        return word
    return str(_get_stemmer(SWEDISH).stemWord(_strip_definite_ending(word)))


def _get_stemmer(language: str) -> snowballstemmer.stemmer:
    # A stemmer keeps state while it works, so each thread has its own.
    stemmers = _thread.__dict__.setdefault("stemmers", {})
    if language not in stemmers:
        stemmers[language] = snowballstemmer.stemmer(_LANGUAGES[language])
    return stemmers[language]


def _strip_definite_ending(word: str) -> str:
    """Return a word without the definite endings that Snowball's Swedish stemmer leaves on it.

    Sjuksköterskan, väntrummet; short words such as banan and organ are no definite forms.
    """
    if len(word) > 5 and word.endswith("an"):
        return word[:-1]
    return word[:-3] if len(word) > 6 and word.endswith("mmet") else word


@lru_cache(maxsize=50_000)
def fold_marks(word: str) -> str:
    """Return a word without the marks on its letters: göteborg → goteborg."""
    plain = unicodedata.normalize("NFD", word)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@lru_cache(maxsize=50_000)
def find_root(word: str) -> str | None:
    """Return what a derived word comes from: vaccinering, vaccination → vaccin; rådgivare → rådgiv.
    None where too little would be left.
    """
    root = _DERIVED.sub("", word)
    return root if root != word and len(root) >= LEAST_ROOT else None
