"""Tasks run in children: results and refusals come back, and no process is left behind."""

import hashlib
import os
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from dam.errors import Refused, Unavailable
from dam.imaging import tasks
from dam.imaging.formats import UploadLimits
from dam.imaging.sandbox.runner import LARGE_PIXELS, Sandbox
from tests.imaging import hostile, inmates, packets
from tests.imaging.processes import alive, children_of, until
from tests.imaging.samples import accepted, corners, quadrants, save

ROOT = Path(__file__).parents[3]


def test_an_upload_is_taken_in(sandbox, put):
    jpeg = save(quadrants(), "JPEG", exif=packets.exif(6), xmp=packets.XMP)

    taken = sandbox.run(tasks.inspect_upload, put(jpeg), UploadLimits())

    assert (taken.facts.format, taken.facts.orientation) == ("JPEG", 6)
    assert taken.received.creator == ("Åsa Öberg", "Bo Ek")
    assert "GPS-position" in taken.received.removed


def test_renditions_are_made(sandbox, put, specs, tmp_path):
    path = put(accepted("quadrants.heic"))
    facts = sandbox.run(tasks.inspect_upload, path, UploadLimits()).facts

    made = sandbox.run(
        tasks.make_renditions, path, facts, specs.previews, specs.placeholder, tmp_path
    )

    with Image.open(tmp_path / made.files[0].path) as picture:
        assert corners(picture)[0][0] > 200
    assert {each.path.name for each in made.files} <= {each.name for each in tmp_path.iterdir()}


@pytest.mark.parametrize("name", ["baseline.jpg", "rgb.png", "rgb.tif", "lossy.webp"])
def test_a_file_is_planned(sandbox, put, name):
    path = put(accepted(name))
    facts = sandbox.run(tasks.inspect_upload, path, UploadLimits()).facts
    sha256 = hashlib.sha256(accepted(name)).hexdigest()

    planned = sandbox.run(tasks.plan_file, path, facts, sha256)

    assert planned.why is None
    assert planned.plan.base_sha256 == sha256


def test_a_file_that_has_no_plan_has_a_reason(sandbox, put):
    path = put(accepted("quadrants.heic"))
    facts = sandbox.run(tasks.inspect_upload, path, UploadLimits()).facts

    planned = sandbox.run(tasks.plan_file, path, facts, "0" * 64)

    assert planned.plan is None
    assert planned.why == "HEIC levereras som JPEG."


def test_a_refusal_comes_through_as_the_child_said_it(sandbox, put):
    with pytest.raises(Refused) as refused:
        sandbox.run(tasks.inspect_upload, put(hostile.EPS), UploadLimits())

    assert refused.value.sentence == "Filen är {kind}. Spara bilden som JPEG, PNG eller TIFF."
    assert refused.value.values == {"kind": "en EPS-fil"}


def test_a_dead_child_does_not_harm_the_next(sandbox):
    with pytest.raises(Refused):
        sandbox.run(inmates.crash)

    assert sandbox.run(inmates.tell_self).facts["pid"]


def test_each_task_has_its_own_child_and_none_is_left(sandbox):
    told = [sandbox.run(inmates.tell_self).facts for _ in range(3)]

    assert len({each["pid"] for each in told}) == 3
    (server,) = {each["server"] for each in told}
    assert until(lambda: not children_of(server))


def test_many_threads(sandbox, put):
    path = put(accepted("baseline.jpg"))

    with ThreadPoolExecutor(8) as pool:
        taken = list(
            pool.map(lambda _: sandbox.run(tasks.inspect_upload, path, UploadLimits()), range(24))
        )

    assert {each.facts.width for each in taken} == {96}


def overlap(sandbox: Sandbox, pixels: int) -> bool:
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda _: sandbox.run(inmates.occupy, pixels).facts, range(4)))
    told.sort(key=lambda each: each["began"])
    return any(later["began"] < earlier["ended"] for earlier, later in pairwise(told))


def test_large_pictures_are_worked_on_one_at_a_time(sandbox):
    assert not overlap(sandbox, LARGE_PIXELS + 1)


def test_others_are_worked_on_together(sandbox):
    assert any(overlap(sandbox, 1000) for _ in range(20))


def test_a_forkserver_that_was_killed_is_started_again(sandbox):
    server = sandbox.run(inmates.tell_self).facts["server"]
    os.kill(server, signal.SIGKILL)
    assert until(lambda: not alive(server))

    assert sandbox.run(inmates.tell_self).facts["server"] != server


def test_closing_ends_the_server_and_its_children(tmp_path):
    sign = tmp_path / "sign"
    sandbox = Sandbox()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(sandbox.run, inmates.wait_for_ever, tmp_path)
        assert until(lambda: sign.exists() and sign.read_text().count(" "))
        pid, server = map(int, sign.read_text().split())

        sandbox.close()

        assert isinstance(waiting.exception(), Unavailable)
    assert until(lambda: not alive(pid))
    assert not alive(server)


SCRIPT = """
    import os, sys
    from pathlib import Path
    from dam.imaging.sandbox.runner import Sandbox
    from tests.imaging import inmates

    sandbox = Sandbox()
    """


def script(text: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            "-W",
            "error",
            "-c",
            textwrap.dedent(SCRIPT) + textwrap.dedent(text),
            *map(str, arguments),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_server_and_children_die_with_the_parent(tmp_path, how):
    sign = tmp_path / "sign"
    with script("sandbox.run(inmates.wait_for_ever, Path(sys.argv[1]))", tmp_path) as parent:
        assert until(lambda: sign.exists() and sign.read_text().count(" "))
        pid, server = map(int, sign.read_text().split())

        parent.send_signal(how)
        parent.communicate()

    assert until(lambda: not alive(pid) and not alive(server))


def test_a_parent_that_ends_leaves_nothing_behind_and_says_nothing():
    with script("print(sandbox.run(inmates.tell_self).facts['server'])") as parent:
        out, err = parent.communicate()

    assert (parent.returncode, err) == (0, "")
    assert not alive(int(out))


def test_a_forked_process_has_a_server_of_its_own():
    text = """
        mine = sandbox.run(inmates.tell_self).facts["server"]
        pid = os.fork()
        if pid == 0:
            sys.exit(sandbox.run(inmates.tell_self).facts["server"] == mine)
        assert os.waitpid(pid, 0)[1] == 0
        assert sandbox.run(inmates.tell_self).facts["server"] == mine
        """
    with script(text) as parent:
        _, err = parent.communicate()

    assert (parent.returncode, err) == (0, "")


def test_a_service_manager_that_ends_all_processes_does_not_cut_off_an_upload(sandbox, put):
    server = sandbox.run(inmates.tell_self).facts["server"]

    os.kill(server, signal.SIGTERM)

    assert sandbox.run(tasks.inspect_upload, put(accepted("rgb.png")), UploadLimits())
    assert alive(server)
