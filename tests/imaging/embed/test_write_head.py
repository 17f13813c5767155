"""The record in a file: what is cut, what is left out, and the short list of small previews."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dam.imaging.embed.assemble import join_file
from dam.imaging.metadata.records import PressMetadata
from tests.imaging.embed.reading import planned, read
from tests.imaging.embed.records import PRESS, RECORD, records
from tests.imaging.embed.uploads import foreign_exif
from tests.imaging.exiftool import ExifTool
from tests.imaging.samples import photograph, save

FORMATS = ("JPEG", "PNG", "WEBP")
PICTURE = photograph(320, 200)


@pytest.mark.parametrize("form", [*FORMATS, "TIFF"])
def test_readers_take_the_file_as_sound(form: str, exiftool: ExifTool) -> None:
    data = save(PICTURE, form, dpi=(300, 300))
    whole = read(join_file(planned(data), RECORD).parts, data)
    # Exif asks for tags that only a camera could fill in; IIM in TIFF has had many types.
    expected = ("Missing required", "Non-standard format (undef) for IFD0 0x83bb")
    assert [line for line in exiftool.complaints(whole) if not line.startswith(expected)] == []


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("orientation", [1, 6])
def test_short_list(form: str, orientation: int, exiftool: ExifTool) -> None:
    bare = save(PICTURE, form)
    turned = save(PICTURE, form, exif=b"Exif\0\0" + foreign_exif(orientation))
    record = replace(
        RECORD,
        creators=("Anna-Karin Söderström-Lindqvist", "Mohammad Al-Khouri"),
        credit_line="Foto: Anna-Karin Söderström-Lindqvist/1177",
    )
    joined = join_file(planned(turned), record, full=False)
    tags = exiftool.read(read(joined.parts, turned))
    assert int(tags.pop("IFD0:Orientation", 1)) == orientation
    assert {
        tag: tags[tag] for tag in tags if tag.startswith(("XMP-", "IFD0", "ExifIFD", "IPTC"))
    } == {
        "IFD0:Artist": "; ".join(record.creators),
        "IFD0:Copyright": record.copyright_notice,
        "XMP-photoshop:Credit": record.credit_line,
        "XMP-xmpRights:WebStatement": record.web_statement,
        "XMP-plus:Licensor": [{"LicensorURL": record.licensor_url}],
        "XMP-plus:ImageSupplierImageID": record.image_id,
    }
    assert joined.length - len(bare) <= 800


def test_short_list_names_the_licensor_without_a_form(exiftool: ExifTool) -> None:
    data = save(PICTURE, "JPEG")
    joined = join_file(planned(data), replace(RECORD, licensor_url=None), full=False)
    tags = exiftool.read(read(joined.parts, data))
    assert tags["XMP-plus:Licensor"] == [{"LicensorEmail": RECORD.licensor_email}]


BARE = {form: save(PICTURE, form) for form in FORMATS}
PLANS = {form: planned(data) for form, data in BARE.items()}


@pytest.mark.parametrize("form", FORMATS)
def test_short_list_of_long_texts_is_cut_to_fit(form: str, exiftool: ExifTool) -> None:
    turned = save(PICTURE, form, exif=b"Exif\0\0" + foreign_exif(6))
    long = replace(
        RECORD, creators=("Å" * 999,), credit_line="&" * 999, copyright_notice="© " * 999
    )
    joined = join_file(planned(turned), long, full=False)
    assert 700 < joined.length - len(BARE[form]) <= 800
    tags = exiftool.read(read(joined.parts, turned))
    assert tags["XMP-xmpRights:WebStatement"] == RECORD.web_statement
    assert tags["IFD0:Artist"].startswith("Å")


@settings(max_examples=100, deadline=None)
@given(record=records(), form=st.sampled_from(FORMATS))
def test_short_list_is_never_long(record: PressMetadata, form: str) -> None:
    assert join_file(PLANS[form], record, full=False).length - len(BARE[form]) <= 800


def test_iim_is_cut_between_characters(exiftool: ExifTool) -> None:
    record = replace(RECORD, creators=("Å" * 15 + "x🚑",), caption="ö" * 1001)
    data = BARE["JPEG"]
    tags = exiftool.read(read(join_file(PLANS["JPEG"], record).parts, data))
    assert tags["IPTC:By-line"] == "Å" * 15 + "x"
    assert tags["IPTC:Caption-Abstract"] == "ö" * 1000
    assert tags["XMP-dc:Creator"] == list(record.creators)
    assert tags["XMP-dc:Description"] == record.caption


@pytest.mark.parametrize("form", FORMATS)
def test_too_long_record_is_cut_and_sound(form: str, exiftool: ExifTool) -> None:
    record = replace(
        RECORD,
        caption="Å" * 70_000,
        keywords=tuple(f"nyckelord {n}" for n in range(900)),
        usage_terms="& " * 20_000,
        image_url=f"{PRESS}/{'x' * 70_000}",
    )
    whole = read(join_file(PLANS[form], record).parts, BARE[form])
    tags = exiftool.read(whole)
    assert "Error" not in " ".join(tags)
    assert len(tags["XMP-dc:Description"]) > 1_000
    assert set(tags["XMP-dc:Description"]) == {"Å"}
    assert tags["XMP-dc:Subject"] == list(record.keywords[: len(tags["XMP-dc:Subject"])])
    assert "XMP-iptcExt:DigitalImageGUID" not in tags
    assert tags["XMP-xmpRights:WebStatement"] == record.web_statement


@pytest.mark.parametrize(
    ("date", "iim", "exif"),
    [
        ("2026-03-14", "2026:03:14", "2026:03:14 00:00:00"),
        ("2026-03", "2026:03:00", None),
        ("2026", "2026:00:00", None),
        ("i våras", None, None),
        (None, None, None),
    ],
)
def test_partial_date(
    date: str | None, iim: str | None, exif: str | None, exiftool: ExifTool
) -> None:
    record = replace(RECORD, date_created=date)
    tags = exiftool.read(read(join_file(PLANS["JPEG"], record).parts, BARE["JPEG"]))
    assert tags.get("IPTC:DateCreated") == iim
    assert tags.get("ExifIFD:DateTimeOriginal") == exif
    assert tags.get("XMP-photoshop:DateCreated") == (iim and iim.replace(":00", ""))
