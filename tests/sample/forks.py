"""A process that has loaded the libraries of the product and of pytest, and forks for each run of
tests: a line of arguments in, the child's number out, then its exit code.
"""

import json
import os
import signal
import sys
from importlib import import_module

import pytest

LIBRARIES = (
    *("PIL.Image", "alembic.command", "boto3", "cryptography", "exiv2", "flask", "huey.api"),
    *("hypothesis", "limits", "numpy", "playwright.sync_api", "pydantic_settings"),
    *("snowballstemmer", "sqlalchemy.orm", "structlog"),
)
"""Those that take longest; the product and its tests a child loads itself, with their mistake."""
MOST_SECONDS = 90
"""So long may a child compute; then it is ended by `SIGVTALRM`."""


def main() -> None:
    for name in LIBRARIES:
        import_module(name)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.setsid()
            signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
            sys.exit(_run_tests(json.loads(line)))
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _run_tests(arguments: list[str]) -> int:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nowhere, descriptor)
    return int(pytest.main(arguments))


if __name__ == "__main__":
    main()
