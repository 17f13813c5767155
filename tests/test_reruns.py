"""What fails once and passes alone is FLAKY and no failure; what fails twice is one."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FIRST = "from pathlib import Path\nHERE = Path(__file__).parent\n"
FLICKERS = """
def test_flickers():
    mark = HERE / "mark"
    been_here = mark.exists()
    mark.touch()
    assert been_here, "the first time"
"""
FLICKERS_BEFORE = """
import pytest
@pytest.fixture
def server():
    mark = HERE / "server"
    been_here = mark.exists()
    mark.touch()
    assert been_here, "not up yet"
def test_asks_a_server(server): pass
"""
PASSES = "\ndef test_passes(): pass\n"
FAILS = "\ndef test_fails(): assert not list(HERE.glob('nothing*')), 'never'; assert False\n"


def run(folder: Path, *tests: str, processes: int = 0) -> tuple[int, list[str]]:
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_some.py").write_text(FIRST + "".join(tests))
    asked = ["-q", "-n", str(processes), "-p", "tests.support.reruns", "--rerun-failed"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *asked, folder],
        check=False,
        cwd=folder,
        env={
            "PYTHONPATH": str(ROOT),
            "PATH": "/usr/bin:/bin",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTEST_PLUGINS": "xdist.plugin",
        },
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout.splitlines()


@pytest.mark.parametrize("processes", [0, 2])
def test_what_passes_alone_is_printed_as_flaky_and_the_run_ends_well(
    tmp_path: Path, processes: int
):
    code, lines = run(tmp_path, FLICKERS, FLICKERS_BEFORE, PASSES, processes=processes)
    assert code == 0
    assert lines[-1].startswith("1 passed, 2 flaky in ")
    assert lines[-3:-1] == [
        "FLAKY test_some.py::test_asks_a_server",
        "FLAKY test_some.py::test_flickers",
    ]
    assert "the first time" in "".join(lines)


def test_what_fails_twice_is_a_failure_beside_what_flickers(tmp_path: Path):
    code, lines = run(tmp_path, FLICKERS, FAILS, PASSES)
    assert code == 1
    assert lines[-1].startswith("1 failed, 1 passed, 1 flaky in ")
    assert [line for line in lines if line.startswith("FLAKY")] == [
        "FLAKY test_some.py::test_flickers"
    ]


def test_where_many_fail_nothing_flickers(tmp_path: Path):
    many = "import pytest\n@pytest.mark.parametrize('n', range(21))\n" + FLICKERS.strip()
    many = many.replace("test_flickers()", "test_flickers(n)").replace('"mark"', 'f"mark{n}"')
    code, lines = run(tmp_path, many)
    assert code == 1
    assert lines[-1].startswith("21 failed in ")
