"""The page of an image's history."""

import re

from tests.support.browser import Browser
from tests.support.image_form import VERSION_FIELD

STATE_BUTTON = re.compile(r'name="till" value="(\d+)"')


def history_page(one: int) -> str:
    return f"/redaktion/bilder/{one}/historik"


def listed_states(browser: Browser, one: int) -> list[str]:
    """The states that can be put back, newest first."""
    return STATE_BUTTON.findall(browser.get(history_page(one)).text)


def put_back(browser: Browser, one: int, state: str, version: str | None = None):
    shown = version or VERSION_FIELD.search(browser.get(history_page(one)).text)[1]
    return browser.send(history_page(one), {"till": state, "version": shown})


def visible_text(page: str) -> str:
    """The page's words without marks, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
