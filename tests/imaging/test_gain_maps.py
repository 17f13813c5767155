"""A gain map is told as what it is, and stays in the file as it was received."""

import pytest

from dam.imaging import tasks
from dam.imaging.formats import UploadLimits
from tests.imaging.embed.jpegs import inserted, segment
from tests.imaging.encoded import cicp, encoded, png
from tests.imaging.samples import FIXTURES, accepted, mpo, quadrants, save

ISO = segment(0xE2, b"urn:iso:std:iso:ts:21496:-1\0\0\0\0\0")
ADOBE = segment(
    0xE1, b"http://ns.adobe.com/xap/1.0/\0<x xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/'/>"
)
MAP, OTHERS = "förstärkningskarta (HDR)", "ytterligare bilder i filen"


def apple():
    """Apple's map is the second picture, whose XMP says so."""
    second = mpo().index(b"\xff\xd8", 2)
    about = b"http://ns.adobe.com/xap/1.0/\0urn:com:apple:photo:2020:aux:hdrgainmap"
    return inserted(mpo(), second + 2, segment(0xE1, about))


@pytest.mark.parametrize(
    ("data", "removed"),
    [
        (lambda: inserted(mpo(), 2, ISO), (MAP,)),
        (lambda: inserted(mpo(), 2, ADOBE), (MAP,)),
        (lambda: inserted(save(quadrants(), "JPEG"), 2, ISO), (MAP,)),
        (mpo, (OTHERS,)),
        (lambda: save(quadrants(), "JPEG"), ()),
    ],
)
def test_told_as_what_it_is(sandbox, put, data, removed):
    taken = sandbox.run(tasks.inspect_upload, put(data()), UploadLimits())
    assert taken.facts.gain_map is (MAP in removed)
    assert taken.received.removed == removed


def test_apples_in_jpeg_and_the_standards_in_heic(sandbox, put):
    assert sandbox.run(tasks.inspect_upload, put(apple()), UploadLimits()).facts.gain_map
    heic = (FIXTURES / "quadrants.heic").read_bytes()
    assert not sandbox.run(tasks.inspect_upload, put(heic), UploadLimits()).facts.gain_map
    derived = heic.replace(b"\0mime\0application", b"\0tmap\0application", 1)
    assert sandbox.run(tasks.inspect_upload, put(derived), UploadLimits()).facts.gain_map


def test_staff_read_of_hdr_where_they_read_of_the_file(sandbox, put):
    taken = sandbox.run(tasks.inspect_upload, put(png(encoded(9, 16), cicp(9, 16))), UploadLimits())
    (told,) = taken.received.warnings
    assert told.startswith("Bilden är i HDR (PQ).")
    plain = sandbox.run(tasks.inspect_upload, put(accepted("rgb.png")), UploadLimits())
    assert plain.received.warnings == ()
