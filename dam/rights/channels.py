"""The channels in which a picture may be used: people agree to some, a permission names any.

Asked by the register of persons, the form of decisions, the pages and the letters.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Channel:
    """``words`` follow "får användas"; people agree to the channels that have a ``label``."""

    words: str
    label: str | None = None


CHANNELS = {
    "print": Channel("i tryck", "Tryck"),
    "web": Channel("på webben", "Webb"),
    "social": Channel("i sociala medier", "Sociala medier"),
    "broadcast": Channel("i tv och film"),
    "talk": Channel("i föredrag och undervisning"),
}
CONSENT_CHANNELS = {code: channel.label for code, channel in CHANNELS.items() if channel.label}
"""What people agree to: code → label."""
