"""How much may be on its way, and what stays free on the disks: told at every door for files."""

import io
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from config.settings import Settings
from dam.cli import register_commands
from dam.database.models import Image, Person, PersonBasis, Upload, User
from dam.errors import Misconfigured, NoRoom
from dam.services import Services, open_services
from dam.system.disks import Disks
from dam.web.app import create_app
from dam.worker import hot_folder
from storage_adapters import open_inbox
from tests.support import multipart, uploads, versions
from tests.support.browser import Browser, signed_in
from tests.support.room import Room

FULL = "Det finns inte plats för filen just nu."
TOO_MUCH = "Du har för mycket på väg in samtidigt: högst 0,0001 GB går åt gången."
QUOTA = 100_000
PDF = b"%PDF-1.7 avtal"


def app_with(services: Services, *, least: int | None = None, quota: int | None = None) -> Flask:
    """The application on a disk of which so much is to stay free, or with a small quota."""
    if least is not None:
        services = replace(services, disks=Disks([services.settings.var], least))
    if quota is not None:
        settings = services.settings.model_copy(update={"quota_bytes": quota})
        services = replace(services, settings=settings)
    app = create_app(services)
    register_commands(app)
    return app


def whole_disk(services: Services) -> int:
    return shutil.disk_usage(services.settings.var).total


def add_basis(room: Room) -> tuple[int, int]:
    """A person with a basis that has no document."""

    def work(session, now):
        person = Person(name="Ada", created_at=now)
        session.add(person)
        session.flush()
        basis = PersonBasis(
            person_id=person.id,
            kind="consent",
            uses=["editorial"],
            given_on=now.date(),
            created_at=now,
        )
        session.add(basis)
        session.flush()
        return person.id, basis.id

    return room.change(work)


def send(door: str, person: Browser, room: Room):
    """Send a file beyond the quota by a door; returns the answer."""
    data = multipart.padded_photograph(1, QUOTA + 1)
    if door == "form":
        return uploads.post_files(person, uploads.upload_form(person), (data, "en.jpg"))
    if door == "announcement":
        script = multipart.UploadScript(person)
        said = {
            "omgang": multipart.BATCH_TOKEN,
            "files": [{"path": "en.jpg", "size": len(data), "modified": 1}],
        }
        return script.ask("POST", "", json=said)
    if door == "version":
        return versions.send_version(person, 1, data)
    one, basis = add_basis(room)
    page = f"/redaktion/samtycken/{one}"
    return person.client.post(
        f"{page}/grunder/{basis}/dokument",
        data={"csrf_token": person.token(page), "document": (io.BytesIO(PDF + data), "avtal.pdf")},
    )


def said_in(answer) -> str:
    return answer.json["error"]["message"] if answer.is_json else answer.text


DOORS = pytest.mark.parametrize("door", ["form", "announcement", "version", "document"])


@DOORS
def test_every_door_of_the_web_keeps_the_floor(
    services: Services, room: Room, persons: dict[str, User], door: str
):
    room.add()
    before = list(services.storage.keys())
    app = app_with(services, least=whole_disk(services))
    answer = send(door, signed_in(app, services, persons["editor"]), room)
    assert answer.status_code == 507
    assert FULL in said_in(answer)
    assert list(services.storage.keys()) == before
    app = app_with(services, least=0)
    assert send(door, signed_in(app, services, persons["editor"]), room).status_code < 400


@DOORS
def test_every_door_of_the_web_keeps_the_quota(
    services: Services, room: Room, persons: dict[str, User], door: str
):
    room.add()
    before = list(services.storage.keys())
    app = app_with(services, quota=QUOTA)
    answer = send(door, signed_in(app, services, persons["editor"]), room)
    assert answer.status_code == 413
    assert TOO_MUCH in said_in(answer)
    assert list(services.storage.keys()) == before


