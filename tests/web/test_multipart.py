"""Files that come in parts: announced, sent, joined, taken in once, whatever happens on the way."""

import hashlib
import resource
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from flask import Flask

from dam.database.models import ImageFile, Upload, UploadBatch, User
from dam.ingest import multipart
from dam.ingest.multipart import PART_BYTES
from dam.services import Services
from dam.worker import main, periodic
from storage_adapters import open_storage
from tests.servers.seaweed import Seaweed
from tests.support.browser import Browser, signed_in
from tests.support.checksums import part_checksum, split_parts
from tests.support.clock import Clock
from tests.support.databases import on_both
from tests.support.multipart import (
    ACCEPT_JSON,
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
    stored_images_of,
)
from tests.support.room import Room


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
    assert len(stored_images_of(services)) == 1
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
    assert len(stored_images_of(services)) == 1


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
    assert len(stored_images_of(services)) == 1
    assert incoming_keys(services) == []


def test_interrupted_between_bytes_and_row_it_is_taken_in_the_next_time(
    upload_script: UploadScript, services: Services, monkeypatch: pytest.MonkeyPatch
):
    upload = upload_script.one()
    upload_script.put_all(upload, TWO_PARTS)
    with monkeypatch.context() as patch:
        patch.setattr(main.jobs, "after_commit", lambda *_: 1 / 0)
        assert upload_script.complete(upload, TWO_PARTS).status_code == 500
    assert stored_images_of(services) == []
    let_days_pass(services)
    periodic.tidy_hourly(services)
    assert incoming_keys(services) == [f"incoming/{upload}"]
    assert upload_script.present(upload) == [1, 2]
    assert upload_script.complete(upload, TWO_PARTS).status_code == 200
    assert len(stored_images_of(services)) == 1


def test_same_bytes_are_one_image(upload_script: UploadScript, services: Services):
    data = padded_photograph(1)
    upload_script.send(data, "en.jpg")
    upload = upload_script.send(data, "två.jpg")
    [said] = upload_script.said(upload)
    assert (said["state"], said["ref"]) == ("duplicate", "IN-1")
    assert len(stored_images_of(services)) == 1


def test_part_that_is_not_whole_is_not_kept(upload_script: UploadScript):
    upload = upload_script.one()
    first, second = split_parts(TWO_PARTS)
    assert upload_script.put(upload, 1, first[:-1]).status_code == 400
    assert upload_script.put(upload, 1, bytes(PART_BYTES), part_checksum(first)).status_code == 400
    assert upload_script.put(upload, 1, first, "inte en summa").status_code == 400
    assert upload_script.put(upload, 1, b"x" * 17_000_000).status_code == 413
    assert upload_script.put(upload, 3, second).status_code == 404
    assert upload_script.put(upload, 0, second).status_code == 404
    assert upload_script.present(upload) == []
    assert upload_script.complete(upload, TWO_PARTS).status_code == 503


def test_file_that_changed_on_the_way_is_not_taken_in(
    upload_script: UploadScript, services: Services
):
    upload = upload_script.one()
    first, second = split_parts(TWO_PARTS)
    upload_script.put(upload, 1, first)
    upload_script.put(upload, 1, bytes(PART_BYTES))
    upload_script.put(upload, 2, second)
    answer = upload_script.complete(upload, TWO_PARTS)
    assert (answer.status_code, answer.json["error"]["message"]) == (
        409,
        "Filen har ändrats sedan den började skickas. Den skickas om från början.",
    )
    assert stored_images_of(services) == []
    assert upload_script.ask("DELETE", f"/{upload}").status_code == 204
    assert incoming_keys(services) == []
    assert upload_script.one() != upload


def test_refused_file_says_why_and_may_be_sent_again(
    upload_script: UploadScript, services: Services
):
    data = b"%!PS-Adobe-3.0" + bytes(1000)
    upload = upload_script.one(data)
    upload_script.put_all(upload, data)
    answer = upload_script.complete(upload, data)
    assert answer.status_code == 422
    sentence = "Filen är en PostScript-fil. Spara bilden som JPEG, PNG eller TIFF."
    assert answer.json["error"]["message"] == sentence
    assert incoming_keys(services) == []
    page = upload_script.browser.get(f"{UPLOAD_PAGE}/{BATCH_TOKEN}").text
    assert f"Misslyckades: {sentence}" in page
    assert upload_script.one(data) != upload
    page = upload_script.browser.get(f"{UPLOAD_PAGE}/{BATCH_TOKEN}").text
    assert "Misslyckades: Filen" not in page
    assert "Väntar på resten" in page


