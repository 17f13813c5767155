"""The page of an image's history."""

import re

from tests.support.browser import Browser
from tests.support.image_form import VERSION_FIELD

STATE_BUTTON = re.compile(r'name="till" value="(\d+)"')


def history_page(image_id: int) -> str:
    return f"/redaktion/bilder/{image_id}/historik"


def listed_states(browser: Browser, image_id: int) -> list[str]:
    """The states that can be put back, newest first."""
    return STATE_BUTTON.findall(browser.get(history_page(image_id)).text)


def put_back(browser: Browser, image_id: int, state: str, version: str | None = None):
    mark = version or VERSION_FIELD.search(browser.get(history_page(image_id)).text)[1]
    return browser.send(history_page(image_id), {"till": state, "version": mark})


def visible_text(page: str) -> str:
    """The page's words without marks, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
