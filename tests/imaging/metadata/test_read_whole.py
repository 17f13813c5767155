"""All that a file says of itself is read or told: several blocks, long texts, odd letters."""

import struct

import pytest
from PIL import Image

from dam.imaging.formats import UploadLimits
from dam.imaging.inspect import inspect_picture
from dam.imaging.metadata.read import MOST_TEXT, read_received
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


@pytest.fixture
def read(put):
    def reading(data):
        path = put(data)
        return read_received(path, inspect_picture(path, UploadLimits()))

    return reading


def in_webp(*xmp):
    webp = save(quadrants(), "WEBP", xmp=xmp[0])
    for each in xmp[1:]:
        webp += b"XMP " + struct.pack("<I", len(each)) + each + b"\0" * (len(each) % 2)
    return webp[:4] + struct.pack("<I", len(webp) - 8) + webp[8:]


def test_quotation_marks_in_macroman(read):
    caption = "Sjuksköterska på väg till Öland – “snart framme”, säger hon."

    received = read(
        packets.with_iim(accepted("baseline.jpg"), (2, 120, caption.encode("mac_roman")))
    )

    assert received.description == caption


@pytest.mark.parametrize("charset", ["mac_roman", "cp850", "cp1252", "utf-8"])
@pytest.mark.parametrize("declared", [b"", b"\x1b%G", b"\x1b.A"])
def test_iim_in_the_character_sets_of_old_machines(read, charset, declared):
    texts = (
        (2, 5, "Väntrum i Åre"),
        (2, 80, "Åsa Öberg"),
        (2, 120, "Sjuksköterska på väg till Öland"),
    )
    datasets = [(record, number, text.encode(charset)) for record, number, text in texts]

    received = read(packets.with_iim(accepted("baseline.jpg"), (1, 90, declared), *datasets))

    assert received.title == "Väntrum i Åre"
    assert received.creator == ("Åsa Öberg",)
    assert received.description == "Sjuksköterska på väg till Öland"
    assert received.warnings == ()


def test_letters_that_cannot_be_told_are_told_as_unsure(read):
    received = read(packets.with_iim(accepted("baseline.jpg"), (2, 5, b"a\x8ez\x9bb \xa4\xb0")))

    assert len(received.warnings) == 1
    assert received.warnings[0].startswith("Det är osäkert vilka tecken filens IPTC-IIM är")


def test_exif_in_macroman(read):
    tags = Image.Exif()
    tags[0x013B] = "Åsa Öberg".encode("mac_roman")

    assert read(save(quadrants(), "JPEG", exif=tags)).creator == ("Åsa Öberg",)


@pytest.mark.parametrize("put_in", [with_xmp, png_with_xmp, in_webp])
def test_of_two_packets_both_are_read_and_the_later_wins(read, put_in):
    received = read(
        put_in(
            xmp_packet('photoshop:Headline="Rubrik" photoshop:Credit="Första byrån"'),
            xmp_packet('photoshop:Credit="Andra byrån" photoshop:City="Umeå"'),
        )
    )

    assert (received.headline, received.credit, received.city) == ("Rubrik", "Andra byrån", "Umeå")
    assert received.others == ("Krediteringen (XMP): Första byrån",)


def test_compressed_packets_in_a_png_are_read(read):
    two = xmp_packet('photoshop:Headline="Rubrik"'), xmp_packet('photoshop:Credit="Byrån"')

    received = read(png_with_xmp(*two, compressed=True))

    assert (received.headline, received.credit) == ("Rubrik", "Byrån")


def test_a_broken_packet_beside_a_sound_one_is_told(read):
    received = read(with_xmp(b"<inte xml", xmp_packet('photoshop:Credit="Byrån"')))

    assert received.credit == "Byrån"
    assert received.warnings == ("Ett av filens XMP-paket kunde inte läsas.",)


@pytest.mark.parametrize(
    ("attributes", "elements"),
    [
        ('xmpRights:UsageTerms="Fri"', ""),
        ("", "<xmpRights:UsageTerms>Fri</xmpRights:UsageTerms>"),
        ("", '<xmpRights:UsageTerms xml:lang="sv">Fri</xmpRights:UsageTerms>'),
        (
            "",
            "<xmpRights:UsageTerms><rdf:Alt><rdf:li>Fri</rdf:li></rdf:Alt></xmpRights:UsageTerms>",
        ),
    ],
)
def test_terms_are_read_in_each_form(read, attributes, elements):
    assert read(with_xmp(xmp_packet(attributes, elements))).usage_terms == "Fri"


