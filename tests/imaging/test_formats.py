"""What a file is, by its first bytes."""

import pytest

from dam.errors import Refused
from dam.imaging.formats import ENDINGS, FORMATS, HEAD_BYTES, is_passed_over, sniff_format
from tests.imaging.hostile import EPS
from tests.imaging.samples import ACCEPTED, accepted

NAMES = {
    "jpg": "JPEG",
    "png": "PNG",
    "tif": "TIFF",
    "webp": "WebP",
    "avif": "AVIF",
    "heic": "HEIC",
    "jp2": "JPEG 2000",
    "jxl": "JPEG XL",
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepted_formats_are_known_by_their_first_bytes(name):
    found = sniff_format(accepted(name)[:HEAD_BYTES])

    assert found.name == NAMES[name.rsplit(".")[-1]]


def test_only_formats_that_can_be_joined_are_planned():
    planned = {name for name, form in FORMATS.items() if form.planned}

    assert planned == {"JPEG", "PNG", "TIFF", "WebP"}


def test_a_heif_brand_among_the_compatible_ones_counts():
    box = b"\0\0\0\x1cftypmif1\0\0\0\0mif1heicmiaf"

    assert sniff_format(box).name == "HEIC"
    assert sniff_format(box.replace(b"heic", b"avif")).name == "AVIF"


@pytest.mark.parametrize(
    "head",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b"\xef\xbb\xbf\n <svg onload='alert(1)'>",
        b"<?xml version='1.0'?>\n<svg xmlns=''>",
        b"<!-- Generator: a program -->\n<SVG:svg><svg>",
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg>',
    ],
)
def test_a_drawing_is_known_behind_what_programs_write_first(head):
    assert sniff_format(head).name == "SVG"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (EPS, "en EPS-fil"),
        (b"\xc5\xd0\xd3\xc6" + bytes(28), "en EPS-fil"),
        (b"\xef\xbb\xbf %!PS-Adobe-3.0\n", "en PostScript-fil"),
        (b"\n%PDF-1.7", "ett PDF-dokument"),
        (b"<?xml version='1.0'?><rss>", "en XML-fil"),
        (b"<!DOCTYPE html><script>", "en webbsida (HTML)"),
        (b"push graphic-context\nimage over 0,0 'http://a/'", "en MVG-fil"),
        (b"GIF89a", "en GIF-bild"),
        (b"BM" + bytes(20), "en BMP-bild"),
        (b"8BPS\0\1", "en Photoshop-fil (PSD)"),
        (b"PK\3\4" + bytes(26), "ett zip-arkiv eller ett Office-dokument"),
        (b"\0\0\0\x18ftypisom\0\0\2\0isommp41", "en film"),
        (b"II*\0\x10\0\0\0CR\2\0", "en råfil från en kamera"),
        (b"FUJIFILMCCD-RAW 0201", "en råfil från en kamera"),
        (b"<?php system($_GET[0]);", "ett skript"),
        (b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR", "en textfil"),
    ],
)
def test_other_kinds_are_refused_by_name(head, kind):
    with pytest.raises(Refused) as refused:
        sniff_format(head)

    assert str(refused.value) == f"Filen är {kind}. Spara bilden som JPEG, PNG eller TIFF."


def test_an_empty_file_is_refused():
    with pytest.raises(Refused, match="Filen är tom"):
        sniff_format(b"")


def test_an_unknown_file_is_refused():
    with pytest.raises(Refused, match="ingen bild av ett slag"):
        sniff_format(bytes(range(200, 256)))


def test_endings_are_known_once_and_in_small_letters():
    assert len(set(ENDINGS)) == len(ENDINGS)
    assert set(ENDINGS) >= {*NAMES, "svg", "pdf", "hif", "heif", "jpeg", "tiff", "jpf"}
    assert all(ending.islower() and ending.isalnum() for ending in ENDINGS)


@pytest.mark.parametrize(
    "path",
    [
        "._bild.JPG",
        "resa/._bild.JPG",
        ".DS_Store",
        "resa/dag två/.DS_Store",
        "Thumbs.db",
        "resa/THUMBS.DB",
        "desktop.ini",
        "__MACOSX/bild.jpg",
        "resa/__MACOSX/resa/._bild.jpg",
        "resa/.thumbnails/bild.jpg",
        "resa/@eaDir/bild.jpg",
        "$RECYCLE.BIN/bild.jpg",
        "Icon\r",
        ".localized",
    ],
)
def test_what_a_system_left_is_passed_over(path):
    assert is_passed_over(path)


@pytest.mark.parametrize(
    "path",
    [
        "bild.jpg",
        "utan ändelse",
        "resa/bild.HIF",
        ".bild.jpg",
        "../bild.jpg",
        "./bild.jpg",
        "thumbs.db.jpg",
        "Thumbs/bild.jpg",
        "MACOSX/bild.jpg",
        "Icon",
        "iconer/bild.png",
    ],
)
def test_what_somebody_chose_is_not_passed_over(path):
    assert not is_passed_over(path)
