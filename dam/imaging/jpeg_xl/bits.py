"""Bits and numbers of a JPEG XL codestream's headers (ISO/IEC 18181-1, annex B)."""

from __future__ import annotations

Choice = tuple[tuple[int, int], ...]
"""What two bits choose between: a number, and how many bits more are added to it."""

ENUM: Choice = ((0, 0), (1, 0), (2, 4), (18, 6))
NAME: Choice = ((0, 0), (0, 4), (16, 5), (48, 10))

CUT = "truncated"
"""The word by which `imaging.decoders` knows that the end is missing."""


class BitReader:
    """The bits of ``data``, least first. An OSError where they end too early."""

    def __init__(self, data: bytes) -> None:
        self._data, self.at = data, 0

    def take(self, count: int) -> int:
        """The next ``count`` bits: u(count)."""
        begin, self.at = self.at, self.at + count
        if self.at > 8 * len(self._data):
            raise OSError(CUT)
        covering = self._data[begin // 8 : (self.at + 7) // 8]
        return int.from_bytes(covering, "little") >> begin % 8 & ((1 << count) - 1)

    def choose(self, among: Choice) -> int:
        """A U32: one of four distributions, chosen by two bits."""
        offset, count = among[self.take(2)]
        return offset + self.take(count)

    def pass_name(self) -> None:
        """Skip a name."""
        self.take(8 * self.choose(NAME))
