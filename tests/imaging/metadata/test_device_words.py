"""What cameras and programs write of themselves: never a word about the picture."""

import pytest

from dam.imaging.metadata.device_words import is_device_text
from dam.imaging.metadata.records import ReceivedMetadata
from dam.ingest.prefill import prefill_image

DEVICES = [
    *("OLYMPUS DIGITAL CAMERA", "OLYMPUS DIGITAL CAMERA         ", "SONY DSC", "default"),
    *(r"DCIM\100MEDIA\DJI_0012.JPG", "DCIM/100GOPRO/G0010001.JPG", r"C:\Users\asa\bild.jpg"),
    *("/home/asa/Bilder/IMG_1.tif", "file:///tmp/x.png", "unknown", "Unknown", "<unknown>", "N/A"),
    *("Created with GIMP", "Screenshot", "Screenshot 2026-03-01 at 10.12.13", "Skärmavbild 2026"),
    *("Adobe Photoshop 25.1 (Windows)", "Adobe Photoshop CC 2019", "Processed with VSCO with c1"),
    *("NIKON CORPORATION", "Canon EOS R5", "SAMSUNG", "iPhone 15"),
    *("Copyright,      All Rights Reserved", "©", "(c) 2026", "Photographer", "okänd", "-"),
]
WORDS = [
    *("Åsa Öberg", "Okänd kvinna i rådgivning", "Unknown Pleasures", "En bild från Umeå"),
    *("Anna Ek", "Created by Anna Ek"),
    *("Foto: Anna Ek/Inera", "Word of mouth", "© 2026 Anna Ek", "Nikon Ek", "Sigma Andersson"),
    *("Canon i domkyrkan", "En sköterska visar en iPhone 15 för patienten", "Image Bank/TT"),
    *("Skärmbild av 1177.se på en telefon", "Made in Sweden", "Copyright Inera", "Office hours"),
    *("Läkare och/eller sjuksköterska", "1177"),
]


@pytest.mark.parametrize("text", DEVICES)
def test_what_a_device_says(text: str):
    assert is_device_text(text)


@pytest.mark.parametrize("text", WORDS)
def test_what_somebody_says(text: str):
    assert not is_device_text(text)


def test_no_field_is_described_by_a_device():
    said = ReceivedMetadata(
        title="default",
        headline="SONY DSC",
        description=DEVICES[4],
        alt_text="Screenshot",
        creator=("unknown", "Anna Ek"),
        persons=("unknown",),
        credit="Created with GIMP",
        keywords=("test", "vård"),
    )
    image = prefill_image(said)
    [text] = image.texts
    assert (text.title, text.headline, text.caption, text.alt) == ("", "", "", "")
    assert (image.creators, image.persons, image.keywords) == (["Anna Ek"], [], ["test", "vård"])
