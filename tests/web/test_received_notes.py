"""What a file says beside what counts, and what could not be known of it, stands in the editor."""

from dam.services import Services
from tests.imaging import packets, samples
from tests.support.browser import Browser
from tests.support.uploads import post_files, stored_images, upload_form

UNSURE = b"a\x8ez\x9bb \xa4\xb0"


def test_staff_read_what_does_not_count_and_what_is_unsure(uploader: Browser, services: Services):
    jpeg = samples.save(samples.photograph(120, 80, 1), "JPEG", xmp=packets.XMP)

    post_files(
        uploader, upload_form(uploader), (packets.with_iim(jpeg, (2, 40, UNSURE)), "bild.jpg")
    )

    [image] = stored_images(services)
    page = uploader.get(f"/redaktion/bilder/{image.id}").text
    assert "Det är osäkert vilka tecken filens IPTC-IIM är skriven med." in page
    assert "<summary>Annat som filen säger</summary>" in page
    assert "Titeln (XMP, en): English title" in page


def test_a_file_that_says_nothing_else_has_no_such_notes(uploader: Browser, services: Services):
    picture = samples.save(samples.photograph(120, 80, 1), "JPEG")

    post_files(uploader, upload_form(uploader), (picture, "bild.jpg"))

    [image] = stored_images(services)
    assert "Annat som filen säger" not in uploader.get(f"/redaktion/bilder/{image.id}").text
