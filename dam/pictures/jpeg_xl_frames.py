"""A moving JPEG XL made to end with the first frame that it shows. Called by `jpeg_xl`.

The decoder at hand gives a moving picture's last frame, and stops at the frame whose header says
that it is the last. So that is what the header of the first frame shown is made to say. The bits
that fall away by it are made up for by an extension, which decoders pass over: what comes after
the header then lies on whole bytes as before. After ISO/IEC 18181-1, annexes C.2 and C.3.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from dam.pictures.jpeg_xl_bits import Bits, Choice
from dam.pictures.jpeg_xl_header import MOST_HEADER, Moving, unreadable

Read = Callable[[int, int], bytes]
"""Of a codestream: from which byte, and how many at most."""

# What comes before the first frame shown: its pieces, its lower layers.
_MOST_FRAMES = 100
_MOST_SECTIONS = 65_536  # as the decoder has it
_LONGEST_ENTRY = 4  # bytes

_KIND: Choice = ((0, 0), (1, 0), (2, 0), (3, 0))
_REGULAR, _LOW_FREQUENCIES, _REFERENCE, _SKIPPING = range(4)
_SHOWN = {_REGULAR, _SKIPPING}
_USES_LOW_FREQUENCIES = 32  # of the flags
_FACTOR: Choice = ((1, 0), (2, 0), (4, 0), (8, 0))
_PASSES: Choice = ((1, 0), (2, 0), (3, 0), (3, 4))
_HALVINGS: Choice = ((0, 0), (1, 0), (2, 0), (1, 3))
_LAST_PASS: Choice = ((0, 0), (1, 0), (2, 0), (0, 3))
_LEVEL: Choice = ((1, 0), (2, 0), (3, 0), (4, 0))
_CROP: Choice = ((0, 8), (256, 11), (2304, 14), (18688, 30))
_BLEND: Choice = ((0, 0), (1, 0), (2, 0), (3, 2))
_REPLACE, _OVER, _WEIGHTED, _MULTIPLY = 0, 2, 3, 4
_ALPHA_OF: Choice = ((0, 0), (1, 0), (2, 0), (3, 3))
_DURATION: Choice = ((0, 0), (1, 0), (0, 8), (0, 32))
_SECTION: Choice = ((0, 10), (1024, 14), (17_408, 22), (4_211_712, 30))


@dataclass(frozen=True, slots=True)
class First:
    """The frame shown first. ``begin`` and ``end`` are the bytes around its header.

    ``header`` is what stands there where it is the last frame; ``alone`` if it was so before.
    """

    begin: int
    end: int
    header: bytes
    alone: bool


@dataclass(frozen=True, slots=True)
class _Frame:
    """A frame's header. Places are in bits from its beginning.

    ``last`` is the place of the bit that says whether it is the last, ``rest`` of what stands
    behind what only other frames have, ``extensions`` and ``end`` are where those begin and end.
    """

    is_last: bool
    is_shown: bool
    sections: int
    last: int
    rest: int
    extensions: int
    end: int


def find_first(read: Read, moving: Moving) -> First:
    """The first frame shown. Refused if it lies behind what only a decoder can read."""
    begin = moving.begin
    for _ in range(_MOST_FRAMES):
        start = read(begin, MOST_HEADER)
        frame = _read_frame(Bits(start), moving)
        if frame.is_last or frame.is_shown:
            end = ceil(frame.end / 8)
            header = start[:end] if frame.is_last else _as_last(start[:end], frame)
            return First(begin, begin + end, header, frame.is_last)
        begin = _next(read, begin, frame)
    raise unreadable()


def _read_frame(bits: Bits, moving: Moving) -> _Frame:
    if bits.take(1):  # all is as usual
        return _Frame(is_last=True, is_shown=True, sections=0, last=0, rest=0, extensions=0, end=1)
    kind = bits.choose(_KIND)
    modular = bits.take(1)
    flags = bits.take_long()
    ycbcr = not moving.xyb and bits.take(1)
    factor = 1
    if not flags & _USES_LOW_FREQUENCIES:
        if ycbcr and bits.take(6):  # how colours are thinned out
            raise unreadable()
        factor = bits.choose(_FACTOR)
        bits.take(2 * moving.channels)
    group = 128 << (bits.take(2) if modular else 1)
    if not modular and moving.xyb:
        bits.take(6)
    passes = _read_passes(bits) if kind != _REFERENCE else 1
    level = bits.choose(_LEVEL) if kind == _LOW_FREQUENCIES else 0
    (width, height), partial = moving.size, False
    if kind != _LOW_FREQUENCIES and bits.take(1):
        left, top = (_signed(bits.choose(_CROP)) for _ in range(2)) if kind in _SHOWN else (0, 0)
        width, height = bits.choose(_CROP), bits.choose(_CROP)
        right, bottom = left + width, top + height
        partial = left > 0 or top > 0 or right < moving.size[0] or bottom < moving.size[1]
    scale = factor << 3 * level
    sections = _count_sections(ceil(width / scale), ceil(height / scale), group, passes)

    mode, duration, is_last, last = _REPLACE, 0, False, bits.at
    if kind in _SHOWN:
        mode = _read_blending(bits, moving, partial)
        for _ in range(moving.channels):
            _read_blending(bits, moving, partial)
        duration = bits.choose(_DURATION)
        bits.take(32 if moving.timecodes else 0)
        last, is_last = bits.at, bool(bits.take(1))
    kept = bits.take(2) if kind != _LOW_FREQUENCIES and not is_last else 0
    if kind == _REFERENCE or (
        kind in _SHOWN
        and not is_last
        and (kept or not duration)
        and mode == _REPLACE
        and not partial
    ):
        bits.take(1)  # whether it is kept before its colours are those of the picture
    rest = bits.at
    bits.pass_name()
    _pass_filters(bits, modular)
    extensions = bits.at
    bits.pass_extensions()
    return _Frame(is_last, duration > 0, sections, last, rest, extensions, bits.at)


def _read_passes(bits: Bits) -> int:
    passes = bits.choose(_PASSES)
    if passes > 1:
        halvings = bits.choose(_HALVINGS)
        bits.take(2 * (passes - 1))
        for among in (_FACTOR, _LAST_PASS):
            for _ in range(halvings):
                bits.choose(among)
    return passes


def _signed(number: int) -> int:
    return -(number + 1) // 2 if number % 2 else number // 2


def _read_blending(bits: Bits, moving: Moving, partial: bool) -> int:
    mode = bits.choose(_BLEND)
    alpha = moving.channels > 0 and mode in {_OVER, _WEIGHTED}
    if alpha:
        bits.choose(_ALPHA_OF)
    if alpha or mode == _MULTIPLY:
        bits.take(1)
    if mode != _REPLACE or partial:
        bits.take(2)
    return mode


def _pass_filters(bits: Bits, modular: int) -> None:
    if bits.take(1):  # all is as usual
        return
    if bits.take(1) and bits.take(1):
        bits.pass_floats(6)
    if bits.take(2):
        if not modular and bits.take(1):
            bits.pass_floats(8)
        if bits.take(1):
            bits.pass_floats(5)
        if bits.take(1):
            bits.pass_floats(3 if modular else 4)
        bits.pass_floats(1 if modular else 0)
    bits.pass_extensions()


def _count_sections(width: int, height: int, group: int, passes: int) -> int:
    """In how many sections a frame's pixels lie."""
    groups = ceil(width / group) * ceil(height / group)
    if groups == passes == 1:
        return 1
    coarse = ceil(width / (8 * group)) * ceil(height / (8 * group))
    return 2 + coarse + groups * passes


