"""TIFF: pixels stay where they are or move together, and the plan stays small."""

import io
import struct
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image

from dam.imaging.embed.assemble import StoredRange, join_file
from dam.imaging.embed.plan import NoPlan
from dam.imaging.embed.verify import prove_plan
from tests.imaging.embed.jpegs import segment
from tests.imaging.embed.reading import planned, read
from tests.imaging.embed.records import RECORD
from tests.imaging.embed.uploads import CANARY, LARGE_PROFILE, SRGB
from tests.imaging.samples import photograph, save

PIXELS = np.asarray(photograph(320, 200))


def tiff(pixels: np.ndarray = PIXELS, **options: Any) -> bytes:
    file = io.BytesIO()
    tifffile.imwrite(file, pixels, photometric="rgb", metadata=None, **options)
    return file.getvalue()


def changed(data: bytes, tag: int, *values: int) -> bytes:
    """The same little-endian TIFF with another value in a field, written over the old one."""
    with tifffile.TiffFile(io.BytesIO(data)) as opened:
        field = opened.pages.first.tags[tag]
        code = {3: "H", 4: "I"}[field.dtype]
        packed = struct.pack(f"<{len(values)}{code}", *values)
        return data[: field.valueoffset] + packed + data[field.valueoffset + len(packed) :]


def proved(data: bytes) -> bytes:
    """The joined file, its plan proved."""
    plan = planned(data)
    prove_plan(io.BytesIO(data), plan)
    return read(join_file(plan, RECORD).parts, data)


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("options", [{}, {"compression": "zlib"}], ids=["raw", "packed"])
def test_plan_of_ten_thousand_strips_is_small(order: str, options: dict[str, Any]) -> None:
    tall = np.resize(PIXELS, (10_000, 40, 3))
    data = tiff(tall, byteorder=order, rowsperstrip=1, iccprofile=LARGE_PROFILE, **options)
    plan = planned(data)
    prove_plan(io.BytesIO(data), plan)
    assert len(str(plan.to_json())) < 1_500
    assert sum(isinstance(part, StoredRange) for part in join_file(plan, RECORD).parts) <= 4


def test_pixels_of_few_strips_move_to_the_front() -> None:
    data = tiff(rowsperstrip=50, software="x" * 100_000)
    joined = join_file(planned(data), RECORD)
    assert joined.length < PIXELS.size + 6_000
    assert [type(part) for part in joined.parts] == [bytes, StoredRange, bytes]


def test_gaps_between_many_strips_are_emptied() -> None:
    data = bytearray(tiff(rowsperstrip=2))
    with tifffile.TiffFile(io.BytesIO(data)) as opened:
        starts, sizes = opened.pages.first.dataoffsets, opened.pages.first.databytecounts
    # Every tenth strip moves to the end, with something else before it.
    moved = list(starts)
    for strip in range(0, len(starts), 10):
        body = data[starts[strip] : starts[strip] + sizes[strip]]
        data[starts[strip] : starts[strip] + sizes[strip]] = CANARY.ljust(sizes[strip], b"!")
        data += CANARY
        moved[strip] = len(data)
        data += body
    whole = proved(changed(bytes(data), 273, *moved))
    assert CANARY not in whole


@pytest.mark.parametrize(("gap", "ranges"), [(b"\0", 1), (b"!", 100)])
def test_padding_between_many_strips_stays_only_if_empty(gap: bytes, ranges: int) -> None:
    data = tiff(rowsperstrip=2)
    with tifffile.TiffFile(io.BytesIO(data)) as opened:
        spans = zip(opened.pages.first.dataoffsets, opened.pages.first.databytecounts, strict=True)
        strips = [data[start : start + size] for start, size in spans]
    moved = []
    for strip in strips:
        moved.append(len(data))
        data += strip + gap
    parts = join_file(planned(data := changed(data, 273, *moved)), RECORD).parts
    # One more holds the fields with offsets and sizes, which stand beside each other.
    assert sum(isinstance(part, StoredRange) for part in parts) == ranges + 1
    with tifffile.TiffFile(io.BytesIO(proved(data))) as opened:
        assert (opened.pages.first.asarray() == PIXELS).all()


@pytest.mark.parametrize("rows", [2, 200], ids=["many strips", "one strip"])
def test_bytes_claimed_beyond_the_pixels_go(rows: int) -> None:
    data = tiff(rowsperstrip=rows) + CANARY
    strip = rows * PIXELS.shape[1] * 3
    sizes = [strip] * (200 // rows)
    whole = proved(changed(data, 279, *sizes[:-1], strip + len(CANARY)))
    assert CANARY not in whole
    with tifffile.TiffFile(io.BytesIO(whole)) as opened:
        assert list(opened.pages.first.databytecounts) == sizes


def test_directory_stands_at_an_even_offset() -> None:
    data = tiff(PIXELS[:33, :33], iccprofile=SRGB + b"!")
    assert len(SRGB) % 2 == 0
    whole = read(join_file(planned(data), RECORD).parts, data)
    assert int.from_bytes(whole[4:8], "little") % 2 == 0


def test_white_point_stays() -> None:
    whole = proved(tiff(extratags=[(318, 5, 2, (3127, 10000, 329, 1000), True)]))
    with tifffile.TiffFile(io.BytesIO(whole)) as opened:
        assert opened.pages.first.tags[318].value == (3127, 10000, 329, 1000)


def test_only_the_first_page_stays() -> None:
    file = io.BytesIO()
    with tifffile.TiffWriter(file) as writer:
        writer.write(PIXELS, photometric="rgb")
        writer.write(np.frombuffer(CANARY, "u1").reshape(1, -1))
    whole = proved(file.getvalue())
    assert CANARY not in whole
    with tifffile.TiffFile(io.BytesIO(whole)) as opened:
        assert len(opened.pages) == 1
        assert (opened.pages.first.asarray() == PIXELS).all()


def test_sixteen_bits_stay_sixteen() -> None:
    deep = PIXELS.astype("u2") * 257 + 1
    whole = proved(tiff(deep, byteorder=">", compression="zlib", predictor=True))
    with tifffile.TiffFile(io.BytesIO(whole)) as opened:
        assert (opened.pages.first.asarray() == deep).all()


def test_jpeg_within_that_holds_more_has_no_plan() -> None:
    data = save(Image.fromarray(PIXELS), "TIFF", compression="jpeg", strip_size=1 << 20)
    with tifffile.TiffFile(io.BytesIO(data)) as opened:
        start, size = opened.pages.first.dataoffsets[0], opened.pages.first.databytecounts[0]
    strip = data[start : start + size]
    proved(data)
    strange = strip[:2] + segment(0xE1, CANARY) + strip[2:]
    moved = changed(changed(data + strange, 273, len(data)), 279, len(strange))
    Image.open(io.BytesIO(moved)).load()
    with pytest.raises(NoPlan):
        planned(moved)
    with pytest.raises(NoPlan):
        planned(changed(changed(data + strip + CANARY, 273, len(data)), 279, size + len(CANARY)))


@pytest.mark.parametrize(
    "data",
    [
        tiff(bigtiff=True),
        tiff(subfiletype=1),
        tiff()[:-9],
        changed(tiff(), 279, 10),
        changed(tiff(), 259, 6),
        changed(tiff(), 277, 400),
        changed(tiff(rowsperstrip=2), 273, *[1000] * 100),
    ],
    ids=["big", "thumbnail", "cut", "short", "old jpeg", "samples", "overlap"],
)
def test_unsound_file_has_no_plan(data: bytes) -> None:
    with pytest.raises(NoPlan):
        planned(data)
