"""The application served from a thread to a browser, and people who use it by keyboard."""

import os
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask
from playwright.sync_api import Locator, expect
from werkzeug.serving import make_server

from tests.support.accounts import PASSWORD
from tests.support.chromium import Reader
from tests.support.page_checks import Looks


class Site:
    """An application that is served from a thread, at the same address after a pause.

    With ``SLOW_SERVER`` each post takes so many seconds more, and every other page a fifth of it:
    what leans on a quick answer fails then, as it would on a busy machine.
    """

    def __init__(self, app: Flask) -> None:
        self.app, self.port = app, 0
        self._slowness = float(os.environ.get("SLOW_SERVER", "0"))
        self.start()
        self.address = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._server = make_server("127.0.0.1", self.port, self.serve, threaded=True)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def serve(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if "/static/" not in environ["PATH_INFO"]:
            time.sleep(self._slowness / (1 if environ["REQUEST_METHOD"] == "POST" else 5))
        return self.app(environ, start_response)

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def looks() -> Looks:
    """Eyes that leave pictures where people have asked for them."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
    return Looks(Path(folder) if folder else None)


def sign_in(reader: Reader, role: str = "editor") -> None:
    reader.open("/redaktion/logga-in")
    reader.page.get_by_label("E-post").fill(f"{role}@inera.test")
    reader.page.get_by_label("Lösenord").fill(PASSWORD)
    reader.page.keyboard.press("Enter")
    expect(reader.page.get_by_role("button", name="Logga ut")).to_be_visible()


def press(reader: Reader, *keys: str) -> None:
    """Press keys; where one opens a page, the whole of it is there afterwards."""
    with reader.page_opened():
        for key in keys:
            reader.page.keyboard.press(key)


def tab_to(reader: Reader, wanted: Locator, most: int = 80) -> None:
    """Reach a control with the Tab key alone."""
    element = wanted.element_handle()
    for _ in range(most):
        if element.evaluate("one => one === document.activeElement"):
            return
        reader.page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {wanted}")
