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


def stems(text: str) -> list[str]:
    """Return the stems of the words of a text, in order, in lower case."""
    return [_stem(word) for word in _WORD.findall(clean_text(text).lower())]


def alternatives(word: str) -> list[str]:
    """Return the stem of one typed word and those of its synonyms."""
    lowered = word.lower()
    return [_stem(form) for form in (lowered, *SYNONYMS.get(lowered, ()))]


def typed(text: str) -> list[str]:
    """Return the words as they were typed; at most eight count."""
    return _WORD.findall(text)[:8]


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    # A stemmer keeps state while it works, so each thread has its own.
    stemmer = getattr(_thread, "stemmer", None)
    if stemmer is None:
        stemmer = _thread.stemmer = snowballstemmer.stemmer("swedish")
    return word if word.endswith(_WHOLE) else str(stemmer.stemWord(_indefinite(word)))


def _indefinite(word: str) -> str:
    """Return a word without the definite endings that Snowball's Swedish stemmer leaves on it.

    Sjuksköterskan, väntrummet; short words such as banan and organ are no definite forms.
    """
    if len(word) > 5 and word.endswith("an"):
        return word[:-1]
    return word[:-3] if len(word) > 6 and word.endswith("mmet") else word
