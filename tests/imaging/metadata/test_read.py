"""What a file says of itself, in each of the three ways of saying it."""

import struct

import pytest

from dam.imaging.formats import UploadLimits
from dam.imaging.inspect import inspect_picture
from dam.imaging.metadata.read import read_received
from tests.imaging import packets
from tests.imaging.samples import accepted, quadrants, save


@pytest.fixture
def read(put):
    def reading(data):
        path = put(data)
        return read_received(path, inspect_picture(path, UploadLimits()))

    return reading


def with_iim(*datasets):
    return packets.with_iim(accepted("baseline.jpg"), *datasets)


def test_xmp(read):
    received = read(save(quadrants(), "JPEG", xmp=packets.XMP))

    assert received.title == "Svensk titel"
    assert received.headline == "XMP-rubrik"
    assert received.description == "Läkare vid Umeå universitet.\nAndra raden."
    assert received.creator == ("Åsa Öberg", "Bo Ek")
    assert received.credit == "Inera"
    assert received.copyright == "© Inera"
    assert received.usage_terms == "Fri för redaktionell\n användning"
    assert received.keywords == ("vård", "1177")
    assert (received.city, received.country) == ("Umeå", "Sverige")
    assert received.date == "2026-03-14T10:11:12+01:00"
    assert received.persons == ("Anna Ek",)
    assert received.alt_text == "En läkare vid ett\n fönster"
    assert received.web_statement == "https://press.example/villkor"
    assert received.warnings == ()


@pytest.mark.parametrize(
    ("texts", "chosen"),
    [
        ({"x-default": "Standard", "en": "English"}, "Standard"),
        ({"fr": "Français", "en-GB": "English"}, "English"),
        ({"fr": "Français"}, "Français"),
        ({"x-default": "Standard", "sv": "Svenska"}, "Svenska"),
    ],
)
def test_swedish_then_the_default_then_english(read, texts, chosen):
    items = "".join(f'<rdf:li xml:lang="{key}">{text}</rdf:li>' for key, text in texts.items())
    start, end = packets.XMP.index(b"<dc:title>"), packets.XMP.index(b"</dc:title>")
    xmp = packets.XMP[:start] + f"<dc:title><rdf:Alt>{items}</rdf:Alt>".encode() + packets.XMP[end:]

    assert read(save(quadrants(), "JPEG", xmp=xmp)).title == chosen


IIM = (
    (2, 5, "Räksmörgås"),
    (2, 105, "Smörgåsrubrik"),
    (2, 120, "Blå himmel över Åre"),
    (2, 80, "Örjan Åkesson"),
    (2, 80, "Eva Ek"),
    (2, 110, "Inera"),
    (2, 116, "© Inera"),
    (2, 25, "vård"),
    (2, 25, "skåne"),
    (2, 90, "Malmö"),
    (2, 101, "Sverige"),
)


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [(b"\x1b%G", "utf-8"), (None, "utf-8"), (None, "latin-1"), (b"\x1b.A", "latin-1")],
)
def test_iim_in_each_character_set(read, charset, encoding):
    declared = [(1, 90, charset)] if charset else []
    texts = [(record, number, text.encode(encoding)) for record, number, text in IIM]
    dates = [(2, 55, b"20260314"), (2, 60, b"101112+0100")]

    received = read(with_iim(*declared, *texts, *dates))

    assert received.title == "Räksmörgås"
    assert received.headline == "Smörgåsrubrik"
    assert received.description == "Blå himmel över Åre"
    assert received.creator == ("Örjan Åkesson", "Eva Ek")
    assert received.credit == "Inera"
    assert received.copyright == "© Inera"
    assert received.keywords == ("vård", "skåne")
    assert (received.city, received.country) == ("Malmö", "Sverige")
    assert received.date == "2026-03-14T10:11:12+01:00"


@pytest.mark.parametrize("declared", [b"\x1b.A", b"\x1b%G", b""])
@pytest.mark.parametrize("written", ["utf-8", "latin-1", "cp1252"])
def test_text_is_read_as_it_was_written_whatever_is_declared(read, declared, written):
    said = "Sjuksköterska på väg" + (" – hem" if written != "latin-1" else "")
    received = read(with_iim((1, 90, declared), (2, 5, said.encode(written))))

    assert received.title == said


def test_a_caption_of_thirty_eight_thousand_characters_is_kept(read):
    said = ("Bildtext å " * 3500)[:38_000].strip()
    xmp = packets.XMP.replace("Läkare vid Umeå universitet.\nAndra raden.".encode(), said.encode())

    assert said.encode() in xmp
    assert read(save(quadrants(), "JPEG", xmp=xmp)).description == said


def test_a_partial_date_stays_partial(read):
    assert read(with_iim((2, 55, b"20260300"))).date == "2026-03"
    assert read(with_iim((2, 55, b"20260000"))).date == "2026"


