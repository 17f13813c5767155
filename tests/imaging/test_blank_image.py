"""A picture in which nothing is seen is taken, and staff are told."""

import pytest
from PIL import Image

from dam.imaging import tasks
from dam.imaging.blank_image import NOTHING_SEEN
from dam.imaging.formats import UploadLimits
from tests.imaging import logotypes
from tests.imaging.samples import ACCEPTED, accepted, quadrants, save

GREY = Image.new("RGB", (96, 64), (90, 90, 90))
PLAIN = {
    "jpeg": save(GREY, "JPEG"),
    "cmyk": save(GREY.convert("CMYK"), "JPEG"),
    "png": save(GREY, "PNG"),
    "palette": save(GREY.quantize(4), "PNG"),
    "bilevel": save(Image.new("1", (9, 9)), "PNG"),
    "grey of 16 bits": save(Image.new("I;16", (9, 9), 700), "PNG"),
    "tiff": save(GREY, "TIFF"),
    "webp": save(GREY, "WEBP", lossless=True),
    "avif": save(GREY, "AVIF"),
    "jpeg 2000": save(GREY, "JPEG2000"),
    "jpeg xl": save(GREY, "JXL", lossless=True),
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path d='M0 0'/></svg>",
    "pdf": logotypes.pdf().replace(b" re f", b" re n"),
}


def colours_beneath() -> bytes:
    """Colours that nobody sees, since they are wholly transparent."""
    picture = quadrants().convert("RGBA")
    picture.putalpha(0)
    return save(picture, "PNG")


@pytest.mark.parametrize("data", [*PLAIN.values(), colours_beneath()], ids=[*PLAIN, "transparent"])
def test_staff_are_told_of_one_colour(sandbox, put, data):
    taken = sandbox.run(tasks.inspect_upload, put(data), UploadLimits())

    assert taken.facts.plain
    assert NOTHING_SEEN in taken.received.warnings


@pytest.mark.parametrize(
    "data",
    [accepted(name) for name in ACCEPTED] + [logotypes.SVG, logotypes.pdf()],
    ids=[*ACCEPTED, "svg", "pdf"],
)
def test_nothing_is_told_of_a_picture(sandbox, put, data):
    taken = sandbox.run(tasks.inspect_upload, put(data), UploadLimits())

    assert not taken.facts.plain
    assert NOTHING_SEEN not in taken.received.warnings


def test_a_white_logotype_on_nothing_is_a_picture(sandbox, put):
    picture = Image.new("RGBA", (96, 64), (255, 255, 255, 0))
    picture.paste((255, 255, 255, 255), (20, 20, 60, 40))

    assert not sandbox.run(
        tasks.inspect_upload, put(save(picture, "PNG")), UploadLimits()
    ).facts.plain
