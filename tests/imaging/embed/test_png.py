"""PNG: which chunks go and stay, and which files are left alone."""

import io
import zlib

import pytest
from PIL import Image

from dam.imaging.embed.assemble import StoredRange, join_file
from dam.imaging.embed.plan import NoPlan
from tests.imaging.embed.pngs import KEPT, STRANGERS, assembled, chunks, names
from tests.imaging.embed.reading import planned, read
from tests.imaging.embed.records import RECORD
from tests.imaging.samples import chunk, photograph, save

PICTURE = photograph(320, 200)
PARTS = chunks(save(PICTURE, "PNG"))


def test_chunks_that_show_the_picture_stay() -> None:
    kept = [chunk(name.encode(), body) for name, body in KEPT.items()]
    strange = [chunk(name.encode(), body) for name, body in STRANGERS.items()]
    data = assembled([PARTS[0], *kept, *strange, *PARTS[1:-1], *strange, PARTS[-1]])
    joined = join_file(planned(data), RECORD)
    own = [b"IHDR", b"eXIf", b"iTXt"]
    still = [name.encode() for name in KEPT]
    pixels = [part[4:8] for part in PARTS[1:]]
    assert names(read(joined.parts, data)) == own + still + pixels
    assert sum(isinstance(part, StoredRange) for part in joined.parts) == 1


def test_transparent_colour_of_a_palette_stays() -> None:
    data = save(PICTURE.quantize(16), "PNG", transparency=3)
    whole = read(join_file(planned(data), RECORD).parts, data)
    assert Image.open(io.BytesIO(whole)).info["transparency"] == 3


def test_animation_becomes_its_still_picture() -> None:
    data = save(PICTURE, "PNG", save_all=True, append_images=[Image.new("RGB", PICTURE.size)])
    whole = read(join_file(planned(data), RECORD).parts, data)
    assert not {b"acTL", b"fcTL", b"fdAT"} & set(names(whole))
    assert Image.open(io.BytesIO(whole)).tobytes() == PICTURE.tobytes()


@pytest.mark.parametrize(
    "parts",
    [
        PARTS[:-1],
        [PARTS[0], PARTS[-1]],
        [*PARTS[:-1], chunk(b"tEXt", b"a\0b"), chunk(b"IDAT", b""), PARTS[-1]],
        [PARTS[0], chunk(b"NeEd", b""), *PARTS[1:]],
        [PARTS[0], chunk(b"gAMA", bytes(400)), *PARTS[1:]],
        [chunk(b"CgBI", bytes(4)), *PARTS],
        [PARTS[0], zlib.compress(b"")],
    ],
    ids=["no end", "no pixels", "divided", "unknown", "oversize", "apple", "cut"],
)
def test_unsound_file_has_no_plan(parts: list[bytes]) -> None:
    with pytest.raises(NoPlan):
        planned(assembled(parts))
