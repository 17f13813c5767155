"""The worker's door: takes jobs from the queue, commits; `periodic` sweeps for what was missed.

`flask work` runs `serve_jobs`; `flask image add --wait` and the tests call `do_all` directly.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from functools import partial
from threading import Thread

from huey import crontab

from dam import clearance
from dam.database import jobs
from dam.database.session import Session
from dam.errors import DamError
from dam.ingest import crops, new_previews, renditions, versions
from dam.lifecycle import replace_file, schedule
from dam.log import bind, clear, get_logger
from dam.mail import outbox
from dam.mail.inbound import classify
from dam.mail.inbound.imap import MailboxDown
from dam.search import staff_index
from dam.services import Services
from dam.services.transaction import writing
from dam.usage_requests import inbound
from dam.worker import claims, hot_folder
from dam.worker.periodic import send_digest, sweep_minutely, tidy_hourly
from storage_adapters.contract import StorageError

log = get_logger("dam.worker")
WINDOWS_AT_ONCE = 100
PREVIEWS_AT_ONCE = 500
WORDS_AT_ONCE = 50


def serve_jobs(services: Services, *, threads: int | None = None) -> None:
    """Work until SIGTERM, which lets the jobs in hand finish."""
    queue = services.queue
    queue.handlers = {kind: partial(handle, services) for kind, handle in HANDLERS.items()}
    queue.huey.periodic_task(crontab(minute="*"), name="sweep")(lambda: sweep_minutely(services))
    queue.huey.periodic_task(crontab(minute="7"), name="tidy")(lambda: tidy_hourly(services))
    queue.huey.periodic_task(crontab(minute="2"), name="digest")(lambda: send_digest(services))
    if services.mailbox is not None:
        queue.huey.periodic_task(crontab(minute="*"), name="mailbox")(lambda: take_mail(services))
    keep_windows_in_step(services)
    note_new_previews(services)
    Thread(target=remake_old_words, args=(services,), daemon=True).start()
    sweep_minutely(services)
    consumer = queue.huey.create_consumer(
        # At least two: one may be waiting for a mail server.
        workers=threads or max(2, min(4, os.cpu_count() or 1)),
        max_delay=0.1,
        graceful_signal="TERM",
    )
    with hot_folder.watch_hot_folder(services):
        consumer.run()


def keep_windows_in_step(services: Services) -> None:
    """At the start: compute anew the windows of published images whose people the rules read
    otherwise than when they were stored, some a transaction. The gate has decided anew all along.
    They are looked for without the lock of the database.
    """
    with services.database.reading() as session:
        ids = clearance.list_stale_images(session)
    stale = 0
    for start in range(0, len(ids), WINDOWS_AT_ONCE):
        some = ids[start : start + WINDOWS_AT_ONCE]
        with writing(services) as session:
            stale += clearance.keep_stale_in_step(session, some, now=services.clock())
    if stale:
        log.info("windows_kept_in_step", count=stale)


def note_new_previews(services: Services) -> None:
    """At the start: note the previews that images lack, because their size is newer than they are;
    some a transaction, and the sweeps have them made.
    """
    with services.database.reading() as session:
        ids = new_previews.list_images_without(session)
    for start in range(0, len(ids), PREVIEWS_AT_ONCE):
        with writing(services) as session:
            new_previews.queue_previews(session, ids[start : start + PREVIEWS_AT_ONCE])
    if ids:
        log.info("previews_noted", count=len(ids))


def remake_old_words(services: Services) -> None:
    """Beside other work, from the start: make the words that search reads anew where they were made
    in another way. Who is killed meanwhile goes on at the next start.
    """
    with services.database.reading() as session:
        ids = clearance.list_old_words(session)
    for start in range(0, len(ids), WORDS_AT_ONCE):
        with writing(services) as session:
            clearance.remake_words(session, ids[start : start + WORDS_AT_ONCE])
    with services.database.reading() as session:
        every = staff_index.list_old_words(session)
    for start in range(0, len(every), WORDS_AT_ONCE):
        with writing(services) as session:
            staff_index.index_images(session, every[start : start + WORDS_AT_ONCE])
    if ids or every:
        log.info("search_words_made_anew", count=len(ids), every=len(every))


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


RENDITION_CLAIMS = claims.Claims(
    renditions.claim_renditions, renditions.renew_renditions_claim, renditions.fail_renditions
)
REPLACEMENT_CLAIMS = claims.Claims(
    versions.claim_replacement, versions.renew_replacement_claim, versions.fail_replacement
)
CROP_CLAIMS = claims.Claims(crops.claim_crops, crops.renew_crops_claim, crops.fail_crops)


def make_sizes(services: Services, image_id: int) -> None:
    """Make all sizes of one image, publish-ready or failed with a reason."""

    def keep(
        session: Session,
        claimed: renditions.ClaimedFile,
        made: renditions.MadeRenditions,
        *,
        now: datetime,
    ) -> None:
        image = renditions.store_renditions(session, claimed, made, now=now)
        if image is not None:
            clearance.recompute_and_relist(session, image, now=now)

    claims.work_claimed_job(
        services, "sizes", image_id, RENDITION_CLAIMS, make=_make_all(services), keep=keep
    )


def make_version(services: Services, file_id: int) -> None:
    """Make all sizes of a file that is to replace another, and let it; or say why it cannot."""
    claims.work_claimed_job(
        services,
        "version",
        file_id,
        REPLACEMENT_CLAIMS,
        make=_make_all(services),
        keep=replace_file.finish_replacement,
    )


def _make_all(services: Services) -> Callable[[renditions.ClaimedFile], renditions.MadeRenditions]:
    return partial(
        renditions.make_and_store_renditions,
        storage=services.storage,
        sandbox=services.sandbox,
        specs=services.specs,
        anchors=services.settings.c2pa_anchors,
    )


def make_crops(services: Services, image_id: int) -> None:
    """Make the crops that an image should have and has not, or say why they cannot be made."""
    make = partial(
        crops.make_and_store_crops,
        storage=services.storage,
        sandbox=services.sandbox,
        specs=services.specs,
    )
    claims.work_claimed_job(
        services, "crops", image_id, CROP_CLAIMS, make=make, keep=crops.store_crop_rows
    )


def publish_due(services: Services, image_id: int) -> None:
    """Publish an image whose moment has come, where it still may be published."""
    with writing(services) as session:
        became = schedule.publish_due_image(session, image_id, now=services.clock())
    log.info("scheduled", image_id=image_id, became=became)


def send_letter(services: Services, letter_id: int) -> None:
    """Deliver one letter, or note when to try again."""
    bind(job="letter", letter_id=letter_id)
    try:
        outbox.deliver_letter(
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
    """Take in one letter and commit; returns its fate or loop. Refused for what is no letter."""
    letter = classify.read_incoming_letter(raw, services.letterhead)
    became = "loop" if letter.kind == "loop" else _take_read(services, letter)
    log.info("letter_in", letter_kind=letter.kind, became=became)
    return became


def _take_read(services: Services, letter: classify.Incoming) -> str:
    with services.database.reading() as session:
        if inbound.is_known(session, letter):
            return "known"
    files = inbound.store_attachments(services.storage, letter)
    with writing(services) as session:
        return inbound.take_in_letter(
            session, letter, files, services.letterhead, now=services.clock()
        )


HANDLERS: dict[str, Callable[[Services, int], None]] = {
    "image": make_sizes,
    "version": make_version,
    "crops": make_crops,
    "publish": publish_due,
    "letter": send_letter,
}
"""What is done for each kind of job."""
