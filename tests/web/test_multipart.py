"""Files that come in parts: announced, sent, joined, taken in once, whatever happens on the way."""

import hashlib
import os
import re
import resource
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from dam.database.models import Image, ImageFile, Upload, UploadBatch, User
from dam.ingest import multipart
from dam.ingest.multipart import PART_BYTES
from dam.services import Services
from dam.web.app import create_app
from dam.worker import main, periodic
from storage_adapters import open_storage
from storage_adapters.contract import Storage
from tests.conftest import Clock
from tests.databases import on_both
from tests.imaging import samples
from tests.room import Room
from tests.servers.seaweed import Seaweed
from tests.storage.content import leftovers
from tests.sums import parts_of, sum_of, sum_of_all
from tests.web.conftest import Browser, signed_in

VERBS = "/redaktion/uppladdningar"
PAGE = "/redaktion/ladda-upp"
TOKEN = "t" * 22
JSON = {"Accept": "application/json"}
SUM = "x-amz-checksum-sha256"


def photograph(seed: int, size: int = 0) -> bytes:
    """A small photograph, with a tail that makes it as large as wanted."""
    made = samples.save(samples.photograph(120, 80, seed), "JPEG", quality=80)
    return made + hashlib.shake_256(made).digest(max(0, size - len(made)))


TWO_PARTS = photograph(1, PART_BYTES + 1000)


@dataclass
class Script:
    """What the page's script does, by hand."""

    browser: Browser
    csrf: str = ""

    def on(self, services: Services) -> "Script":
        """The same person in another process."""
        browser = Browser(create_app(services).test_client())
        browser.client._cookies = self.browser.client._cookies
        return replace(self, browser=browser)

    def ask(self, method: str, path: str, **more: object) -> TestResponse:
        self.csrf = self.csrf or self.browser.token(PAGE)
        headers = {"X-CSRFToken": self.csrf, **JSON, **more.pop("headers", {})}
        return self.browser.client.open(VERBS + path, method=method, headers=headers, **more)

    def announce(self, *files: tuple[str, bytes], token: str = TOKEN) -> list[dict[str, object]]:
        said = [{"path": path, "size": len(data), "modified": 1} for path, data in files]
        answer = self.ask("POST", "", json={"omgang": token, "files": said})
        assert answer.status_code == 200, answer.text
        return answer.json["files"]

    def one(self, data: bytes = TWO_PARTS, path: str = "bild.jpg") -> str:
        [said] = self.announce((path, data))
        return str(said["upload"])

    def put(self, upload: str, n: int, part: bytes, sum_: str = "") -> TestResponse:
        headers = {SUM: sum_ or sum_of(part)}
        return self.ask("PUT", f"/{upload}/{n}", data=part, headers=headers)

    def put_all(self, upload: str, data: bytes) -> None:
        for n, part in enumerate(parts_of(data), 1):
            answer = self.put(upload, n, part)
            assert (answer.status_code, answer.headers["ETag"]) == (200, f'"{n}"')

    def present(self, upload: str) -> list[int]:
        found = re.findall(r"<PartNumber>(\d+)</PartNumber>", self.ask("GET", f"/{upload}").text)
        return [int(n) for n in found]

    def complete(self, upload: str, data: bytes) -> TestResponse:
        return self.ask("POST", f"/{upload}", headers={SUM: sum_of_all(data)})

    def send(self, data: bytes, path: str = "bild.jpg") -> str:
        upload = self.one(data, path)
        self.put_all(upload, data)
        assert self.complete(upload, data).status_code == 200
        return upload

    def said(self, *uploads: str) -> list[dict[str, object]]:
        query = "&".join(f"fil={one}" for one in uploads)
        return self.browser.get(f"{PAGE}/{TOKEN}?{query}", headers=JSON).json["files"]

    def say(self, **words: str) -> TestResponse:
        form = {"csrf_token": self.browser.token(PAGE), **words}
        return self.browser.client.post(f"{PAGE}/{TOKEN}/uppgifter", data=form, headers=JSON)


@pytest.fixture
def script(uploader: Browser) -> Script:
    return Script(uploader)


def images(services: Services) -> list[Image]:
    with services.database.reading() as session:
        return list(session.query(Image).order_by(Image.id))


