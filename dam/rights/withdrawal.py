"""Why an image may be withdrawn, and what the public is told of it."""

from __future__ import annotations

REASONS = {
    "consent": "En person på bilden har dragit tillbaka sitt samtycke.",
    "rights": "Rättigheterna till bilden räcker inte.",
    "error": "Något i bilden eller bildtexten var fel.",
    "outdated": "Bilden är inaktuell.",
    "other": "",
}
"""Reason code → public sentence; empty says nothing."""

IN_ENGLISH = {
    "consent": "A person in the image has withdrawn their consent.",
    "rights": "The rights to the image do not suffice.",
    "error": "Something in the image or its caption was wrong.",
    "outdated": "The image is out of date.",
    "other": "",
}
"""The same for letters in English."""


def get_english_reason(sentence: str) -> str:
    """Return a public sentence in English; somebody's own words as they are."""
    code = next((code for code, words in REASONS.items() if words == sentence), None)
    return IN_ENGLISH[code] if code else sentence
