"""A watched folder, what is left in it, and what became of it."""

from pathlib import Path

import pytest

from dam.database.models import Image, ImageFile, UploadBatch
from dam.ingest import batch
from dam.services import Services
from dam.worker.hot_folder import Watch
from storage_adapters.contract import Storage
from storage_adapters.filesystem import FolderInbox


@pytest.fixture
def watched_folder(tmp_path: Path) -> Path:
    found = tmp_path / "Inkommande å"
    found.mkdir()
    return found


@pytest.fixture
def folder_inbox(watched_folder: Path) -> Storage:
    return FolderInbox(watched_folder)


@pytest.fixture
def watch(services: Services, folder_inbox: Storage) -> Watch:
    return Watch(services, folder_inbox)


def leave_file(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def look_twice(watch: Watch) -> None:
    watch.look()
    watch.look()


def drafts_made(services: Services) -> list[tuple[str, str, int | None]]:
    with services.database.reading() as session:
        rows = session.query(Image, ImageFile.original_name).join(ImageFile, Image.file)
        return [(name, image.state, image.created_by) for image, name in rows.order_by(Image.id)]


def batches_made(services: Services) -> list[tuple[str, list[tuple[str, bool, str]]]]:
    """Each batch with its folder, and what became of its files."""
    with services.database.reading() as session:
        return [
            (
                row.folder,
                [
                    (line.name, line.taken.duplicate, line.taken.sentence)
                    for line in batch.list_batch_files(session, row)
                ],
            )
            for row in session.query(UploadBatch).order_by(UploadBatch.id.desc())
        ]


def files_left(folder: Path) -> list[str]:
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(found)
