"""Settings → Services: every part opened once for a process. No Flask here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.settings import ROOT, Settings
from dam.database import Database
from dam.errors import Misconfigured
from dam.jobs import Queue
from dam.links import Signer
from dam.mail.smtp import Mailer, open_mailer
from dam.pictures.formats import Limits
from dam.pictures.sandbox import Sandbox
from dam.pictures.specs import Specs, load_specs
from storage_adapters import open_storage
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
    signer: Signer
    sandbox: Sandbox
    specs: Specs
    clock: Clock

    def close(self) -> None:
        self.database.close()


def open_services(settings: Settings, *, clock: Clock = utc_now, root: Path = ROOT) -> Services:
    """Open every part; raises Misconfigured, which names the variable."""
    try:
        storage = open_storage(settings.storage_url)
    except ValueError as error:
        raise Misconfigured("DAM_STORAGE_URL", "{why}", why=error) from error
    return Services(
        settings=settings,
        database=Database(settings.database_url),
        storage=storage,
        queue=Queue(settings.queue_url),
        mailer=open_mailer(settings.mail_url),
        signer=Signer(settings.secret_key, settings.secret_key_previous),
        sandbox=Sandbox(Limits(settings.max_file_bytes, settings.max_pixels)),
        specs=load_specs(root / "config" / "renditions.toml"),
        clock=clock,
    )
