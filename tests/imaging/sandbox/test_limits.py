"""Untrusted bytes do their worst in a child, and the parent answers with a sentence."""

import os
import socket

import pytest

from dam.errors import Refused
from dam.imaging import tasks
from dam.imaging.formats import UploadLimits
from dam.imaging.sandbox import limits
from dam.imaging.sandbox.limits import Allowance
from dam.imaging.sandbox.runner import Sandbox
from tests.imaging import hostile, inmates
from tests.imaging.processes import alive, until
from tests.imaging.samples import FIXTURES


def test_a_pixel_bomb_is_refused_from_its_header(put):
    with (
        Sandbox(Allowance(memory=200_000_000)) as small,
        pytest.raises(Refused, match="65536 × 65536 bildpunkter"),
    ):
        small.run(tasks.inspect_upload, put(hostile.png_bomb(65_536, 65_536)), UploadLimits())


def test_a_header_that_lies_about_its_codestream_is_refused(sandbox, put):
    path = put(hostile.jp2_that_lies(16_000, 16_000))

    with pytest.raises(Refused, match=r"skadad|minne"):
        sandbox.run(tasks.inspect_upload, path, UploadLimits())


def test_a_real_file_that_crashes_its_decoder(sandbox, put):
    path = put((FIXTURES / "crashes-decoder.heic").read_bytes())

    with pytest.raises(Refused, match="skadad"):
        sandbox.run(tasks.inspect_upload, path, UploadLimits())


@pytest.mark.parametrize("task", [inmates.crash, inmates.raise_something])
def test_a_child_that_breaks_down_becomes_a_sentence(sandbox, task, caplog):
    with pytest.raises(Refused, match="Filen är skadad och går inte att läsa"):
        sandbox.run(task)

    assert task.__name__ in caplog.text


def test_a_child_killed_for_want_of_memory_becomes_a_sentence(sandbox):
    with pytest.raises(Refused, match="kräver för mycket minne"):
        sandbox.run(inmates.be_killed)


def test_cpu_time_is_limited():
    with (
        Sandbox(Allowance(cpu=1, patience=60)) as strict,
        pytest.raises(Refused, match="tar för lång tid"),
    ):
        strict.run(inmates.spin)


def test_a_child_gives_way_to_pages(sandbox):
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    assert sandbox.run(inmates.tell_self).facts["niceness"] == min(ours + limits.NICENESS, 19)


def test_time_by_the_clock_is_limited_and_the_child_killed(tmp_path):
    sign = tmp_path / "sign"
    for patience in (2, 8, 32):  # On a busy machine a child may not even have begun.
        with Sandbox(Allowance(cpu=1, patience=patience)) as strict:
            with pytest.raises(Refused, match="tar för lång tid"):
                strict.run(inmates.wait_for_ever, tmp_path)
            if sign.exists():
                pid, _ = map(int, sign.read_text().split())
                assert until(lambda child=pid: not alive(child))
                return
    pytest.fail("no child began")


def test_memory_grows_with_the_pixels_the_header_announces(sandbox):
    claim = 450_000_000
    with pytest.raises(Refused, match="kräver för mycket minne"):
        sandbox.run(inmates.hog, claim, 1_000_000)

    assert sandbox.run(inmates.hog, claim, 20_000_000).facts["claimed"] == claim


def test_memory_does_not_grow_beyond_the_largest_picture():
    with (
        Sandbox(Allowance(max_pixels=1_000_000)) as small,
        pytest.raises(Refused, match="kräver för mycket minne"),
    ):
        small.run(inmates.hog, 450_000_000, 10**9)


def test_files_are_limited(tmp_path):
    with Sandbox(Allowance(file_bytes=1_000_000)) as small, pytest.raises(Refused, match="skadad"):
        small.run(inmates.write_much, tmp_path, 2_000_000)


def test_the_environments_secrets_stay_outside(monkeypatch):
    monkeypatch.setenv("DAM_SECRET_KEY", "hemlig nyckel")
    with Sandbox() as fresh:
        told = fresh.run(inmates.tell_self).facts["environment"]

    assert set(told) <= {"PYTHONPATH", "MALLOC_ARENA_MAX", "LC_CTYPE"}


@pytest.mark.parametrize(
    "message",
    [
        b"[]",
        b"7",
        b"\xff",
        b"{}",
        b'{"result": 7}',
        b'{"result": {"x": 1}}',
        b'{"refused": 7, "values": 7}',
        b'{"refused": "{missing}", "values": {}}',
        b'{"pixels": "many"}',
    ],
)
def test_an_answer_that_makes_no_sense_becomes_a_sentence(sandbox, message):
    with pytest.raises(Refused, match="skadad"):
        sandbox.run(inmates.answer, message)


def test_time_is_granted_once(sandbox):
    ask = b'{"pixels": 200000000}'

    with pytest.raises(Refused, match="skadad"):
        sandbox.run(inmates.answer, ask, ask)


def test_a_child_begins_no_process_and_no_program(sandbox):
    for task in (inmates.fork, inmates.run_a_program):
        with pytest.raises(Refused, match="skadad"):
            sandbox.run(task)

    assert sandbox.run(inmates.start_a_thread).facts["said"] == ["threads work"]


def test_no_connection_goes_out(sandbox):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(Refused, match="skadad"):
            sandbox.run(inmates.connect, port)
