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
