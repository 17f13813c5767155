"""A visitor without pictures or script: addresses, forms and files over HTTP, cookies kept."""

import json
import re
import time
from dataclasses import dataclass
from email.message import Message
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import (
    HTTPCookieProcessor,
    HTTPRedirectHandler,
    OpenerDirector,
    Request,
    build_opener,
)

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SECONDS = 60
FILLS_IN_SECONDS = 2.1


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def location(self) -> str:
        return self.headers["Location"] or ""


class _Stay(HTTPRedirectHandler):
    """Where a redirect leads is for the test to see."""

    def redirect_request(self, *_: object) -> None:
        return None


class Visitor:
    """Somebody at ``origin``; raises OSError or HTTPException where no answer came. One with more
    ``tries`` asks again where the house has too much to do (503), after as long as it says.
    """

    def __init__(self, origin: str, tries: int = 1) -> None:
        self._origin, self._tries = origin, tries
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()), _Stay)

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask(Request(self._address(path), headers=headers))

    def post(self, path: str, data: dict[str, Any], **headers: str) -> Answer:
        """Send a form; with a file among its values as multipart, as browsers do."""
        if any(isinstance(value, FileStorage) for value in data.values()):
            boundary, body = encode_multipart(MultiDict(data))
            kind = f"multipart/form-data; boundary={boundary}"
        else:
            body, kind = urlencode(data, doseq=True).encode(), "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind, "Origin": self._origin, **headers}
        return self._ask(Request(self._address(path), data=body, headers=headers))

    def script(self, method: str, path: str, data: bytes, headers: dict[str, str]) -> Answer:
        """Ask as a page's script does, with its token among the headers."""
        own = {"Accept": "application/json", "Content-Type": "application/octet-stream"}
        headers = {**own, "Origin": self._origin, **headers}
        return self._ask(Request(self._address(path), data, headers, method=method))

    def send(self, page: str, data: dict[str, Any], to: str | None = None, **more: str) -> Answer:
        """Fill in the form of a page and send it."""
        return self.post(to or page, {"csrf_token": self.token(page), **data}, **more)

    def ask(self, page: str, data: dict[str, Any]) -> Answer:
        """Send the request form, filled in no faster than a person does."""
        token = self.token(page)
        time.sleep(FILLS_IN_SECONDS)
        return self.post(page.partition("?")[0], {"csrf_token": token, **data})

    def token(self, page: str) -> str:
        found = TOKEN.search(self.get(page).text)
        assert found, f"{page} has no form"
        return found[1]

    def sign_in(self, email: str, password: str) -> None:
        answer = self.send("/redaktion/logga-in", {"email": email, "password": password})
        assert answer.status == 303, answer.text

    def _address(self, path: str) -> str:
        return path if path.startswith("http") else self._origin + path

    def _ask(self, request: Request) -> Answer:
        for _ in range(self._tries - 1):
            answer = self._ask_once(request)
            if answer.status != 503:
                return answer
            time.sleep(int(answer.headers["Retry-After"]))
        return self._ask_once(request)

    def _ask_once(self, request: Request) -> Answer:
        try:
            with self._opener.open(request, timeout=SECONDS) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())
