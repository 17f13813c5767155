"""`flask serve` and `flask work`."""

from __future__ import annotations

import click

from dam import supervisor, worker
from dam.cli.door import command, services


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=0, help="Web processes; 0 chooses by the machine.")
@command
def serve(port: int, workers: int) -> None:
    """Web and worker together; SIGTERM lets both finish what they have in hand."""
    raise click.exceptions.Exit(supervisor.run(services().settings, port=port, workers=workers))


@click.command()
@command
def work() -> None:
    """Run a worker alone; SIGTERM finishes the task in hand."""
    worker.serve(services())
