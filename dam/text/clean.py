"""Cleaning of text from outside, the same at every door: nothing in it hides, turns or breaks.

The web's request, the commands, letters, files and folders clean what they take in, and the text
type of the database (`dam.database.models.base`) cleans once more what is about to be written.
Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Controls but tab and newline, surrogates without their other half, and what is no character: XML
# 1.0 and PostgreSQL take none of them.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 1 << 20, 1 << 16))
    + "]"
)
# Unicode's Default_Ignorable_Code_Point, but for variation selectors, joiners and directions. Tags
# are kept in the flags that are written with them (England, Scotland, Wales; UTS 51).
_INVISIBLE = re.compile(
    "(\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f)"
    "|[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff"
    "\U000e01f0-\U000e0fff]"
)
# ZWJ between parts of an emoji (UTS 51), and both joiners in the scripts that are spelt with them.
_EMOJI = "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u3299\ufe0f\U0001f000-\U0001faff\U000e007f"
_JOINING = (
    "\u0600-\u109f\u1780-\u18af\u1a20-\u1bff\ua840-\uabff\U00010a00-\U00011fff\U0001e900-\U0001e95f"
)
_JOINERS = re.compile(
    f"((?<=[{_EMOJI}])\u200d(?=[{_EMOJI}])|(?<=[{_JOINING}])[\u200c\u200d])|[\u200c\u200d]"
)
# UAX 9: marks, embeddings and isolates say where text that runs from right to left begins and
# ends. Overrides turn what is read and are never kept.
_OVERRIDES = re.compile("[\u202d\u202e]")
_OPENS = {"\u202a": "\u202c", "\u202b": "\u202c"} | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SUSPECT = re.compile(
    f"{_LINE_ENDS.pattern}|{_CONTROLS.pattern}|{_DIRECTIONS.pattern}|{_INVISIBLE.pattern}"
    "|[\u200c\u200d]"
)


def clean_text(text: str) -> str:
    """Return the text composed (NFC), its lines ended by newlines, without what is not seen.

    Controls become spaces. Joiners stay where emoji and scripts need them, directions where the
    text runs from right to left, and each that is opened is closed on its line.
    """
    if text.isascii() and text.isprintable():
        return text
    if not _SUSPECT.search(text):
        return unicodedata.normalize("NFC", text)
    text = _CONTROLS.sub(" ", _LINE_ENDS.sub("\n", text))
    text = _clean_directions(_INVISIBLE.sub(r"\1", text))
    return unicodedata.normalize("NFC", _JOINERS.sub(r"\1", text))


def clean_line(text: str) -> str:
    """Return the text cleaned and on one line, with single spaces."""
    return " ".join(clean_text(text).split())


def clean_json(value: Any) -> Any:
    """Return what JSON holds with every text in it cleaned, names of fields too."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {clean_json(name): clean_json(inside) for name, inside in value.items()}
    if isinstance(value, list | tuple):
        return [clean_json(inside) for inside in value]
    return value


def _clean_directions(text: str) -> str:
    if not _DIRECTIONS.search(text):
        return text
    letters = set(_DIRECTIONS.sub("", text))
    if not any(unicodedata.bidirectional(each) in {"R", "AL"} for each in letters):
        return _DIRECTIONS.sub("", text)
    return "\n".join(map(_balance_line, _OVERRIDES.sub("", text).split("\n")))


def _balance_line(line: str) -> str:
    """Return a line in which each embedding and isolate ends, and none that never began."""
    kept: list[str] = []
    waiting: list[str] = []
    for each in line:
        if each in _OPENS:
            waiting.append(_OPENS[each])
        elif each in {"\u202c", "\u2069"}:
            if not waiting or waiting[-1] != each:
                continue
            waiting.pop()
        kept.append(each)
    return "".join(kept) + "".join(reversed(waiting))


def leads_to_a_page(link: str) -> bool:
    """Whether what somebody typed is a web address that others may follow."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in (parts.hostname or "") and " " not in link
