"""ICC profiles of our own for what a file tells in a few numbers, and numbers that a profile tells.

A matrix profile with sRGB's curve: ICC.1:2022, 7.2 (header), 8.3.3 (three-component matrix-based
display profiles), 10 (types); primaries are adapted to D50 by Bradford (annex E). Used by `recode`.
"""

from __future__ import annotations

import struct
from functools import lru_cache

from dam.imaging.colour_encoding import NAMES, Chromaticities, ColourEncoding, get_cicp_encoding

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]

_D50: Vector = (0.9642, 1.0, 0.8249)
_BRADFORD: Matrix = (
    (0.8951, 0.2664, -0.1614),
    (-0.7502, 1.7135, 0.0367),
    (0.0389, -0.0685, 1.0296),
)
# Type 3 of parametric curves: g, a, b, c, d of IEC 61966-2-1.
_SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_MOST_TAGS = 100


@lru_cache(maxsize=8)
def write_icc_profile(primaries: Chromaticities) -> bytes:
    """The profile of RGB in these primaries under sRGB's curve."""
    chad = _compute_bradford_matrix(_xy_to_xyz(*primaries[6:8]))
    columns = _transpose_matrix(_multiply_matrices(chad, rgb_to_xyz(primaries)))
    name = NAMES.get(primaries, "RGB")
    curve = b"para\0\0\0\0" + struct.pack(">HH", 3, 0) + _pack_s15fixed16(*_SRGB_CURVE)
    tags = {
        b"desc": _pack_mluc(name),
        b"cprt": _pack_mluc("CC0"),
        b"wtpt": b"XYZ \0\0\0\0" + _pack_s15fixed16(*_D50),
        b"chad": b"sf32\0\0\0\0" + _pack_s15fixed16(*chad[0], *chad[1], *chad[2]),
        **{
            b"%cXYZ" % letter: b"XYZ \0\0\0\0" + _pack_s15fixed16(*column)
            for letter, column in zip(b"rgb", columns, strict=True)
        },
        **{b"%cTRC" % letter: curve for letter in b"rgb"},
    }
    at = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for signature, value in tags.items():
        table += signature + struct.pack(">II", at + len(body), len(value))
        body += value.ljust(-(-len(value) // 4) * 4, b"\0")
    header = struct.pack(">I4x", at + len(body)) + b"\x04\x40\0\0mntrRGB XYZ "
    # A date that never changes: the same colours make the same file.
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(24) + bytes(4)
    return (header + _pack_s15fixed16(*_D50)).ljust(128, b"\0") + table + body


def read_code_points(icc: bytes) -> ColourEncoding | None:
    """The encoding in a profile's tag of code points (ICC.1:2022, 9.2.17), None without one."""
    count = int.from_bytes(icc[128:132], "big")
    for index in range(min(count, _MOST_TAGS)):
        signature, at, size = icc[132 + 12 * index :][:4], *_read_tag_place(icc, index)
        if signature == b"cicp" and size >= 12 and at + 12 <= len(icc):
            primaries, transfer, _, full = icc[at + 8 : at + 12]
            return get_cicp_encoding(primaries, transfer, full=full == 1)
    return None


def _read_tag_place(icc: bytes, index: int) -> tuple[int, int]:
    entry = icc[136 + 12 * index :][:8].ljust(8, b"\0")
    return int.from_bytes(entry[:4], "big"), int.from_bytes(entry[4:], "big")


def rgb_to_xyz(primaries: Chromaticities) -> Matrix:
    """Linear RGB to XYZ under the primaries' own white (SMPTE RP 177)."""
    corners = _transpose_matrix(
        (_xy_to_xyz(*primaries[0:2]), _xy_to_xyz(*primaries[2:4]), _xy_to_xyz(*primaries[4:6]))
    )
    scale = _multiply_vector(_invert_matrix(corners), _xy_to_xyz(*primaries[6:8]))
    first, second, third = (
        (row[0] * scale[0], row[1] * scale[1], row[2] * scale[2]) for row in corners
    )
    return first, second, third


def _compute_bradford_matrix(white: Vector) -> Matrix:
    source, target = _multiply_vector(_BRADFORD, white), _multiply_vector(_BRADFORD, _D50)
    ratio = [after / before for before, after in zip(source, target, strict=True)]
    scaled = ((ratio[0], 0.0, 0.0), (0.0, ratio[1], 0.0), (0.0, 0.0, ratio[2]))
    return _multiply_matrices(_invert_matrix(_BRADFORD), _multiply_matrices(scaled, _BRADFORD))


def _xy_to_xyz(x: float, y: float) -> Vector:
    return x / y, 1.0, (1 - x - y) / y


def _multiply_vector(matrix: Matrix, vector: Vector) -> Vector:
    first, second, third = (
        row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2] for row in matrix
    )
    return first, second, third


def _transpose_matrix(matrix: Matrix) -> Matrix:
    first, second, third = zip(*matrix, strict=True)
    return first, second, third


def _multiply_matrices(left: Matrix, right: Matrix) -> Matrix:
    first, second, third = (_multiply_vector(left, column) for column in _transpose_matrix(right))
    return _transpose_matrix((first, second, third))


def _invert_matrix(matrix: Matrix) -> Matrix:
    (a, b, c), (d, e, f), (g, h, i) = matrix
    det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    return (
        ((e * i - f * h) / det, (c * h - b * i) / det, (b * f - c * e) / det),
        ((f * g - d * i) / det, (a * i - c * g) / det, (c * d - a * f) / det),
        ((d * h - e * g) / det, (b * g - a * h) / det, (a * e - b * d) / det),
    )


def _pack_s15fixed16(*numbers: float) -> bytes:
    return struct.pack(f">{len(numbers)}i", *(round(number * 65536) for number in numbers))


def _pack_mluc(text: str) -> bytes:
    # ASCII as UTF-16: in the sandbox there is no codec to be loaded any more.
    written = b"".join(b"\0%c" % letter for letter in text.encode("ascii"))
    return b"mluc\0\0\0\0" + struct.pack(">II4sII", 1, 12, b"enUS", len(written), 28) + written