@pytest.mark.parametrize(
    ("languages", "chosen", "others"),
    [
        ({"sv-FI": "Fri", "en-US": "Free"}, "Fri", ("Villkoren (XMP, en-US): Free",)),
        ({"de": "Frei"}, "Frei", ()),
        ({"x-default": "Free", "fr": "Libre"}, "Free", ("Villkoren (XMP, fr): Libre",)),
    ],
)
def test_terms_in_other_languages_are_told(read, languages, chosen, others):
    items = "".join(f'<rdf:li xml:lang="{key}">{text}</rdf:li>' for key, text in languages.items())
    terms = f"<xmpRights:UsageTerms><rdf:Alt>{items}</rdf:Alt></xmpRights:UsageTerms>"

    received = read(with_xmp(xmp_packet(elements=terms)))

    assert (received.usage_terms, received.others) == (chosen, others)


@pytest.mark.parametrize("address", ["press.example/villkor", "www.press.example", "åre.example"])
def test_an_address_without_scheme_gets_one(read, address):
    received = read(with_xmp(xmp_packet(f'xmpRights:WebStatement="{address}"')))

    assert received.web_statement == f"https://{address}"


def test_a_long_credit_and_many_keywords_are_kept(read):
    keywords = [(2, 25, b"ord%d" % number) for number in range(500)]
    credit = "Byrån " * 200

    received = read(
        packets.with_iim(with_xmp(xmp_packet(f'photoshop:Credit="{credit}"')), *keywords)
    )

    assert received.credit == credit.strip()
    assert len(received.keywords) == 500


def test_what_windows_writes_is_read(read):
    tags = Image.Exif()
    texts = {
        "title": "Åre",
        "comment": "Vid sjön",
        "author": "Åsa Öberg;Bo Ek",
        "keywords": "vård;1177",
        "subject": "Rubrik 😀",
    }
    for name, text in texts.items():
        tags[WINDOWS_TAGS[name]] = text.encode("utf-16-le") + b"\0\0"

    received = read(save(quadrants(), "JPEG", exif=tags))

    assert (received.title, received.headline, received.description) == (
        "Åre",
        "Rubrik 😀",
        "Vid sjön",
    )
    assert received.creator == ("Åsa Öberg", "Bo Ek")
    assert received.keywords == ("vård", "1177")


def test_what_windows_writes_beside_other_words_is_told(read):
    tags = Image.Exif()
    tags[0x010E] = "Bildtext"
    tags[WINDOWS_TAGS["comment"]] = "Får inte säljas".encode("utf-16-le")

    received = read(save(quadrants(), "JPEG", exif=tags))

    assert received.description == "Bildtext"
    assert received.others == ("Bildtexten (Windows): Får inte säljas",)


def test_of_two_exif_blocks_both_are_read_and_the_later_wins(read):
    first, second = Image.Exif(), Image.Exif()
    first[0x010E], first[0x013B] = "Nummer ett", "Eva Ek"
    second[0x010E] = "Den andra"

    received = read(with_app1(first.tobytes(), second.tobytes()))

    assert received.description == "Den andra"
    assert received.creator == ("Eva Ek",)
    assert received.others == ("Bildtexten (Exif): Nummer ett",)


def test_a_caption_of_eighty_kilobytes_in_extended_xmp_is_read_whole(read):
    text = ("Läkare på väg " * 6000)[:80_000].strip()

    received = read(extended_xmp(text))

    assert received.headline == "Rubrik"
    assert received.description == text
    assert received.warnings == ()


def test_extended_xmp_that_lacks_a_part_is_told(read):
    received = read(extended_xmp("Läkare på väg " * 6000, lost=1))

    assert received.headline == "Rubrik"
    assert received.warnings == ("En del av en lång text i filens XMP saknas.",)


def test_the_whole_record_is_bounded_and_the_bound_is_told(read):
    received = read(extended_xmp("x" * (MOST_TEXT + 10)))

    assert len(received.description) < MOST_TEXT
    assert received.headline == "Rubrik"
    assert received.warnings[-1].startswith(f"Filen säger mer om sig själv än de {MOST_TEXT}")


def test_a_difference_is_told_uncut(read):
    there = "Ett annat ord. " * 100

    received = read(
        packets.with_iim(
            with_xmp(xmp_packet('photoshop:Headline="Rubrik"')), (2, 105, there.encode())
        )
    )

    assert received.warnings[0].endswith(there.strip())
