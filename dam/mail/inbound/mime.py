"""A message as a stranger sent it, taken apart: headers, parts, their text and their bytes.

Python's parser believes what it is given, so the bounds come first: on bytes, lines, parts and the
length of every header. What it then stumbles over is garbage, and told as such.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from email.policy import EmailPolicy
from html import unescape
from itertools import islice

from dam.errors import Refused
from dam.mail.inbound.charsets import decode_text, name_codecs
from dam.text.clean import clean_line, clean_text

MOST_BYTES = 25_000_000
MOST_LINES = 600_000
MOST_REPORT = 2_000_000
MOST_PARTS = 200
MOST_HEAD = 250_000
MOST_HEADER = 8_000
MOST_CONTENT = 1_000
MOST_VALUES = 10
MOST_HTML = 200_000

GARBAGE = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError),
    *(MessageError, RecursionError),
)
"""What Python's parser raises over headers and parts that no mail program writes."""

UNREADABLE = "Brevet går inte att läsa: det är inte skrivet som ett brev."
_BOUNDARY = re.compile(rb"^--", re.MULTILINE)
_REPORT = re.compile(rb"^content-type:\s*message/delivery-status", re.IGNORECASE | re.MULTILINE)
_SHOWN = ("text/plain", "text/html", "multipart/")
_NESTS = re.compile(rb"multipart|message/", re.IGNORECASE)
_UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|head|title|template)\b.*?(?:</\1\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<([/!?]?)([A-Za-z][A-Za-z0-9:-]{0,40})([^<>]*)>")
_HREF = re.compile(r"""\bhref\s*=\s*(["']?)(https?://[^\s"'<>]{1,2000})""", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_LINES = (
    *("div", "tr", "li", "hr", "dt", "dd", "option", "caption", "figcaption", "address"),
    *("article", "aside", "center", "figure", "footer", "form", "header", "main", "nav", "section"),
)
_BREAKS = (
    {"br": "\n", "td": " ", "th": " "}
    | dict.fromkeys(_LINES, "\n")
    | dict.fromkeys(
        ("p", "ul", "ol", "table", "blockquote", "pre", *(f"h{level}" for level in range(1, 7))),
        "\n\n",
    )
)


@dataclass(frozen=True, slots=True)
class MessagePart:
    """A part of a message; ``alternative`` is one form of several of the same."""

    message: Message
    kind: str
    name: str
    attached: bool
    alternative: bool


class _Careful(EmailPolicy):
    """Cuts each header before anything reads it, and takes bytes for UTF-8."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        of_content = name.lower().startswith("content-")
        most = MOST_CONTENT if of_content else MOST_HEADER
        text = value[:most].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        return name[:200], name_codecs(text, parameters=of_content)


def parse_message(raw: bytes) -> tuple[Message, list[MessagePart]]:
    """Take the message apart; raises Refused, which says what is wrong."""
    if len(raw) > MOST_BYTES:
        raise Refused("Brevet är större än 25 MB.")
    head = raw[:MOST_HEAD].replace(b"\r\n", b"\n")
    if b"\n\n" not in head and len(raw) > MOST_HEAD:
        raise Refused("Brevets huvud är för långt.")
    if raw.count(b"\n") > MOST_LINES or len(_BOUNDARY.findall(raw)) > 10 * MOST_PARTS:
        raise Refused("Brevet har för många rader.")
    if len(raw) > MOST_REPORT and _REPORT.search(raw):
        raise Refused("Beskedet om ett brev är större än 2 MB.")
    if len(_NESTS.findall(raw)) > MOST_PARTS:
        raise Refused("Brevet har för många delar.")
    try:
        message = BytesParser(policy=_Careful()).parsebytes(raw)
        return message, list_content_parts(message)
    except GARBAGE as error:
        raise Refused(UNREADABLE) from error


def read_header_line(message: Message, name: str) -> str:
    """Every value of the header, decoded, on one line; empty where there is none."""
    try:
        values = [str(value) for value in _read_header_values(message, name)]
    except GARBAGE:
        values = [value for key, value in message.raw_items() if key.lower() == name.lower()]
    return clean_line(" ".join(values[:MOST_VALUES]))[:MOST_HEADER]


def _read_header_values(message: Message, name: str) -> list[object]:
    """The header's first values; the library reads every one, however many there are."""
    raw = ((key, text) for key, text in message.raw_items() if key.lower() == name.lower())
    return [message.policy.header_fetch_parse(*header) for header in islice(raw, MOST_VALUES)]


def list_header_addresses(message: Message, name: str) -> list[str]:
    """The addresses of the header without the names beside them."""
    try:
        values = _read_header_values(message, name)
        return [str(at.addr_spec) for value in values for at in getattr(value, "addresses", ())]
    except GARBAGE:
        return []


def list_content_parts(message: Message) -> list[MessagePart]:
    """Each part that holds something, in the order in which they stand."""
    found: list[MessagePart] = []
    waiting: list[tuple[Message, bool]] = [(message, False)]
    while waiting:
        part, alternative = waiting.pop()
        inside, kind = list_header_blocks(part), _kind_of(part)
        if inside and kind.startswith("multipart/"):
            alternative = alternative or kind == "multipart/alternative"
            waiting.extend((child, alternative) for child in reversed(inside))
        else:
            found.append(MessagePart(part, kind, *_file_of(part, kind), alternative))
        if len(found) > MOST_PARTS:
            raise Refused("Brevet har för många delar.")
    return found


def _kind_of(part: Message) -> str:
    try:
        return part.get_content_type()
    except GARBAGE:
        return "application/octet-stream"


def _file_of(part: Message, kind: str) -> tuple[str, bool]:
    """Return the name of a file, and whether the part is one and no piece of the text."""
    try:
        name = part.get_filename("") or ""
        attached = part.get_content_disposition() == "attachment"
    except GARBAGE:
        name, attached = "", False
    return name, attached or bool(name) or not kind.startswith(_SHOWN)


def list_header_blocks(part: Message) -> list[Message]:
    """Blocks of headers in a report or an enclosed message."""
    inside = part.get_payload()
    children = inside if isinstance(inside, list) else ()
    return [child for child in children if isinstance(child, Message)]


def bytes_of(part: MessagePart) -> bytes:
    """The part's bytes as they were before they were packed for the journey."""
    try:
        inside = list_header_blocks(part.message)
        if inside:
            plain = EmailPolicy(refold_source="none")
            return b"\n".join(child.as_bytes(policy=plain) for child in inside)
        data = part.message.get_payload(decode=True)
    except GARBAGE:
        return b""
    return data if isinstance(data, bytes) else b""


def read_part_text(part: MessagePart) -> str:
    """The part's text; HTML as the words that its reader sees."""
    text = _decode_part(bytes_of(part), part.message)
    return clean_text(_words_of(text[:MOST_HTML]) if part.kind == "text/html" else text)


def _decode_part(data: bytes, part: Message) -> str:
    try:
        label = part.get_param("charset")
    except GARBAGE:
        label = None
    return decode_text(data, None if label is None else str(label))


def _words_of(html: str) -> str:
    """Words of a page as a reader sees them: lines where it breaks, and links' targets.

    Python's own parser takes half a minute over some pages; these patterns never look back.
    """
    pieces: list[str] = []
    link, at, begun = "", 0, False
    html = _UNSEEN.sub(" ", html)
    for tag in _TAG.finditer(html):
        words = _SPACE.sub(" ", html[at : tag.start()])
        pieces.append(words)
        begun = begun or bool(words.strip())
        at, ends, name = tag.end(), tag[1] == "/", tag[2].lower()
        if name in _LINES and not begun:
            continue
        if name in _BREAKS:
            pieces.append(_BREAKS[name])
            begun = begun and "\n" not in _BREAKS[name]
        elif name == "a":
            if ends and link and pieces[-1] != link:
                pieces.append(f" <{link}>")
            found = None if ends else _HREF.search(tag[3])
            link = found[2] if found else ""
    pieces.append(_SPACE.sub(" ", html[at:]))
    lines = (" ".join(line.split()) for line in unescape("".join(pieces)).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
