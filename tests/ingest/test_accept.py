"""Upload → original in the store → draft in the catalogue."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from dam import catalogue
from dam.database.models import AuditEvent, Image, ImageFile
from dam.errors import Refused, Unavailable
from dam.imaging.formats import UploadLimits
from dam.ingest import accept, orphans
from tests.imaging import samples
from tests.support.databases import on_both

PICTURE = samples.save(samples.photograph(300, 200, 5), "JPEG", quality=90)


@on_both
def test_an_upload_becomes_a_draft_named_by_its_digest(room, services):
    one = room.upload(PICTURE, "../../etc/Bild å.jpg")
    digest = hashlib.sha256(PICTURE).hexdigest()
    with services.database.reading() as session:
        image = catalogue.find_image(session, one)
        assert (image.state, image.processing) == ("draft", "pending")
        assert image.file.sha256 == digest
        assert image.file.key == f"originals/{digest[:2]}/{digest[2:4]}/{digest}.jpg"
        assert image.file.original_name == "Bild å.jpg"
        assert (image.file.width, image.file.height) == (300, 200)
        key = image.file.key
    with services.storage.open(key) as stored:
        assert stored.read() == PICTURE


@on_both
def test_the_same_bytes_are_recognised_and_change_nothing(room):
    first = room.upload(PICTURE)
    room.edit(first, title="Min titel")
    assert room.upload(PICTURE, "annat.jpg") == first
    assert room.look(first, lambda image: catalogue.find_image_text(image).title) == "Min titel"


@on_both
def test_fifty_uploads_of_one_file_at_once_make_one_image(room, services):
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: room.upload(PICTURE), range(50)))
    assert len(set(found)) == 1
    with services.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Image)) == 1
        uploads = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "upload")
        assert session.scalar(uploads) == 1
    assert len(list(services.storage.keys("originals/"))) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "tom"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "EPS"),
        (PICTURE[: len(PICTURE) // 2], "av"),
        (b"<html>hej</html>", "webbsida"),
        (b"\x00" * 500, "ingen bild"),
    ],
)
def test_what_is_no_picture_is_refused_and_leaves_nothing(services, data, words):
    with pytest.raises(Refused) as raised:
        _receive(services, data)
    assert words in str(raised.value)
    assert str(raised.value).endswith(".")
    assert list(services.storage.keys()) == []


def _receive(services, data, limits=None):
    return replace(services.receiver, limits=limits or services.limits).receive_file(
        io.BytesIO(data), "bild.jpg"
    )


def test_a_file_beyond_the_limits_is_refused_with_the_limit(services):
    with pytest.raises(Refused, match="större än 1 MB"):
        _receive(services, b"\xff\xd8\xff" + b"x" * 1_500_000, UploadLimits(1_000_000, 10_000_000))
    with pytest.raises(Refused, match="bildpunkter"):
        _receive(services, PICTURE, UploadLimits(1_000_000, 50_000))


def test_bytes_that_a_sweep_took_are_asked_for_again(services, clock):
    received = _receive(services, PICTURE)
    services.storage.delete(received.key)
    with pytest.raises(Unavailable), services.database.writing() as session:
        accept.register_image(session, received, storage=services.storage, by=None, now=clock())
    with services.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ImageFile)) == 0


@on_both
def test_strays_are_erased_and_what_rows_name_is_kept(room, services, clock):
    kept = room.upload()
    stray = _receive(services, PICTURE)
    later = clock().replace(year=2100)
    with services.database.reading() as session:
        found = orphans.check_stored_files(session, services.storage, before=later)
    assert [(one.kind, one.key) for one in found.wrong] == [("stray", stray.key)]
    assert orphans.remove_orphans(services.database, services.storage, before=later) == 1
    with services.database.reading() as session:
        found = orphans.check_stored_files(session, services.storage, before=later)
    assert (found.objects, found.wrong) == (1, ())
    assert room.look(kept, lambda image: image.state) == "draft"


def test_a_check_finds_what_is_missing_and_what_changed(room, services, clock):
    first, second = room.upload(), room.upload()
    keys = [room.look(one, lambda image: image.file.key) for one in (first, second)]
    services.storage.delete(keys[0])
    services.storage.delete(keys[1])
    other = b"annat"
    services.storage.put(
        keys[1], io.BytesIO(other), sha256=hashlib.sha256(other).hexdigest(), size=len(other)
    )
    with services.database.reading() as session:
        found = orphans.check_stored_files(session, services.storage, before=clock())
    assert {(one.kind, one.key) for one in found.wrong} == {
        ("missing", keys[0]),
        ("changed", keys[1]),
    }


def test_what_somebody_else_left_in_the_store_is_named_and_left_alone(services, clock, tmp_path):
    theirs = tmp_path / "store" / "originals" / "Semester.JPG"
    theirs.parent.mkdir(parents=True, exist_ok=True)
    theirs.write_bytes(b"x")
    later = clock().replace(year=2100)
    assert orphans.remove_orphans(services.database, services.storage, before=later) == 0
    with services.database.reading() as session:
        found = orphans.check_stored_files(session, services.storage, before=later)
    assert [(one.kind, one.key) for one in found.wrong] == [("stray", "originals/Semester.JPG")]
    assert theirs.exists()
