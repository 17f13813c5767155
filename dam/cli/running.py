"""`flask serve` and `flask work`."""

from __future__ import annotations

import os
import sys

import click

from config.settings import ROOT
from dam import worker
from dam.cli.door import command, services


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, help="Web processes.")
@command
def serve(port: int, workers: int) -> None:
    """Web and worker together; SIGTERM lets both finish what they have in hand."""
    services().close()
    # The supervisor takes this process's place: it needs none of what an application loads.
    program = [sys.executable, "-m", "dam.supervisor", str(port), str(workers)]
    os.chdir(ROOT)
    os.execv(sys.executable, program)  # noqa: S606  our own interpreter and module, no shell


@click.command()
@command
def work() -> None:
    """Run a worker alone; SIGTERM finishes the task in hand."""
    worker.serve(services())
