"""What the charset that a letter names means: Python's codec for it, as mail programs use the name.

Labels are those of https://encoding.spec.whatwg.org/#names-and-labels, written down from what is
sent and not from what the names' standards say: what is labelled ISO 8859-1 is Windows 1252.
"""

from __future__ import annotations

import codecs
import re

_LABELS = {
    "utf-8": "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8",
    "utf-16-le": "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le",
    "utf-16-be": "unicodefffe utf-16be",
    "cp866": "866 cp866 csibm866 ibm866",
    "iso8859-2": "csisolatin2 iso-ir-101 iso_8859-2:1987 l2 latin2",
    "iso8859-3": "csisolatin3 iso-ir-109 iso_8859-3:1988 l3 latin3",
    "iso8859-4": "csisolatin4 iso-ir-110 iso_8859-4:1988 l4 latin4",
    "iso8859-5": "csisolatincyrillic cyrillic iso-ir-144 iso_8859-5:1988",
    "iso8859-6": "arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6-e"
    " iso-8859-6-i iso-ir-127 iso_8859-6:1987",
    "iso8859-7": "csisolatingreek ecma-118 elot_928 greek greek8 iso-ir-126 iso_8859-7:1987"
    " sun_eu_greek",
    "iso8859-8": "csiso88598e csisolatinhebrew hebrew iso-8859-8-e iso-ir-138 iso_8859-8:1988"
    " visual csiso88598i iso-8859-8-i logical",
    "iso8859-10": "csisolatin6 iso-8859-10 iso-ir-157 iso8859-10 iso885910 l6 latin6",
    "iso8859-13": "iso-8859-13 iso8859-13 iso885913",
    "iso8859-14": "iso-8859-14 iso8859-14 iso885914",
    "iso8859-15": "csisolatin9 iso-8859-15 iso8859-15 iso885915 iso_8859-15 l9",
    "iso8859-16": "iso-8859-16",
    "koi8-r": "cskoi8r koi koi8 koi8-r koi8_r",
    "koi8-u": "koi8-ru koi8-u",
    "mac-roman": "csmacintosh mac macintosh x-mac-roman",
    "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "cp874": "dos-874 iso-8859-11 iso8859-11 iso885911 tis-620 windows-874",
    "cp1252": "ansi_x3.4-1968 ascii cp819 csisolatin1 ibm819 iso-ir-100 iso_8859-1:1987 l1 latin1"
    " us-ascii iso-8859-1 iso8859-1 iso88591 iso_8859-1",
    "cp1254": "csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5"
    " latin5",
    "gb18030": "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk"
    " gb18030",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
    "euc_jp": "cseucpkdfmtjapanese euc-jp x-euc-jp",
    "iso2022_jp_ext": "csiso2022jp iso-2022-jp",
    "cp932": "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis",
    "cp949": "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601"
    " ksc_5601 windows-949",
}
_CODECS = (
    {label: codec for codec, labels in _LABELS.items() for label in labels.split()}
    | {
        f"{iso}{n}": f"iso8859-{n}"
        for n in range(2, 9)
        for iso in ("iso-8859-", "iso8859-", "iso8859", "iso_8859-")
    }
    | {
        f"{windows}{n}": f"cp{n}"
        for n in range(1250, 1259)
        for windows in ("cp", "windows-", "x-cp")
    }
)
_OLDER = re.compile(r"utf-(7|32.*)|cp\d{3}|mac-.*|iso2022.*|hz")
"""What letters have been written in and the standard leaves out, as Python calls it."""

_ASCII = {"ascii", "us-ascii", "ansi_x3.4-1968"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_IN_WORDS = re.compile(r"=\?([^?*\s]{1,40})(?=(?:\*[^?\s]{0,40})?\?[bBqQ]\?)")
_IN_PARAMETERS = re.compile(r"(\*0?\*?=\s*\"?)([A-Za-z0-9_.:-]{1,40})(?=')")


def find_codec(label: str) -> str | None:
    """Return Python's codec for a label; None where it is none of text."""
    label = label.strip("\t\n\f\r \"'").lower()
    if label in _CODECS:
        return _CODECS[label]
    try:
        codec = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    return codec if _OLDER.fullmatch(codec) else None


def decode_text(data: bytes, label: str | None) -> str:
    """Decode as the first bytes or the label say. Where it is none, or ASCII, which many programs
    write as a matter of form, as UTF-8 where it is that, and else as Windows 1252.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return data.decode(codec, "replace")
    named = None if label is None or label.strip().lower() in _ASCII else find_codec(label)
    if named is not None:
        return data.decode(named, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def name_codecs(header: str, *, parameters: bool) -> str:
    """Write Python's names in a header for the labels of its encoded words (RFC 2047) and, where it
    has such, parameters (RFC 2231): Python's parser would read them by their names' standards.
    """
    header = _IN_WORDS.sub(lambda word: f"=?{find_codec(word[1]) or 'utf-8'}", header)
    if not parameters:
        return header
    return _IN_PARAMETERS.sub(lambda at: f"{at[1]}{find_codec(at[2]) or 'utf-8'}", header)