def _next(read: Read, begin: int, frame: _Frame) -> int:
    """The byte of the frame after the one that begins at ``begin``."""
    at = begin + frame.end // 8
    bits = Bits(read(at, 2 + _LONGEST_ENTRY * min(frame.sections, _MOST_SECTIONS)))
    bits.take(frame.end % 8)
    if bits.take(1) or frame.sections > _MOST_SECTIONS:  # the sections are in an order of their own
        raise unreadable()
    bits.pad()
    sizes = sum([bits.choose(_SECTION) for _ in range(frame.sections)])
    return at + bits.pad() + sizes


def _as_last(header: bytes, frame: _Frame) -> bytes:
    """``header``, the bytes of ``frame``'s, as if there came no other frame."""
    number = int.from_bytes(header, "little")
    end = 8 * len(header)
    if frame.end - frame.extensions != 2:  # it has extensions, of which none are known
        raise unreadable()
    fallen = frame.rest - frame.last - 1
    # The first of the extensions, told as one of so many bits that whole bytes are added.
    filling = fallen + 6
    parts = (
        (number, frame.last),
        (1, 1),
        (number >> frame.rest, frame.extensions - frame.rest),
        (0b01, 6),
        (0b01 | filling - 1 << 2, 6),
        (0, filling),
        (number >> frame.end, end - frame.end),
    )
    made = at = 0
    for value, count in parts:
        made |= (value & (1 << count) - 1) << at
        at += count
    return made.to_bytes(at // 8, "little")