def incoming(services: Services) -> list[str]:
    return [one.key for one in services.storage.keys("incoming/")]


def test_file_comes_part_by_part_and_is_in(script: Script, services: Services, room: Room):
    upload = script.one()
    assert script.present(upload) == []
    first, second = parts_of(TWO_PARTS)
    link = script.ask("POST", f"/{upload}/1", headers={SUM: sum_of(first)}).json
    assert link == {"url": f"{VERBS}/{upload}/1", "headers": {SUM: sum_of(first)}}
    assert script.put(upload, 1, first).status_code == 200
    assert script.present(upload) == [1]
    assert script.put(upload, 2, second).status_code == 200
    answer = script.complete(upload, TWO_PARTS)
    assert answer.mimetype == "application/xml"
    assert f"<Key>{upload}</Key>" in answer.text
    assert incoming(services) == []
    [said] = script.said(upload)
    assert (said["state"], said["name"], said["upload"]) == ("pending", "bild.jpg", upload)
    main.do_all(services)
    [said] = script.said(upload)
    assert said["state"] == "ready"
    assert script.browser.get(str(said["thumbnail"])).mimetype == "image/webp"
    assert script.said("IN-1") == [said]
    received = room.look(1, lambda image: image.file.sha256)
    assert received == hashlib.sha256(TWO_PARTS).hexdigest()


def test_what_has_come_is_found_again(script: Script, services: Services):
    upload = script.one()
    first, second = parts_of(TWO_PARTS)
    script.put(upload, 1, first)
    # Another process, after a reload: the same file is the same upload.
    other = script.on(services)
    assert other.announce(("bild.jpg", TWO_PARTS)) == [{"upload": upload, "done": False}]
    assert other.present(upload) == [1]
    assert other.put(upload, 1, first).status_code == 200
    other.put(upload, 2, second)
    assert other.complete(upload, TWO_PARTS).status_code == 200
    assert other.announce(("bild.jpg", TWO_PARTS)) == [{"upload": upload, "done": True}]


def test_file_is_another_in_another_batch_or_folder_or_after_a_change(script: Script):
    one = script.one()
    [two] = script.announce(("bild.jpg", TWO_PARTS), token="u" * 22)
    [three] = script.announce(("mapp/bild.jpg", TWO_PARTS))
    [four] = script.announce(("bild.jpg", TWO_PARTS + b"x"))
    assert len({one, two["upload"], three["upload"], four["upload"]}) == 4


def test_completing_again_is_answered_alike(script: Script, services: Services):
    upload = script.send(TWO_PARTS)
    assert script.complete(upload, TWO_PARTS).status_code == 200
    assert len(images(services)) == 1
    assert len(script.said(upload)) == 1


@on_both
def test_completing_at_the_same_time_makes_one_image(
    app: Flask, services: Services, persons: dict[str, User]
):
    scripts = [Script(signed_in(app, services, persons["uploader"])) for _ in range(4)]
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
    assert len(images(services)) == 1


def test_whoever_completes_what_another_has_completed_hears_that_it_is_done(
    script: Script, services: Services, monkeypatch: pytest.MonkeyPatch
):
    upload = script.one()
    script.put_all(upload, TWO_PARTS)
    join = multipart.join_upload_parts

    def join_after_another(*of_the_file: Any) -> None:
        monkeypatch.setattr(multipart, "join_upload_parts", join)
        assert script.complete(upload, TWO_PARTS).status_code == 200
        join(*of_the_file)

    monkeypatch.setattr(multipart, "join_upload_parts", join_after_another)
    assert script.complete(upload, TWO_PARTS).status_code == 200
    assert len(images(services)) == 1
    assert incoming(services) == []


def test_interrupted_between_bytes_and_row_it_is_taken_in_the_next_time(
    script: Script, services: Services, monkeypatch: pytest.MonkeyPatch
):
    upload = script.one()
    script.put_all(upload, TWO_PARTS)
    with monkeypatch.context() as patch:
        patch.setattr(main.jobs, "after_commit", lambda *_: 1 / 0)
        assert script.complete(upload, TWO_PARTS).status_code == 500
    assert images(services) == []
    let_days_pass(services)
    periodic.tidy_hourly(services)
    assert incoming(services) == [f"incoming/{upload}"]
    assert script.present(upload) == [1, 2]
    assert script.complete(upload, TWO_PARTS).status_code == 200
    assert len(images(services)) == 1


