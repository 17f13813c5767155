"""The worker's rounds, each minute and each hour."""

from __future__ import annotations

from datetime import timedelta

from dam.accounts import invitations
from dam.database import jobs
from dam.delivery import signed_files, watchers
from dam.delivery.statistics import spool
from dam.ingest import multipart, orphans
from dam.ingest.accept import clear_work_folders
from dam.lifecycle import draft_bin, erase, worklists
from dam.log import get_logger
from dam.services import Services, repeated_forms
from dam.services.transaction import writing
from dam.usage_requests import digest, grants, retention

log = get_logger("dam.worker")
SWEEP = timedelta(minutes=1)
ABANDONED = timedelta(hours=1)
ANSWERS_KEPT = timedelta(days=7)


def sweep_minutely(services: Services) -> None:
    """Each minute: wake due work, fold downloads, expire grants, forget answers, empty the log."""
    now = services.clock()
    with services.database.reading() as session:
        left = jobs.left_to_do(session, now + SWEEP)
    services.queue.wake(left)
    fold_downloads(services)
    with writing(services) as session:
        grants.expire_grants(session, now)
        repeated_forms.forget_repeats(session, now)
    services.database.empty_log()


def tidy_hourly(services: Services) -> None:
    """Each hour: clear what killed processes left on disk and in the store, and what is kept no
    longer: old answers and batches, cases and letters, and addresses of those who asked to be told
    or were invited.
    """
    now = services.clock()
    with writing(services) as session:
        jobs.forget_answers(session, now - ANSWERS_KEPT)
        multipart.forget_old_uploads(session, now=now, done_before=now - ANSWERS_KEPT)
        watchers.forget_watchers(session, now)
        invitations.forget_expired_invitations(session, now)
        signed_files.forget_old_signed_files(session, now)
        retention.erase_letters(session, now)
    erase_due_cases(services)
    erase_binned(services)
    before = now - ABANDONED
    clear_work_folders(before)
    services.storage.sweep(before)
    services.database.empty_log()
    removed = orphans.remove_orphans(services.database, services.storage, before=before)
    if removed:
        log.info("strays_removed", count=removed)


def erase_due_cases(services: Services) -> None:
    """Erase whoever asked in cases that have been kept long enough, a few a transaction."""
    erased, count = 0, retention.BATCH
    while count == retention.BATCH:
        with writing(services) as session:
            count = retention.erase_cases(session, services.clock(), most=retention.BATCH)
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
        digest.post_daily_digest(
            session,
            services.promise,
            press_email=services.settings.press_email,
            now=services.clock(),
            **worklists.count_workflow_figures(session),
        )


def fold_downloads(services: Services) -> None:
    """Move counted downloads from spool to database; unreadable lines are kept and told."""
    services.spool.set_aside()
    for path in services.spool.waiting():
        with writing(services) as session:
            unread = spool.fold_spool_file(session, path, now=services.clock())
            if unread:
                kept = services.spool.keep_unread(path, unread)
                log.error("downloads_unread", lines=len(unread), file=kept)
        path.unlink()
