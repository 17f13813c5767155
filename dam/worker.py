"""The worker's door: takes jobs from the queue, sweeps for what was missed, commits.

`flask work` runs `serve`; `flask image add --wait` and the tests call `do_all` directly.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from huey import crontab

from dam import clearance, jobs, leased, repeats, watched, workflow
from dam.database import Session
from dam.delivery import signed, spool
from dam.errors import DamError
from dam.following import watchers
from dam.ingest import cutting, parts, preview, strays, versions
from dam.ingest.accept import clear_work_folders
from dam.leased import writing
from dam.mail import incoming, outbox
from dam.mail.mailbox import MailboxDown
from dam.observe import bind, clear, get_logger
from dam.people import invitations
from dam.procedures import draft_bin, letter_in, replace, schedule
from dam.procedures.takedown import due, erase
from dam.usage_requests import digest, grants
from dam.wiring import Services
from storage_adapters.contract import StorageError

log = get_logger("dam.worker")
SWEEP = timedelta(minutes=1)
WINDOWS_AT_ONCE = 100
ABANDONED = timedelta(hours=1)
ANSWERS_KEPT = timedelta(days=7)


def serve(services: Services, *, threads: int | None = None) -> None:
    """Work until SIGTERM, which lets the jobs in hand finish."""
    queue = services.queue
    queue.handlers = {kind: partial(handle, services) for kind, handle in HANDLERS.items()}
    queue.huey.periodic_task(crontab(minute="*"), name="sweep")(lambda: sweep(services))
    queue.huey.periodic_task(crontab(minute="7"), name="tidy")(lambda: tidy(services))
    queue.huey.periodic_task(crontab(minute="2"), name="digest")(lambda: send_digest(services))
    if services.mailbox is not None:
        queue.huey.periodic_task(crontab(minute="*"), name="mailbox")(lambda: take_mail(services))
    keep_windows_in_step(services)
    sweep(services)
    consumer = queue.huey.create_consumer(
        # At least two: one may be waiting for a mail server.
        workers=threads or max(2, min(4, os.cpu_count() or 1)),
        max_delay=0.1,
        graceful_signal="TERM",
    )
    with watched.watching(services):
        consumer.run()


def keep_windows_in_step(services: Services) -> None:
    """At the start: compute anew the windows of published images whose people the rules read
    otherwise than when they were stored, some a transaction. The gate has decided anew all along.
    """
    with services.database.reading() as session:
        ids = clearance.published_showing_somebody(session)
    stale = 0
    for start in range(0, len(ids), WINDOWS_AT_ONCE):
        some = ids[start : start + WINDOWS_AT_ONCE]
        with writing(services) as session:
            stale += clearance.keep_stale_in_step(session, some, now=services.clock())
    if stale:
        log.info("windows_kept_in_step", count=stale)


def sweep(services: Services) -> None:
    """Each minute: wake what is left to do before the next sweep, fold counted downloads, mark
    requests whose permission has ended, forget answers to forms, and empty the database's log.
    """
    now = services.clock()
    with services.database.reading() as session:
        left = jobs.left_to_do(session, now + SWEEP)
    services.queue.wake(left)
    fold_downloads(services)
    with writing(services) as session:
        grants.expire(session, now)
        repeats.forget(session, now)
    services.database.empty_log()


def tidy(services: Services) -> None:
    """Each hour: clear what killed processes left on disk and in the store, and what is kept no
    longer: old answers and batches, cases and letters, and addresses of those who asked to be told
    or were invited.
    """
    now = services.clock()
    with writing(services) as session:
        jobs.forget_answers(session, now - ANSWERS_KEPT)
        parts.forget(session, now=now, done_before=now - ANSWERS_KEPT)
        watchers.forget(session, now)
        invitations.forget(session, now)
        signed.forget(session, now)
        due.erase_letters(session, now)
    erase_due_cases(services)
    erase_binned(services)
    before = now - ABANDONED
    clear_work_folders(before)
    services.storage.sweep(before)
    services.database.empty_log()
    removed = strays.remove(services.database, services.storage, before=before)
    if removed:
        log.info("strays_removed", count=removed)


def erase_due_cases(services: Services) -> None:
    """Erase whoever asked in cases that have been kept long enough, a few a transaction."""
    erased, count = 0, due.BATCH
    while count == due.BATCH:
        with writing(services) as session:
            count = due.erase_cases(session, services.clock(), most=due.BATCH)
        erased += count
    if erased:
        log.info("cases_erased", count=erased)


def erase_binned(services: Services) -> None:
    """Erase what has lain in the bin for its time, a few images a transaction: rows, then bytes."""
    while True:
        with writing(services) as session:
            keys = draft_bin.erase_due(session, services.clock())
        if not keys:
            return
        erase.remove_bytes(services.database, services.storage, keys)
        log.info("bin_erased", objects=len(keys))


def send_digest(services: Services) -> None:
    """Each hour: tell the press office what is late, once a morning."""
    with writing(services) as session:
        digest.post(
            session,
            services.promise,
            press_email=services.settings.press_email,
            now=services.clock(),
            **workflow.figures(session),
        )


def do_all(services: Services) -> int:
    """Do every job that is left, here and now; returns how many there were."""
    done = 0
    while True:
        with services.database.reading() as session:
            left = jobs.left_to_do(session, services.clock())
        if not left:
            return done
        for job in left:
            HANDLERS[job.kind](services, job.object_id)
            done += 1


def make_sizes(services: Services, image_id: int) -> None:
    """Make all sizes of one image, publish-ready or failed with a reason."""

    def keep(
        session: Session, claimed: preview.Claimed, made: preview.Made, *, now: datetime
    ) -> None:
        image = preview.keep(session, claimed, made, now=now)
        if image is not None:
            clearance.keep_in_step(session, image, now=now)

    leased.work(services, "sizes", image_id, preview, make=_make_all(services), keep=keep)


def make_version(services: Services, file_id: int) -> None:
    """Make all sizes of a file that is to replace another, and let it; or say why it cannot."""
    leased.work(
        services, "version", file_id, versions, make=_make_all(services), keep=replace.finish
    )


def _make_all(services: Services) -> Callable[[preview.Claimed], preview.Made]:
    return partial(
        preview.make,
        storage=services.storage,
        sandbox=services.sandbox,
        specs=services.specs,
        anchors=services.settings.c2pa_anchors,
    )


def make_crops(services: Services, image_id: int) -> None:
    """Make the crops that an image should have and has not, or say why they cannot be made."""
    make = partial(
        cutting.make, storage=services.storage, sandbox=services.sandbox, specs=services.specs
    )
    leased.work(services, "crops", image_id, cutting, make=make, keep=cutting.keep)


def publish_due(services: Services, image_id: int) -> None:
    """Publish an image whose moment has come, where it still may be published."""
    with writing(services) as session:
        became = schedule.publish_due(session, image_id, now=services.clock())
    log.info("scheduled", image_id=image_id, became=became)


def send_letter(services: Services, letter_id: int) -> None:
    """Deliver one letter, or note when to try again."""
    bind(job="letter", letter_id=letter_id)
    try:
        outbox.deliver(
            services.database, services.mailer, letter_id, services.letterhead, now=services.clock()
        )
    finally:
        clear()


def take_mail(services: Services) -> None:
    """Each minute: take in what has come to the mailbox; what fails is there the next time."""
    if services.mailbox is None:
        return
    try:
        services.mailbox.hand_on(lambda raw: take_letter(services, raw))
    except (MailboxDown, StorageError, DamError) as error:
        log.warning("mailbox_down", error=str(error))


def take_letter(services: Services, raw: bytes) -> str:
    """Take in one letter, committed when this returns: kept, unmatched, known, dropped or loop.

    Raises Refused for what cannot be a letter.
    """
    letter = incoming.read(raw, services.letterhead)
    became = "loop" if letter.kind == "loop" else _take_read(services, letter)
    log.info("letter_in", letter_kind=letter.kind, became=became)
    return became


def _take_read(services: Services, letter: incoming.Incoming) -> str:
    with services.database.reading() as session:
        if letter_in.is_known(session, letter):
            return "known"
    files = letter_in.store(services.storage, letter)
    with writing(services) as session:
        return letter_in.take(session, letter, files, services.letterhead, now=services.clock())


HANDLERS: dict[str, Callable[[Services, int], None]] = {
    "image": make_sizes,
    "version": make_version,
    "crops": make_crops,
    "publish": publish_due,
    "letter": send_letter,
}
"""What is done for each kind of job."""


def fold_downloads(services: Services) -> None:
    """Move counted downloads from the spool into the database; lines that cannot be read are kept
    beside it, and told.
    """
    services.spool.set_aside()
    for path in services.spool.waiting():
        with writing(services) as session:
            unread = spool.fold(session, path, now=services.clock())
            if unread:
                kept = services.spool.keep_unread(path, unread)
                log.error("downloads_unread", lines=len(unread), file=kept)
        path.unlink()
