import io

import pytest

from dam.database.models import Image
from dam.services import Services
from tests.support.browser import Browser


def test_large_body_is_refused_before_it_is_read(stranger: Browser):
    data = {"csrf_token": stranger.token("/redaktion/logga-in"), "email": "x" * 2_100_000}
    answer = stranger.client.post("/redaktion/logga-in", data=data)
    assert answer.status_code == 413
    assert "för stort" in answer.text


def test_endless_body_is_cut_off(stranger: Browser):
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:
            self.given += len(buffer)
            buffer[:] = b"x" * len(buffer)
            return len(buffer)

    endless = Endless()
    answer = stranger.client.post(
        "/redaktion/logga-in",
        content_type="application/x-www-form-urlencoded",
        environ_overrides={
            "wsgi.input": io.BufferedReader(endless),
            "wsgi.input_terminated": True,
            "CONTENT_LENGTH": "",
            "HTTP_TRANSFER_ENCODING": "chunked",
        },
    )
    assert answer.status_code in {400, 413}
    assert endless.given < 3_000_000


def test_thousands_of_fields_are_refused(stranger: Browser):
    parts = {f"field{n}": "x" for n in range(1200)}
    answer = stranger.client.post(
        "/redaktion/logga-in", data=parts, content_type="multipart/form-data"
    )
    assert answer.status_code == 413


@pytest.mark.usefixtures("persons")
@pytest.mark.parametrize("content_type", ["text/plain", "application/json"])
def test_form_in_another_dress_is_no_form(stranger: Browser, content_type: str):
    body = '{"email": "editor@inera.test", "password": "sju gröna hästar", "csrf_token": "x"}'
    answer = stranger.client.post("/redaktion/logga-in", data=body, content_type=content_type)
    assert answer.status_code == 400
    assert stranger.get("/redaktion/").status_code == 303


class Told(io.RawIOBase):
    """A body that counts what was read of it."""

    def __init__(self, body: bytes, times: int = 1) -> None:
        self.body, self.times, self.read_bytes = body, times, 0
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:
        if not self._left and self.times:
            self.times -= 1
            self._left = self.body
        given = self._left[: len(buffer)]
        self._left = self._left[len(given) :]
        buffer[: len(given)] = given
        self.read_bytes += len(given)
        return len(given)


HEAD = b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n'


@pytest.mark.parametrize("token", [b"nobodys\r\n--x\r\n", b"without an end"])
def test_of_a_strangers_upload_the_first_bytes_alone_are_read(
    stranger: Browser, services: Services, token: bytes
):
    """The form's own token stands first: where it is nobody's, nothing more is asked for."""
    told = Told(HEAD + token + b"x" * 65536, 99)
    answer = stranger.client.post(
        "/redaktion/ladda-upp",
        environ_overrides={
            "CONTENT_TYPE": "multipart/form-data; boundary=x",
            "wsgi.input": io.BufferedReader(told),
            "CONTENT_LENGTH": "4000000000",
        },
    )
    assert answer.status_code == 303
    assert told.read_bytes <= 2 * 65536
    with services.database.reading() as session:
        assert session.query(Image).count() == 0


PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
FILE = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n'
LONG = b'--x\r\nContent-Disposition: form-data; name="' + b"n" * 10_000_000


@pytest.mark.parametrize(
    ("body", "times", "claimed", "most_read"),
    [
        (b"x", 1, 5_000_000_001, 0),  # more than a batch may have, refused by its length alone
        (PART, 100_000, None, 1_000_000),
        (LONG, 1, None, 1_000_000),
        (FILE + b"x" * 1000, 1, 2_000_000, 2_000),  # shorter than it says
        (FILE + b"x" * 1000, 1, 100, 2_000),  # longer than it says
        (FILE + b"x" * 1000, 1, -1, 2_000),
    ],
    ids=["5 GB", "100,000 parts", "10 MB header", "too short", "too long", "no number"],
)
def test_uploads_that_are_not_what_they_say(
    uploader: Browser, services: Services, body, times, claimed, most_read
):
    told = Told(body, times)
    token = uploader.token("/redaktion/ladda-upp")
    answer = uploader.client.post(
        "/redaktion/ladda-upp",
        content_type="multipart/form-data; boundary=x",
        headers={"X-CSRFToken": token},
        environ_overrides={
            "wsgi.input": io.BufferedReader(told, 4096),
            "CONTENT_LENGTH": str(len(body) * times if claimed is None else claimed),
        },
    )

    assert answer.status_code in {400, 413}
    assert told.read_bytes <= most_read
    with services.database.reading() as session:
        assert session.query(Image).count() == 0
    assert list(services.storage.keys()) == []
