"""What only a folder can suffer: crashes between system calls, a full or failing disk."""

import errno
import io
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage_adapters import filesystem
from storage_adapters.contract import BadKey, NotStored, StorageDown, StorageFull, WrongBytes
from storage_adapters.disk import DiskFile
from storage_adapters.filesystem import FileStorage
from tests.storage.content import Zeros, get, keys, part_of, put, sha256
from tests.storage.interrupted import ENDINGS, KEY

MIB = 1 << 20
HOUR = timedelta(hours=1)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def storage(folder: Path) -> FileStorage:
    return FileStorage(folder)


def everything(folder: Path) -> list[str]:
    """All files, as somebody sees them who does not go through the adapter."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def interrupted(folder: Path, size: int, call: str, action: str) -> int:
    """A put of so many zeros, or of 0 a delete."""
    command = [sys.executable, "-m", "tests.storage.interrupted", folder, str(size), call, action]
    return subprocess.run(command, check=False, cwd=ROOT).returncode


@pytest.mark.parametrize("call", ["write", "fsync", "link", "unlink"])
def test_a_killed_write_leaves_nothing_or_all(storage: FileStorage, folder: Path, call: str):
    assert interrupted(folder, 3 * MIB, call, "kill") == -signal.SIGSYS

    linked = call == "unlink"  # the last call: the object has its name by then
    now = datetime.now(UTC)
    assert keys(storage) == [KEY] * linked
    assert len(everything(folder)) == 1 + linked
    if not linked:
        with pytest.raises(NotStored):
            storage.stat(KEY)

    assert storage.sweep(now - HOUR) == 0  # its writer could still be at work
    assert storage.sweep(now + HOUR) == 1
    assert everything(folder) == [KEY] * linked

    put(storage, KEY, bytes(3 * MIB))
    assert get(storage, KEY) == bytes(3 * MIB)
    assert everything(folder) == [KEY]


@pytest.mark.parametrize(
    ("call", "error", "raised"),
    [
        ("write", errno.ENOSPC, StorageFull),
        ("write", errno.EDQUOT, StorageFull),
        ("write", errno.EIO, StorageDown),
        ("fsync", errno.ENOSPC, StorageFull),
        ("fsync", errno.EIO, StorageDown),
        ("link", errno.EPERM, StorageDown),
    ],
)
def test_a_failing_disk_is_told_and_leaves_nothing(folder: Path, call: str, error: int, raised):
    assert interrupted(folder, 3 * MIB, call, str(error)) == ENDINGS[raised]

    assert everything(folder) == []


def test_an_object_that_is_there_is_believed_when_its_folders_are_flushed(folder, storage):
    put(storage, KEY, bytes(MIB))

    assert interrupted(folder, MIB, "fsync", str(errno.EIO)) == ENDINGS[StorageDown]
    assert interrupted(folder, MIB, "write", str(errno.EIO)) == 0


def test_a_delete_is_believed_when_its_folder_is_flushed(folder, storage):
    put(storage, KEY, b"bytes")

    assert interrupted(folder, 0, "fsync", str(errno.EIO)) == ENDINGS[StorageDown]


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """No file grows beyond this: a disk that fills in the middle of a write, for any user."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_write_that_stops_half_way_leaves_nothing(storage: FileStorage, folder: Path):
    with file_size_limit(3 * MIB - 1000):
        with pytest.raises(StorageFull):
            put(storage, KEY, bytes(5 * MIB))
        assert everything(folder) == []
        put(storage, "derived/small", b"still fits")

    put(storage, KEY, bytes(5 * MIB))


def test_bytes_that_the_disk_changed_are_found(storage: FileStorage, folder: Path):
    def spoil() -> None:
        (written,) = (folder / ".tmp").iterdir()
        with written.open("r+b") as file:
            file.write(b"x")

    source = Zeros(3 * MIB, at=2 * MIB, then=spoil)
    with pytest.raises(WrongBytes):
        storage.put(KEY, source, sha256=source.sha256, size=source.size)

    assert everything(folder) == []


def test_an_object_that_rotted_is_not_taken_for_the_bytes(storage: FileStorage, folder: Path):
    put(storage, KEY, b"sound")
    (folder / KEY).write_bytes(b"s0und")

    with pytest.raises(WrongBytes):
        put(storage, KEY, b"sound")


def test_a_part_that_rotted_is_not_joined(storage: FileStorage, folder: Path):
    parts_id = storage.begin_parts(KEY)
    storage.put_part(KEY, parts_id, part_of(1, b"sound"), io.BytesIO(b"sound"))
    (folder / ".tmp" / parts_id / "00001").write_bytes(b"s0und")

    with pytest.raises(WrongBytes):
        storage.join_parts(KEY, parts_id, [part_of(1, b"sound")])

    assert keys(storage) == []


