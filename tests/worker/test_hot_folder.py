"""The watched folder, a real one and a real S3 prefix: what is left there becomes drafts, once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dam.catalogue import collections
from dam.database.models import Image
from dam.services import Services
from dam.worker import hot_folder
from dam.worker.hot_folder import Watch, is_wanted
from storage_adapters import open_inbox, open_storage
from storage_adapters.contract import Storage, StorageDown, StoredObject
from storage_adapters.filesystem import FolderInbox
from tests.servers.seaweed import Seaweed
from tests.support.clock import Clock
from tests.support.databases import on_both
from tests.support.hot_folder import batches_made, drafts_made, files_left, leave_file, look_twice
from tests.support.room import photograph

REFUSED = "Filen är en PostScript-fil. Spara bilden som JPEG, PNG eller TIFF."


@on_both
def test_what_is_whole_becomes_drafts_of_one_batch_and_is_taken_away(
    services: Services, watched_folder: Path, watch: Watch, clock: Clock
):
    leave_file(watched_folder, "DSC_0001.JPG", photograph(1))
    leave_file(watched_folder, "Åsa i väntrum.jpg", photograph(2))
    watch.look()
    assert drafts_made(services) == []
    watch.look()
    drafts = [("DSC_0001.JPG", "draft", None), ("Åsa i väntrum.jpg", "draft", None)]
    assert drafts_made(services) == drafts
    assert files_left(watched_folder) == []
    clock.forward(timedelta(minutes=29))
    leave_file(watched_folder, "DSC_0002.JPG", photograph(3))
    leave_file(watched_folder, "en-till.jpg", photograph(1))
    look_twice(watch)
    clock.forward(timedelta(minutes=31))
    leave_file(watched_folder, "DSC_0003.JPG", photograph(4))
    look_twice(watch)
    assert len(drafts_made(services)) == 4
    assert batches_made(services) == [
        ("", [("DSC_0003.JPG", False, "")]),
        (
            "",
            [
                ("DSC_0001.JPG", False, ""),
                ("Åsa i väntrum.jpg", False, ""),
                ("DSC_0002.JPG", False, ""),
                ("en-till.jpg", True, ""),
            ],
        ),
    ]
    assert files_left(watched_folder) == []


def test_a_file_that_grows_waits_until_it_is_whole(
    services: Services, watched_folder: Path, watch: Watch
):
    whole = photograph(1)
    for size in (100, 1000, len(whole)):
        leave_file(watched_folder, "a.jpg", whole[:size])
        watch.look()
    assert drafts_made(services) == []
    watch.look()
    assert [name for name, *_ in drafts_made(services)] == ["a.jpg"]


def test_a_file_that_changes_while_it_is_read_waits(
    services: Services, watched_folder: Path, monkeypatch: pytest.MonkeyPatch
):
    class Written(FolderInbox):
        """Somebody writes on while the file is read."""

        def stat(self, key: str) -> StoredObject:
            monkeypatch.setattr(Written, "stat", FolderInbox.stat)
            leave_file(watched_folder, key, photograph(2))
            return super().stat(key)

    leave_file(watched_folder, "a.jpg", photograph(1))
    watch = Watch(services, Written(watched_folder))
    look_twice(watch)
    assert (drafts_made(services), files_left(watched_folder)) == ([], ["a.jpg"])
    look_twice(watch)
    assert (len(drafts_made(services)), files_left(watched_folder)) == (1, [])


def test_what_is_refused_is_put_aside_with_the_reason(
    services: Services, watched_folder: Path, watch: Watch
):
    for n in (1, 2):
        leave_file(watched_folder, "press/Å.jpg", b"%%!PS-Adobe-%d.0" % n)
        look_twice(watch)
    leave_file(watched_folder, "press/Å.jpg", b"%!PS-Adobe-1.0")
    look_twice(watch)
    aside = [f"avvisade/press/Å{end}" for end in ("-2.jpg", "-2.jpg.txt", ".jpg", ".jpg.txt")]
    assert files_left(watched_folder) == aside
    assert (watched_folder / aside[2]).read_bytes() == b"%!PS-Adobe-1.0"
    assert (watched_folder / aside[3]).read_text() == f"press/Å.jpg: {REFUSED}\n"
    assert batches_made(services) == [("press", [("Å.jpg", False, REFUSED)])]
    assert drafts_made(services) == []


def test_whoever_is_killed_before_the_file_is_gone_makes_no_second_draft(
    services: Services, watched_folder: Path, watch: Watch
):
    class Dies(FolderInbox):
        def delete(self, _key: str) -> None:
            raise KeyboardInterrupt

    leave_file(watched_folder, "a.jpg", photograph(1))
    with pytest.raises(KeyboardInterrupt):
        look_twice(Watch(services, Dies(watched_folder)))
    assert (len(drafts_made(services)), files_left(watched_folder)) == (1, ["a.jpg"])
    look_twice(watch)
    assert (len(drafts_made(services)), files_left(watched_folder)) == (1, [])
    assert batches_made(services) == [("", [("a.jpg", False, "")])]


def test_what_cannot_be_removed_is_taken_in_once(services: Services, watched_folder: Path):
    class Kept(FolderInbox):
        reads = 0

        def open(self, key: str, *more: int):
            Kept.reads += 1
            return super().open(key, *more)

        def delete(self, key: str) -> None:
            raise StorageDown(key)

    leave_file(watched_folder, "a.jpg", photograph(1))
    watch = Watch(services, Kept(watched_folder))
    for _ in range(4):
        watch.look()
    assert (len(drafts_made(services)), Kept.reads) == (1, 1)
    leave_file(watched_folder, "a.jpg", photograph(2))
    look_twice(watch)
    assert len(drafts_made(services)) == 2


def test_nothing_is_lost_while_the_store_or_the_folder_is_down(
    services: Services, watched_folder: Path, folder_inbox: Storage
):
    leave_file(watched_folder, "a.jpg", photograph(1))
    down = Watch(replace(services, storage=open_storage("file:/dev/null/store")), folder_inbox)
    look_twice(down)
    assert (drafts_made(services), files_left(watched_folder)) == ([], ["a.jpg"])
    away = watched_folder.rename(watched_folder.with_name("borta"))
    down.look()
    away.rename(watched_folder)
    look_twice(Watch(services, folder_inbox))
    assert (len(drafts_made(services)), files_left(watched_folder)) == (1, [])


def test_an_inbox_of_s3_is_emptied_too(services: Services, seaweed: Seaweed):
    url = seaweed.url()
    inbox = open_inbox(url)
    client, prefix = seaweed.client(), url.split("/")[3].partition("?")[0]
    for name, data in (
        ("DSC 0001.JPG", photograph(1)),
        ("personer/Åsa.jpg", photograph(2)),
        ("personer/", b""),
        ("fel.jpg", b"%!PS-Adobe-3.0"),
    ):
        client.put_object(Bucket="pressbilder", Key=f"{prefix}/{name}", Body=data)
    inbox.check()
    look_twice(Watch(services, inbox))
    assert [name for name, *_ in drafts_made(services)] == ["DSC 0001.JPG", "Åsa.jpg"]
    left = {one.key for one in inbox.keys("")}
    assert left == {"avvisade/fel.jpg", "avvisade/fel.jpg.txt"}
    with inbox.open("avvisade/fel.jpg.txt") as told:
        assert told.read().decode() == f"fel.jpg: {REFUSED}\n"
    with services.database.reading() as session:
        [_, image] = session.query(Image).order_by(Image.id)
        assert collections.slugs_of(image) == ("personer",)


def test_links_are_not_followed_and_others_than_files_are_left(
    services: Services, watched_folder: Path, watch: Watch, tmp_path: Path
):
    elsewhere = leave_file(tmp_path, "hemlig.jpg", photograph(1))
    (watched_folder / "lank.jpg").symlink_to(elsewhere)
    (watched_folder / "mapp").symlink_to(tmp_path)
    look_twice(watch)
    assert drafts_made(services) == []
    assert (watched_folder / "lank.jpg").is_symlink()


@pytest.mark.parametrize(
    ("key", "size", "wanted"),
    [
        ("DSC_0001.JPG", 1, True),
        ("Mapp/Å b.tiff", 1, True),
        ("a.jpg", 0, False),
        (".a.jpg", 1, False),
        (".tmp/abc", 1, False),
        ("mapp/.dold/a.jpg", 1, False),
        ("~$a.jpg", 1, False),
        ("a.jpg~", 1, False),
        ("a.jpg.PART", 1, False),
        ("a.jpg.filepart", 1, False),
        ("a.tmp", 1, False),
        ("Thumbs.db", 1, False),
        ("__MACOSX/a.jpg", 1, False),
        ("utan ändelse", 1, True),
        ("a.HIF", 1, True),
        ("avvisade/a.jpg", 1, False),
        ("avvisade.jpg", 1, True),
    ],
)
def test_a_file_is_wanted_by_its_name(key: str, size: int, wanted: bool):
    assert is_wanted(StoredObject(key, size, datetime(2026, 1, 1, tzinfo=UTC))) is wanted


def test_the_worker_looks_until_it_stops(
    services: Services, watched_folder: Path, folder_inbox: Storage, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(hot_folder, "EACH_SECONDS", 0.02)
    path = leave_file(watched_folder, "a.jpg", photograph(1))
    with hot_folder.watch_hot_folder(replace(services, inbox=folder_inbox)):
        for _ in range(500):
            if not path.exists():
                break
            hot_folder.threading.Event().wait(0.02)
    assert len(drafts_made(services)) == 1
    with hot_folder.watch_hot_folder(services):
        assert services.inbox is None
