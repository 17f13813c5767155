"""The watched folder: what others leave there becomes drafts, as if somebody had uploaded it.

The worker runs `watch_hot_folder`. The bytes stand in the store and the draft is committed before a
file is taken away, so whoever is killed in between finds the file again, and its draft with it.
"""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath

from dam.database.models import UploadBatch
from dam.database.session import Session
from dam.errors import DamError
from dam.imaging.formats import is_passed_over
from dam.ingest import accept, batch, intake
from dam.ingest.batch import UploadResult
from dam.log import get_logger
from dam.services import Services
from dam.services.transaction import writing
from dam.text.read import read_file_name
from storage_adapters.contract import NotStored, Storage, StorageError, StoredObject, WrongBytes

log = get_logger("dam.worker")
EACH_SECONDS = 10
REFUSED = "avvisade/"
UNFINISHED = (
    *("~", ".part", ".partial", ".filepart", ".tmp", ".temp"),
    *(".crdownload", ".download"),
)


@contextmanager
def watch_hot_folder(services: Services) -> Iterator[None]:
    """Watch the folder, where there is one, until the block ends; the file in hand is finished."""
    if services.inbox is None:
        yield
        return
    watch, done = Watch(services, services.inbox), threading.Event()

    def look() -> None:
        while not done.wait(EACH_SECONDS):
            watch.look(lambda: not done.is_set())

    looker = threading.Thread(target=look, name="watched")
    looker.start()
    try:
        yield
    finally:
        done.set()
        looker.join()


def is_wanted(file: StoredObject) -> bool:
    """Whether somebody has left this file for us, and not while still writing it."""
    parts = PurePosixPath(file.key.lower()).parts
    return (
        file.size > 0
        and not file.key.startswith(REFUSED)
        and not any(part.startswith((".", "~")) for part in parts)
        and not parts[-1].endswith(UNFINISHED)
        and not is_passed_over(file.key)
    )


class Watch:
    """The last look into the folder, and what stays there though it is done with."""

    def __init__(self, services: Services, inbox: Storage) -> None:
        self._services = services
        self._inbox = inbox
        self._seen: set[StoredObject] = set()
        self._left: set[StoredObject] = set()

    def look(self, go_on: Callable[[], bool] = lambda: True) -> None:
        """Take in each file that is as it was at the last look, in the order of their names."""
        try:
            found = {stored for stored in self._inbox.keys("") if is_wanted(stored)}
        except StorageError as error:
            log.warning("watched_down", error=str(error))
            return
        whole = found & self._seen - self._left
        self._seen, self._left = found, self._left & found
        for place, stored in enumerate(sorted(whole, key=lambda stored: stored.key)):
            if not go_on():
                return
            try:
                self._take(stored, place)
            except StorageError as error:
                log.warning("watched_down", error=str(error))
            except Exception:
                # One file that no rule knows must not keep the others waiting.
                log.exception("watched_failed")
                self._left.add(stored)

    def _take(self, stored: StoredObject, place: int) -> None:
        """Bytes, then the row, then the file; what is refused is put aside with the reason."""
        try:
            received = self._receive(stored)
            if received is None or not self._is_still(stored):
                return
            with writing(self._services) as session:
                batch = self._batch(session, stored)
                storage, now = self._services.storage, self._services.clock()
                taken = intake.take_in_file(
                    session, received, batch, place=place, storage=storage, now=now
                )
            log.info("watched_in", image_id=taken.image_id, duplicate=taken.duplicate)
        except DamError as error:
            log.warning("watched_refused", error=str(error))
            if error.report:  # the store or the disk is at fault: the next look tries again
                return
            self._refuse(stored, place, str(error))
        self._remove(stored)

    def _receive(self, stored: StoredObject) -> accept.ReceivedFile | None:
        """Store the bytes; None where the file is gone."""
        services = self._services
        try:
            with self._inbox.open(stored.key) as source:
                return services.receiver.receive_file(source, stored.key)
        except NotStored:
            return None

    def _is_still(self, stored: StoredObject) -> bool:
        """Whether the file is what was read. S3 tells moments with fractions in lists alone."""
        try:
            found = self._inbox.stat(stored.key)
        except NotStored:
            return False
        moments = {each.modified.replace(microsecond=0) for each in (found, stored)}
        return found.size == stored.size and len(moments) == 1

    def _batch(self, session: Session, stored: StoredObject) -> UploadBatch:
        folder = PurePosixPath(stored.key).parent.as_posix()
        readable = "/".join(map(read_file_name, folder.split("/"))) if folder != "." else ""
        return intake.watched_batch(session, readable, now=self._services.clock())

    def _refuse(self, stored: StoredObject, place: int, sentence: str) -> None:
        with writing(self._services) as session:
            batch_row = self._batch(session, stored)
            taken = UploadResult(read_file_name(stored.key), place, None, sentence=sentence)
            named = batch.build_batch_key(batch_row)
            batch.store_upload_result(session, named, taken, None, now=self._services.clock())
        self._put_aside(stored, sentence)

    def _put_aside(self, stored: StoredObject, sentence: str) -> None:
        """Copy a file to the refused ones, under another name where its own is taken."""
        digest = hashlib.sha256()
        with self._inbox.open(stored.key) as source:
            while block := source.read(accept.BLOCK):
                digest.update(block)
        sha256 = digest.hexdigest()
        path = PurePosixPath(REFUSED, stored.key)
        target, n = path, 1
        while not self._put(str(target), stored, sha256):
            n += 1
            target = path.with_name(f"{path.stem}-{n}{path.suffix}")
        words = f"{stored.key}: {sentence}\n".encode("utf-8", "replace")
        self._inbox.delete(f"{target}.txt")
        self._inbox.put(
            f"{target}.txt",
            io.BytesIO(words),
            sha256=hashlib.sha256(words).hexdigest(),
            size=len(words),
        )

    def _put(self, key: str, stored: StoredObject, sha256: str) -> bool:
        """Return False where other bytes have this name; NotStored where the file has changed."""
        try:
            with self._inbox.open(stored.key) as source:
                self._inbox.put(key, source, sha256=sha256, size=stored.size)
        except WrongBytes:
            self._inbox.stat(key)
            return False
        return True

    def _remove(self, stored: StoredObject) -> None:
        """Take a file away that is done with; what cannot be removed is not taken in again."""
        try:
            self._inbox.delete(stored.key)
        except StorageError as error:
            log.warning("watched_stays", error=str(error))
            self._left.add(stored)
