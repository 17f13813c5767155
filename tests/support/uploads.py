"""The upload form, sent without script."""

import io
import re

from dam.database.models import Image
from dam.services import Services
from tests.imaging import samples
from tests.support.browser import Browser

UPLOAD_PAGE = "/redaktion/ladda-upp"
BATCH_FIELD = re.compile(r'name="omgang" value="([^"]+)"')


def small_photograph(seed: int) -> bytes:
    return samples.save(samples.photograph(120, 80, seed), "JPEG", quality=80)


def upload_form(browser: Browser) -> dict[str, object]:
    page = browser.get(UPLOAD_PAGE).text
    return {"omgang": BATCH_FIELD.search(page)[1], "csrf_token": browser.token(UPLOAD_PAGE)}


def post_files(
    browser: Browser, data: dict[str, object], *files: tuple[bytes, str], **more: object
):
    named = [(io.BytesIO(bytes_), name) for bytes_, name in files]
    return browser.client.post(
        UPLOAD_PAGE, data={**data, "files": named}, content_type="multipart/form-data", **more
    )


def stored_images(services: Services) -> list[Image]:
    with services.database.reading() as session:
        return list(session.query(Image).order_by(Image.id))