@pytest.mark.parametrize("date", ["2026", "2026-03", "2026-03-14"])
def test_a_partial_date_in_xmp_stays_partial(read, date):
    xmp = packets.XMP.replace(b"2026-03-14T10:11:12+01:00", date.encode())

    assert read(save(quadrants(), "JPEG", xmp=xmp)).date == date


def test_exif(read):
    received = read(save(quadrants(), "JPEG", exif=packets.exif()))

    assert received.description == "Exifs bildtext"
    assert received.creator == ("Exif Fotograf",)
    assert received.copyright == "Exifs upphovsrätt"
    assert received.date == "2026-03-14T10:11:12"


def test_xmp_counts_before_iim_before_exif_and_differences_are_told(read):
    jpeg = save(quadrants(), "JPEG", exif=packets.exif(), xmp=packets.XMP)
    received = read(
        packets.with_iim(
            jpeg, (2, 5, b"IIM-titel"), (2, 80, "Åsa Öberg".encode()), (2, 80, b"Bo Ek")
        )
    )

    assert received.title == "Svensk titel"
    assert received.creator == ("Åsa Öberg", "Bo Ek")
    assert received.warnings == (
        "Titeln är olika i XMP och IPTC-IIM; den i XMP används. I IPTC-IIM står: IIM-titel",
    )

    below = read(
        packets.with_iim(
            save(quadrants(), "JPEG", exif=packets.exif()), (2, 120, b"Bildtext i IIM")
        )
    )
    assert below.description == "Bildtext i IIM"


def test_a_value_that_iim_had_no_room_for_is_no_difference(read):
    jpeg = save(quadrants(), "JPEG", xmp=packets.XMP)

    received = read(packets.with_iim(jpeg, (2, 120, "Läkare vid Umeå".encode())))

    assert received.warnings == ()


@pytest.mark.parametrize("form", ["JPEG", "WEBP", "AVIF"])
def test_private_things_are_named_for_staff(read, form):
    received = read(save(quadrants(), form, exif=packets.exif()))

    assert received.removed == (
        "GPS-position",
        "serienummer",
        "kameraägarens namn",
        "kameratillverkarens anteckningar",
    )


def test_further_frames_are_named(read):
    assert "ytterligare bilder i filen" in read(accepted("mpo.jpg")).removed


@pytest.mark.parametrize("form", ["WEBP", "AVIF"])
def test_xmp_in_other_formats(read, form):
    assert read(save(quadrants(), form, xmp=packets.XMP)).creator == ("Åsa Öberg", "Bo Ek")


def test_xmp_in_jpeg_2000(read):
    jp2 = accepted("rgb.jp2")
    # ISO 15444-1, annex I.7.2: a box of this UUID holds XMP.
    uuid = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
    box = struct.pack(">I", 24 + len(packets.XMP)) + b"uuid" + uuid + packets.XMP

    assert read(jp2 + box).creator == ("Åsa Öberg", "Bo Ek")


def test_heic(read):
    received = read(accepted("quadrants.heic"))

    assert received.creator == ("Åsa Öberg", "Bo Ek")
    assert "GPS-position" in received.removed


def test_nothing_to_read_says_nothing(read):
    received = read(accepted("rgb.png"))

    assert not any(received.to_json().values())


def test_controls_become_spaces_and_overrides_of_direction_are_left_out(read):
    text = "Röd\x00\x07\x1b[31m \u202egnp.exe\r\nrad"

    received = read(with_iim((2, 5, text.encode()), (2, 120, text.encode())))

    assert received.title == "Röd [31m gnp.exe rad"
    assert received.description == "Röd   [31m gnp.exe\nrad"


@pytest.mark.parametrize("address", [b"javascript:alert(1)", b"../villkor", b"ftp://a"])
def test_an_address_that_is_no_web_page_is_told_and_left_out(read, address):
    xmp = packets.XMP.replace(b"https://press.example/villkor", address)

    received = read(save(quadrants(), "JPEG", xmp=xmp))

    assert received.web_statement is None
    assert received.warnings == (
        f"Villkorens adress är ingen webbadress och används inte: {address.decode()}",
    )


@pytest.mark.parametrize(
    "xmp",
    [
        packets.XMP[:900],
        b"\xff\xfe<not xml",
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
        + b"]>"
        + packets.XMP.replace(b"Svensk titel", b"&j;"),
    ],
)
def test_broken_or_exploding_xmp_does_not_stop_the_picture(read, xmp):
    received = read(packets.with_iim(save(quadrants(), "JPEG", xmp=xmp), (2, 105, b"Rubrik i IIM")))

    assert received.headline in {"Rubrik i IIM", None}
    assert received.title != "&j;"


def test_big_tiff_is_told_as_unread(read):
    assert read(accepted("big.tif")).warnings == ("Filens metadata kunde inte läsas.",)