def test_same_bytes_are_one_image(script: Script, services: Services):
    data = photograph(1)
    script.send(data, "en.jpg")
    upload = script.send(data, "två.jpg")
    [said] = script.said(upload)
    assert (said["state"], said["ref"]) == ("duplicate", "IN-1")
    assert len(images(services)) == 1


def test_part_that_is_not_whole_is_not_kept(script: Script):
    upload = script.one()
    first, second = parts_of(TWO_PARTS)
    assert script.put(upload, 1, first[:-1]).status_code == 400
    assert script.put(upload, 1, bytes(PART_BYTES), sum_of(first)).status_code == 400
    assert script.put(upload, 1, first, "inte en summa").status_code == 400
    assert script.put(upload, 1, b"x" * 17_000_000).status_code == 413
    assert script.put(upload, 3, second).status_code == 404
    assert script.put(upload, 0, second).status_code == 404
    assert script.present(upload) == []
    assert script.complete(upload, TWO_PARTS).status_code == 503


def test_file_that_changed_on_the_way_is_not_taken_in(script: Script, services: Services):
    upload = script.one()
    first, second = parts_of(TWO_PARTS)
    script.put(upload, 1, first)
    script.put(upload, 1, bytes(PART_BYTES))
    script.put(upload, 2, second)
    answer = script.complete(upload, TWO_PARTS)
    assert (answer.status_code, answer.json["error"]["message"]) == (
        409,
        "Filen har ändrats sedan den började skickas. Den skickas om från början.",
    )
    assert images(services) == []
    assert script.ask("DELETE", f"/{upload}").status_code == 204
    assert incoming(services) == []
    assert script.one() != upload


def test_refused_file_says_why_and_may_be_sent_again(script: Script, services: Services):
    data = b"%!PS-Adobe-3.0" + bytes(1000)
    upload = script.one(data)
    script.put_all(upload, data)
    answer = script.complete(upload, data)
    assert answer.status_code == 422
    sentence = "Filen är en PostScript-fil. Spara bilden som JPEG, PNG eller TIFF."
    assert answer.json["error"]["message"] == sentence
    assert incoming(services) == []
    page = script.browser.get(f"{PAGE}/{TOKEN}").text
    assert f"Misslyckades: {sentence}" in page
    assert script.one(data) != upload
    page = script.browser.get(f"{PAGE}/{TOKEN}").text
    assert "Misslyckades: Filen" not in page
    assert "Väntar på resten" in page


def test_file_or_batch_that_is_too_large_is_refused_before_it_comes(
    script: Script, monkeypatch: pytest.MonkeyPatch
):
    def announce(*sizes: int) -> list[str | None]:
        files = [{"path": f"{size}.jpg", "size": size, "modified": 1} for size in sizes]
        answer = script.ask("POST", "", json={"omgang": TOKEN, "files": files})
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
        {"omgang": TOKEN},
        {"omgang": "kort", "files": []},
        {"omgang": TOKEN, "files": [{"path": "", "size": 1, "modified": 1}]},
        {"omgang": TOKEN, "files": [{"path": 5, "size": 1, "modified": 1}]},
        {"omgang": TOKEN, "files": [{"path": "a", "size": -1, "modified": 1}]},
        {"omgang": TOKEN, "files": [{"path": "a", "size": 1.5, "modified": 1}]},
        {"omgang": TOKEN, "files": [{"path": "a", "size": 1, "modified": 1 << 60}]},
    ],
)
def test_what_is_announced_is_read_strictly(script: Script, said: object):
    assert script.ask("POST", "", json=said).status_code == 400


