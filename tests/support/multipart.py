"""Uploads in parts, sent by hand as the page's script sends them."""

import hashlib
import os
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from dam.ingest.multipart import PART_BYTES
from dam.services import Services
from dam.web.app import create_app
from storage_adapters.contract import Storage
from tests.imaging import samples
from tests.storage.content import leftovers
from tests.support.browser import Browser
from tests.support.checksums import part_checksum, split_parts, whole_checksum

MULTIPART_PATH = "/redaktion/uppladdningar"
UPLOAD_PAGE = "/redaktion/ladda-upp"
BATCH_TOKEN = "t" * 22
ACCEPT_JSON = {"Accept": "application/json"}
CHECKSUM_HEADER = "x-amz-checksum-sha256"


def padded_photograph(seed: int, size: int = 0) -> bytes:
    """A small photograph, with a tail that makes it as large as wanted."""
    made = samples.save(samples.photograph(120, 80, seed), "JPEG", quality=80)
    return made + hashlib.shake_256(made).digest(max(0, size - len(made)))


TWO_PARTS = padded_photograph(1, PART_BYTES + 1000)


@dataclass
class UploadScript:
    """What the page's script does, by hand."""

    browser: Browser
    csrf: str = ""

    def on(self, services: Services) -> "UploadScript":
        """The same person in another process."""
        browser = Browser(create_app(services).test_client())
        browser.client._cookies = self.browser.client._cookies
        return replace(self, browser=browser)

    def ask(self, method: str, path: str, **more: object) -> TestResponse:
        self.csrf = self.csrf or self.browser.token(UPLOAD_PAGE)
        headers = {"X-CSRFToken": self.csrf, **ACCEPT_JSON, **more.pop("headers", {})}
        return self.browser.client.open(
            MULTIPART_PATH + path, method=method, headers=headers, **more
        )

    def announce(
        self, *files: tuple[str, bytes], token: str = BATCH_TOKEN
    ) -> list[dict[str, object]]:
        files_as_json = [{"path": path, "size": len(data), "modified": 1} for path, data in files]
        answer = self.ask("POST", "", json={"omgang": token, "files": files_as_json})
        assert answer.status_code == 200, answer.text
        return answer.json["files"]

    def one(self, data: bytes = TWO_PARTS, path: str = "bild.jpg") -> str:
        [answer] = self.announce((path, data))
        return str(answer["upload"])

    def put(self, upload: str, n: int, part: bytes, sum_: str = "") -> TestResponse:
        headers = {CHECKSUM_HEADER: sum_ or part_checksum(part)}
        return self.ask("PUT", f"/{upload}/{n}", data=part, headers=headers)

    def put_all(self, upload: str, data: bytes) -> None:
        for n, part in enumerate(split_parts(data), 1):
            answer = self.put(upload, n, part)
            assert (answer.status_code, answer.headers["ETag"]) == (200, f'"{n}"')

    def present(self, upload: str) -> list[int]:
        found = re.findall(r"<PartNumber>(\d+)</PartNumber>", self.ask("GET", f"/{upload}").text)
        return [int(n) for n in found]

    def complete(self, upload: str, data: bytes) -> TestResponse:
        return self.ask("POST", f"/{upload}", headers={CHECKSUM_HEADER: whole_checksum(data)})

    def send(self, data: bytes, path: str = "bild.jpg") -> str:
        upload = self.one(data, path)
        self.put_all(upload, data)
        assert self.complete(upload, data).status_code == 200
        return upload

    def said(self, *uploads: str) -> list[dict[str, object]]:
        query = "&".join(f"fil={upload}" for upload in uploads)
        return self.browser.get(f"{UPLOAD_PAGE}/{BATCH_TOKEN}?{query}", headers=ACCEPT_JSON).json[
            "files"
        ]

    def say(self, **words: str) -> TestResponse:
        form = {"csrf_token": self.browser.token(UPLOAD_PAGE), **words}
        return self.browser.client.post(
            f"{UPLOAD_PAGE}/{BATCH_TOKEN}/uppgifter", data=form, headers=ACCEPT_JSON
        )


@pytest.fixture
def upload_script(uploader: Browser) -> UploadScript:
    return UploadScript(uploader)


def incoming_keys(services: Services) -> list[str]:
    return [stored.key for stored in services.storage.keys("incoming/")]


def nothing_incoming(storage: Storage) -> bool:
    """Neither a file on its way nor a part of one."""
    return not [*storage.keys("incoming/")] and leftovers(storage) == 0


def half_sent(services: Services) -> list[Path]:
    """What stands in the store of files on their way."""
    return list(Path(services.settings.storage_url.removeprefix("file:"), ".tmp").iterdir())


def let_days_pass(services: Services) -> None:
    """Make what stands in the folder older."""
    then = (services.clock() - timedelta(days=3)).timestamp()
    for path in Path(services.settings.storage_url.removeprefix("file:")).rglob("*"):
        os.utime(path, (then, then))
