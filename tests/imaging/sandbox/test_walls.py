"""A child that was taken over tries every way out, from each start and on each kernel."""

import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from dam.errors import Refused
from dam.imaging import tasks
from dam.imaging.sandbox import landlock
from dam.imaging.sandbox.walls import SandboxWalls
from tests.imaging import inmates, starts

STARTS = {
    "superuser": (True, True),
    "superuser, no Landlock": (True, False),
    "nobody": (False, True),
    "nobody, no Landlock": (False, False),
}
OPEN_TO_ALL = {"read what all may", "read the web's command", "write where all may"}
OPEN_TO_THE_SAME_USER = OPEN_TO_ALL | {
    *("read a file of the store", "list the store", "read the catalogue"),
    *("write to the catalogue", "empty the catalogue", "remove the catalogue"),
    "write beside the folder",
}
NOT_HELD = {
    "superuser": set(),
    "superuser, no Landlock": OPEN_TO_ALL,
    "nobody": set(),
    "nobody, no Landlock": OPEN_TO_THE_SAME_USER,
}
"""What succeeds from each start, as docs/security.md says: nothing where there is Landlock."""


@pytest.fixture(scope="module", params=STARTS)
def told(request) -> dict[str, Any]:
    """What children found out from one start."""
    privileged, has_landlock = STARTS[request.param]
    if privileged and os.geteuid() != 0:
        pytest.skip("the tests were not started by the superuser")
    if has_landlock and not landlock.get_landlock_level():
        pytest.skip("this kernel has no Landlock")
    with tempfile.TemporaryDirectory(prefix="house-") as folder:
        Path(folder).chmod(0o755)
        came = starts.start(Path(folder), privileged=privileged, landlock=has_landlock)
    return came | {"start": request.param, "privileged": privileged, "landlock": has_landlock}


def test_no_way_out_is_open_but_those_that_are_named(told):
    done = {name for name, became in told["came"].items() if became == "done"}

    assert done == NOT_HELD[told["start"]]


def test_it_reads_its_own_file_and_writes_its_own_folder(told):
    assert told["written"]


def test_it_holds_no_secret_and_nothing_open_but_its_own(told):
    assert not told["knows"]
    assert told["opened"] == 6  # input, output, error, the channel, its file and its folder


def test_the_memory_of_what_it_was_forked_from_is_shut(told):
    assert told["server"] == 0


def test_it_is_nobody_where_the_start_is_the_superusers(told):
    assert (0 in told["ids"]) is False
    assert (told["ids"][0] == starts.NOBODY) is not told["privileged"] or os.geteuid() != 0


def test_it_says_itself_what_holds(told):
    level = landlock.get_landlock_level() if told["landlock"] else 0

    assert SandboxWalls.from_json(told["walls"]) == SandboxWalls(
        level, told["privileged"], calls=True
    )


def test_every_format_is_read_with_what_was_loaded_before(told):
    assert told["imported"] == {name: [] for name in starts.PICTURES}


def test_what_does_not_hold_is_said():
    (all_,) = SandboxWalls(7, own_user=True, calls=True).sentences()
    first, landlock_, calls = SandboxWalls(0, own_user=False, calls=False).sentences()

    assert "Landlock: ja (nivå 7). Egen användare: ja. Filter för systemanrop: ja." in all_
    assert "Landlock: nej. Egen användare: nej. Filter för systemanrop: nej." in first
    assert "som programmet självt får läsa" in landlock_
    assert "öppna anslutningar" in calls
    assert (
        "som alla på datorn får läsa" in SandboxWalls(0, own_user=True, calls=True).sentences()[1]
    )
    assert "tömmas" in SandboxWalls(2, own_user=True, calls=True).sentences()[1]


@pytest.mark.parametrize("path", ["/etc/passwd", "../other", "folder/web.webp", ""])
def test_no_file_is_taken_from_where_a_child_says(sandbox, path):
    with pytest.raises(Refused, match="skadad"):
        sandbox.run(inmates.say_made, path)


def test_what_holds_is_asked_of_a_child(sandbox):
    assert sandbox.run(tasks.report_walls).calls
