"""A link that is put in the place of a file or folder, before or while it is opened, leads nowhere:
in a store and in a watched folder.
"""

import io
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage_adapters.contract import BadKey, NotStored, StorageDown
from storage_adapters.disk import open_folder
from storage_adapters.filesystem import FileStorage, FolderInbox
from tests.storage.content import keys, put, sha256

KEY = "press/a/b.jpg"
SECRET = b"what lies elsewhere"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder that no store is asked for, and in it all that a key names."""
    found = tmp_path / "elsewhere"
    for path in (found / "press/a", found / "a", found):
        path.mkdir(parents=True, exist_ok=True)
        (path / "b.jpg").write_bytes(SECRET)
    return found


@pytest.fixture(params=[FileStorage, FolderInbox])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> FileStorage:
    made: FileStorage = request.param(tmp_path / "root")
    put(made, KEY, b"what was left")
    return made


def swap_file(root: Path, elsewhere: Path) -> None:
    (root / KEY).unlink()
    (root / KEY).symlink_to(elsewhere / "b.jpg")


def swap_folder(root: Path, elsewhere: Path) -> None:
    (root / "press/a").rename(root / "away")
    (root / "press/a").symlink_to(elsewhere)


def swap_first_folder(root: Path, elsewhere: Path) -> None:
    (root / "press").rename(root / "away")
    (root / "press").symlink_to(elsewhere)


def put_pipe(root: Path, _elsewhere: Path) -> None:
    (root / KEY).unlink()
    os.mkfifo(root / KEY)


SWAPS = [swap_file, swap_folder, swap_first_folder, put_pipe]
Swap = Callable[[Path, Path], None]


@pytest.mark.parametrize("swap", SWAPS)
def test_what_is_swapped_in_is_not_stored(
    storage: FileStorage, tmp_path: Path, elsewhere: Path, swap: Swap
):
    swap(tmp_path / "root", elsewhere)
    with pytest.raises(NotStored), storage.open(KEY):
        pass
    with pytest.raises(NotStored):
        storage.stat(KEY)
    with pytest.raises(NotStored):
        storage.copy(KEY, "copy/of", sha256=sha256(SECRET), size=len(SECRET))
    assert KEY not in keys(storage)
    storage.delete(KEY)
    assert len([*elsewhere.rglob("b.jpg")]) == 3


@pytest.mark.parametrize("swap", [swap_folder, swap_first_folder])
def test_a_folder_that_is_open_stays_it(tmp_path: Path, elsewhere: Path, swap: Swap):
    root = tmp_path / "root"
    put(FileStorage(root), KEY, b"what was left")
    with open_folder(root, ["press", "a"]) as folder:
        swap(root, elsewhere)
        assert (folder / "b.jpg").read_bytes() == b"what was left"


@pytest.mark.parametrize("swap", [swap_folder, swap_first_folder])
def test_nothing_is_written_through_a_link(
    storage: FileStorage, tmp_path: Path, elsewhere: Path, swap: Swap
):
    swap(tmp_path / "root", elsewhere)
    with pytest.raises(BadKey):
        put(storage, "press/a/c.jpg", b"c")
    assert not [*elsewhere.rglob("c.jpg")]


def test_the_folder_of_what_is_being_written_is_no_link(
    storage: FileStorage, tmp_path: Path, elsewhere: Path
):
    (tmp_path / "root/.tmp").rmdir()
    (tmp_path / "root/.tmp").symlink_to(elsewhere)
    with pytest.raises(StorageDown):
        storage.put("c.jpg", io.BytesIO(b"c"), sha256=sha256(b"c"), size=1)
    assert sorted(path.name for path in elsewhere.iterdir()) == ["a", "b.jpg", "press"]
    assert storage.sweep(datetime(2100, 1, 1, tzinfo=UTC)) == 0
