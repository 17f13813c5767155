"""Whatever bytes are given: a plan that is right, or NoPlan, and nothing else."""

import io
import zlib
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dam.imaging.embed.assemble import join_file
from dam.imaging.embed.plan import NoPlan, make_plan
from dam.imaging.embed.verify import prove_plan
from tests.imaging.embed.jpegs import jpegs
from tests.imaging.embed.pngs import pngs
from tests.imaging.embed.reading import read
from tests.imaging.embed.records import RECORD
from tests.imaging.embed.tiffs import tiffs
from tests.imaging.embed.webps import webps

UPLOADS = st.one_of(jpegs(), pngs(), tiffs(), webps()).map(lambda upload: upload.data)
# Numbers at the edges of what length and count fields hold.
EDGES = [
    b"\0",
    b"\xff",
    b"\0\0",
    b"\xff\xff",
    b"\0\0\0\0",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file with bytes flipped, cut out, doubled or set to extremes, mostly near its start."""
    data = bytearray(draw(UPLOADS))
    for _ in range(draw(st.integers(1, 6))):
        most = draw(st.sampled_from([64, 600, len(data) - 1]))
        at = draw(st.integers(0, min(most, len(data) - 1)))
        what = draw(st.sampled_from(["flip", "set", "cut", "double", "end"]))
        if what == "flip":
            data[at] ^= 1 << draw(st.integers(0, 7))
        elif what == "set":
            edge = draw(st.sampled_from(EDGES))
            data[at : at + len(edge)] = edge
        elif what == "cut":
            del data[at : at + draw(st.integers(1, 40))]
        elif what == "double":
            data[at:at] = data[at : at + draw(st.integers(1, 400))]
        else:
            del data[at:]
        if not data:
            break
    return bytes(data)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.one_of(damaged(), st.binary(max_size=200)))
def test_damaged_file(data: bytes) -> None:
    try:
        plan = make_plan(io.BytesIO(data), sha256="0" * 64)
    except NoPlan:
        return
    joined = join_file(plan, RECORD)
    whole = read(joined.parts, data)
    assert (len(whole), zlib.crc32(whole)) == (joined.length, joined.crc32)
    with suppress(NoPlan):
        prove_plan(io.BytesIO(data), plan)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff" + b"\xfe\0\x02" + b"\xff\xfe\0\x02" * 100_000,
        b"\xff\xd8" + b"\xff" * 1_000_000,
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(17) + (bytes(4) + b"prVt" + bytes(4)) * 100_001,
        b"RIFF\x0c\0\0\0WEBPVP8X" + bytes(4),
        b"RIFF\xf8\xff\x0f\0WEBP" + b"priv\0\0\0\0" * 0x20000,
        b"II*\0\x08\0\0\0\xff\xff" + bytes(12 * 0xFFFF),
        b"II+\0\x08\0\0\0" + bytes(400),
        b"GIF89a" + bytes(400),
    ],
    ids=["empty", "segments", "fill", "chunks", "canvas", "riff", "fields", "bigtiff", "gif"],
)  # fmt: skip
def test_endless_or_foreign_file(data: bytes) -> None:
    with pytest.raises(NoPlan):
        make_plan(io.BytesIO(data), sha256="0" * 64)
