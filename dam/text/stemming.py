"""Text → stemmed words, the same for what is indexed and what is asked. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from threading import local

import snowballstemmer

from dam.text.clean import clean_text

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_WHOLE = ("ans", "ens")  # ambulans: its s is no genitive, and ambulanser keeps it
_thread = local()

SYNONYMS = {
    "telefon": ("mobil", "samtal"),
    "mobil": ("telefon",),
    "sköterska": ("sjuksköterska",),
    "läkare": ("doktor",),
    "doktor": ("läkare",),
}
"""Words that a journalist may use for the one in the caption; the first form is what is typed."""


def stem_words(text: str) -> list[str]:
    """Return the stems of the words of a text, in order, in lower case."""
    return [_stem_word(word) for word in _WORD.findall(clean_text(text).lower())]


def stem_synonyms(word: str) -> list[str]:
    """Return the stem of one typed word and those of its synonyms."""
    lowered = word.lower()
    return [_stem_word(form) for form in (lowered, *SYNONYMS.get(lowered, ()))]


def split_search_words(text: str) -> list[str]:
    """Return the words as they were typed; at most eight count."""
    return _WORD.findall(text)[:8]


@lru_cache(maxsize=20_000)
def _stem_word(word: str) -> str:
    # A stemmer keeps state while it works, so each thread has its own.
    stemmer = getattr(_thread, "stemmer", None)
    if stemmer is None:
        stemmer = _thread.stemmer = snowballstemmer.stemmer("swedish")
    return word if word.endswith(_WHOLE) else str(stemmer.stemWord(_strip_definite_ending(word)))


def _strip_definite_ending(word: str) -> str:
    """Return a word without the definite endings that Snowball's Swedish stemmer leaves on it.

    Sjuksköterskan, väntrummet; short words such as banan and organ are no definite forms.
    """
    if len(word) > 5 and word.endswith("an"):
        return word[:-1]
    return word[:-3] if len(word) > 6 and word.endswith("mmet") else word
