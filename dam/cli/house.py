"""`flask init`, `check` and `demo`: the house itself."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import click

from config.settings import ROOT
from dam import first_content, jobs
from dam.catalogue import Description, count_by_state, describe, find_image
from dam.clearance import set_terms
from dam.cli.door import command, services, show, writing
from dam.demo import DemoPicture, paint, pictures
from dam.ingest import accept, strays
from dam.migrations import upgrade
from dam.procedures.publish import publish

IN_PROGRESS = timedelta(minutes=10)


@click.command()
@command
def init() -> None:
    """Bring the database to the newest schema, add the first content, try store and queue."""
    here = services()
    revision = upgrade(here.database.engine)
    click.echo(f"Databasen har schema {revision}.")
    with writing() as session:
        added = first_content.add_missing(session, ROOT / "config", now=here.clock())
    click.echo(f"Första innehåll: {added} nya rader.")
    here.storage.check()
    click.echo("Lagringen svarar.")
    here.queue.check()
    click.echo("Kön svarar.")


@click.command()
@click.option("--repair", is_flag=True, help="Erase strays older than ten minutes.")
@command
def check(repair: bool) -> None:
    """Hold database and store against each other; exit 1 if something is wrong."""
    here = services()
    now = here.clock()
    if repair:
        strays.remove(here.database, here.storage, before=now - IN_PROGRESS)
    with here.database.reading() as session:
        found = strays.check(session, here.storage, before=now - IN_PROGRESS)
        left = Counter(job.kind for job in jobs.left_to_do(session, now))
        states = count_by_state(session)
    show(
        {
            "objects": found.objects,
            "in_progress": found.young,
            "wrong": Counter(one.kind for one in found.wrong),
            "keys": [f"{one.kind} {one.key}" for one in found.wrong],
            "left_to_do": left,
            "images": states,
        }
    )
    if found.wrong or left:
        raise click.exceptions.Exit(1)


@click.command()
@command
def demo() -> None:
    """Add the demonstration pictures, if the catalogue is empty."""
    here = services()
    with here.database.reading() as session:
        if count_by_state(session):
            click.echo("Katalogen har redan bilder. Inga demonstrationsbilder lades till.")
            return
    for picture in pictures():
        _add_demo(picture)
        click.echo(f"{picture.title}: {picture.width} × {picture.height}")


def _add_demo(picture: DemoPicture) -> None:
    here = services()
    with accept.work_folder() as folder:
        path = folder / picture.file_name
        paint(picture, path)
        with path.open("rb") as file:
            received = accept.receive(
                file,
                picture.file_name,
                storage=here.storage,
                sandbox=here.sandbox,
                limits=here.limits,
            )
    with writing() as session:
        now = here.clock()
        taken = accept.register(session, received, storage=here.storage, by=None, now=now)
        image = find_image(session, taken.image_id)
        described = Description(
            title=picture.title,
            caption=picture.caption,
            alt=picture.alt,
            creators=(picture.creator,),
            brand=picture.brand,
            kind=picture.kind,
            place=picture.place or "",
            date_text=picture.date or "",
            topics=picture.topics,
            identifiable_people=0,
        )
        describe(session, image, described, by=None, now=now)
        set_terms(session, image, picture.terms, by=None, now=now)
        publish(session, image, by=None, now=now)
