"""LIX, how hard a Swedish text is to read: up to 25 is very easy, over 40 hard (Björnsson 1968)."""

import re

EASIEST = 25
"""What a text in lätt svenska may have at most."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ADDRESS = re.compile(r"(?:https?://|mailto:)\S+|\S+@\S+")
_END = re.compile(r"[.!?:](?=\s|$)|\n")


def measure_lix(text: str) -> float:
    """Words a sentence, and how many of a hundred have more than six letters. A line ends a
    sentence, so that headings and items of lists are some; addresses are no words.
    """
    parts = [_WORD.findall(part) for part in _END.split(_ADDRESS.sub("", text))]
    sentences = [words for words in parts if words]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    long = [word for word in words if len(word) > 6]
    return len(words) / len(sentences) + 100 * len(long) / len(words)
