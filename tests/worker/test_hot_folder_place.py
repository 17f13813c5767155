"""Where a watched folder may lie."""

from pathlib import Path

import pytest

from config.settings import load_settings
from dam.errors import Misconfigured
from dam.services import open_services
from storage_adapters import do_places_overlap
from storage_adapters.contract import Storage, StorageDown
from tests.support.hot_folder import files_left


@pytest.mark.parametrize(
    ("one", "other", "overlaps"),
    [
        ("file:/srv/store", "file:/srv/store", True),
        ("file:/srv/store/in", "file:///srv/store", True),
        ("file:/srv", "file:/srv/store", True),
        ("file:/srv/ftp/../store", "file:/srv/store", True),
        ("file:/srv/store2", "file:/srv/store", False),
        ("s3://b/in", "s3://b", True),
        ("s3://b/in", "s3://b/in?region=eu-north-1", True),
        ("s3://b/in", "s3://b/inkommande", False),
        ("s3://b/in", "s3://c/in", False),
        ("s3://b/in?endpoint=http://x", "s3://b/in", False),
        ("s3://b/in", "file:/srv/store", False),
        ("file:/srv/in", "memory:", False),
    ],
)
def test_two_places_overlap(one: str, other: str, overlaps: bool):
    assert do_places_overlap(one, other) is overlaps
    assert do_places_overlap(other, one) is overlaps


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("ftp://x", "should begin with one of file:, s3:"),
        ("file:{root}/in?x=1", "file: needs a folder"),
        ("s3://user@bucket", "s3:// needs a bucket"),
        ("file:{root}/store/in", "overlaps DAM_STORAGE_URL"),
        ("file:{root}/own", "holds DAM_DATABASE_URL"),
        ("file:{root}/var", "holds DAM_VAR"),
        ("file:{root}/post", "holds DAM_MAIL_URL"),
    ],
)
def test_a_wrong_place_stops_the_start(tmp_path: Path, given: str, why: str):
    environ = {
        "DAM_WATCH_URL": given.format(root=tmp_path),
        "DAM_STORAGE_URL": f"file:{tmp_path / 'store'}",
        "DAM_DATABASE_URL": f"sqlite:///{tmp_path / 'own' / 'dam.sqlite'}?timeout=5",
        "DAM_MAIL_URL": f"file:{tmp_path / 'post' / 'ut'}",
    }
    with pytest.raises(Misconfigured, match=why) as error:
        open_services(load_settings(environ, root=tmp_path))
    assert error.value.variable == "DAM_WATCH_URL"


def test_a_folder_that_is_missing_is_told_by_init(folder_inbox: Storage, watched_folder: Path):
    folder_inbox.check()
    assert files_left(watched_folder) == []
    watched_folder.rename(watched_folder.with_name("borta"))
    with pytest.raises(StorageDown):
        folder_inbox.check()
