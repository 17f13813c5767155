"""Orientation: the one reading of what a file says of how its pixels are to be turned.

Exif 3.0 (CIPA DC-008), tag 274: a SHORT from 1 to 8. Programs write it as BYTE or LONG, or with a
value too many; the first counts. Used for inspection, previews and the head of what is delivered.
"""

from __future__ import annotations

ORIENTATION = 0x0112


def normalise_orientation(value: object) -> int:
    """The orientation that a field's value stands for, 1 where it is none."""
    first = value[0] if isinstance(value, (tuple, list, bytes)) and value else value
    return first if isinstance(first, int) and first in range(1, 9) else 1
