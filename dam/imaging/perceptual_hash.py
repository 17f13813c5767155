"""How alike two pictures are by their dHash, and by what those near a hash are found.

A hash of 64 bits is dealt out into four of 16. Two hashes that differ in at most `MOST` bits have a
quarter in which they differ in at most one, so whoever looks up the 4 x 17 numbers of
`list_near_parts` among the `split_hash` of others finds every one of them, however many there are.
Every fourth bit is of the same quarter: where part of a picture is plain, no quarter is.
"""

from __future__ import annotations

MOST = 7
"""So many of 64 bits differ between pictures that are called alike."""

_BITS, _QUARTERS = 16, 4


def count_differing_bits(left: str, right: str) -> int:
    """Return in how many bits two hashes differ, 0 to 64; each is 16 hexadecimal digits."""
    return (int(left, 16) ^ int(right, 16)).bit_count()


def split_hash(dhash: str) -> list[int]:
    """Return the quarters of a hash, each a number that says which of the four it is."""
    bits = f"{int(dhash, 16):064b}"
    return [n << _BITS | int(bits[n::_QUARTERS], 2) for n in range(_QUARTERS)]


def list_near_parts(dhash: str) -> list[int]:
    """Return its quarters and each with one bit changed."""
    return [
        part ^ flip for part in split_hash(dhash) for flip in (0, *(1 << n for n in range(_BITS)))
    ]
