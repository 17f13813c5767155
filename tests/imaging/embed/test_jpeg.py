"""JPEG: odd but sound files are joined in few pieces, unsound ones are not."""

import io

import pytest
from PIL import Image

from dam.imaging.embed.assemble import StoredRange, join_file
from dam.imaging.embed.plan import NoPlan
from dam.imaging.embed.verify import prove_plan
from tests.imaging.embed.jpegs import STRANGERS, inserted, places, segment
from tests.imaging.embed.reading import planned, read
from tests.imaging.embed.records import RECORD
from tests.imaging.embed.uploads import CANARY, LARGE_PROFILE, SRGB, foreign_exif
from tests.imaging.samples import photograph, save

PICTURE = photograph(320, 200)


def test_camera_file_is_one_head_and_one_range() -> None:
    exif = b"Exif\0\0" + foreign_exif(6)
    data = save(PICTURE, "JPEG", exif=exif, icc_profile=LARGE_PROFILE) + CANARY
    plan = planned(data)
    head, tail = join_file(plan, RECORD).parts
    assert isinstance(head, bytes)
    assert isinstance(tail, StoredRange)
    assert plan.orientation == 6


@pytest.mark.parametrize("orientation", [0, 9])
def test_orientation_that_means_nothing_is_upright(orientation: int) -> None:
    data = save(PICTURE, "JPEG", exif=b"Exif\0\0" + foreign_exif(orientation))
    plan = planned(data)
    assert plan.orientation == 1
    assert (
        Image.open(io.BytesIO(read(join_file(plan, RECORD).parts, data))).getexif().get(0x0112)
        is None
    )


def test_colours_without_any_marker_stay() -> None:
    data = save(PICTURE, "JPEG", keep_rgb=True)
    adobe = data.index(b"\xff\xee")
    bare = data[:adobe] + data[adobe + 16 :]
    plan = planned(bare)
    prove_plan(io.BytesIO(bare), plan)
    whole = read(join_file(plan, RECORD).parts, bare)
    assert b"JFIF" not in whole
    assert Image.open(io.BytesIO(whole)).tobytes() == Image.open(io.BytesIO(bare)).tobytes()


@pytest.mark.parametrize("transform", [0, 2], ids=["CMYK", "YCCK"])
def test_photoshops_four_colours_leave_as_they_are(transform: int) -> None:
    data = save(PICTURE.convert("CMYK"), "JPEG")
    at = data.index(b"Adobe") + 11
    data = data[:at] + bytes([transform]) + data[at + 1 :]
    plan = planned(data)
    prove_plan(io.BytesIO(data), plan)
    whole = read(join_file(plan, RECORD).parts, data)
    with Image.open(io.BytesIO(whole)) as left, Image.open(io.BytesIO(data)) as given:
        assert (left.mode, left.info["adobe_transform"]) == ("CMYK", transform)
        assert left.tobytes() == given.tobytes()


def test_density_stays_and_thumbnail_goes() -> None:
    data = save(PICTURE, "JPEG", dpi=(300, 300))
    thumbnail = b"JFIF\0\x01\x02\x01\x01\x2c\x01\x2c\x02\x02" + CANARY
    data = data[:2] + segment(0xE0, thumbnail) + data[20:]
    whole = read(join_file(planned(data), RECORD).parts, data)
    assert Image.open(io.BytesIO(whole)).info["dpi"] == (300, 300)
    assert CANARY not in whole


def test_bytes_between_segments_go() -> None:
    data = save(PICTURE, "JPEG")
    table = data.index(b"\xff\xdb")
    padded = inserted(data, table, bytes(40) + CANARY)
    plan = planned(padded)
    prove_plan(io.BytesIO(padded), plan)
    assert CANARY not in read(join_file(plan, RECORD).parts, padded)


@pytest.mark.parametrize("name", STRANGERS)
def test_each_stranger_goes_between_scans(name: str) -> None:
    data = save(PICTURE, "JPEG", progressive=True)
    strange = inserted(data, places(data)[-4], segment(*STRANGERS[name]))
    plan = planned(strange)
    prove_plan(io.BytesIO(strange), plan)
    assert read(join_file(plan, RECORD).parts, strange) == read(
        join_file(planned(data), RECORD).parts, data
    )


@pytest.mark.parametrize(
    "late",
    [
        segment(0xE0, b"JFIF\0\1\1\1\x02\x58\x02\x58\0\0"),
        segment(0xE1, b"Exif\0\0" + foreign_exif(8)),
        segment(0xE2, b"ICC_PROFILE\0\1\1" + SRGB),
        segment(0xEE, b"Adobe\0\x64\0\0\0\0\2"),
    ],
    ids=["density", "orientation", "profile", "colours"],
)
def test_what_no_decoder_reads_behind_the_first_scan_goes(late: bytes) -> None:
    data = save(PICTURE, "JPEG", progressive=True)
    strange = inserted(data, places(data)[-4], late)
    assert read(join_file(planned(strange), RECORD).parts, strange) == read(
        join_file(planned(data), RECORD).parts, data
    )


@pytest.mark.parametrize(
    "data",
    [
        save(PICTURE, "JPEG")[:300],
        inserted(save(PICTURE, "JPEG"), 20, segment(0xF0, b"")),
        inserted(save(PICTURE, "JPEG"), 20, b"\xff\xd8"),
        inserted(save(PICTURE, "JPEG"), 20, b"\xff\xfe\0\1"),
        b"\xff\xd8" + segment(0xFE, b"") + b"\xff\xd9",
    ],
    ids=["cut", "unknown", "nested", "no length", "no picture"],
)
def test_unsound_file_has_no_plan(data: bytes) -> None:
    with pytest.raises(NoPlan):
        planned(data)


def test_file_scattered_in_many_pieces_has_no_plan() -> None:
    data = save(PICTURE, "JPEG", progressive=True)
    scan = data[places(data)[-3] : places(data)[-1]]
    pieces = (scan + segment(0xFE, CANARY)) * 300
    with pytest.raises(NoPlan):
        planned(data[:-2] + pieces + data[-2:])