def test_upload_belongs_to_its_person(
    script: Script, editor: Browser, admin: Browser, stranger: Browser, services: Services
):
    upload = script.one()
    script.put_all(upload, TWO_PARTS)
    first = parts_of(TWO_PARTS)[0]
    for other in (Script(editor), Script(admin)):
        asked = [
            other.ask("GET", f"/{upload}"),
            other.ask("POST", f"/{upload}/1", headers={SUM: sum_of(first)}),
            other.put(upload, 1, first),
            other.complete(upload, TWO_PARTS),
            other.ask("DELETE", f"/{upload}"),
            other.browser.get(f"{PAGE}/{TOKEN}", headers=JSON),
        ]
        assert [answer.status_code for answer in asked] == [404] * 6
    assert stranger.client.get(f"{VERBS}/{upload}", headers=JSON).status_code == 403
    assert images(services) == []
    # The same token of somebody else is a batch of their own.
    Script(editor).one()
    with services.database.reading() as session:
        assert session.query(UploadBatch).count() == 2


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_another_site_cannot_send(script: Script, method: str):
    upload = script.one()
    client = script.browser.client
    first = parts_of(TWO_PARTS)[0] if method == "PUT" else b""
    path = f"{VERBS}/{upload}" + ("/1" if method == "PUT" else "")
    headers = {SUM: sum_of(first), **JSON}
    bare = client.open(path, method=method, data=first, headers=headers)
    assert bare.status_code == 400
    theirs = {**headers, "X-CSRFToken": script.csrf, "Origin": "https://ond.example"}
    assert client.open(path, method=method, data=first, headers=theirs).status_code == 403
    assert script.present(upload) == []


def test_full_disk_is_told_and_the_part_is_taken_when_there_is_room(script: Script):
    upload, first = script.one(), parts_of(TWO_PARTS)[0]
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, before[1]))
    try:
        answer = script.put(upload, 1, first)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert answer.status_code == 507
    assert answer.json["error"]["message"].startswith("Det finns inte plats för filen just nu.")
    assert script.put(upload, 1, first).status_code == 200


def test_store_that_does_not_answer_is_tried_again(
    script: Script, services: Services, tmp_path: Path
):
    upload, first = script.one(), parts_of(TWO_PARTS)[0]
    (tmp_path / "no-folder").write_bytes(b"")
    away = open_storage(f"file:{tmp_path / 'no-folder'}")
    answer = script.on(replace(services, storage=away)).put(upload, 1, first)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert script.put(upload, 1, first).status_code == 200


def test_what_is_said_of_all_files_reaches_those_that_are_in_and_those_to_come(
    script: Script, room: Room
):
    script.say(creators="Anna Ek", place="Umeå", terms="fri-redaktionell", people="no")
    script.send(photograph(1), "en.jpg")
    room.edit(1, place="Luleå")
    script.send(photograph(2), "två.jpg")
    said = script.say(
        creators="Anna Ek, Kim Berg",
        place="Kiruna",
        date="2026-03",
        terms="fri-med-villkor",
        people="yes",
        digital_source_type="digitalCapture",
    ).json
    assert said["wrong"] == {}
    assert said["saved"].startswith("Sparat ")
    script.send(photograph(3), "tre.jpg")
    for image in images(room.services):
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
    assert [image.place for image in images(room.services)] == ["Luleå", "Kiruna", "Kiruna"]
    script.say(creators="", place="")
    assert [image.creators for image in images(room.services)] == [[], [], []]
    assert [image.place for image in images(room.services)] == ["Luleå", None, None]


def test_published_image_is_left_as_it_is(script: Script, room: Room):
    script.say(place="Umeå", terms="fri-redaktionell")
    script.send(photograph(1))
    room.describe(1, place="Umeå")
    main.do_all(room.services)
    room.publish(1)
    script.say(place="Luleå", terms="kraver-godkannande")
    assert room.look(1, lambda image: image.place) == "Umeå"
    assert room.look(1, lambda image: image.terms_version.terms.slug) == "fri-redaktionell"


def test_word_of_no_use_is_told_and_the_others_are_kept(script: Script, room: Room):
    said = script.say(creators="Anna Ek", date="i våras", terms="finns-inte").json
    assert list(said["wrong"]) == ["date", "terms"]
    script.send(photograph(1))
    assert room.look(1, lambda image: (image.creators, image.date_text)) == (["Anna Ek"], None)
    page = f"{PAGE}/{TOKEN}"
    plain = script.browser.send(page, {"date": "i våras"}, to=f"{page}/uppgifter")
    assert plain.status_code == 400
    assert 'value="i våras"' in plain.text
    plain = script.browser.send(page, {"date": "2026"}, to=f"{page}/uppgifter")
    assert plain.location == f"{page}?klart=sparad"
    assert 'value="2026"' in script.browser.get(plain.location).text


