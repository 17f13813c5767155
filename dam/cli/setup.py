"""`flask init` and `check`: the house itself."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import click

from config.settings import ROOT
from dam.catalogue import count_images_by_state
from dam.cli.command import command, print_json, services, writing
from dam.content import seed
from dam.database import jobs
from dam.database.migrations import upgrade_schema
from dam.imaging import tasks
from dam.ingest import orphans
from dam.mail import unfit_overrides

IN_PROGRESS = timedelta(minutes=10)


@click.command()
@command
def init() -> None:
    """Bring the database to the newest schema, add the first content, try store and queue, and say
    what holds around those who read pictures.
    """
    resources = services()
    revision = upgrade_schema(resources.database.engine)
    click.echo(f"Databasen har schema {revision}.")
    with writing() as session:
        added = seed.add_missing(session, ROOT / "config", now=resources.clock())
        unfit = unfit_overrides.note_unfit(session, now=resources.clock())
    click.echo(f"Första innehåll: {added} nya rader.")
    for wording in unfit:
        click.echo(wording.sentence)
    resources.storage.check()
    click.echo("Lagringen svarar.")
    if resources.inbox is not None:
        resources.inbox.check()
        click.echo("Den bevakade mappen svarar.")
    resources.queue.check()
    click.echo("Kön svarar.")
    for sentence in resources.sandbox.run(tasks.report_walls).sentences():
        click.echo(sentence)


@click.command()
@click.option("--repair", is_flag=True, help="Erase strays older than ten minutes.")
@command
def check(repair: bool) -> None:
    """Compare database and store, and staff's letters with this release; exit 1 if any is wrong."""
    resources = services()
    now = resources.clock()
    if repair:
        orphans.remove_orphans(resources.database, resources.storage, before=now - IN_PROGRESS)
    with resources.database.reading() as session:
        found = orphans.check_stored_files(session, resources.storage, before=now - IN_PROGRESS)
        left = Counter(job.kind for job in jobs.left_to_do(session, now))
        states = count_images_by_state(session)
        unfit = [wording.sentence for wording in unfit_overrides.list_unfit_wordings(session, now)]
    unread = resources.spool.unread()
    print_json(
        {
            "objects": found.objects,
            "in_progress": found.young,
            "wrong": Counter(fault.kind for fault in found.wrong),
            "keys": [f"{fault.kind} {fault.key}" for fault in found.wrong],
            "letters": unfit,
            "unread_downloads": unread,
            "left_to_do": left,
            "images": states,
        }
    )
    if found.wrong or left or unfit or unread:
        raise click.exceptions.Exit(1)
