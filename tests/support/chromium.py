"""A real Chromium, and readers in it whose every fault is noted: errors, hosts, cookies."""

import os
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import playwright
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Download,
    Frame,
    Locator,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from tests.programs import chromium_options

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
STATUS = re.compile(r"status of (\d+)")
IS_BUSY = "Boolean(document.querySelector('form[aria-busy]'))"
PATIENCE = 30_000
"""Milliseconds that a busy machine may take over what is expected; Playwright gives some 5000."""
ARRIVAL_STEP = 10
"""Milliseconds between two looks for a page that was asked for."""
ARRIVAL_STEPS = 6000


def use_node_that_runs() -> None:
    """Playwright's own Node wants a library that small systems lack; then the environment's."""
    own = Path(playwright.__file__).parent / "driver/node"
    ran = subprocess.run([own, "--version"], check=False, capture_output=True)
    if ran.returncode != 0:
        folders = f"{sysconfig.get_path('scripts')}:{os.environ['PATH']}"
        node = shutil.which("node", path=folders)
        assert node, f"Playwright's Node does not run: {ran.stderr.decode()}"
        os.environ["PLAYWRIGHT_NODEJS_PATH"] = node


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's Chromium or the one that was brought, running."""
    use_node_that_runs()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as started:
        running = started.chromium.launch(**chromium_options(), args=ARGUMENTS)
        try:
            yield running
        finally:
            running.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for all tests of a process, which can drive but one at a time."""
    with chromium() as running:
        yield running


@dataclass
class Reader:
    """A person with a browser profile of their own, on one page."""

    context: BrowserContext
    page: Page
    origin: str
    faults: list[str] = field(default_factory=list)
    expected: list[int] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    stays: bool = False
    awaited: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Note which pages are asked for, and when one has come, failed or become a download."""
        self._protocol = self.context.new_cdp_session(self.page)
        self._protocol.send("Page.enable")
        self._protocol.on("Page.frameRequestedNavigation", self.await_page)
        for event in ("framenavigated", "requestfailed", "download"):
            self.page.on(event, self.note_arrival)  # type: ignore[call-overload]

    def open(self, address: str, status: int = 200) -> Response:
        """Go to a path or a whole address, and see that it answers with this status."""
        if status >= HTTPStatus.BAD_REQUEST:
            self.expect(status)
        answer = self.page.goto(address if "://" in address else self.origin + address)
        assert answer is not None
        assert answer.status == status, f"{address} → {answer.status}\n{answer.text()}"
        return answer

    def expect(self, status: int) -> None:
        """Take no offence at one answer with this status, which the console tells of."""
        self.expected.append(status)

    def answer(self, dialog: Dialog) -> None:
        """Note what a page asks, and leave it or stay as one means to."""
        self.questions.append(dialog.type)
        if self.stays:
            dialog.dismiss()
            self.awaited.clear()
        else:
            dialog.accept()

    def hear(self, message: ConsoleMessage) -> None:
        status = STATUS.search(message.text)
        if status and int(status[1]) in self.expected:
            self.expected.remove(int(status[1]))
        elif message.type in {"error", "warning"}:
            about = message.location["url"]
            self.faults.append(f"{self.page.url}: {message.text} ({about})")

    def see(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:", "blob:")):
            self.faults.append(f"{self.page.url} asked for {request.url}")

    def await_page(self, navigation: dict[str, str]) -> None:
        if navigation["disposition"] == "currentTab":
            self.awaited.append(navigation["url"])

    def note_arrival(self, what: Frame | Request | Download) -> None:
        if not isinstance(what, Request):
            self.awaited.clear()
        elif what.is_navigation_request() and self.awaited:
            self.awaited.pop(0)  # a second press calls the first off

    @contextmanager
    def page_opened(self) -> Iterator[None]:
        """Where what is done inside asks for a page, the whole of it is there afterwards."""
        self.awaited.clear()
        yield
        for _ in range(ARRIVAL_STEPS):
            # A form of the desk asks first whether the server answers. Then it is sent.
            is_busy = self._protocol.send("Runtime.evaluate", {"expression": IS_BUSY})
            if not is_busy["result"]["value"] and not self.awaited:
                break
            self.page.wait_for_timeout(ARRIVAL_STEP)
        assert not self.awaited, f"{self.awaited} did not come"
        self.page.wait_for_load_state("domcontentloaded")

    def click(self, target: Locator, **options: Any) -> None:
        with self.page_opened():
            target.click(**options)

    def press(self, name: str) -> None:
        self.click(self.button(name))

    def follow(self, name: str) -> None:
        self.click(self.page.get_by_role("link", name=name).first)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def download(self, link: Locator) -> Download:
        with self.page.expect_download() as started:
            link.click()
        return started.value

    def status_of(self, address: str) -> int:
        """What an address answers this person, without opening it."""
        whole = address if "://" in address else self.origin + address
        return self.context.request.get(whole, max_redirects=0).status

    def kept_by_pages(self) -> list[object]:
        """Cookies, and what stands in the browser's local storage."""
        kept = self.context.storage_state()
        return [*kept["cookies"], *kept["origins"]]


@contextmanager
def reading(browser: Browser, origin: str, *, script: bool = True) -> Iterator[Reader]:
    """A new person at ``origin``; at the end nothing was amiss on any page they saw."""
    context = browser.new_context(
        java_script_enabled=script,
        accept_downloads=True,
        locale="sv-SE",
        timezone_id="Europe/Stockholm",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    reader = Reader(context, context.new_page(), origin)

    context.on("console", reader.hear)
    context.on("dialog", reader.answer)
    context.on("weberror", lambda error: reader.faults.append(str(error.error)))
    context.on("request", reader.see)
    try:
        yield reader
    finally:
        context.close()
    assert not reader.faults, "\n".join(reader.faults)
