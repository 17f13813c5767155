"""Fixtures for all tests: both databases, a fixed clock, the services on an embedded default."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from flask import Flask
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from sqlalchemy import text

from config.settings import ROOT, Settings, load_settings
from dam import first_content
from dam.app import create_app
from dam.database import Database
from dam.migrations import upgrade
from dam.models import Base
from dam.pictures.jail import Allowance
from dam.pictures.sandbox import Sandbox
from dam.wiring import Services, open_services
from tests.servers import postgres

pytest_plugins = ["tests.servers.seaweed"]
# The log goes where pytest gathers it, so that what a command prints is its own.
structlog.configure(logger_factory=structlog.stdlib.LoggerFactory())

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

# Deleting a few rows without asking who points at them takes 5 ms, `TRUNCATE` 250.
EMPTIED = "; ".join(
    [
        "SET LOCAL session_replication_role = replica",
        *(f'DELETE FROM "{table.name}"' for table in Base.metadata.sorted_tables),
    ]
)
COUNTED_ANEW = """SELECT setval(format('%I.%I', schemaname, sequencename), start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL"""


@dataclass
class Clock:
    """A clock that stands until a test moves it."""

    at: datetime = field(default=NOW)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, step: timedelta) -> None:
        self.at += step


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def now(clock: Clock) -> datetime:
    return clock()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the newest schema, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "dam.sqlite"
    database = Database(f"sqlite:///{path}")
    upgrade(database.engine)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[Callable[[], str]]:
    """The address of a PostgreSQL database with the newest schema; started when first asked for."""
    started: list[str] = []
    with ExitStack() as stack:

        def url() -> str:
            if not started:
                started.append(stack.enter_context(postgres.running()).format(database="postgres"))
                database = Database(started[0])
                upgrade(database.engine)
                database.close()
            return started[0]

        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    sqlite_template: Path,
    postgres_url: Callable[[], str],
) -> str:
    """The address of an empty database with the newest schema, on each backend."""
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'dam.sqlite')}"
    url = postgres_url()
    database = Database(url)
    with database.engine.begin() as connection:
        connection.execute(text(EMPTIED))
        connection.execute(text(COUNTED_ANEW))
    database.close()
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """The embedded default in the test's own folder, on each database."""
    return load_settings(
        {
            "DAM_DATABASE_URL": database_url,
            "DAM_STORAGE_URL": f"file:{tmp_path / 'store'}",
            "DAM_QUEUE_URL": f"sqlite:///{tmp_path / 'queue.sqlite'}",
            "DAM_MAIL_URL": f"file:{tmp_path / 'mail'}",
            "DAM_SECRET_KEY": "a-secret-key-for-tests-of-32-characters",
        },
        root=tmp_path,
    )


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One forkserver for all tests: to start it costs more than to make a picture's sizes."""
    with Sandbox(Allowance(max_pixels=Settings.model_fields["max_pixels"].default)) as running:
        yield running


@pytest.fixture(scope="session")
def compiled_pages(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Templates as they were compiled by the first test that showed them."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("pages")))


@pytest.fixture
def app(services: Services, compiled_pages: BytecodeCache) -> Flask:
    made = create_app(services)
    made.jinja_env.bytecode_cache = compiled_pages
    return made


@pytest.fixture
def services(settings: Settings, clock: Clock, sandbox: Sandbox) -> Iterator[Services]:
    """Every part of the product, with its first content, in the test's own folder."""
    opened = replace(open_services(settings, clock=clock), sandbox=sandbox)
    with opened.database.writing() as session:
        first_content.add_missing(session, ROOT / "config", now=clock())
        session.commit()
    yield opened
    opened.database.close()
