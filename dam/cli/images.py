"""`flask image add, list, show, get, publish, withdraw, delete, restore`."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import click

from dam import approval, clearance
from dam.catalogue import describe_now, find_image, find_image_text, list_images, save_description
from dam.catalogue.collections import resolve_collection_slugs
from dam.clearance import NotPublishable
from dam.cli.command import command, print_json, services, writing
from dam.cli.image_json import shown_image
from dam.cli.image_lookup import find_image_by_ref
from dam.delivery import files, press_record
from dam.delivery.stream import copy_to
from dam.errors import DamError, NotFound
from dam.imaging.formats import is_passed_over
from dam.ingest import accept
from dam.lifecycle import draft_bin
from dam.lifecycle.publish import publish_image
from dam.lifecycle.withdraw import Withdrawal, withdraw_image
from dam.links.paths import image_path
from dam.links.refs import image_ref
from dam.rights.image_states import ProcessingState
from dam.rights.origin import CAMERA, ORIGINS
from dam.worker import main

WORKER_SECONDS = 2.0
IN_BIN = "Filen ligger i papperskorgen som IN-{id}. Ta tillbaka den med flask image restore {id}."


@click.group()
def image() -> None:
    """Images of the catalogue."""


@image.command("add")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--title")
@click.option("--caption")
@click.option("--alt")
@click.option("--photographer")
@click.option("--terms", metavar="SLUG")
@click.option(
    "--origin",
    type=click.Choice(list(ORIGINS)),
    default=CAMERA,
    show_default=True,
    help="How the pictures came to be, unless the file states it; AI is always to be stated.",
)
@click.option(
    "--collection", "collections", metavar="SLUG", multiple=True, help="One that is there; several."
)
@click.option("--no-people", is_flag=True)
@click.option("--people-basis")
@click.option("--publish", "and_publish", is_flag=True)
@click.option("--wait", is_flag=True)
@command
def add(files: tuple[Path, ...], *, wait: bool, **options: Any) -> None:
    """Take files in as the upload page would; one JSON object a file."""
    with services().database.reading() as session:
        resolve_collection_slugs(session, options["collections"])
    added = [_add_one(path, options) for path in files if not _is_passed_over(path)]
    if wait:
        _wait_for_worker(
            [result["id"] for result in added if result["id"] and not result["binned"]]
        )
    for result in added:
        if result["binned"]:
            click.echo(IN_BIN.format(id=result["id"]), err=True)
        print_json(result | _state_now(result["id"]))
    if any(result["error"] for result in added):
        raise click.exceptions.Exit(1)


def _is_passed_over(path: Path) -> bool:
    """As in a folder that is uploaded, but for hidden folders: a path says where it begins."""
    seen = [part for part in path.parts[:-1] if not part.startswith(".")]
    return is_passed_over("/".join((*seen, path.name)))


def _add_one(path: Path, options: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "file": str(path),
        "id": None,
        "state": None,
        "url": None,
        "duplicate_of": None,
        "binned": False,
        "error": None,
    }
    try:
        with path.open("rb") as file:
            accepted = _take_in_path(file, path.name)
        result["id"] = accepted.image_id
        result["duplicate_of"] = accepted.image_id if accepted.duplicate else None
        result["binned"] = accepted.duplicate and _is_binned(accepted.image_id)
        if not accepted.duplicate:
            _describe_and_publish(accepted.image_id, options)
    except NotPublishable as error:
        result["error"] = " ".join([str(error), *(item.sentence for item in error.missing)])
    except DamError as error:
        result["error"] = str(error)
    except OSError as error:
        result["error"] = f"Filen gick inte att läsa: {error.strerror}."
    return result


def _take_in_path(file: BinaryIO, name: str) -> accept.RegisteredImage:
    resources = services()
    received = resources.receiver.receive_file(file, name)
    with writing() as session:
        return accept.register_image(
            session, received, storage=resources.storage, by=None, now=resources.clock()
        )


def _describe_and_publish(image_id: int, options: dict[str, Any]) -> None:
    now = services().clock()
    with writing() as session:
        found = find_image(session, image_id)
        named = ("title", "caption", "alt", "collections")
        words = {name: options[name] for name in named if options[name]}
        if options["photographer"]:
            words["creators"] = (options["photographer"],)
        if options["no_people"]:
            words["identifiable_people"] = 0
        elif options["people_basis"]:
            words |= {"identifiable_people": 1, "people_basis": options["people_basis"]}
        before = describe_now(found)
        words["digital_source_type"] = before.digital_source_type or options["origin"]
        described = replace(before, **words)
        save_description(session, found, described, by=None, now=now)
        if options["terms"]:
            clearance.set_terms(session, found, options["terms"], by=None, now=now)
    if options["and_publish"]:
        with writing() as session:
            found = find_image(session, image_id)
            seen = approval.compute_fingerprint(session, found)
            publish_image(session, found, seen=seen, by=None, now=now)


def _wait_for_worker(image_ids: list[int]) -> None:
    """Wait for the worker, and do the images' work here where none takes it within 2 s."""
    ends = time.monotonic() + WORKER_SECONDS
    for image_id in image_ids:
        while left := _left_to_do(image_id):
            if time.monotonic() > ends and not _is_held(image_id):
                main.HANDLERS[left](services(), image_id)
            else:
                time.sleep(0.1)


