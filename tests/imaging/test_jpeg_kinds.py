"""JPEG's rare kinds: called by their names, or converted; one that lacks only its end is taken."""

import io

import pytest
from PIL import Image

from dam.errors import Refused
from dam.imaging.embed.assemble import join_file
from dam.imaging.embed.layout import NoPlan
from dam.imaging.embed.verify import prove_plan
from dam.imaging.formats import UploadLimits
from dam.imaging.inspect import inspect_picture, verify_picture
from dam.imaging.metadata.records import PressMetadata
from tests.imaging.chart import chart, off
from tests.imaging.embed.reading import planned
from tests.imaging.looking import opened
from tests.imaging.samples import photograph, save

JPEG = save(chart(), "JPEG", quality=92)


def with_frame(marker=0xC0, bits=8, height=None, channels=3):
    """The chart's JPEG, told to be of another kind."""
    at = JPEG.index(b"\xff\xc0")
    tall = JPEG[at + 5 : at + 7] if height is None else height.to_bytes(2, "big")
    frame = bytes([0xFF, marker, *JPEG[at + 2 : at + 4], bits]) + tall + JPEG[at + 7 : at + 9]
    return JPEG[:at] + frame + bytes([channels]) + JPEG[at + 10 :]


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (with_frame(0xC1, bits=12), "12 bitar per kanal"),
        (with_frame(0xC2, bits=12), "12 bitar per kanal"),
        (with_frame(0xC3, bits=16), "förlustfri JPEG"),
        (with_frame(0xCB), "förlustfri JPEG"),
        (with_frame(0xC5), "hierarkisk JPEG"),
        (with_frame(0xF7), "JPEG-LS"),
        (with_frame(height=0), "DNL"),
        (with_frame(channels=2), "2 kanaler"),
    ],
)
def test_sound_and_not_read_is_called_by_its_name(put, data, named):
    with pytest.raises(Refused, match=named) as refused:
        inspect_picture(put(data), UploadLimits())
    assert "skadad" not in str(refused.value)
    assert "spara den som" in str(refused.value)


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("lacking", [1, 2])
def test_one_that_lacks_only_its_end_is_taken_and_gets_one(make, put, lacking, progressive):
    data = save(chart(), "JPEG", quality=92, progressive=progressive)[:-lacking]
    path = put(data)
    verify_picture(path, inspect_picture(path, UploadLimits()))

    files, _ = make(data)
    assert off(opened(files["w2048.jpg"])) < 3
    plan = planned(data)
    prove_plan(io.BytesIO(data), plan)
    parts = join_file(plan, PressMetadata(image_id="IN-1")).parts
    whole = b"".join(p if isinstance(p, bytes) else data[p.start : p.end] for p in parts)
    assert whole.endswith(b"\xff\xd9")
    with Image.open(io.BytesIO(whole)) as picture:
        assert off(picture) < 3


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("lacking", [40, 400, 4000])
def test_one_that_lacks_pixels_is_told_to_be_cut(put, lacking, progressive):
    data = save(photograph(240, 160), "JPEG", quality=92, progressive=progressive)
    path = put(data[:-lacking])
    with pytest.raises(Refused, match="avkortad"):
        verify_picture(path, inspect_picture(path, UploadLimits()))
    with pytest.raises(NoPlan, match="avkortad"):
        prove_plan(io.BytesIO(data[:-lacking]), planned(data[:-lacking]))


def test_arithmetic_coding_is_converted():
    data = with_frame(0xC9)
    with pytest.raises(NoPlan, match="aritmetiskt"):
        planned(data)
