"""What `make lint` says, beside the other tests: alone it would keep one processor waiting."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_linters_have_nothing_to_say():
    own = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    said = subprocess.run(
        ["make", "--no-print-directory", "lint"],
        cwd=ROOT,
        env=own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr
