"""Files in parts that are refused, or tried again."""

import resource
from dataclasses import replace
from pathlib import Path

import pytest

from dam.database.models import UploadBatch
from dam.ingest import multipart
from dam.ingest.multipart import PART_BYTES
from dam.services import Services
from storage_adapters import open_storage
from tests.support.browser import Browser
from tests.support.checksums import part_checksum, split_parts
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
)
from tests.support.uploads import stored_images

LARGE = {"film.tif": 10**15, "bild.jpg": 1000}


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
    assert stored_images(services) == []
    assert upload_script.ask("DELETE", f"/{upload}").status_code == 204
    assert (incoming_keys(services), half_sent(services)) == ([], [])
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


def test_a_file_larger_than_any_disk_is_told_to_be_too_large(upload_script: UploadScript):
    """It keeps the others from nothing, and nobody is asked to call for a larger disk."""
    files = [{"path": name, "size": size, "modified": 1} for name, size in LARGE.items()]
    answer = upload_script.ask("POST", "", json={"omgang": BATCH_TOKEN, "files": files})
    assert answer.status_code == 200
    refused, coming = answer.json["files"]
    assert refused["refused"].startswith("Filen är större än 200 MB")
    assert "upload" in coming


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
    assert stored_images(services) == []
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
