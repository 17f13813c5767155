"""The chart in other colour encodings, written from the standards' own matrices and curves.

`PRIMARIES` are linear RGB to XYZ under D65 (IEC 61966-2-1, SMPTE EG 432-1, BT.2020), curves those
of BT.709 and BT.2100 the way that an encoder goes; nothing here is the product's.
"""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
from PIL import Image

from tests.imaging.chart import chart
from tests.imaging.samples import chunk, png_of

PRIMARIES = {
    1: [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]],
    9: [[0.63696, 0.14462, 0.16888], [0.26270, 0.67800, 0.05930], [0.0, 0.02807, 1.06099]],
    12: [[0.48657, 0.26567, 0.19822], [0.22897, 0.69174, 0.07929], [0.0, 0.04511, 1.04394]],
}
NITS = 203.0


def linear(picture: Image.Image, primaries: int) -> np.ndarray:
    """Light in other primaries, 1 at white."""
    levels = np.asarray(picture.convert("RGB")) / 255
    light = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    matrix = np.linalg.inv(PRIMARIES[primaries]) @ np.array(PRIMARIES[1])
    return np.clip(light @ matrix.T, 0, None)


def levels(light: np.ndarray, transfer: float, primaries: int) -> np.ndarray:
    """Levels of 0 to 1 under a transfer of H.273, or under an exponent."""
    if isinstance(transfer, float):
        return light ** (1 / transfer)
    if transfer == 8:
        return light
    if transfer == 13:
        return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    if transfer in {1, 14}:
        return np.where(light < 0.018, 4.5 * light, 1.099 * light**0.45 - 0.099)
    if transfer == 16:
        power = (light * NITS / 10_000) ** 0.1593017578125
        return ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375
    assert transfer == 18
    display = light * NITS / 1000
    luminance = display @ np.array(PRIMARIES[primaries])[1]
    scene = display * np.where(luminance > 0, luminance, 1)[..., None] ** (1 / 1.2 - 1)
    high = 0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073
    return np.where(scene <= 1 / 12, np.sqrt(3 * scene), high)


def encoded(primaries: int, transfer: float, bits: int = 8) -> np.ndarray:
    """The chart's levels in an encoding."""
    made = levels(linear(chart(), primaries), transfer, primaries)
    return np.round(np.clip(made, 0, 1) * (2**bits - 1)).astype(np.uint16 if bits > 8 else np.uint8)


def png(pixels: np.ndarray, *told: bytes, behind: tuple[bytes, ...] = ()) -> bytes:
    """A PNG of grey, grey and alpha, RGB or RGBA, with chunks before and behind its pixels."""
    deep = pixels.dtype == np.uint16
    channels = pixels.shape[2] if pixels.ndim == 3 else 1
    kind = {1: 0, 2: 4, 3: 2, 4: 6}[channels]
    size = pixels.shape[1], pixels.shape[0]
    header = struct.pack(">IIBBBBB", *size, 16 if deep else 8, kind, 0, 0, 0)
    rows = b"".join(b"\0" + row.tobytes() for row in (pixels.astype(">u2") if deep else pixels))
    return png_of(chunk(b"IHDR", header), *told, chunk(b"IDAT", zlib.compress(rows)), *behind)


def cicp(primaries: int, transfer: int, full: int = 1) -> bytes:
    return chunk(b"cICP", bytes([primaries, transfer, 0, full]))


def avif(primaries: int, transfer: int) -> bytes:
    """The chart as AVIF, its nclx box told otherwise."""
    file = io.BytesIO()
    Image.fromarray(encoded(primaries, transfer)).save(
        file, "AVIF", quality=95, subsampling="4:4:4"
    )
    return with_nclx(file.getvalue(), primaries, transfer)


def with_nclx(data: bytes, primaries: int, transfer: int) -> bytes:
    at = data.index(b"colrnclx") + 8
    return data[:at] + struct.pack(">HH", primaries, transfer) + data[at + 4 :]


def heic_with_nclx(data: bytes, primaries: int, transfer: int) -> bytes:
    """A HEIC whose main picture has three properties, with code points as its fourth."""
    grown = bytearray(data)
    colour = struct.pack(">I4s4sHHHB", 19, b"colr", b"nclx", primaries, transfer, 6, 0x80)
    begin = {name: data.index(name) - 4 for name in (b"meta", b"iloc", b"iprp", b"ipco", b"ipma")}
    sizes = {b"meta": 20, b"iprp": 20, b"ipco": 19, b"ipma": 1}
    for name, more in sizes.items():
        (size,) = struct.unpack_from(">I", grown, begin[name])
        struct.pack_into(">I", grown, begin[name], size + more)
    (count,) = struct.unpack_from(">H", grown, begin[b"iloc"] + 14)
    for item in range(count):
        place = begin[b"iloc"] + 16 + 18 * item + 4
        struct.pack_into(">I", grown, place, struct.unpack_from(">I", grown, place)[0] + 20)
    associated = begin[b"ipma"] + 18  # behind the box's head, one item's number
    assert grown[associated] == 3
    grown[associated] = 4
    end = associated + 1 + 3
    inner = grown[begin[b"ipma"] : end] + b"\4"
    return bytes(grown[: begin[b"ipma"]] + colour + inner + grown[end:])