def test_file_that_stopped_coming_is_forgotten_with_its_parts(
    script: Script, services: Services, clock: Clock
):
    upload = script.one()
    script.put(upload, 1, parts_of(TWO_PARTS)[0])
    clock.forward(timedelta(hours=2))
    # Another part says that the file is still coming.
    assert script.put(upload, 2, parts_of(TWO_PARTS)[1]).status_code == 200
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


def test_parts_that_the_store_has_dropped_are_sent_anew(script: Script, services: Services):
    upload = script.one()
    script.put_all(upload, TWO_PARTS)
    let_days_pass(services)
    assert services.storage.sweep(services.clock()) == 1
    assert script.ask("GET", f"/{upload}").status_code == 404
    assert script.put(upload, 1, parts_of(TWO_PARTS)[0]).status_code == 404
    assert script.complete(upload, TWO_PARTS).status_code == 404
    assert script.ask("DELETE", f"/{upload}").status_code == 204
    assert script.send(TWO_PARTS) != upload
    assert len(images(services)) == 1


def test_batch_is_forgotten_in_time_and_its_images_are_not(
    script: Script, services: Services, clock: Clock
):
    script.send(photograph(1))
    clock.forward(timedelta(days=8))
    periodic.tidy_hourly(services)
    with services.database.reading() as session:
        assert session.query(UploadBatch).count() == session.query(Upload).count() == 0
        assert session.query(ImageFile).count() == 1


def test_erased_image_takes_along_what_was_said_when_it_came(script: Script, room: Room):
    script.say(creators="Kanariefågel Ek")
    script.send(photograph(1), "kanariefågel.jpg")
    room.describe(1)
    main.do_all(room.services)
    room.publish(1)
    room.withdraw(1)
    room.erase(1)
    with room.services.database.reading() as session:
        assert session.query(Upload).count() == 0
        assert session.query(UploadBatch).one().common == {}


def test_page_leads_back_to_what_did_not_come(script: Script):
    script.one()
    page = script.browser.get(PAGE).text
    assert "Du har en omgång där en fil inte hann ända fram." in page
    assert f'href="{PAGE}/{TOKEN}"' in page
    assert "Välj samma filer igen" in script.browser.get(f"{PAGE}/{TOKEN}").text


def test_parts_go_straight_to_a_store_that_browsers_reach(
    uploader: Browser, services: Services, seaweed: Seaweed
):
    storage = open_storage(seaweed.url(public=seaweed.endpoint))
    script = Script(uploader).on(replace(services, storage=storage))
    upload = script.one()
    for n, part in enumerate(parts_of(TWO_PARTS), 1):
        link = script.ask("POST", f"/{upload}/{n}", headers={SUM: sum_of(part)}).json
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
    assert len(images(services)) == 1


def test_parts_come_through_the_application_to_a_store_that_they_do_not(
    uploader: Browser, services: Services, seaweed: Seaweed
):
    storage = open_storage(seaweed.url())
    script = Script(uploader).on(replace(services, storage=storage))
    upload = script.send(TWO_PARTS)
    assert [one["state"] for one in script.said(upload)] == ["pending"]
    [original] = storage.keys("originals/")
    assert original.size == len(TWO_PARTS)
    assert nothing_incoming(storage)


def nothing_incoming(storage: Storage) -> bool:
    """Neither a file on its way nor a part of one."""
    return not [*storage.keys("incoming/")] and leftovers(storage) == 0


def half_sent(services: Services) -> list[Path]:
    """What stands in the store of files on their way."""
    return list(Path(services.settings.storage_url.removeprefix("file:"), ".tmp").iterdir())


def let_days_pass(services: Services) -> None:
    """Make what stands in the folder older."""
    then = (services.clock() - timedelta(days=3)).timestamp()
    for path in Path(services.settings.storage_url.removeprefix("file:")).rglob("*"):
        os.utime(path, (then, then))
