"""Malware is refused before it is stored, and so is everything while nobody can tell."""

import io
import socket
from dataclasses import replace

import pytest

from dam.errors import Refused, Unavailable
from dam.system.antivirus import Clamd
from tests.imaging import samples
from tests.servers import clamd

HARMLESS = samples.accepted("baseline.jpg")
INFECTED = samples.save(samples.quadrants(), "JPEG", comment=clamd.EICAR)


@pytest.fixture
def server(tmp_path):
    with clamd.running(tmp_path) as looked:
        yield looked


@pytest.fixture
def ask():
    def asking(url, data=HARMLESS, **options):
        Clamd(url, **options).ensure_clean(io.BytesIO(data))

    return asking


@pytest.mark.parametrize("way", ["url", "unix_url"])
def test_the_whole_file_is_looked_through(server, ask, way):
    data = HARMLESS * 700  # more than one block
    ask(getattr(server, way), data)

    assert server.files == [data]


def test_malware_is_refused_by_its_name(server, ask):
    with pytest.raises(Refused, match=r"skadlig kod i filen \(Eicar-Signature\)\. Den sparas inte"):
        ask(server.url, INFECTED)


def test_what_a_server_calls_it_is_words_and_no_template(server, ask):
    server.answer = b"stream: {x}\x1b[31m FOUND\0"
    with pytest.raises(Refused, match=r"\{x\} \[31m"):
        ask(server.url)


@pytest.mark.parametrize(
    "answer", [b"INSTREAM size limit exceeded. ERROR\0", b"\0", b"stream: OK", b"x" * 5000]
)
def test_any_other_answer_is_none(server, ask, answer):
    server.answer = answer
    if answer == b"stream: OK":
        ask(server.url)  # an answer that ends with the connection is one
        return
    with pytest.raises(Unavailable, match="Försök igen om en stund"):
        ask(server.url)


def test_a_file_too_large_for_the_server_is_not_let_through(server, ask):
    server.most = 100
    with pytest.raises(Unavailable):
        ask(server.url, HARMLESS * 2000)


def test_a_silent_server_is_left_in_time(server, ask):
    server.silent = True
    with pytest.raises(Unavailable):
        ask(server.url, seconds=0.2)


def test_no_server_is_no_answer(ask, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for url in (f"tcp://127.0.0.1:{port}", f"unix:{tmp_path}/none.sock"):
        with pytest.raises(Unavailable):
            ask(url)


@pytest.mark.parametrize("url", ["tcp://127.0.0.1", "tcp:", "unix:", "tcp://h:port"])
def test_an_address_that_leads_nowhere_is_none(url):
    with pytest.raises(ValueError):  # noqa: PT011 - Python's own words for a port
        Clamd(url)


def test_nothing_of_it_is_stored(server, services):
    def receive(data, url):
        return replace(services.receiver, scanner=Clamd(url, seconds=0.2)).receive_file(
            io.BytesIO(data), "bild.jpg"
        )

    with pytest.raises(Refused, match="skadlig kod"):
        receive(INFECTED, server.url)
    server.silent = True
    with pytest.raises(Unavailable):
        receive(HARMLESS, server.unix_url)
    assert list(services.storage.keys()) == []
    server.silent = False
    assert services.storage.stat(receive(HARMLESS, server.url).key).size == len(HARMLESS)