def _left_to_do(image_id: int) -> str | None:
    """Return the kind of job that waits for the image's sizes, then for its crops."""
    with services().database.reading() as session:
        found = find_image(session, image_id)
        if found.processing == ProcessingState.PENDING:
            return "image"
        return "crops" if found.crops_due else None


def _is_held(image_id: int) -> bool:
    with services().database.reading() as session:
        found = find_image(session, image_id)
        lease = found.processing_lease or found.crops_lease
    return lease is not None and lease > services().clock()


def _is_binned(image_id: int) -> bool:
    with services().database.reading() as session:
        return find_image(session, image_id, binned=True).binned_at is not None


def _state_now(image_id: int | None) -> dict[str, Any]:
    if image_id is None:
        return {}
    with services().database.reading() as session:
        found = find_image(session, image_id, binned=True)
        url = services().settings.base_url + image_path(found.id, find_image_text(found).title)
        return {"state": found.state, "url": url}


@image.command("list")
@click.option("--state")
@command
def list_(state: str | None) -> None:
    """One JSON object a line: id, state, title, sha256."""
    before: int | None = None
    with services().database.reading() as session:
        while found := list_images(session, state=state, before=before):
            for row in found:
                sha256 = row.file.sha256 if row.file else None
                title = find_image_text(row).title or None
                print_json({"id": row.id, "state": row.state, "title": title, "sha256": sha256})
            before = found[-1].id


@image.command("show")
@click.argument("image_id", metavar="ID")
@command
def show_(image_id: str) -> None:
    """One JSON object with all that is known of the image."""
    with services().database.reading() as session:
        print_json(shown_image(find_image_by_ref(session, image_id), services()))


@image.command("get")
@click.argument("image_id", metavar="ID")
@click.option("--size", default="original")
@click.option("--to", "target", required=True, type=click.Path(path_type=Path, dir_okay=False))
@command
def get(image_id: str, size: str, target: Path) -> None:
    """Write a size of the image to a file, as it would be delivered now."""
    resources = services()
    with resources.database.reading() as session:
        found = find_image_by_ref(session, image_id)
        if size == "received":
            if found.file is None:
                raise NotFound("Bilden har ingen fil.")
            with resources.storage.open(found.file.key) as source, target.open("wb") as file:
                copy_to(file, source)
            return
        record = press_record.build_metadata(found, resources.site, resources.clock())
        leaving = files.prepare_named_size(found, record, size)
    with target.open("wb") as file:
        for block in leaving.blocks(resources.storage):
            file.write(block)


@image.command("publish")
@click.argument("image_id", metavar="ID")
@command
def publish_(image_id: str) -> None:
    """Publish, or exit 1 with what is missing."""
    with writing() as session:
        found = find_image_by_ref(session, image_id)
        try:
            seen = approval.compute_fingerprint(session, found)
            publish_image(session, found, seen=seen, by=None, now=services().clock())
        except NotPublishable as error:
            reasons = "\n".join(f"{item.code}: {item.sentence}" for item in error.missing)
            raise click.ClickException(f"{error}\n{reasons}") from error
        click.echo(f"{image_ref(found.id)} är publicerad.")


@image.command("withdraw")
@click.argument("image_id", metavar="ID")
@click.option("--reason", required=True, metavar="CODE")
@command
def withdraw_(image_id: str, reason: str) -> None:
    """Shut every address of the image at once."""
    with writing() as session:
        found = find_image_by_ref(session, image_id)
        withdraw_image(session, found, Withdrawal(reason), by=None, now=services().clock())
        click.echo(f"{image_ref(found.id)} är återkallad.")


@image.command("delete")
@click.argument("image_ids", metavar="ID...", nargs=-1, required=True)
@command
def delete(image_ids: tuple[str, ...]) -> None:
    """Put drafts in the bin, all of them or none; they can be brought back for 30 days."""
    with writing() as session:
        for text in image_ids:
            found = find_image_by_ref(session, text, held=True)
            draft_bin.put_in_bin(session, found, user=None, now=services().clock())
            click.echo(f"{image_ref(found.id)} ligger i papperskorgen.")


@image.command("restore")
@click.argument("image_ids", metavar="ID...", nargs=-1, required=True)
@command
def restore(image_ids: tuple[str, ...]) -> None:
    """Bring drafts back from the bin as they were, all of them or none."""
    with writing() as session:
        for text in image_ids:
            found = find_image_by_ref(session, text, held=True, binned=True)
            draft_bin.restore_from_bin(session, found, by=None, now=services().clock())
            click.echo(f"{image_ref(found.id)} är tillbaka.")
