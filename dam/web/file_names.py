"""Names of saved files as `Content-Disposition` says them (RFC 6266, RFC 8187)."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote

from dam.text.clean import clean_line

MOST = 200
"""Letters; those outside ASCII are up to twelve octets each in the header."""
_ATTR_CHAR = "!#$&+-.^_`|~"
"""What RFC 8187 leaves as it is, beside letters and digits."""


def build_content_disposition(name: str, *, attachment: bool = True) -> str:
    """Return the header's value: the name in ASCII for old programs, and as it is."""
    kind = "attachment" if attachment else "inline"
    line = clean_line(name).replace("/", "_").replace("\\", "_")
    head, dot, ending = line.rpartition(".")
    short = f"{head[: MOST - 1 - len(ending)]}{dot}{ending}" if dot and len(ending) < MOST else line
    stem = short[:MOST].strip(". ") or "fil"
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    plain = "".join("_" if each in '"%;' else each for each in plain).strip(". ") or "fil"
    if plain == stem:
        return f'{kind}; filename="{plain}"'
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(stem, safe=_ATTR_CHAR)}"
