"""Ids as they are shown."""

from __future__ import annotations


def image_ref(image_id: int) -> str:
    """Return the shown id, IN-2041."""
    return f"IN-{image_id}"
