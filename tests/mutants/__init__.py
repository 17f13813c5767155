"""Mutation of the rights and the gate: what is mutated, and the record of the last run."""

import hashlib
import json
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESULT = HERE / "result.json"
REASONS = HERE / "survivors.toml"


def digest() -> str:
    """Return a digest of the code that is mutated and of the tests that are to kill it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mutmut"]
    patterns = [
        *settings["only_mutate"],
        *(
            one if one.endswith(".py") else f"{one}/*.py"
            for one in settings["pytest_add_cli_args_test_selection"]
        ),
    ]
    whole = hashlib.sha256()
    for path in sorted(path for pattern in patterns for path in ROOT.glob(pattern)):
        whole.update(f"{path.relative_to(ROOT)}\n".encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()


def result() -> dict[str, object]:
    """Return the record: digest, mutants, how many were killed, the changes of the others."""
    return json.loads(RESULT.read_text())


def reasons(path: Path = REASONS) -> dict[str, str]:
    """Return why each mutant that lives may live, by its change."""
    written = tomllib.loads(path.read_text()).get("survivor", [])
    return {one["change"].strip(): one["why"] for one in written}
