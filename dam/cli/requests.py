"""`flask requests export`: what is kept about one address."""

from __future__ import annotations

from pathlib import Path

import click

from dam.cli.command import command, services, writing
from dam.errors import Conflict
from dam.mail.address import one_address
from dam.usage_requests import subject_export


@click.group()
def requests() -> None:
    """The request desk."""


@requests.command("export")
@click.argument("address")
@click.option(
    "--to", "target", type=click.Path(path_type=Path, dir_okay=False), required=True, help="A file."
)
@command
def export(address: str, target: Path) -> None:
    """Write all that is kept about one address to a new file of JSON, for its owner alone."""
    resources = services()
    with writing() as session:
        data = subject_export.extract_subject_data(
            session, one_address(address), resources.letterhead, by=None, now=resources.clock()
        )
        _write_private_file(target, subject_export.format_extract_json(data))
    click.echo(f"{len(data['cases'])} ärenden och {len(data['letters'])} brev står i {target}.")


def _write_private_file(target: Path, text: str) -> None:
    """Write a file that nobody else may read; raises Conflict rather than write one over."""
    try:
        target.touch(mode=0o600, exist_ok=False)
    except FileExistsError as error:
        raise Conflict("{path} finns redan. Välj ett annat namn.", path=target) from error
    except OSError as error:
        raise Conflict("Det går inte att skriva {path}: {why}", path=target, why=error) from error
    target.write_text(text, encoding="utf-8")
