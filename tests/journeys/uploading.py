"""The upload page in a real browser, and the network that it has."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from tests.journeys.house import EDITOR, PASSWORD, House
from tests.support.chromium import Reader, reading


@contextmanager
def at_the_desk(
    browser: Browser, house: House, store: str = "", *, script: bool = True
) -> Iterator[Reader]:
    """An editor on the upload page, whose browser is told of every lost connection."""
    with reading(browser, house.origin, script=script) as desk:
        desk.open("/redaktion/logga-in?next=/redaktion/ladda-upp")
        desk.page.get_by_label("E-post").fill(EDITOR)
        desk.page.get_by_label("Lösenord").fill(PASSWORD)
        desk.press("Logga in")
        yield desk
        asked_store = f"asked for {store}/"
        desk.faults[:] = [
            fault
            for fault in desk.faults
            if "net::ERR_" not in fault and not (store and asked_store in fault)
        ]


class Network:
    """What the page has for a network."""

    def __init__(self, page: Page) -> None:
        self._browser = page.context.new_cdp_session(page)
        self._browser.send("Network.enable")

    def slow(self, bytes_a_second: int = 4_000_000) -> None:
        self._become(uploads=bytes_a_second)

    def full(self) -> None:
        self._become(uploads=-1)

    def cut(self) -> None:
        self._become(uploads=0, offline=True)

    def _become(self, *, uploads: int, offline: bool = False) -> None:
        self._browser.send(
            "Network.emulateNetworkConditions",
            {
                "offline": offline,
                "latency": 0,
                "downloadThroughput": -1,
                "uploadThroughput": uploads,
            },
        )


def say(page: Page, **words: str) -> None:
    """Write what holds for all files; it is saved when the field is left."""
    with page.expect_response(lambda answer: answer.url.endswith("/uppgifter")) as answer:
        for label, value in words.items():
            page.get_by_label(label).fill(value)
            page.get_by_label(label).press("Tab")
    assert answer.value.ok


def taken(page: Page) -> int:
    return page.locator(".state-pending, .state-ready").count()


def done(page: Page) -> int:
    return page.locator(".state-ready").count()


def wait_until(page: Page, reached: Callable[[], bool], seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < until, page.locator(".upload-state").all_inner_texts()
        page.wait_for_timeout(100)
