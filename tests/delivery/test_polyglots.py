"""A picture that is something else as well leaves as a picture alone."""

import io
import re
import zipfile

import pytest

from tests.imaging import packets, samples

PAGE = b"<!DOCTYPE html><html><script>alert('POLYGLOT')</script></html>"
SCRIPT = b"*/=1;alert('POLYGLOT');/*"
PHP = b"<?php system($_GET['POLYGLOT']); ?>"
DOCUMENT = b"%PDF-1.7\n1 0 obj<</POLYGLOT/JavaScript>>endobj"
HARM = (PAGE, SCRIPT, PHP, DOCUMENT)
FILE = "/bilder/sjukskoterska-i-radgivningssamtal-{}/ladda-ner/{}"


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as written:
        written.writestr("POLYGLOT.html", PAGE)
    return file.getvalue()


def jpeg() -> bytes:
    data = samples.save(samples.quadrants(360, 240), "JPEG")
    for marker, harm in zip((0xFE, 0xE0, 0xED, 0xE1), HARM, strict=True):
        data = packets.with_segment(data, marker, harm)
    return data + archive()


def png() -> bytes:
    data = samples.save(samples.quadrants(360, 240), "PNG")
    chunks = b"".join(samples.chunk(b"tEXt", b"Comment\0" + harm) for harm in HARM)
    return data[:33] + chunks + data[33:] + archive()


def tiff() -> bytes:
    tags = {270: PAGE.decode(), 305: PHP.decode(), 315: SCRIPT.decode(), 33432: DOCUMENT.decode()}
    return samples.save(samples.quadrants(360, 240), "TIFF", tiffinfo=tags) + archive()


def webp() -> bytes:
    data = samples.save(samples.quadrants(360, 240), "WEBP", xmp=b"".join(HARM))
    return data + archive()


@pytest.mark.parametrize("make", [jpeg, png, tiff, webp])
def test_only_the_picture_leaves(room, outsider, make):
    one = room.add(make(), name=f"bild.{make.__name__}.php")
    page = outsider.get(f"/bilder/sjukskoterska-i-radgivningssamtal-{one}").text
    previews = re.findall(r"/bild/[^ \"]+", page)

    for address in [FILE.format(one, "original"), FILE.format(one, "tryck"), *previews[:2]]:
        answer = outsider.get(address)
        assert answer.status_code == 200
        assert b"POLYGLOT" not in answer.data, address
        assert not zipfile.is_zipfile(io.BytesIO(answer.data))
        kind = answer.headers["Content-Type"]
        assert kind.removeprefix("image/") in {"jpeg", "png", "tiff", "webp"}
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        if "/ladda-ner/" in address:
            assert answer.headers["Content-Disposition"].startswith("attachment; ")
            assert ".php" not in answer.headers["Content-Disposition"]
