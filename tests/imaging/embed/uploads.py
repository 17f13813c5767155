"""What uploads of all formats share: pixels, profiles, and everything that must not leave."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter
from PIL import Image, ImageCms

# In every piece of an upload that a joined file must not hold.
CANARY = b"KANARIEFAGEL"
TEXT = CANARY.decode()

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
# A printer's profile is larger than a JPEG segment.
LARGE_PROFILE = struct.pack(">I", 150_000) + SRGB[4:].ljust(149_996, b"\x5a")

XMP = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
    ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"'
    f' photoshop:Credit="{TEXT}" photoshop:Instructions="{TEXT}" tiff:Orientation="5"/>'
    '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
).encode()
IIM = b"\x1c\x02\x00\x00\x02\x00\x02" + b"\x1c\x02\x28" + struct.pack(">H", len(CANARY)) + CANARY
RESOURCES = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(IIM)) + IIM + bytes(len(IIM) % 2)


@dataclass(frozen=True)
class Upload:
    """A file, and what of its metadata must stay."""

    data: bytes
    orientation: int = 1
    profile: bytes | None = None

    def _repr_pretty_(self, printer: RepresentationPrinter, _cycle: object) -> None:
        """Say in a failing example what helps to see it again, and not all of its bytes."""
        printer.text(f"<{len(self.data)} bytes that begin with {self.data[:16]!r}>")


def pictures(*modes: str, most: int = 90) -> st.SearchStrategy[Image.Image]:
    """Noise on a coarse pattern, so that every part of a codec has something to do."""

    def draw(mode: str, width: int, height: int, seed: int) -> Image.Image:
        random = np.random.default_rng(seed)
        depth = len(Image.new(mode, (1, 1)).getbands())
        coarse = random.integers(0, 200, (3, 3, depth), "u1").repeat(40, 0).repeat(40, 1)
        pixels = coarse[:height, :width] + random.integers(0, 56, (height, width, depth), "u1")
        if mode == "1":
            return Image.fromarray(pixels[:, :, 0]).convert("1")
        if mode == "P":
            return Image.fromarray(pixels[:, :, 0]).convert("RGB").quantize(40)
        if mode == "I;16":
            return Image.fromarray(pixels[:, :, 0].astype("u2") * 257)
        return Image.fromarray(pixels if depth > 1 else pixels[:, :, 0], mode)

    sides = st.integers(8, most)
    return st.builds(draw, st.sampled_from(modes), sides, sides, st.integers(0, 2**32 - 1))


def foreign_exif(orientation: int, order: str = "<") -> bytes:
    """A camera's Exif block: orientation, and position, serial number, maker note, thumbnail."""
    exif = Image.Exif()
    exif.endian = order
    exif[0x0112] = orientation
    exif[0x010F] = exif[0x010E] = exif[0x013B] = exif[0x8298] = TEXT
    exif[0x8769] = {0xA431: TEXT, 0x927C: CANARY, 0x9286: CANARY, 0xA001: 1, 0x9003: TEXT}
    exif[0x8825] = {1: "N", 2: (59.0, 19.0, 7.0), 3: "E", 4: (18.0, 4.0, 3.0), 29: TEXT}
    block = bytearray(exif.tobytes()[6:])
    link = 8 + 2 + 12 * struct.unpack_from(order + "H", block, 8)[0]
    thumbnail = _thumbnail()
    second = len(block)
    struct.pack_into(order + "I", block, link, second)
    block += struct.pack(order + "H", 3)
    place = second + 2 + 36 + 4
    for tag, kind, value in ((0x0103, 3, 6), (0x0201, 4, place), (0x0202, 4, len(thumbnail))):
        packed = struct.pack(order + ("H" if kind == 3 else "I"), value).ljust(4, b"\0")
        block += struct.pack(order + "HHI", tag, kind, 1) + packed
    return bytes(block + bytes(4) + thumbnail)


def _thumbnail() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, "JPEG", comment=CANARY)
    return file.getvalue()


orientations = st.integers(1, 8)
