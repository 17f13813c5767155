"""No process that holds secrets lets another of its user look in."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

STARTS = {
    "flask and each web process": "import wsgi",
    "gunicorn alone": (
        "import runpy; runpy.run_path('config/gunicorn.conf.py')['on_starting'](None)"
    ),
    "what is forked": "import os, wsgi; pid = os.fork(); pid and os._exit(os.wait()[1])",
}


@pytest.mark.parametrize("code", STARTS.values(), ids=STARTS)
def test_memory_is_shut(tmp_path: Path, code: str) -> None:
    ask = "import ctypes; print(ctypes.CDLL(None).prctl(3))"  # PR_GET_DUMPABLE

    ran = subprocess.run(
        [sys.executable, "-c", f"{code}; {ask}"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DAM_VAR": str(tmp_path),
            "DAM_DATABASE_URL": f"sqlite:///{tmp_path}/dam.sqlite",
            "DAM_STORAGE_URL": f"file:{tmp_path}/store",
            "DAM_QUEUE_URL": f"sqlite:///{tmp_path}/queue.sqlite",
        },
        capture_output=True,
        text=True,
        check=True,
    )

    assert ran.stdout.strip() == "0"
