"""Settings → Services: every part opened once for a process. No Flask here."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.settings import ROOT, Settings
from dam.approval import commit_guard
from dam.database.session import Database
from dam.delivery.press_record import SiteIdentity
from dam.delivery.signed_files import SignedFiles
from dam.delivery.statistics.spool import DownloadSpool
from dam.errors import Misconfigured
from dam.imaging.c2pa.sign import FileSigner
from dam.imaging.formats import UploadLimits
from dam.imaging.rendition_specs import RenditionSpecs, load_rendition_specs
from dam.imaging.sandbox.limits import Allowance
from dam.imaging.sandbox.runner import Sandbox
from dam.ingest.accept import FileReceiver
from dam.ingest.queued_sandbox import QueuedSandbox
from dam.links.tokens import Signer
from dam.mail.circuit_breaker import Patient
from dam.mail.inbound.imap import Mailbox, open_mailbox
from dam.mail.render import Letterhead
from dam.mail.smtp import Mailer, open_mailer
from dam.search import staff_index
from dam.services.queue import Queue
from dam.system.antivirus import Clamd
from dam.system.disks import Disks
from dam.system.turns import Turns, machine_places
from dam.usage_requests.deadlines import Promise
from storage_adapters import do_places_overlap, is_path_within, open_inbox, open_storage
from storage_adapters.contract import Storage

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Services:
    """What doors hand to work."""

    settings: Settings
    database: Database
    storage: Storage
    queue: Queue
    mailer: Mailer
    mailbox: Mailbox | None
    inbox: Storage | None
    signer: Signer
    sandbox: Sandbox
    decoding: Turns
    disks: Disks
    specs: RenditionSpecs
    clock: Clock
    limits: UploadLimits
    site: SiteIdentity
    letterhead: Letterhead
    promise: Promise
    spool: DownloadSpool
    signed: SignedFiles | None
    scanner: Clamd | None

    @property
    def queued_sandbox(self) -> QueuedSandbox:
        """The sandbox for a request, whose thread is to be free soon."""
        return QueuedSandbox(self.sandbox, self.decoding)

    @property
    def receiver(self) -> FileReceiver:
        return FileReceiver(self.storage, self.sandbox, self.limits, self.scanner, self.disks)

    @property
    def queued_receiver(self) -> FileReceiver:
        """The same for a request."""
        return replace(self.receiver, sandbox=self.queued_sandbox)

    def close(self) -> None:
        self.sandbox.close()
        self.queue.huey.storage.close()
        self.database.close()


def open_services(settings: Settings, *, clock: Clock = utc_now) -> Services:
    """Open every part; raises Misconfigured, which names the variable."""
    commit_guard.watch_approvals()
    staff_index.watch_words()
    try:
        storage = open_storage(settings.storage_url)
    except ValueError as error:
        raise Misconfigured("DAM_STORAGE_URL", "{why}", why=error) from error
    try:
        spool = DownloadSpool(settings.var / "spool")
    except OSError as error:
        raise Misconfigured("DAM_VAR", "{why}", why=error) from error
    decoding = _open_decoding(settings)
    signer = Signer(settings.secret_key, settings.secret_key_previous)
    database = Database(settings.database_url)
    signing = _open_signing(settings)
    limits = UploadLimits(settings.max_file_bytes, settings.max_pixels)
    return Services(
        settings=settings,
        database=database,
        storage=storage,
        queue=Queue(settings.queue_url),
        mailer=Patient(open_mailer(settings.mail_url)),
        mailbox=open_mailbox(settings.mail_in_url) if settings.mail_in_url else None,
        inbox=_open_inbox(settings),
        signer=signer,
        sandbox=Sandbox(Allowance(max_pixels=settings.max_pixels)),
        decoding=decoding,
        disks=_open_disks(settings),
        specs=load_rendition_specs(ROOT / "config" / "renditions.toml"),
        clock=clock,
        limits=limits,
        site=SiteIdentity(settings.base_url, settings.press_email),
        letterhead=Letterhead(
            settings.base_url,
            settings.mail_from,
            settings.press_email,
            signer,
            case_address=settings.mail_in_address,
        ),
        promise=Promise(settings.office_hours, timedelta(hours=settings.hours_to_answer)),
        spool=spool,
        signed=SignedFiles(storage, signing) if signing else None,
        scanner=_open_scanner(settings),
    )


def _open_decoding(settings: Settings) -> Turns:
    """Where requests wait for a picture to be looked at: two at once on this machine."""
    try:
        places = machine_places(settings.var / "turns", "decoding", 2)
    except OSError as error:
        raise Misconfigured("DAM_VAR", "{why}", why=error) from error
    return Turns(
        places,
        waiting=4,
        patience=20.0,
        sentence="Många filer tas emot just nu. Vänta en stund och försök igen.",
    )


def _open_disks(settings: Settings) -> Disks:
    """The disks of folder store, database and temporary files, which are to keep some room."""
    names = {"storage_url": "file", "database_url": "sqlite"}
    urls = (getattr(settings, name) for name, scheme in names.items())
    folders = [_path_of(url) for url in urls if url.startswith(("file:", "sqlite:"))]
    disks = Disks([*folders, Path(tempfile.gettempdir())], settings.free_bytes)
    for folder in disks.too_small():
        raise Misconfigured(
            "DAM_FREE_BYTES", "is more than the disk of {folder} has", folder=folder
        )
    return disks


def _path_of(url: str) -> Path:
    """Return the file or folder of a `file:` or `sqlite:` address."""
    return Path(f"/{url.partition(':')[2].lstrip('/')}".partition("?")[0])


def _open_inbox(settings: Settings) -> Storage | None:
    """The watched folder: nowhere the product keeps what is its own, which would be taken in."""
    if settings.watch_url is None:
        return None
    try:
        inbox = open_inbox(settings.watch_url)
    except ValueError as error:
        raise Misconfigured("DAM_WATCH_URL", "{why}", why=error) from error
    if do_places_overlap(settings.watch_url, settings.storage_url):
        raise Misconfigured("DAM_WATCH_URL", "overlaps DAM_STORAGE_URL; choose a place of its own")
    for variable, path in _own_files(settings):
        if is_path_within(settings.watch_url, path):
            raise Misconfigured(
                "DAM_WATCH_URL", "holds {own}; choose a place of its own", own=variable
            )
    return inbox


def _own_files(settings: Settings) -> Iterator[tuple[str, Path]]:
    """Return files and folders of the product beside the store, with the variable of each."""
    yield "DAM_VAR", settings.var
    for name in ("database_url", "queue_url", "mail_url"):
        url = getattr(settings, name)
        if url.startswith(("sqlite:", "file:")):
            yield f"DAM_{name.upper()}", _path_of(url)


def _open_scanner(settings: Settings) -> Clamd | None:
    try:
        return Clamd(settings.clamd_url) if settings.clamd_url else None
    except ValueError as error:
        raise Misconfigured("DAM_CLAMD_URL", "{why}", why=error) from error


def _open_signing(settings: Settings) -> FileSigner | None:
    if settings.c2pa_cert is None or settings.c2pa_key is None:
        return None
    try:
        return FileSigner(settings.c2pa_cert, settings.c2pa_key, settings.c2pa_anchors)
    except ValueError as error:
        raise Misconfigured("DAM_C2PA_CERT", "{why}", why=error) from error
