"""JPEG XL: each way of writing it, and what is refused before any decoder is asked."""

import io
import struct

import numpy as np
import pytest
from PIL import Image

from dam.errors import Refused
from dam.imaging.c2pa.read import read_provenance
from dam.imaging.formats import UploadLimits
from dam.imaging.inspect import inspect_picture, verify_picture
from dam.imaging.metadata.read import read_received
from dam.imaging.steps import decode_pixels
from tests.imaging import packets
from tests.imaging.looking import assert_close, opened
from tests.imaging.samples import (
    BLUE,
    FIXTURES,
    GREEN,
    RED,
    WHITE,
    accepted,
    corners,
    jxl_with,
    quadrants,
    recompressed,
    save,
)

SIGNATURE = b"\0\0\0\x0cJXL \r\n\x87\n" + b"\0\0\0\x14ftypjxl \0\0\0\0jxl "
UPRIGHT = {
    1: [RED, GREEN, BLUE, WHITE],
    2: [GREEN, RED, WHITE, BLUE],
    3: [WHITE, BLUE, GREEN, RED],
    4: [BLUE, WHITE, RED, GREEN],
    5: [RED, BLUE, GREEN, WHITE],
    6: [BLUE, RED, WHITE, GREEN],
    7: [WHITE, GREEN, BLUE, RED],
    8: [GREEN, WHITE, RED, BLUE],
}


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


def look(data: bytes):
    return inspect_picture(io.BytesIO(data), UploadLimits())


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        look(data)
    return str(refused.value)


@pytest.mark.parametrize(
    "size",
    [(1, 1), (8, 8), (96, 64), (160, 90), (256, 248), (257, 3), (3, 600), (9000, 2), (1200, 1000)],
)
def test_a_size_in_each_way_of_writing_it(size):
    assert look(save(Image.new("RGB", size), "JXL", effort=1)).size == size


@pytest.mark.parametrize("orientation", UPRIGHT)
def test_the_decoder_turns_it_upright(make, orientation):
    data = jxl_with(orientation)

    files, _ = make(data)

    size = (96, 64) if orientation < 5 else (64, 96)
    assert look(data).size == look(data).upright == size
    assert (files["full.jpg"].width, files["full.jpg"].height) == size
    assert_close(corners(opened(files["full.jpg"])), UPRIGHT[orientation])


def pieces(data: bytes) -> list[bytes]:
    cuts = [data[:10], data[10:300], data[300:]]
    return [box(b"jxlp", struct.pack(">I", n) + cut) for n, cut in enumerate(cuts)]


BARE = accepted("codestream.jxl")
CONTAINERS = {
    "one box": box(b"jxlc", BARE),
    "to the end": b"\0\0\0\0jxlc" + BARE,
    "a long box": b"\0\0\0\1jxlc" + struct.pack(">Q", 16 + len(BARE)) + BARE,
    "pieces": b"".join(pieces(BARE)),
    "among others": box(b"jxll", b"\x0a") + box(b"Exif", bytes(9)) + box(b"jxlc", BARE),
    # What would be needed to make a JPEG of it is never asked for.
    "as a broken JPEG": box(b"jbrd", b"\xff" * 40) + box(b"jxlc", BARE),
}


@pytest.mark.parametrize("content", CONTAINERS.values(), ids=CONTAINERS)
def test_the_codestream_is_found_in_its_container(put, content):
    path, bare = put(SIGNATURE + content, "a.jxl"), put(BARE, "b.jxl")

    assert look(path.read_bytes()).size == (96, 64)
    picture, profile = decode_pixels(path, inspect_picture(path, UploadLimits()), None)
    assert (picture, profile) == decode_pixels(bare, inspect_picture(bare, UploadLimits()), None)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "skadad"),
        (box(b"Exif", bytes(9)), "skadad"),
        (box(b"jxlc", b""), "skadad"),
        (box(b"jxlp", b""), "skadad"),
        (box(b"jxlc", BARE[:3]), "avkortad"),
        (box(b"jxlc", BARE)[:-1], "avkortad"),
        (b"\0\0\0\1jxlc" + b"\xff" * 8 + BARE, "avkortad"),
        (b"\0\0\0\7jxlc" + BARE, "avkortad"),
        (b"\0\0", "avkortad"),
        (box(b"free", b"") * 100_001 + box(b"jxlc", BARE), "skadad"),
    ],
)
def test_a_container_that_leads_nowhere(content, said):
    assert said in refusal(SIGNATURE + content)


