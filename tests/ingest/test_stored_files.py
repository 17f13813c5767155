"""What a child has made is stored from its folder, and from nowhere else."""

from pathlib import Path

import pytest

from dam.imaging.render import RenderedFile
from dam.ingest.stored_files import store_rendered_file
from storage_adapters import open_storage
from tests.imaging.samples import accepted

MADE = RenderedFile("webb", "jpeg", Path("webb.jpg"), 96, 64, 100)


def test_a_link_that_a_child_left_is_not_followed(tmp_path):
    other = tmp_path / "other.jpg"
    other.write_bytes(accepted("baseline.jpg"))
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "webb.jpg").symlink_to(other)
    storage = open_storage("memory:")

    with pytest.raises(OSError, match="symbolic links"):
        store_rendered_file(MADE, folder, storage)

    assert not list(storage.keys())
