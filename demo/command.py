"""`flask demo`: the demonstration pictures, through the same doors as every upload."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import click

from dam import approval
from dam.catalogue import Description, count_images_by_state, find_image, save_description
from dam.clearance import set_terms
from dam.cli.command import command, services, writing
from dam.ingest import accept
from dam.lifecycle.publish import publish_image
from dam.rights.origin import DRAWN
from dam.services import Services
from dam.worker import main
from demo import DemoPicture, paint, pictures


@click.command()
@command
def demo() -> None:
    """Add the demonstration pictures, if the catalogue is empty."""
    resources = services()
    with resources.database.reading() as session:
        if count_images_by_state(session):
            click.echo("Katalogen har redan bilder. Inga demonstrationsbilder lades till.")
            return
    # While one picture is painted, the sizes of the one before are made in the sandbox.
    with ThreadPoolExecutor(1) as hands:
        made = []
        for picture in pictures():
            made.append(hands.submit(_make_demo_image, resources, _add_demo(picture)))
            click.echo(f"{picture.title}: {picture.width} × {picture.height}")
        for job in made:
            job.result()


def _make_demo_image(resources: Services, image_id: int) -> None:
    main.make_sizes(resources, image_id)
    main.make_crops(resources, image_id)


def _add_demo(picture: DemoPicture) -> int:
    resources = services()
    with accept.work_folder() as folder:
        path = folder / picture.file_name
        paint(picture, path)
        with path.open("rb") as file:
            received = resources.receiver.receive_file(file, picture.file_name)
    with writing() as session:
        now = resources.clock()
        storage = resources.storage
        taken = accept.register_image(session, received, storage=storage, by=None, now=now)
        image = find_image(session, taken.image_id)
        described = Description(
            title=picture.title,
            headline=picture.headline or "",
            caption=picture.caption,
            alt=picture.alt,
            creators=(picture.creator,),
            brand=picture.brand,
            kind=picture.kind,
            place=picture.place or "",
            date_text=picture.date or "",
            topics=picture.topics,
            collections=picture.collections,
            identifiable_people=0,
            digital_source_type=DRAWN,
        )
        save_description(session, image, described, by=None, now=now)
        set_terms(session, image, picture.terms, by=None, now=now)
        seen = approval.compute_fingerprint(session, image)
        publish_image(session, image, seen=seen, by=None, now=now)
    return taken.image_id
