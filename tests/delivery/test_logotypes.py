"""Logotypes over HTTP: an SVG leaves harmless and with its terms, a PDF as the PNG made of it."""

import io
import xml.etree.ElementTree as ET

import pytest
from PIL import Image as Picture

from tests.imaging import logotypes, samples
from tests.imaging.looking import assert_close
from tests.imaging.samples import BLUE, GREEN, RED, corners

FILE = "/bilder/sjukskoterska-i-radgivningssamtal-{}/ladda-ner/{}"
SIZES = {"tryck": (4000, 2667), "webb": (2048, 1366), "socialt": (1080, 720)}
HARMFUL = logotypes.SVG.replace(
    b"</svg>", b'<script>alert(1)</script><image href="http://harm.test/a.png"/></svg>'
)


def test_an_svg_leaves_harmless_and_carries_its_terms(room, outsider, editor, read_back):
    one = room.add(HARMFUL, name="logotyp.svg")
    assert room.look(one, lambda image: image.kind) == "logotyp"

    answer = outsider.get(FILE.format(one, "original"))

    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert f"_IN{one}.svg" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert b"<script" not in answer.data
    assert b"alert" not in answer.data
    assert b"harm.test" not in answer.data
    told = read_back(answer.data)
    assert told["File:FileType"] == "SVG"
    assert told["XMP-photoshop:Credit"] == "Åsa Öberg/1177"
    assert told["XMP-xmpRights:WebStatement"].endswith("/villkor/fri-redaktionell-v1")
    root = ET.fromstring(answer.data)
    assert root[0].tag == "{http://www.w3.org/2000/svg}metadata"
    part = outsider.get(FILE.format(one, "original"), headers={"Range": "bytes=50-1999"})
    assert (part.status_code, part.data) == (206, answer.data[50:2000])
    assert "SVG · i alla storlekar · " in ensure_sizes(one, outsider, read_back, SIZES)
    # Joined from what stands now, as every other file.
    room.edit(one, credit_override="Inera")
    assert read_back(outsider.get(FILE.format(one, "original")).data)[
        "XMP-photoshop:Credit"
    ] == "Inera"  # fmt: skip
    # What came is kept for staff alone, and never shown.
    received = editor.get(f"/redaktion/bilder/{one}/filer/received")
    assert received.data == HARMFUL
    assert received.headers["Content-Type"] == "application/octet-stream"
    assert received.headers["Content-Disposition"].startswith("attachment; ")


def test_a_pdf_leaves_as_the_png_made_of_it(room, outsider, read_back):
    one = room.add(logotypes.pdf(2), name="logotyp.pdf")

    ensure_sizes(one, outsider, read_back, SIZES | {"original": (4000, 2667)})


def ensure_sizes(one, outsider, read_back, sizes):
    """Each size is a PNG that keeps what shows through, and says whose it is; returns the page."""
    page = outsider.get(f"/bilder/sjukskoterska-i-radgivningssamtal-{one}").text
    assert "on-light" in page
    for name, size in sizes.items():
        assert FILE.format(one, name) in page
        answer = outsider.get(FILE.format(one, name))
        assert answer.headers["Content-Type"] == "image/png"
        with Picture.open(io.BytesIO(answer.data)) as picture:
            assert (picture.size, picture.mode) == (size, "RGBA")
            assert picture.getchannel("A").getextrema() == (0, 255)
            assert_close(corners(picture)[:3], [RED, GREEN, BLUE])
        assert read_back(answer.data)["XMP-photoshop:Credit"] == "Åsa Öberg/1177"
    return page


@pytest.mark.parametrize(("name", "kind"), [("alpha.avif", "image/png"), ("rgb.jp2", "image/jpeg")])
def test_what_is_made_anew_keeps_its_transparency(room, outsider, name, kind):
    one = room.add(samples.accepted(name), name=name)

    answer = outsider.get(FILE.format(one, "original"))

    assert answer.headers["Content-Type"] == kind
    with Picture.open(io.BytesIO(answer.data)) as picture:
        assert_close(corners(picture)[:3], [RED, GREEN, BLUE])
        assert (picture.mode == "RGBA") == (kind == "image/png")
