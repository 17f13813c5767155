"""Files with XMP in each of the ways that it can stand in them."""

import struct
import zlib

from tests.imaging import packets
from tests.imaging.samples import accepted

XMP, EXTENSION = b"http://ns.adobe.com/xap/1.0/\0", b"http://ns.adobe.com/xmp/extension/\0"
WINDOWS_TAGS = {
    "title": 0x9C9B,
    "comment": 0x9C9C,
    "author": 0x9C9D,
    "keywords": 0x9C9E,
    "subject": 0x9C9F,
}


def xmp_packet(attributes="", elements=""):
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description'
        ' rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
        ' xmlns:xmpNote="http://ns.adobe.com/xmp/note/"'
        f' xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/" {attributes}>{elements}'
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def with_app1(*bodies):
    jpeg = accepted("baseline.jpg")
    for body in reversed(bodies):
        jpeg = packets.with_segment(jpeg, 0xE1, body)
    return jpeg


def with_xmp(*xmp):
    return with_app1(*(XMP + each for each in xmp))


def png_with_xmp(*xmp, compressed=False):
    png = accepted("rgb.png")
    for each in reversed(xmp):
        text = zlib.compress(each) if compressed else each
        body = b"iTXtXML:com.adobe.xmp\0" + bytes((compressed, 0)) + b"\0\0" + text
        chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
        png = png[:33] + chunk + png[33:]
    return png


def extended_xmp(text, *, lost=None):
    """A packet, and the parts of its extension, whose caption is ``text``."""
    guid = b"0123456789ABCDEF0123456789ABCDEF"
    whole = xmp_packet(
        elements="<dc:description><rdf:Alt><rdf:li xml:lang='x-default'>"
        f"{text}</rdf:li></rdf:Alt></dc:description>"
    )
    parts = [
        EXTENSION + guid + struct.pack(">II", len(whole), at) + whole[at : at + 60_000]
        for at in range(0, len(whole), 60_000)
    ]
    main = xmp_packet(f'photoshop:Headline="Rubrik" xmpNote:HasExtendedXMP="{guid.decode()}"')
    kept = [part for number, part in enumerate(parts) if number != lost]
    return with_app1(XMP + main, *reversed(kept))
