"""A moving JPEG XL is its first frame, however that frame and what is before it are written."""

import io

import pytest
from PIL import Image

from dam.errors import Refused
from dam.pictures import jpeg_xl
from dam.pictures.formats import Limits
from dam.pictures.inspect import inspect, verify
from dam.pictures.jpeg_xl_bits import Bits
from dam.pictures.jpeg_xl_frames import First, find_first
from dam.pictures.jpeg_xl_header import Moving, read_header
from dam.pictures.received import read_received
from dam.pictures.steps import decode
from tests.pictures.looking import assert_close, opened
from tests.pictures.samples import (
    BLUE,
    FIXTURES,
    GREEN,
    RED,
    WHITE,
    corners,
    jxl_with,
    quadrants,
    with_hole,
)

FIRST = [RED, GREEN, BLUE, WHITE]
MOVING = (FIXTURES / "moving.jxl").read_bytes()
FRAMES = MOVING[read_header(MOVING).moving.begin :]
# A hundredth of a second, for ever, without time codes; colours are stored as they are.
TOLD = {
    "animation": ((1, 1), (0, 2), (0, 2), (0, 2), (0, 1)),
    "colours": ((0, 1), (1, 1)),
}
_POINT = ((1, 2), (101_112, 19), (1, 2), (133_712, 19))
_GIVEN = ((0, 1), (0, 1), (0, 1), (0, 2))


def first(data: bytes) -> Image.Image:
    """The picture, by way of a file that Pillow opens as `opening` does."""
    return jpeg_xl.JpegXlFile(io.BytesIO(data))


def test_the_first_frame_and_a_note(make, put):
    path = put(MOVING, "moving.jxl")
    files, _ = make(MOVING)

    assert_close(corners(opened(files["full.jpg"])), FIRST)
    received = read_received(path, inspect(path, Limits()))
    assert received.warnings == ("Filen är rörlig; bara den första bilden används.",)


def test_every_pixel_that_is_seen(put):
    for name, picture in {"moving": quadrants(), "moving-alpha": with_hole()}.items():
        path = put((FIXTURES / f"{name}.jxl").read_bytes(), "a.jxl")
        decoded, _ = decode(path, inspect(path, Limits()), None)
        seen, drawn = (one.convert("RGBA").convert("RGBa") for one in (decoded, picture))
        assert (decoded.mode, seen.tobytes()) == (picture.mode, drawn.tobytes())


def test_what_comes_before_the_first_frame_is_passed_over(put):
    path = put((FIXTURES / "moving-in-steps.jxl").read_bytes())
    facts = inspect(path, Limits())

    assert (facts.size, facts.frames) == ((2100, 64), 2)
    assert_close(corners(decode(path, facts, None)[0]), FIRST)


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"tones": ((0, 1), (0x5BF8, 16), (0, 16), (0, 1), (0, 16))},
        {"extensions": ((1, 2), (4, 4), (1, 2), (2, 4), (2, 2), (3, 8), (0, 23))},
        {"transforms": ((0, 1), (0b111, 3), *((0, 16),) * 280)},
        {"colours": (*_GIVEN, (1, 2), (1, 2), (0, 1), (2, 2), (11, 4), (1, 2))},
        {"colours": (*_GIVEN, (1, 2), (1, 2), (1, 1), (4_545_455, 24), (1, 2))},
        {
            "colours": (
                *_GIVEN,
                *((2, 2), (0, 4), *_POINT),
                *((2, 2), (0, 4)),
                *((2, 2), (231_424, 20), (1, 2), (135_712, 19)),
                *((1, 2), (75_712, 19), (2, 2), (151_424, 20)),
                *((0, 2), (300_000, 19), (0, 2), (120_000, 19)),
                *((0, 1), (2, 2), (11, 4), (1, 2)),
            )
        },
    ],
)
def test_a_header_told_in_full(told, put):
    path = put(jxl_with(pixels=FRAMES, **(TOLD | told)))

    decoded, _ = decode(path, inspect(path, Limits()), None)

    assert_close(corners(decoded), FIRST)


def test_on_its_side(put):
    path = put(jxl_with(6, pixels=FRAMES, **TOLD))

    decoded, _ = decode(path, inspect(path, Limits()), None)

    assert_close(corners(decoded), [BLUE, RED, WHITE, GREEN])


def test_one_that_never_moves_is_all_there_is():
    picture = first(MOVING)
    still = picture._codestream()

    again = first(still)

    assert (picture.n_frames, again.n_frames) == (2, 1)
    assert again.tobytes() == picture.tobytes()


def test_what_only_a_decoder_can_read_is_refused_and_says_what_to_do():
    with pytest.raises(Refused, match="Spara dess första bild som PNG eller JPEG"):
        first((FIXTURES / "moving-profile.jxl").read_bytes())


def look(codestream: bytes, moving: Moving) -> First:
    return find_first(lambda at, most: codestream[at : at + most], moving)


def test_sections_in_an_order_of_their_own_are_not_passed_over():
    data = (FIXTURES / "moving-in-steps.jxl").read_bytes()
    moving = read_header(data).moving
    assert look(data, moving).begin > moving.begin

    after = moving.begin + 3  # the header of the frame before it is three bytes long
    ordered = bytes([data[after] | 1])
    with pytest.raises(Refused, match="rörlig"):
        look(data[:after] + ordered + data[after + 1 :], moving)


def test_frames_without_end_before_one_that_is_shown():
    data = (FIXTURES / "moving-in-steps.jxl").read_bytes()
    moving = read_header(data).moving
    before = data[moving.begin : look(data, moving).begin]
    assert look(data[: moving.begin] + before * 9 + data[moving.begin :], moving)

    with pytest.raises(Refused, match="rörlig"):
        look(data[: moving.begin] + before * 100, moving)


@pytest.mark.parametrize("kept", [0.1, 0.2, 0.3])
def test_one_that_ends_too_early(put, kept):
    path = put(MOVING[: int(len(MOVING) * kept)])

    with pytest.raises(Refused, match=r"avkortad|skadad"):
        verify(path, inspect(path, Limits()))


def written(*told: tuple[int, int]) -> Bits:
    number = length = 0
    for value, count in told:
        number, length = number | value << length, length + count
    return Bits(number.to_bytes((length + 7) // 8, "little"))


def test_long_numbers():
    more = (1, 1)
    assert written((0, 2)).take_long() == 0
    assert written((1, 2), (15, 4)).take_long() == 16
    assert written((2, 2), (255, 8)).take_long() == 272
    assert written((3, 2), (0xABC, 12), more, (0xDE, 8), (0, 1)).take_long() == 0xDEABC
    full = written((3, 2), (0xFFF, 12), *(more, (0xFF, 8)) * 6, more, (0xF, 4))
    assert full.take_long() == 2**64 - 1
