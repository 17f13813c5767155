"""Files that come in parts: announced, sent, joined, taken in once, whatever happens on the way."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.request import Request, urlopen

import pytest
from flask import Flask

from dam.database.models import ImageFile, Upload, UploadBatch, User
from dam.ingest import multipart
from dam.services import Services
from dam.worker import main, periodic
from storage_adapters import open_storage
from tests.servers.seaweed import Seaweed
from tests.support.browser import Browser, signed_in
from tests.support.checksums import part_checksum, split_parts
from tests.support.clock import Clock
from tests.support.databases import on_both
from tests.support.multipart import (
    BATCH_TOKEN,
    CHECKSUM_HEADER,
    MULTIPART_PATH,
    TWO_PARTS,
    UPLOAD_PAGE,
    UploadScript,
    half_sent,
    incoming_keys,
    let_days_pass,
    nothing_incoming,
    padded_photograph,
)
from tests.support.room import Room
from tests.support.uploads import stored_images


def test_file_comes_part_by_part_and_is_in(
    upload_script: UploadScript, services: Services, room: Room
):
    upload = upload_script.one()
    assert upload_script.present(upload) == []
    first, second = split_parts(TWO_PARTS)
    link = upload_script.ask(
        "POST", f"/{upload}/1", headers={CHECKSUM_HEADER: part_checksum(first)}
    ).json
    assert link == {
        "url": f"{MULTIPART_PATH}/{upload}/1",
        "headers": {CHECKSUM_HEADER: part_checksum(first)},
    }
    assert upload_script.put(upload, 1, first).status_code == 200
    assert upload_script.present(upload) == [1]
    assert upload_script.put(upload, 2, second).status_code == 200
    answer = upload_script.complete(upload, TWO_PARTS)
    assert answer.mimetype == "application/xml"
    assert f"<Key>{upload}</Key>" in answer.text
    assert incoming_keys(services) == []
    [said] = upload_script.said(upload)
    assert (said["state"], said["name"], said["upload"]) == ("pending", "bild.jpg", upload)
    main.do_all(services)
    [said] = upload_script.said(upload)
    assert said["state"] == "ready"
    assert upload_script.browser.get(str(said["thumbnail"])).mimetype == "image/webp"
    assert upload_script.said("IN-1") == [said]
    received = room.look(1, lambda image: image.file.sha256)
    assert received == hashlib.sha256(TWO_PARTS).hexdigest()


def test_what_has_come_is_found_again(upload_script: UploadScript, services: Services):
    upload = upload_script.one()
    first, second = split_parts(TWO_PARTS)
    upload_script.put(upload, 1, first)
    # Another process, after a reload: the same file is the same upload.
    other = upload_script.on(services)
    assert other.announce(("bild.jpg", TWO_PARTS)) == [{"upload": upload, "done": False}]
    assert other.present(upload) == [1]
    assert other.put(upload, 1, first).status_code == 200
    other.put(upload, 2, second)
    assert other.complete(upload, TWO_PARTS).status_code == 200
    assert other.announce(("bild.jpg", TWO_PARTS)) == [{"upload": upload, "done": True}]


def test_file_is_another_in_another_batch_or_folder_or_after_a_change(upload_script: UploadScript):
    one = upload_script.one()
    [two] = upload_script.announce(("bild.jpg", TWO_PARTS), token="u" * 22)
    [three] = upload_script.announce(("mapp/bild.jpg", TWO_PARTS))
    [four] = upload_script.announce(("bild.jpg", TWO_PARTS + b"x"))
    assert len({one, two["upload"], three["upload"], four["upload"]}) == 4


def test_completing_again_is_answered_alike(upload_script: UploadScript, services: Services):
    upload = upload_script.send(TWO_PARTS)
    assert upload_script.complete(upload, TWO_PARTS).status_code == 200
    assert len(stored_images(services)) == 1
    assert len(upload_script.said(upload)) == 1


@on_both
def test_completing_at_the_same_time_makes_one_image(
    app: Flask, services: Services, persons: dict[str, User]
):
    scripts = [UploadScript(signed_in(app, services, persons["uploader"])) for _ in range(4)]
    upload = scripts[0].one()
    scripts[0].put_all(upload, TWO_PARTS)
    for script in scripts:
        assert script.present(upload) == [1, 2]
    with ThreadPoolExecutor(4) as pool:
        answers = [
            one.status_code
            for one in pool.map(lambda script: script.complete(upload, TWO_PARTS), scripts)
        ]
    assert answers == [200] * 4
    assert scripts[0].complete(upload, TWO_PARTS).status_code == 200
    assert len(stored_images(services)) == 1


def test_whoever_completes_what_another_has_completed_hears_that_it_is_done(
    upload_script: UploadScript, services: Services, monkeypatch: pytest.MonkeyPatch
):
    upload = upload_script.one()
    upload_script.put_all(upload, TWO_PARTS)
    join = multipart.join_upload_parts

    def join_after_another(*of_the_file: Any) -> None:
        monkeypatch.setattr(multipart, "join_upload_parts", join)
        assert upload_script.complete(upload, TWO_PARTS).status_code == 200
        join(*of_the_file)

    monkeypatch.setattr(multipart, "join_upload_parts", join_after_another)
    assert upload_script.complete(upload, TWO_PARTS).status_code == 200
    assert len(stored_images(services)) == 1
    assert incoming_keys(services) == []


def test_interrupted_between_bytes_and_row_it_is_taken_in_the_next_time(
    upload_script: UploadScript, services: Services, monkeypatch: pytest.MonkeyPatch
):
    upload = upload_script.one()
    upload_script.put_all(upload, TWO_PARTS)
    with monkeypatch.context() as patch:
        patch.setattr(main.jobs, "after_commit", lambda *_: 1 / 0)
        assert upload_script.complete(upload, TWO_PARTS).status_code == 500
    assert stored_images(services) == []
    let_days_pass(services)
    periodic.tidy_hourly(services)
    assert incoming_keys(services) == [f"incoming/{upload}"]
    assert upload_script.present(upload) == [1, 2]
    assert upload_script.complete(upload, TWO_PARTS).status_code == 200
    assert len(stored_images(services)) == 1


def test_same_bytes_are_one_image(upload_script: UploadScript, services: Services):
    data = padded_photograph(1)
    upload_script.send(data, "en.jpg")
    upload = upload_script.send(data, "två.jpg")
    [said] = upload_script.said(upload)
    assert (said["state"], said["ref"]) == ("duplicate", "IN-1")
    assert len(stored_images(services)) == 1


def test_file_that_stopped_coming_is_forgotten_with_its_parts(
    upload_script: UploadScript, services: Services, clock: Clock
):
    upload = upload_script.one()
    upload_script.put(upload, 1, split_parts(TWO_PARTS)[0])
    clock.forward(timedelta(hours=2))
    # Another part says that the file is still coming.
    assert upload_script.put(upload, 2, split_parts(TWO_PARTS)[1]).status_code == 200
    clock.forward(timedelta(hours=23))
    periodic.tidy_hourly(services)
    [folder] = half_sent(services)
    assert len(list(folder.iterdir())) == 2
    with services.database.reading() as session:
        assert session.query(Upload).count() == 1
    clock.forward(timedelta(hours=2))
    let_days_pass(services)
    periodic.tidy_hourly(services)
    assert half_sent(services) == []
    with services.database.reading() as session:
        assert session.query(Upload).count() == 0


def test_parts_that_the_store_has_dropped_are_sent_anew(
    upload_script: UploadScript, services: Services
):
    upload = upload_script.one()
    upload_script.put_all(upload, TWO_PARTS)
    let_days_pass(services)
    assert services.storage.sweep(services.clock()) == 1
    assert upload_script.ask("GET", f"/{upload}").status_code == 404
    assert upload_script.put(upload, 1, split_parts(TWO_PARTS)[0]).status_code == 404
    assert upload_script.complete(upload, TWO_PARTS).status_code == 404
    assert upload_script.ask("DELETE", f"/{upload}").status_code == 204
    assert upload_script.send(TWO_PARTS) != upload
    assert len(stored_images(services)) == 1


def test_batch_is_forgotten_in_time_and_its_images_are_not(
    upload_script: UploadScript, services: Services, clock: Clock
):
    upload_script.send(padded_photograph(1))
    clock.forward(timedelta(days=8))
    periodic.tidy_hourly(services)
    with services.database.reading() as session:
        assert session.query(UploadBatch).count() == session.query(Upload).count() == 0
        assert session.query(ImageFile).count() == 1


def test_page_leads_back_to_what_did_not_come(upload_script: UploadScript):
    upload_script.one()
    page = upload_script.browser.get(UPLOAD_PAGE).text
    assert "Du har en omgång där en fil inte hann ända fram." in page
    assert f'href="{UPLOAD_PAGE}/{BATCH_TOKEN}"' in page
    assert "Välj samma filer igen" in upload_script.browser.get(f"{UPLOAD_PAGE}/{BATCH_TOKEN}").text


def test_parts_go_straight_to_a_store_that_browsers_reach(
    uploader: Browser, services: Services, seaweed: Seaweed
):
    storage = open_storage(seaweed.url(public=seaweed.endpoint))
    script = UploadScript(uploader).on(replace(services, storage=storage))
    upload = script.one()
    for n, part in enumerate(split_parts(TWO_PARTS), 1):
        link = script.ask(
            "POST", f"/{upload}/{n}", headers={CHECKSUM_HEADER: part_checksum(part)}
        ).json
        assert link["url"].startswith(seaweed.endpoint)
        headers = link["headers"] | {"Content-Type": ""}
        with urlopen(Request(link["url"], part, headers, method="PUT"), timeout=10) as answer:
            assert answer.status == 200
    assert script.present(upload) == [1, 2]
    assert script.complete(upload, TWO_PARTS).status_code == 200
    assert nothing_incoming(storage)
    [original] = storage.keys("originals/")
    with storage.open(original.key) as file:
        assert file.read() == TWO_PARTS
    assert len(stored_images(services)) == 1


def test_parts_come_through_the_application_to_a_store_that_they_do_not(
    uploader: Browser, services: Services, seaweed: Seaweed
):
    storage = open_storage(seaweed.url())
    script = UploadScript(uploader).on(replace(services, storage=storage))
    upload = script.send(TWO_PARTS)
    assert [one["state"] for one in script.said(upload)] == ["pending"]
    [original] = storage.keys("originals/")
    assert original.size == len(TWO_PARTS)
    assert nothing_incoming(storage)
