"""A letter that has come in, read: from whom, about what, in answer to which, and of what kind.

    reply    somebody wrote it
    auto     a machine answered: out of office, a receipt, a delay
    bounce   a mail server could not deliver a letter of ours
    loop     it is a letter of ours

Nothing here is believed for more than it is: a sender is what the letter says of itself. Which case
it belongs to stands in the tag of our address, or in the Message-ID that it answers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from dam.database.row_states import IncomingKind
from dam.errors import Refused
from dam.links.mail_tags import read_return_tag, tags_in
from dam.mail.address import is_plain
from dam.mail.inbound.mime import (
    MessagePart,
    bytes_of,
    list_header_addresses,
    list_header_blocks,
    parse_message,
    read_header_line,
    read_part_text,
)
from dam.mail.render import Letterhead
from dam.text.clean import clean_line

MOST_TEXT = 50_000
MOST_SAID = 300
_ID = re.compile(r"<[!-;=?-~]{3,250}>")
_OUR_ID = re.compile(r"<([0-9a-f]{32})@", re.IGNORECASE)
_RETURNED_ID = re.compile(rb"^message-id:\s*<([0-9a-f]{32})@", re.IGNORECASE | re.MULTILINE)
_DAEMONS = {"mailer-daemon", "postmaster", "mail-daemon", "maildaemon"}
_SUPPRESSES = re.compile(r"\b(all|oof|autoreply)\b", re.IGNORECASE)
_AUTO_SUBJECT = re.compile(
    r"(automatiskt svar|autosvar|frånvaromeddelande|automatic reply|auto(matic)?[- ]?reply"
    r"|out of (the )?office)\b",
    re.IGNORECASE,
)
SENT_BACK = "Mottagarens mejlserver skickade tillbaka brevet."
ARRIVED_AT = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """An attachment; its bytes are never opened."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """``tags`` are those of our address, ``answers`` the Message-IDs of our letters that it names.

    ``why`` is the sentence of a bounce.
    """

    kind: str
    message_id: str
    sender: str
    subject: str
    text: str
    tags: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    files: tuple[IncomingFile, ...] = ()
    why: str = ""


def read_incoming_letter(raw: bytes, letterhead: Letterhead) -> Incoming:
    """Read a letter from its bytes; raises Refused for what cannot be one."""
    message, parts = parse_message(raw)
    sender = _read_sender(message)
    if not sender:
        raise Refused("Det är inget brev: det har ingen avsändare.")
    tags = tuple(dict.fromkeys(_list_address_tags(message, letterhead)))
    why = _read_delivery_report(parts)
    kind = _classify_letter(message, letterhead, sender, tags, parts, report=why)
    return Incoming(
        kind=kind,
        message_id=_message_id(message, raw),
        sender=sender,
        subject=read_header_line(message, "Subject")[:MOST_SAID],
        text=_read_letter_text(parts)[:MOST_TEXT],
        tags=tags,
        answers=tuple(dict.fromkeys(_list_answered_letters(message, parts, kind))),
        files=() if kind == IncomingKind.BOUNCE else tuple(_list_incoming_files(parts)),
        why=(why or SENT_BACK) if kind == IncomingKind.BOUNCE else "",
    )


def _read_sender(message: Message) -> str:
    """The address in From, or what stands there instead; empty where nothing does."""
    found = [
        *filter(
            is_plain,
            [*list_header_addresses(message, "From"), *list_header_addresses(message, "Sender")],
        )
    ]
    return (
        found[0]
        if found
        else (read_header_line(message, "From") or read_header_line(message, "Sender"))[:254]
    )


def _message_id(message: Message, raw: bytes) -> str:
    """The letter's own, or one made of its bytes: the same letter has the same."""
    found = _ID.search(read_header_line(message, "Message-ID"))
    return found[0] if found else f"<{hashlib.sha256(raw).hexdigest()}@utan-message-id>"


def _list_address_tags(message: Message, letterhead: Letterhead) -> Iterator[str]:
    for name in ARRIVED_AT if letterhead.case_address else ():
        yield from tags_in(letterhead.case_address or "", read_header_line(message, name))


def _list_answered_letters(message: Message, parts: list[MessagePart], kind: str) -> Iterator[str]:
    """Our Message-IDs, the nearest first: what it answers, then what came before that."""
    yield from map(str.lower, _OUR_ID.findall(read_header_line(message, "In-Reply-To")))
    yield from reversed([*map(str.lower, _OUR_ID.findall(read_header_line(message, "References")))])
    if kind in {IncomingKind.BOUNCE, IncomingKind.AUTO}:
        for part in parts:
            for found in _RETURNED_ID.findall(bytes_of(part)[:MOST_TEXT]):
                yield found.decode().lower()


