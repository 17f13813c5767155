"""A walled child, which opens no file of any library, reads all that is read without walls."""

import pytest
from PIL import Image

from dam.imaging import tasks
from dam.imaging.formats import UploadLimits
from dam.imaging.inspect import inspect_picture
from dam.imaging.metadata.read import read_received
from tests.imaging import packets
from tests.imaging.metadata.xmp_files import (
    WINDOWS_TAGS,
    extended_xmp,
    png_with_xmp,
    with_app1,
    with_xmp,
    xmp_packet,
)
from tests.imaging.samples import accepted, quadrants, save


def in_charset(charset, declared=b""):
    texts = (2, 80, "Åsa Öberg".encode(charset)) if declared == b"" else (2, 5, b"\xba\xd8\xd5\xd2")
    return packets.with_iim(accepted("baseline.jpg"), (1, 90, declared), texts)


def of_windows():
    tags = Image.Exif()
    tags[WINDOWS_TAGS["title"]] = "Väntrum".encode("utf-16-le")
    return save(quadrants(), "JPEG", exif=tags)


def two_exif():
    first, second = Image.Exif(), Image.Exif()
    first[0x013B], second[0x010E] = "Eva Ek", "Text"
    return with_app1(first.tobytes(), second.tobytes())


TWO = xmp_packet('photoshop:Headline="Rubrik"'), xmp_packet('photoshop:Credit="Byrån"')
FILES = {
    "MacRoman": in_charset("mac_roman"),
    "cp850": in_charset("cp850"),
    "Windows-1252": in_charset("cp1252"),
    "ISO 8859-5": in_charset("iso8859_5", b"\x1b-L"),
    "Windows' fields": of_windows(),
    "two packets": with_xmp(*TWO),
    "two packets in a PNG": png_with_xmp(*TWO, compressed=True),
    "two blocks of Exif": two_exif(),
    "ExtendedXMP": extended_xmp("Läkare på väg " * 6000),
}


@pytest.mark.parametrize("data", FILES.values(), ids=FILES)
def test_a_child_reads_the_same(sandbox, put, data):
    path = put(data)

    received = sandbox.run(tasks.inspect_upload, path, UploadLimits()).received

    assert received == read_received(path, inspect_picture(path, UploadLimits()))
    assert any((received.title, received.headline, received.description, received.creator))
