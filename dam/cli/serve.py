"""`flask serve` and `flask work`."""

from __future__ import annotations

import os
import sys

import click
from gunicorn.app import wsgiapp

from config.settings import ROOT, load_settings
from dam.cli import supervisor
from dam.cli.command import command, services
from dam.errors import DamError
from dam.links.staff_paths import STAFF
from dam.services import open_services
from dam.worker import main


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, help="Web processes.")
@command
def serve(port: int, workers: int) -> None:
    """Web and worker together; SIGTERM lets both finish what they have in hand."""
    settings = services().settings
    base_url = settings.base_url
    if "base_url" not in settings.model_fields_set:
        os.environ["DAM_BASE_URL"] = base_url = f"http://127.0.0.1:{port}"
    os.environ |= {"DAM_PORT": str(port), "DAM_WORKERS": str(workers)}
    os.chdir(ROOT)
    # Each process opens its own: connections do not survive a fork.
    services().close()
    click.echo(f"Pressrummet: {base_url}\nRedaktionen: {base_url}{STAFF}")
    supervisor.supervise({"web": _become_gunicorn, "worker": _become_worker})


@click.command()
@command
def work() -> None:
    """Run a worker alone; SIGTERM finishes the task in hand."""
    main.serve_jobs(services())


def _become_gunicorn() -> None:
    """Be gunicorn."""
    del sys.modules["wsgi"]
    sys.argv = ["gunicorn", "-c", str(ROOT / "config" / "gunicorn.conf.py"), "wsgi:app"]
    wsgiapp.run()


def _become_worker() -> None:
    """Be a worker; what stops it is a sentence, as it is for `flask work`."""
    try:
        main.serve_jobs(open_services(load_settings(os.environ)))
    except DamError as error:
        sys.exit(str(error))
