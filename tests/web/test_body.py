import io

import pytest

from dam.models import Image
from dam.wiring import Services
from tests.web.conftest import Browser, on_sqlite

pytestmark = on_sqlite


def test_large_body_is_refused_before_it_is_read(stranger: Browser):
    data = {"csrf_token": stranger.token("/redaktion/logga-in"), "email": "x" * 1_100_000}
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


def test_stranger_s_upload_is_never_read(stranger: Browser, services: Services):
    class Unread(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _buffer: bytearray) -> int:
            raise AssertionError("read")

    answer = stranger.client.post(
        "/redaktion/ladda-upp",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={
            "wsgi.input": io.BufferedReader(Unread()),
            "CONTENT_LENGTH": "4000000000",
        },
    )
    assert answer.status_code == 303
    with services.database.reading() as session:
        assert session.query(Image).count() == 0
