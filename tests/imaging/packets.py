"""What files carry beside pixels: Exif, XMP and IPTC-IIM packets, and ICC profiles."""

from __future__ import annotations

import struct

from PIL import Image


def exif(orientation: int = 1) -> Image.Exif:
    """What a camera writes, private things included."""
    tags = Image.Exif()
    tags[0x010E] = "Exifs bildtext"
    tags[0x010F] = "Kamera"
    tags[0x0112] = orientation
    tags[0x013B] = "Exif Fotograf"
    tags[0x8298] = "Exifs upphovsrätt".encode()
    photo = tags.get_ifd(0x8769)
    photo[0x9003] = "2026:03:14 10:11:12"
    photo[0x927C] = b"tillverkarens anteckning"
    photo[0xA430] = "Kameraägare Hemlig"
    photo[0xA431] = "SERIENUMMER-4711"
    gps = tags.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (59.0, 19.0, 46.0), "E", (18.0, 4.0, 7.0)
    return tags


XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 photoshop:Headline="XMP-rubrik" photoshop:Credit="Inera" photoshop:City="Umeå"
 photoshop:Country="Sverige" photoshop:DateCreated="2026-03-14T10:11:12+01:00"
 xmpRights:WebStatement="https://press.example/villkor">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Standardtitel</rdf:li>
<rdf:li xml:lang="en">English title</rdf:li>
<rdf:li xml:lang="sv-SE">Svensk titel</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Läkare vid Umeå universitet.
Andra raden.</rdf:li></rdf:Alt></dc:description>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© Inera</rdf:li></rdf:Alt></dc:rights>
<dc:creator><rdf:Seq><rdf:li>Åsa Öberg</rdf:li><rdf:li>Bo Ek</rdf:li></rdf:Seq></dc:creator>
<dc:subject><rdf:Bag><rdf:li>vård</rdf:li><rdf:li>1177</rdf:li></rdf:Bag></dc:subject>
<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Fri för redaktionell
 användning</rdf:li></rdf:Alt></xmpRights:UsageTerms>
<Iptc4xmpCore:AltTextAccessibility><rdf:Alt><rdf:li xml:lang="x-default">En läkare vid ett
 fönster</rdf:li></rdf:Alt></Iptc4xmpCore:AltTextAccessibility>
<Iptc4xmpExt:PersonInImage><rdf:Bag><rdf:li>Anna Ek</rdf:li></rdf:Bag></Iptc4xmpExt:PersonInImage>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>""".encode()


def iim(*datasets: tuple[int, int, bytes]) -> bytes:
    """IPTC-IIM datasets (record, dataset, data)."""
    return b"".join(
        b"\x1c" + struct.pack(">BBH", record, number, len(data)) + data
        for record, number, data in datasets
    )


def with_iim(jpeg: bytes, *datasets: tuple[int, int, bytes]) -> bytes:
    """``jpeg`` with the datasets in a Photoshop resource 0x0404 of an APP13 segment."""
    data = iim(*datasets)
    resource = b"8BIM" + struct.pack(">HHI", 0x0404, 0, len(data)) + data + b"\0" * (len(data) % 2)
    return with_segment(jpeg, 0xED, b"Photoshop 3.0\0" + resource)


def with_segment(jpeg: bytes, marker: int, data: bytes) -> bytes:
    return jpeg[:2] + struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data + jpeg[2:]


def adobe_rgb() -> bytes:
    """A matrix profile with Adobe RGB (1998)'s primaries and gamma (ICC.1:2022, section 8.3)."""
    red, green, blue = (
        (0.60974, 0.31111, 0.01947),
        (0.20528, 0.62567, 0.06087),
        (0.14919, 0.06322, 0.74457),
    )
    return matrix(red, green, blue, gamma(2.19921875), "Vid RGB")


XYZ = tuple[float, float, float]


def matrix(red: XYZ, green: XYZ, blue: XYZ, curve: bytes, name: str = "Matris") -> bytes:
    """A profile of what each channel is in XYZ under D50, and a curve for all three."""
    columns = zip((b"rXYZ", b"gXYZ", b"bXYZ"), (red, green, blue), strict=True)
    tags = {tag: _xyz(*values) for tag, values in columns}
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    return _profile(b"mntr", b"RGB ", b"XYZ ", tags, name)


def grey(curve: bytes) -> bytes:
    """A profile of grey with a curve."""
    return _profile(b"mntr", b"GRAY", b"XYZ ", {b"kTRC": curve}, "Grå")


def gamma(power: float) -> bytes:
    return b"curv" + struct.pack(">IIH", 0, 1, round(power * 256)) + b"\0\0"


def srgb_curve() -> bytes:
    """IEC 61966-2-1 as a parametric curve (ICC.1:2022, 10.18)."""
    numbers = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    fixed = (round(number * 65536) for number in numbers)
    return b"para" + bytes(4) + struct.pack(">HH5i", 3, 0, *fixed)


def inks(grid: int, table: bytes) -> bytes:
    """A CMYK profile whose Lab of 8 bits stands in ``table``, black changing fastest."""
    identity = struct.pack(">9i", *(65536 if at % 4 == 0 else 0 for at in range(9)))
    lut = (
        b"mft1" + bytes(4) + bytes((4, 3, grid, 0)) + identity
        + bytes(range(256)) * 4 + table + bytes(range(256)) * 3
    )  # fmt: skip
    return _profile(b"prtr", b"CMYK", b"Lab ", {b"A2B0": lut}, "Tidningspress")


def press() -> bytes:
    """A CMYK profile: cyan alone is L* 50 a* -40 b* -40, no ink is paper, all else is black."""
    paper, cyan, black = (255, 128, 128), (128, 88, 88), (0, 128, 128)
    corners = [
        cyan if (c, m, y, k) == (1, 0, 0, 0) else black if c + m + y + k else paper
        for c in (0, 1) for m in (0, 1) for y in (0, 1) for k in (0, 1)
    ]  # fmt: skip
    return inks(2, b"".join(map(bytes, corners)))


def _xyz(*values: float) -> bytes:
    return b"XYZ " + struct.pack(">I3i", 0, *(round(value * 65536) for value in values))


def _profile(kind: bytes, space: bytes, pcs: bytes, tags: dict[bytes, bytes], name: str) -> bytes:
    text = name.encode("utf-16-be")
    tags = tags | {
        b"desc": b"mluc" + struct.pack(">IIIHHII", 0, 1, 12, 0x7376, 0x5345, len(text), 28) + text,
        b"wtpt": _xyz(0.9642, 1.0, 0.8249),
    }
    offset, table, data = 128 + 4 + 12 * len(tags), b"", b""
    for signature, tag in tags.items():
        padded = tag + bytes(-len(tag) % 4)
        table += signature + struct.pack(">II", offset + len(data), len(tag))
        data += padded
    header = bytearray(128)
    struct.pack_into(
        ">I4sI4s4s4s", header, 0, offset + len(data), b"", 0x04300000, kind, space, pcs
    )
    header[36:40] = b"acsp"
    header[68:80] = _xyz(0.9642, 1.0, 0.8249)[8:]
    return bytes(header) + struct.pack(">I", len(tags)) + table + data
