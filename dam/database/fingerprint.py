"""A mark of what a form showed, so that a step is refused where that has become something else."""

from __future__ import annotations

import hashlib


def mark_of(content: object) -> str:
    """Return a digest of 128 bits of a value whose ``repr`` says all of it."""
    return hashlib.sha256(repr(content).encode()).hexdigest()[:32]
