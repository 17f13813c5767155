"""WebP: the extended form is made with the right flags, and moving pictures are left alone."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from dam.imaging.embed.assemble import join_file
from dam.imaging.embed.plan import NoPlan
from dam.imaging.embed.verify import prove_plan
from tests.imaging.embed.reading import planned, read
from tests.imaging.embed.records import RECORD
from tests.imaging.embed.uploads import SRGB
from tests.imaging.embed.webps import chunk, chunks, container
from tests.imaging.samples import photograph, save

PICTURE = photograph(321, 201)
ICC, ALPHA, EXIF, XMP = 0x20, 0x10, 0x08, 0x04


def joined(data: bytes, *, full: bool = True) -> list[bytes]:
    plan = planned(data)
    prove_plan(io.BytesIO(data), plan)
    return chunks(read(join_file(plan, RECORD, full=full).parts, data))


@pytest.mark.parametrize(
    ("mode", "options", "flags"),
    [
        ("RGB", {}, 0),
        ("RGB", {"lossless": True}, 0),
        ("RGBA", {"lossless": True}, ALPHA),
        ("RGBA", {}, ALPHA),
        ("RGB", {"icc_profile": SRGB}, ICC),
        ("RGBA", {"icc_profile": SRGB, "lossless": True}, ICC | ALPHA),
    ],
)
def test_flags_say_what_is_there(mode: str, options: dict[str, object], flags: int) -> None:
    picture = PICTURE.convert(mode)
    if mode == "RGBA":
        picture.putalpha(PICTURE.convert("L"))
    data = save(picture, "WEBP", **options)
    opening, *rest = joined(data)
    assert opening[:4] == b"VP8X"
    assert opening[8] == flags | EXIF | XMP
    assert (opening[12:15], opening[15:18]) == (b"\x40\x01\0", b"\xc8\0\0")
    assert [part[:4] for part in rest][-2:] == [b"EXIF", b"XMP "]


def test_no_exif_flag_without_exif() -> None:
    data = save(PICTURE, "WEBP")
    plan = planned(data)
    bare = replace(RECORD, creators=(), copyright_notice=None)
    parts = chunks(read(join_file(plan, bare, full=False).parts, data))
    assert parts[0][8] == XMP
    assert [part[:4] for part in parts] == [b"VP8X", b"VP8 ", b"XMP "]


def test_moving_picture_has_no_plan() -> None:
    data = save(PICTURE, "WEBP", save_all=True, append_images=[Image.new("RGB", PICTURE.size)])
    with pytest.raises(NoPlan, match="rörlig"):
        planned(data)


@pytest.mark.parametrize(
    "data",
    [
        save(PICTURE, "WEBP")[:-9],
        container(chunk(b"priv", b"")),
        container(chunk(b"VP8 ", bytes(20))),
    ],
    ids=["cut", "no pixels", "no picture"],
)
def test_unsound_file_has_no_plan(data: bytes) -> None:
    with pytest.raises(NoPlan):
        planned(data)
