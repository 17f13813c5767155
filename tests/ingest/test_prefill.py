"""What a camera says of itself is shown as received, and describes nothing."""

from tests.imaging import samples
from tests.support.room import Room


def test_it_is_shown_as_received_and_publishes_nothing(room: Room):
    picture = samples.quadrants(360, 240)
    exif = picture.getexif()
    exif[0x010E], exif[0x013B] = "OLYMPUS DIGITAL CAMERA         ", "unknown"
    image_id = room.upload(samples.save(picture, "JPEG", exif=exif), "P1010001.JPG")
    received, caption, creators = room.look(
        image_id, lambda i: (i.file.received, i.texts[0].caption, i.creators)
    )
    assert received["description"] == "OLYMPUS DIGITAL CAMERA"
    assert received["creator"] == ["unknown"]
    assert (caption, creators) == ("", [])
