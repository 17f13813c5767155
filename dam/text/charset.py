"""Character sets of texts that tell none, or the wrong one: guessed from Swedish words. Pure.

IPTC-IIM is written in whatever the writing program's machine used: UTF-8, Windows-1252, MacRoman or
DOS' code page 850. Each is read, and the one that makes words is taken.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass

WINDOWS, MAC, DOS = "cp1252", "mac_roman", "cp850"
NAMES = {WINDOWS: "Windows-1252", MAC: "MacRoman", DOS: "cp850"}

_HOME = {WINDOWS: 3.0, MAC: 0.0, DOS: -1.0}  # how common each is, in the points of `_score_text`
_DECLARED, _SURE = 4.0, 2.0  # for what the file declares; how far ahead the best must be

# Designations of ISO/IEC 2022 that IIM 1:90 holds, by final byte, for parts of ISO/IEC 8859 …
_PARTS = dict(zip(b"ABCDLGFHMVYb", (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 15), strict=True))
_DESIGNATION = re.compile(rb"\x1b[-./]([A-Za-z])")
_CONTROLS = re.compile(rb"[\x80-\x9f]")
# … and for Swedish letters in seven bits (SEN 85 02 00, annexes B and C; ISO-IR 10 and 11).
_SEVEN_BITS = {
    b"\x1b(G": str.maketrans("[\\]{|}", "ÄÖÅäöå"),
    b"\x1b(H": str.maketrans("@[\\]^`{|}~", "ÉÄÖÅÜéäöåü"),
}
# Looked up now: a sandboxed child opens no file of the standard library.
for _each in (*_HOME, *(f"iso8859_{part}" for part in _PARTS.values())):
    codecs.lookup(_each)

_SWEDISH, _NEIGHBOURS = "åäö", "éèêëàáâíîïóôúüûçñøæßšž"


@dataclass(frozen=True, slots=True)
class DecodedTexts:
    """Texts as they were read; ``charset`` is what was guessed, None where nothing had to be."""

    texts: tuple[str, ...]
    charset: str | None = None
    sure: bool = True


def read_texts(raws: Sequence[bytes], declared: bytes = b"") -> DecodedTexts:
    """Read what one program wrote; ``declared`` is IIM's CodedCharacterSet (1:90).

    What is valid UTF-8 is that, whatever is declared: nobody's words in another set are.
    """
    if declared in _SEVEN_BITS and all(map(bytes.isascii, raws)):
        return DecodedTexts(tuple(raw.decode().translate(_SEVEN_BITS[declared]) for raw in raws))
    others = [raw for raw in raws if not _is_utf8(raw)]
    if not others:
        return DecodedTexts(tuple(raw.decode() for raw in raws))
    charset, sure = _get_declared_charset(others, declared), True
    if charset is None:
        charset, sure = _guess_charset(others, declared)
    texts = (raw.decode("utf-8" if _is_utf8(raw) else charset) for raw in raws)
    return DecodedTexts(tuple(texts), charset, sure)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _get_declared_charset(raws: Sequence[bytes], declared: bytes) -> str | None:
    """A part of ISO/IEC 8859 but the first that is declared, where the texts can be in it."""
    designation = _DESIGNATION.search(declared)
    part = _PARTS.get(designation[1][0]) if designation else None
    if part in {None, 1}:
        return None
    charset = f"iso8859_{part}"
    decoded = _decode_texts(raws, charset)
    return None if decoded is None or re.search("[\x80-\x9f]", decoded) else charset


def _guess_charset(raws: Sequence[bytes], declared: bytes) -> tuple[str, bool]:
    """The set in which the texts are most like words, and whether no other comes near."""
    designation = _DESIGNATION.search(declared)
    # Bytes that are controls in ISO 8859-1 say that what is declared is not what is written.
    latin = (
        designation is not None and designation[1] == b"A" and not _CONTROLS.search(b"".join(raws))
    )
    points: dict[str, float] = {}
    for charset, home in _HOME.items():
        decoded = _decode_texts(raws, charset)
        if decoded is not None:
            points[charset] = (
                home + _score_text(decoded) + _DECLARED * (latin and charset == WINDOWS)
            )
    best, second, *_ = sorted(points, key=points.__getitem__, reverse=True)
    return best, points[best] >= 0 and points[best] - points[second] >= _SURE


def _decode_texts(raws: Sequence[bytes], charset: str) -> str | None:
    try:
        return "\n".join(raw.decode(charset) for raw in raws)
    except UnicodeDecodeError:
        return None


def _score_text(text: str) -> float:
    """Score of how much the signs beyond ASCII look like words; below 0 they do not."""
    around = f" {text} "
    return sum(
        _score_letter(*around[at - 1 : at + 2])
        if around[at].isalpha()
        else _score_sign(*around[at - 1 : at + 2])
        for at in range(1, len(around) - 1)
        if not around[at].isascii()
    )


def _score_letter(before: str, letter: str, after: str) -> float:
    if letter.lower() not in _SWEDISH + _NEIGHBOURS:
        return -3.0
    inside = before.islower() or (before.isalpha() and after.islower())
    if (letter.isupper() and inside) or (letter.islower() and after.isupper()):
        return -4.0
    if letter.lower() in _SWEDISH:
        return 3.0
    return 1.0 if before.isalpha() or after.isalpha() else -1.0


def _score_sign(before: str, sign: str, after: str) -> float:
    if sign in "’´":
        return 1.0 if before.isalpha() else -2.0
    if (before.isalpha() and after.isalpha()) or sign not in "“”‘„«»–—…•·©®™§°€£½\xa0":
        return -3.0
    if sign in "…®™" and after.isalnum():
        return -2.0
    return 1.5 if sign in "“”«»" else 0.5