def test_a_picture_with_another_inside_is_refused_from_the_header():
    assert "förhandsvisning" in refusal(jxl_with(preview=((1, 1),)))


@pytest.mark.parametrize(
    "moving",
    [
        (FIXTURES / "moving.jxl").read_bytes(),
        # A hundredth of a second, for ever, without time codes.
        jxl_with(animation=((1, 1), (0, 2), (0, 2), (0, 2), (0, 1))),
    ],
)
def test_one_that_moves_is_refused_from_the_header_and_says_what_to_do(moving):
    assert "Spara dess första bild som PNG eller JPEG" in refusal(moving)


def test_numbers_that_no_rendition_can_hold_are_refused_from_the_header():
    floating, of_17_bits = ((1, 1), (0, 2)), ((0, 1), (3, 2), (16, 6))
    for depth in (floating, of_17_bits):
        assert "8 eller 16 bitar" in refusal(jxl_with(depth=depth))


def test_channels_that_nothing_would_show_are_refused_from_the_header():
    two, black = ((2, 2), (0, 4)), ((1, 2), (0, 1), (2, 2), (2, 4))
    for channels in (two, black):
        assert "svart i CMYK" in refusal(jxl_with(channels=channels))


def test_a_header_told_in_full():
    depth = ((0, 1), (1, 2))  # 10 bits
    size = ((0, 1), (0, 2), (299, 9), (0, 3), (0, 2), (399, 9))
    alpha = ((1, 2), (0, 1), (0, 2), (0, 1), (0, 2), (0, 2), (1, 2), (3, 4), (0, 24), (1, 1))
    grey = ((1, 1), (0, 1), (0, 1), (1, 2))

    facts = look(
        jxl_with(
            6, size=size, wished_size=((1, 1), *size), depth=depth, channels=alpha, colours=grey
        )
    )

    assert (facts.size, facts.bits, facts.mode) == ((300, 400), 10, "La")
    assert facts.has_alpha


def test_what_was_a_jpeg_shows_as_that_did(make):
    jpeg = save(
        quadrants(), "JPEG", quality=95, exif=packets.exif(6), icc_profile=packets.adobe_rgb()
    )
    was, _ = make(jpeg)
    before = {name: opened(file) for name, file in was.items() if name.endswith(".jpg")}

    now, _ = make(recompressed(jpeg))

    for name, picture in before.items():
        after = opened(now[name])
        assert after.size == picture.size
        assert after.info.get("icc_profile") == picture.info.get("icc_profile")
        assert np.abs(np.asarray(after, int) - np.asarray(picture, int)).mean() < 2


def test_what_it_says_of_itself(put):
    data = save(quadrants(), "JXL", exif=packets.exif().tobytes(), xmp=packets.XMP)
    path = put(data)

    received = read_received(path, inspect_picture(path, UploadLimits()))

    assert received.creator == ("Åsa Öberg", "Bo Ek")
    assert {"GPS-position", "serienummer"} <= {*received.removed}


def test_colours_that_hold_their_transparency(put):
    half = quadrants().point(lambda level: round(level * 128 / 255))
    half.putalpha(128)
    straight = save(half, "JXL", lossless=True)
    held = ((1, 2), (0, 1), (0, 2), (0, 1), (0, 2), (0, 2), (0, 2), (1, 1))
    path = put(jxl_with(pixels=straight[5:], channels=held, colours=((0, 1), (1, 1))))

    picture, _ = decode_pixels(path, inspect_picture(path, UploadLimits()), None)

    assert picture.mode == "RGBA"
    assert_close(corners(picture), [RED, GREEN, BLUE, WHITE], 3)
    assert picture.getchannel("A").getextrema() == (128, 128)


@pytest.mark.parametrize("name", ["codestream.jxl", "rgb.jxl", "recompressed.jxl"])
def test_one_without_a_manifest_has_none(put, name):
    assert read_provenance(put(accepted(name)), "image/jxl", None).provenance is None


@pytest.mark.parametrize("name", ["codestream.jxl", "rgb.jxl", "alpha.jxl", "16-bit.jxl"])
@pytest.mark.parametrize("kept", [0.5, 0.8, 0.99])
def test_pixels_that_are_missing(put, name, kept):
    data = accepted(name)
    path = put(data[: int(len(data) * kept)])

    with pytest.raises(Refused, match=r"avkortad|skadad"):
        verify_picture(path, inspect_picture(path, UploadLimits()))