def test_file_or_batch_that_is_too_large_is_refused_before_it_comes(
    upload_script: UploadScript, monkeypatch: pytest.MonkeyPatch
):
    def announce(*sizes: int) -> list[str | None]:
        files = [{"path": f"{size}.jpg", "size": size, "modified": 1} for size in sizes]
        answer = upload_script.ask("POST", "", json={"omgang": BATCH_TOKEN, "files": files})
        return [one.get("refused") for one in answer.json["files"]]

    assert announce(200_000_000, 200_000_001, 0) == [
        None,
        "Filen är större än 200 MB, som är det mesta som går att ladda upp.",
        "Filen är tom.",
    ]
    full = "Omgången är full. Börja en ny för resten av filerna."
    assert set(announce(*range(199_999_900, 199_999_930))) == {None, full}
    monkeypatch.setattr(multipart, "MOST_FILES", 1)
    assert announce(5) == ["Omgången är full: 1 filer. Börja en ny."]
    assert announce(200_000_000) == [None]


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        {"omgang": BATCH_TOKEN},
        {"omgang": "kort", "files": []},
        {"omgang": BATCH_TOKEN, "files": [{"path": "", "size": 1, "modified": 1}]},
        {"omgang": BATCH_TOKEN, "files": [{"path": 5, "size": 1, "modified": 1}]},
        {"omgang": BATCH_TOKEN, "files": [{"path": "a", "size": -1, "modified": 1}]},
        {"omgang": BATCH_TOKEN, "files": [{"path": "a", "size": 1.5, "modified": 1}]},
        {"omgang": BATCH_TOKEN, "files": [{"path": "a", "size": 1, "modified": 1 << 60}]},
    ],
)
def test_what_is_announced_is_read_strictly(upload_script: UploadScript, said: object):
    assert upload_script.ask("POST", "", json=said).status_code == 400


def test_upload_belongs_to_its_person(
    upload_script: UploadScript,
    editor: Browser,
    admin: Browser,
    stranger: Browser,
    services: Services,
):
    upload = upload_script.one()
    upload_script.put_all(upload, TWO_PARTS)
    first = split_parts(TWO_PARTS)[0]
    for other in (UploadScript(editor), UploadScript(admin)):
        asked = [
            other.ask("GET", f"/{upload}"),
            other.ask("POST", f"/{upload}/1", headers={CHECKSUM_HEADER: part_checksum(first)}),
            other.put(upload, 1, first),
            other.complete(upload, TWO_PARTS),
            other.ask("DELETE", f"/{upload}"),
            other.browser.get(f"{UPLOAD_PAGE}/{BATCH_TOKEN}", headers=ACCEPT_JSON),
        ]
        assert [answer.status_code for answer in asked] == [404] * 6
    assert stranger.client.get(f"{MULTIPART_PATH}/{upload}", headers=ACCEPT_JSON).status_code == 403
    assert stored_images_of(services) == []
    # The same token of somebody else is a batch of their own.
    UploadScript(editor).one()
    with services.database.reading() as session:
        assert session.query(UploadBatch).count() == 2


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_another_site_cannot_send(upload_script: UploadScript, method: str):
    upload = upload_script.one()
    client = upload_script.browser.client
    first = split_parts(TWO_PARTS)[0] if method == "PUT" else b""
    path = f"{MULTIPART_PATH}/{upload}" + ("/1" if method == "PUT" else "")
    headers = {CHECKSUM_HEADER: part_checksum(first), **ACCEPT_JSON}
    bare = client.open(path, method=method, data=first, headers=headers)
    assert bare.status_code == 400
    theirs = {**headers, "X-CSRFToken": upload_script.csrf, "Origin": "https://ond.example"}
    assert client.open(path, method=method, data=first, headers=theirs).status_code == 403
    assert upload_script.present(upload) == []


def test_full_disk_is_told_and_the_part_is_taken_when_there_is_room(upload_script: UploadScript):
    upload, first = upload_script.one(), split_parts(TWO_PARTS)[0]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, before[1]))
    try:
        answer = upload_script.put(upload, 1, first)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert answer.status_code == 507
    assert answer.json["error"]["message"].startswith("Det finns inte plats för filen just nu.")
    assert upload_script.put(upload, 1, first).status_code == 200