def _classify_letter(
    message: Message,
    letterhead: Letterhead,
    sender: str,
    tags: tuple[str, ...],
    parts: list[MessagePart],
    *,
    report: str,
) -> str:
    if _is_ours(message, letterhead, sender):
        return "loop"
    if any(part.kind == "message/delivery-status" for part in parts):
        return IncomingKind.BOUNCE if report else IncomingKind.AUTO
    submitted = read_header_line(message, "Auto-Submitted").lower()
    if not submitted.startswith("auto-replied") and _is_from_a_daemon(message, sender):
        named = any(_RETURNED_ID.search(bytes_of(part)[:MOST_TEXT]) for part in parts)
        if named or any(map(read_return_tag, tags)):
            return IncomingKind.BOUNCE
    return IncomingKind.AUTO if _is_automatic(message, submitted) else IncomingKind.REPLY


def _is_ours(message: Message, letterhead: Letterhead, sender: str) -> bool:
    """Whether we sent it. People of the press office write from its address; machines do not."""
    ours, address = letterhead.case_address, sender.lower()
    if ours is not None:
        looped = ours.lower() in read_header_line(message, "X-Loop").lower().split()
        if looped or address == ours.lower() or tags_in(ours, sender):
            return True
    host = letterhead.mail_from.rpartition("@")[2].lower()
    own_id = re.fullmatch(r"<[0-9a-f]{32}@(.+)>", read_header_line(message, "Message-ID").lower())
    if own_id is not None and own_id[1] == host:
        return True
    mail_from = letterhead.mail_from.lower()
    return address == mail_from and mail_from != letterhead.press_email.lower()


def _is_from_a_daemon(message: Message, sender: str) -> bool:
    local = sender.partition("@")[0].lower()
    return local in _DAEMONS or bool(read_header_line(message, "X-Failed-Recipients"))


def _is_automatic(message: Message, submitted: str) -> bool:
    """Whether nobody wrote it: RFC 3834, and what mail programs did before and beside it."""
    return (
        submitted not in {"", "no"}
        or read_header_line(message, "Content-Type").lower().startswith("multipart/report")
        or read_header_line(message, "Return-Path") == "<>"
        or _SUPPRESSES.search(read_header_line(message, "X-Auto-Response-Suppress")) is not None
        or read_header_line(message, "Precedence").lower() in {"bulk", "list", "junk", "auto_reply"}
        or any(
            read_header_line(message, name) for name in ("List-Id", "X-Autoreply", "X-Autorespond")
        )
        or _AUTO_SUBJECT.match(read_header_line(message, "Subject")) is not None
    )


def _read_delivery_report(parts: list[MessagePart]) -> str:
    """Read a delivery report (RFC 3464): the sentence of why it failed, empty where it did not."""
    for part in parts:
        for block in (
            list_header_blocks(part.message) if part.kind == "message/delivery-status" else ()
        ):
            action, status = (
                read_header_line(block, "Action").lower(),
                read_header_line(block, "Status")[:20],
            )
            if action == "failed" or (not action and status.startswith("5")):
                diagnosis = read_header_line(block, "Diagnostic-Code").partition(";")[2] or status
                return _explain_delivery_status(status, diagnosis)
    return ""


def _explain_delivery_status(status: str, diagnosis: str) -> str:
    words = clean_line(diagnosis)
    code = f" ({status})" if re.fullmatch(r"[245]\.\d{1,3}\.\d{1,3}", status) else ""
    detail = f": {words[:MOST_SAID]}" if words not in {"", status} else "."
    return f"{SENT_BACK.removesuffix('.')}{code}{detail}"


def _read_letter_text(parts: list[MessagePart]) -> str:
    """The words: plain where there are any, else those of the HTML; in the order they stand."""
    texts = [(part, read_part_text(part).strip()) for part in parts if not part.attached]
    plain = any(text for part, text in texts if part.kind != "text/html")
    chosen = (
        text
        for part, text in texts
        if text and not (plain and part.alternative and part.kind == "text/html")
    )
    return "\n\n".join(chosen)


def _list_incoming_files(parts: list[MessagePart]) -> Iterator[IncomingFile]:
    for part in parts:
        data = bytes_of(part) if part.attached else b""
        if data:
            ending = ".eml" if part.kind == "message/rfc822" else ""
            yield IncomingFile(part.name or f"bilaga{ending}", data)
