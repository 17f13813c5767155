"""E-mail addresses with a tag, to which a case is answered and an undelivered letter returned."""

from __future__ import annotations

import re

MOST_TAG = 39
"""What a tag may hold: with a plus and 24 octets of our own it keeps to the 64 of RFC 5321."""


def tagged_address(address: str, tag: str) -> str:
    """`arenden@press.inera.se` and a tag → `arenden+tag@press.inera.se`."""
    local, _, host = address.partition("@")
    return f"{local}+{tag}@{host}"


def tags_in(address: str, text: str) -> list[str]:
    """Return the tags of our address in a header, however a mail server has cased them."""
    local, _, host = address.partition("@")
    tagged = (
        rf"(?<![\w.+-]){re.escape(local)}\+([a-z0-9-]{{1,{MOST_TAG}}})@{re.escape(host)}(?![\w.-])"
    )
    return [tag.lower() for tag in re.findall(tagged, text, re.IGNORECASE)]


def return_tag(message_id: str) -> str:
    """The tag of the address to which one letter returns where it is not delivered."""
    return f"b{message_id}"


def read_return_tag(tag: str) -> str | None:
    """Return which letter came back, or None for any other tag."""
    match = re.fullmatch(r"b([0-9a-f]{32})", tag)
    return match[1] if match else None