def test_parts_are_as_old_as_the_last(storage: FileStorage, folder: Path):
    now, parts_id = datetime.now(UTC), storage.begin_parts(KEY)
    place = folder / ".tmp" / parts_id
    storage.put_part(KEY, parts_id, part_of(1, b"1"), io.BytesIO(b"1"))
    os.utime(place, (0, 0))
    storage.put_part(KEY, parts_id, part_of(2, b"2"), io.BytesIO(b"2"))

    assert storage.sweep(now) == 0
    os.utime(place, (0, 0))
    assert storage.sweep(now) == 1
    assert not place.exists()


def test_a_copy_is_another_name_of_the_file(storage: FileStorage, folder: Path):
    put(storage, "incoming/1", b"bytes")
    storage.copy("incoming/1", KEY, sha256=sha256(b"bytes"), size=5)

    assert (folder / KEY).samefile(folder / "incoming" / "1")


def test_reading_a_failing_disk_is_a_storage_error():
    # The one file that answers EIO on every machine: no page is mapped at a process's address 0.
    for size in (-1, 100):
        with (
            io.BufferedReader(DiskFile(Path("/proc/self/mem"))) as file,
            pytest.raises(StorageDown),
        ):
            file.read(size)


def test_a_root_that_cannot_be_is_told_by_the_check(tmp_path: Path):
    (tmp_path / "file").touch()

    with pytest.raises(StorageDown):
        FileStorage(tmp_path / "file" / "store").check()


def test_a_file_to_the_end_is_good_for_sendfile(storage: FileStorage, tmp_path: Path):
    put(storage, KEY, b"0123456789")

    with storage.open(KEY, 4) as file, (tmp_path / "sent").open("wb") as sent:
        assert os.sendfile(sent.fileno(), file.fileno(), None, 100) == 6
    assert (tmp_path / "sent").read_bytes() == b"456789"

    with storage.open(KEY, 4, 10) as file:
        assert os.lseek(file.fileno(), 0, os.SEEK_CUR) == 4


def test_a_file_that_ends_earlier_has_no_fileno(storage: FileStorage):
    put(storage, KEY, b"0123456789")

    with storage.open(KEY, 4, 9) as file:
        with pytest.raises(io.UnsupportedOperation):
            file.fileno()
        assert file.read() == b"45678"


def test_a_folder_on_disk_is_no_object(storage: FileStorage):
    put(storage, "derived/a/b", b"bytes")

    for key in ("derived/a", "derived/a/b/c"):
        with pytest.raises(BadKey):
            put(storage, key, b"other")
        with pytest.raises(NotStored):
            storage.stat(key)
        with pytest.raises(NotStored), storage.open(key):
            pass
        storage.delete(key)
    assert keys(storage) == ["derived/a/b"]


def test_what_others_put_there_is_listed(storage: FileStorage, folder: Path):
    put(storage, "originals/a", b"")
    (folder / "originals" / "Holiday.JPG").touch()

    assert keys(storage, "originals/") == ["originals/Holiday.JPG", "originals/a"]


def test_reading_goes_on_after_a_delete(storage: FileStorage):
    put(storage, KEY, b"0123456789")

    with storage.open(KEY) as file:
        storage.delete(KEY)
        assert file.read() == b"0123456789"


def test_a_source_erased_while_it_is_copied_is_copied_whole(
    storage: FileStorage, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    put(storage, KEY, b"bild")
    read_back = filesystem.read_back

    def erased_meanwhile(path: Path, **known: object) -> None:
        read_back(path, **known)
        storage.delete(KEY)

    monkeypatch.setattr(filesystem, "read_back", erased_meanwhile)
    storage.copy(KEY, "originals/copy", sha256=sha256(b"bild"), size=4)
    assert get(storage, "originals/copy") == b"bild"
    assert everything(folder) == ["originals/copy"]


def test_parts_listed_while_they_are_dropped_are_gone_and_not_fewer(
    storage: FileStorage, monkeypatch: pytest.MonkeyPatch
):
    parts_id = storage.begin_parts(KEY)
    storage.put_part(KEY, parts_id, part_of(1, b"bild"), io.BytesIO(b"bild"))
    listed = Path.iterdir

    def dropped_meanwhile(path: Path) -> Iterator[Path]:
        if path.name == parts_id:
            storage.drop_parts(KEY, parts_id)
            return iter(())
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", dropped_meanwhile)
    with pytest.raises(NotStored):
        storage.parts(KEY, parts_id)