def test_store_that_does_not_answer_is_tried_again(
    upload_script: UploadScript, services: Services, tmp_path: Path
):
    upload, first = upload_script.one(), split_parts(TWO_PARTS)[0]
    (tmp_path / "no-folder").write_bytes(b"")
    away = open_storage(f"file:{tmp_path / 'no-folder'}")
    answer = upload_script.on(replace(services, storage=away)).put(upload, 1, first)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert upload_script.put(upload, 1, first).status_code == 200


def test_what_is_said_of_all_files_reaches_those_that_are_in_and_those_to_come(
    upload_script: UploadScript, room: Room
):
    upload_script.say(creators="Anna Ek", place="Umeå", terms="fri-redaktionell", people="no")
    upload_script.send(padded_photograph(1), "en.jpg")
    room.edit(1, place="Luleå")
    upload_script.send(padded_photograph(2), "två.jpg")
    said = upload_script.say(
        creators="Anna Ek, Kim Berg",
        place="Kiruna",
        date="2026-03",
        terms="fri-med-villkor",
        people="yes",
        digital_source_type="digitalCapture",
    ).json
    assert said["wrong"] == {}
    assert said["saved"].startswith("Sparat ")
    upload_script.send(padded_photograph(3), "tre.jpg")
    for image in stored_images_of(room.services):
        found = room.look(
            image.id,
            lambda one: (
                one.creators,
                one.date_text,
                one.identifiable_people,
                one.digital_source_type,
                one.terms_version.terms.slug,
            ),
        )
        assert found == (
            ["Anna Ek", "Kim Berg"],
            "2026-03",
            1,
            "digitalCapture",
            "fri-med-villkor",
        )
    # What somebody has written on an image is theirs.
    assert [image.place for image in stored_images_of(room.services)] == [
        "Luleå",
        "Kiruna",
        "Kiruna",
    ]
    upload_script.say(creators="", place="")
    assert [image.creators for image in stored_images_of(room.services)] == [[], [], []]
    assert [image.place for image in stored_images_of(room.services)] == ["Luleå", None, None]


def test_published_image_is_left_as_it_is(upload_script: UploadScript, room: Room):
    upload_script.say(place="Umeå", terms="fri-redaktionell")
    upload_script.send(padded_photograph(1))
    room.describe(1, place="Umeå")
    main.do_all(room.services)
    room.publish(1)
    upload_script.say(place="Luleå", terms="kraver-godkannande")
    assert room.look(1, lambda image: image.place) == "Umeå"
    assert room.look(1, lambda image: image.terms_version.terms.slug) == "fri-redaktionell"


def test_word_of_no_use_is_told_and_the_others_are_kept(upload_script: UploadScript, room: Room):
    said = upload_script.say(creators="Anna Ek", date="i våras", terms="finns-inte").json
    assert list(said["wrong"]) == ["date", "terms"]
    upload_script.send(padded_photograph(1))
    assert room.look(1, lambda image: (image.creators, image.date_text)) == (["Anna Ek"], None)
    page = f"{UPLOAD_PAGE}/{BATCH_TOKEN}"
    plain = upload_script.browser.send(page, {"date": "i våras"}, to=f"{page}/uppgifter")
    assert plain.status_code == 400
    assert 'value="i våras"' in plain.text
    plain = upload_script.browser.send(page, {"date": "2026"}, to=f"{page}/uppgifter")
    assert plain.location == f"{page}?klart=sparad"
    assert 'value="2026"' in upload_script.browser.get(plain.location).text


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
    assert len(stored_images_of(services)) == 1


def test_batch_is_forgotten_in_time_and_its_images_are_not(
    upload_script: UploadScript, services: Services, clock: Clock
):
    upload_script.send(padded_photograph(1))
    clock.forward(timedelta(days=8))
    periodic.tidy_hourly(services)
    with services.database.reading() as session:
        assert session.query(UploadBatch).count() == session.query(Upload).count() == 0
        assert session.query(ImageFile).count() == 1


def test_erased_image_takes_along_what_was_said_when_it_came(
    upload_script: UploadScript, room: Room
):
    upload_script.say(creators="Kanariefågel Ek")
    upload_script.send(padded_photograph(1), "kanariefågel.jpg")
    room.describe(1)
    main.do_all(room.services)
    room.publish(1)
    room.withdraw(1)
    room.erase(1)
    with room.services.database.reading() as session:
        assert session.query(Upload).count() == 0
        assert session.query(UploadBatch).one().common == {}


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
    assert len(stored_images_of(services)) == 1


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
