"""A watched folder in which a link is put in a file's place between the look and the reading."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import BinaryIO

import pytest

from dam.database.models import Image
from dam.delivery.statistics.spool import CountedDownload, DownloadSpool
from dam.mail.smtp import FolderMailer, TryLater
from dam.services import Services
from dam.worker.hot_folder import Watch
from storage_adapters.filesystem import FolderInbox
from tests.support.room import photograph


@pytest.mark.parametrize("swapped", ["mapp/a.jpg", "mapp"])
def test_a_link_that_is_swapped_in_is_not_read(services: Services, tmp_path: Path, swapped: str):
    inbox, elsewhere = tmp_path / "inkommande", tmp_path / "annat"
    for folder, n in ((inbox / "mapp", 1), (elsewhere / "mapp", 2)):
        folder.mkdir(parents=True)
        (folder / "a.jpg").write_bytes(photograph(n))

    class Swapped(FolderInbox):
        """Somebody puts the link there when the file has been seen twice and is to be read."""

        opened = 0

        @contextmanager
        def open(self, key: str, start: int = 0, end: int | None = None) -> Iterator[BinaryIO]:
            Swapped.opened += 1
            (inbox / swapped).rename(tmp_path / "borta")
            (inbox / swapped).symlink_to(elsewhere / swapped)
            with super().open(key, start, end) as file:
                yield file

    watch = Watch(services, Swapped(inbox))
    for _ in range(4):
        watch.look()
    assert Swapped.opened == 1
    with services.database.reading() as session:
        assert session.query(Image).count() == 0
    assert not list(services.storage.keys())
    assert (elsewhere / "mapp/a.jpg").read_bytes() == photograph(2)
    assert (inbox / swapped).is_symlink()


def test_the_products_own_files_are_not_written_or_read_through_a_link(
    tmp_path: Path, now: datetime
):
    elsewhere = tmp_path / "annat"
    elsewhere.write_bytes(b"secret")
    spool = DownloadSpool(tmp_path / "spool")
    for name in ("downloads.jsonl", "folding-a.jsonl", "unread-folding-b.jsonl"):
        (tmp_path / "spool" / name).symlink_to(elsewhere)
    with pytest.raises(OSError, match="symbolic"):
        spool.append(CountedDownload(1, 1, "webb", None, "e", None, now))
    with pytest.raises(OSError, match="symbolic"):
        spool.keep_unread(tmp_path / "spool/folding-b.jsonl", [b"x"])
    assert list(spool.waiting()) == []

    letter = EmailMessage()
    letter["Message-ID"] = "<a@b>"
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail/.a_b.part").symlink_to(elsewhere)
    with pytest.raises(TryLater):
        FolderMailer(tmp_path / "mail").send(letter, "", "")
    assert elsewhere.read_bytes() == b"secret"
