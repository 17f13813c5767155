"""A proof: holds for a right plan, and for no plan that would change or leak anything."""

import io
import struct
import zlib
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from dam.imaging.embed.layout import KeptRange, NoPlan, Piece
from dam.imaging.embed.plan import Plan
from dam.imaging.embed.verify import prove_plan
from tests.imaging.embed.jpegs import inserted, segment
from tests.imaging.embed.reading import planned
from tests.imaging.embed.uploads import CANARY, SRGB, XMP
from tests.imaging.encoded import cicp, png
from tests.imaging.samples import chunk, photograph, png_16, png_of, save, tiff

PICTURE = photograph(320, 200)
JPEG = save(PICTURE, "JPEG", icc_profile=SRGB)


def with_after(plan: Plan, *after: Piece) -> Plan:
    return replace(plan, layout=replace(plan.layout, after=after))


def with_more(plan: Plan, literal: bytes) -> Plan:
    before = (*plan.layout.before, literal)
    return replace(plan, layout=replace(plan.layout, before=before))


def behind_jfif(data: bytes) -> bytes:
    return data[20:]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_right_plan_is_proved(form: str) -> None:
    data = save(PICTURE, form, icc_profile=SRGB)
    prove_plan(io.BytesIO(data), planned(data))


def test_pixels_with_one_number_of_one_table_changed() -> None:
    number = JPEG.index(b"\xff\xdb") + 25
    other = JPEG[:number] + bytes([JPEG[number] + 1]) + JPEG[number + 1 :]
    with pytest.raises(NoPlan, match="blev en annan"):
        prove_plan(io.BytesIO(JPEG), with_after(planned(JPEG), behind_jfif(other)))


def test_lost_profile() -> None:
    bare = save(PICTURE, "JPEG")
    with pytest.raises(NoPlan, match="blev en annan"):
        prove_plan(io.BytesIO(JPEG), with_after(planned(JPEG), behind_jfif(bare)))


def test_wrong_checksum() -> None:
    plan = planned(JPEG)
    *rest, last = plan.layout.after
    assert isinstance(last, KeptRange)
    wrong = replace(last, crc32=last.crc32 ^ 1)
    with pytest.raises(NoPlan, match="som planen sade"):
        prove_plan(io.BytesIO(JPEG), with_after(plan, *rest, wrong))


@pytest.mark.parametrize(
    "left",
    [segment(0xFE, CANARY), segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)],
    ids=["comment", "xmp"],
)
def test_metadata_left_in_jpeg(left: bytes) -> None:
    with pytest.raises(NoPlan, match="blev andra"):
        prove_plan(io.BytesIO(JPEG), with_more(planned(JPEG), left))


def test_metadata_left_in_tiff() -> None:
    data = save(PICTURE, "TIFF")
    plan = planned(data)
    position = struct.pack("<HHII", 0x8825, 4, 1, 8)
    frame = plan.layout.frame + position
    with pytest.raises(NoPlan, match="blev andra"):
        prove_plan(io.BytesIO(data), replace(plan, layout=replace(plan.layout, frame=frame)))


def test_upload_that_cannot_be_decoded() -> None:
    data = inserted(JPEG, JPEG.index(b"\xff\xda"), segment(0xC4, bytes(400)))
    with pytest.raises(NoPlan, match="skadad"):
        prove_plan(io.BytesIO(data), planned(data))


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_lower_bytes_of_16_bits_that_no_decoder_here_shows(form: str) -> None:
    pixels = np.full((40, 50, 3), 30_000, np.uint16)
    pixels[20, 20] += 1
    plain = Image.new("RGB", (50, 40), (117, 117, 117))
    data = png_16(plain) if form == "PNG" else tiff(pixels, photometric="rgb")
    plan = planned(data)
    if form == "PNG":
        rows = b"".join(b"\0" + b"\x75\x76" * 150 for _ in range(40))
        header = data[8:33]
        other = png_of(header, chunk(b"IDAT", zlib.compress(rows)))
        wrong = with_after(plan, other[33:])
    else:
        at = next(i for i, piece in enumerate(plan.layout.before) if isinstance(piece, KeptRange))
        kept = plan.layout.before[at]
        literal = bytearray(data[kept.start : kept.end])
        literal[100] ^= 1
        before = (*plan.layout.before[:at], bytes(literal), *plan.layout.before[at + 1 :])
        wrong = replace(plan, layout=replace(plan.layout, before=before))
    with pytest.raises(NoPlan, match="blev en annan"):
        prove_plan(io.BytesIO(data), wrong)


def test_lost_code_points() -> None:
    data = png(np.asarray(PICTURE), cicp(12, 13))
    bare = png(np.asarray(PICTURE))
    with pytest.raises(NoPlan, match="blev en annan"):
        prove_plan(io.BytesIO(data), with_after(planned(data), bare[33:]))
