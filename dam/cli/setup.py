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
    here = services()
    revision = upgrade_schema(here.database.engine)
    click.echo(f"Databasen har schema {revision}.")
    with writing() as session:
        added = seed.add_missing(session, ROOT / "config", now=here.clock())
        unfit = unfit_overrides.note_unfit(session, now=here.clock())
    click.echo(f"Första innehåll: {added} nya rader.")
    for one in unfit:
        click.echo(one.sentence)
    here.storage.check()
    click.echo("Lagringen svarar.")
    if here.inbox is not None:
        here.inbox.check()
        click.echo("Den bevakade mappen svarar.")
    here.queue.check()
    click.echo("Kön svarar.")
    for sentence in here.sandbox.run(tasks.report_walls).sentences():
        click.echo(sentence)


@click.command()
@click.option("--repair", is_flag=True, help="Erase strays older than ten minutes.")
@command
def check(repair: bool) -> None:
    """Hold database and store against each other, and letters in staff's own words against this
    release; exit 1 if something is wrong.
    """
    here = services()
    now = here.clock()
    if repair:
        orphans.remove_orphans(here.database, here.storage, before=now - IN_PROGRESS)
    with here.database.reading() as session:
        found = orphans.check_stored_files(session, here.storage, before=now - IN_PROGRESS)
        left = Counter(job.kind for job in jobs.left_to_do(session, now))
        states = count_images_by_state(session)
        unfit = [one.sentence for one in unfit_overrides.list_unfit_wordings(session, now)]
    unread = here.spool.unread()
    print_json(
        {
            "objects": found.objects,
            "in_progress": found.young,
            "wrong": Counter(one.kind for one in found.wrong),
            "keys": [f"{one.kind} {one.key}" for one in found.wrong],
            "letters": unfit,
            "unread_downloads": unread,
            "left_to_do": left,
            "images": states,
        }
    )
    if found.wrong or left or unfit or unread:
        raise click.exceptions.Exit(1)
