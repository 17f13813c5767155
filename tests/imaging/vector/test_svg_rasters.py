"""Pictures within a drawing leave as pictures do: with their pixels alone."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image, ImageCms

from dam.errors import Refused
from dam.imaging.vector.svg_sanitizer import clean_svg
from tests.imaging import logotypes, packets
from tests.imaging.samples import accepted, quadrants, save, with_hole

PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
PRIVATE = (
    b"Kamera",
    b"SERIENUMMER",
    b"Hemlig",
    b"anteckning",
    b"Fotograf",
    b"bildtext",
    b"Anna Ek",
)


def address(data: bytes, kind: str) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def within(href: str, attribute: str = "href") -> bytes:
    """What becomes of a picture at this address."""
    content = f"<image {attribute}='{href}' width='9' height='9'/>"
    text = clean_svg(logotypes.svg(content)).text().decode()
    (found,) = re.findall(r'href="data:image/(?:jpeg|png);base64,([^"]*)"', text)
    return base64.b64decode(found)


PICTURES = {
    "jpeg": save(quadrants(), "JPEG", exif=packets.exif(), xmp=packets.XMP, icc_profile=PROFILE),
    "png": save(quadrants(), "PNG", exif=packets.exif(), icc_profile=PROFILE),
    "transparent": save(with_hole(), "PNG", exif=packets.exif()),
    "with a thumbnail and more behind": accepted("mpo.jpg") + b"Hemlig",
}


@pytest.mark.parametrize("data", PICTURES.values(), ids=PICTURES)
@pytest.mark.parametrize("attribute", ["href", "xlink:href"])
def test_its_pixels_and_colours_stay_and_nothing_else(data, attribute):
    left = within(address(data, "jpg" if data[:1] == b"\xff" else "png"), attribute)

    assert not [word for word in PRIVATE if word in left]
    assert b"GPS" not in left
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(left)) as after:
        assert not after.getexif()
        assert after.info.get("icc_profile") == before.info.get("icc_profile")
        assert np.array_equal(np.asarray(before), np.asarray(after))


def test_the_name_is_that_of_the_kind():
    data = save(quadrants(), "JPEG")
    text = clean_svg(
        logotypes.svg(f"<image href='{address(data, 'png')}' width='9' height='9'/>")
    ).text()

    assert b"data:image/jpeg;base64," in text


def test_spaces_in_it_are_no_matter():
    data = save(quadrants(), "PNG")
    broken = "\n".join(re.findall(".{1,60}", address(data, "png")))

    assert within(broken)[:8] == data[:8]


@pytest.mark.parametrize(
    "href",
    [
        address(save(quadrants(), "WEBP"), "webp"),
        address(save(quadrants(), "GIF"), "gif"),
        address(save(quadrants(), "WEBP"), "png"),
        address(save(quadrants(), "TIFF"), "jpeg"),
        address(save(quadrants(), "PNG")[:40], "png"),
        "data:image/png;base64,%%%",
        "data:image/png,%89PNG",
        "DATA:IMAGE/AVIF;base64,AAAA",
    ],
)
def test_what_cannot_be_stripped_is_refused_by_name(href):
    with pytest.raises(Refused, match=r"(?i)en inbäddad bild \(image/") as refused:
        within(href)

    assert "JPEG eller PNG" in str(refused.value)