def test_what_is_on_its_way_counts_for_its_sender_until_it_is_in(
    services: Services, persons: dict[str, User]
):
    app = app_with(services, quota=QUOTA)
    script = multipart.UploadScript(signed_in(app, services, persons["uploader"]))
    large = multipart.padded_photograph(1, 60_000), multipart.padded_photograph(2, 60_000)
    first, second = script.announce(("en.jpg", large[0]), ("två.jpg", large[1]))
    assert "upload" in first
    assert second["refused"].startswith(TOO_MUCH)
    other = multipart.UploadScript(signed_in(app, services, persons["editor"]))
    assert "upload" in other.announce(("två.jpg", large[1]))[0]
    again = script.ask(
        "POST",
        "",
        json={
            "omgang": "u" * 22,
            "files": [{"path": "två.jpg", "size": len(large[1]), "modified": 1}],
        },
    )
    assert again.status_code == 413
    # Announced before, it is the same one; whole, it counts no more.
    assert script.announce(("en.jpg", large[0])) == [first]
    script.put_all(str(first["upload"]), large[0])
    assert script.complete(str(first["upload"]), large[0]).status_code == 200
    assert "upload" in script.announce(("två.jpg", large[1]))[0]
    with services.database.reading() as session:
        assert session.query(Upload).count() == 3


def test_a_part_is_not_read_where_a_disk_is_full(services: Services, persons: dict[str, User]):
    person = signed_in(app_with(services, least=0), services, persons["uploader"])
    script, data = multipart.UploadScript(person), multipart.padded_photograph(1)
    upload = script.one(data)
    full = app_with(services, least=whole_disk(services))
    late = multipart.UploadScript(signed_in(full, services, persons["uploader"]))
    answer = late.put(upload, 1, data)
    assert (answer.status_code, answer.json["error"]["code"]) == (507, "no_room")
    script.put_all(upload, data)
    assert late.complete(upload, data).status_code == 507
    assert script.complete(upload, data).status_code == 200


def test_the_watched_folder_waits_until_there_is_room(services: Services, tmp_path: Path):
    folder = tmp_path / "inkommande"
    folder.mkdir()
    (folder / "en.jpg").write_bytes(uploads.small_photograph(1))
    inbox = open_inbox(f"file:{folder}")
    full = replace(services, disks=Disks([tmp_path], whole_disk_of(tmp_path)))
    for here, left in ((full, 1), (services, 0)):
        watch = hot_folder.Watch(here, inbox)
        watch.look()
        watch.look()
        assert len(list(folder.rglob("*.jpg"))) == left
    with services.database.reading() as session:
        assert session.query(Image).count() == 1


def test_the_command_says_it(services: Services, tmp_path: Path):
    path = tmp_path / "en.jpg"
    path.write_bytes(uploads.small_photograph(1))
    for least, error in ((whole_disk(services), True), (0, False)):
        done = (
            app_with(services, least=least)
            .test_cli_runner()
            .invoke(args=["image", "add", str(path)])
        )
        [said] = [json.loads(line) for line in done.stdout.splitlines()]
        assert (said["error"] is not None) is error
        assert re.search(FULL, said["error"] or FULL)


def whole_disk_of(path: Path) -> int:
    return shutil.disk_usage(path).total


def test_what_a_file_leaves_free_is_what_counts(tmp_path: Path):
    free = shutil.disk_usage(tmp_path).free
    disks = Disks([tmp_path / "not" / "yet"], 0)
    disks.ensure_room(free // 2)
    with pytest.raises(NoRoom):
        disks.ensure_room(2 * free)
    Disks([], 1 << 70).ensure_room(1 << 70)


def test_more_than_a_disk_has_stops_the_start(settings: Settings, tmp_path: Path):
    own = {"free_bytes": whole_disk_of(tmp_path) + 1, "var": tmp_path / "var"}
    with pytest.raises(Misconfigured, match="DAM_FREE_BYTES: is more than the disk of"):
        open_services(settings.model_copy(update=own))
