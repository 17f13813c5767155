"""Fixtures for all tests: a database, a fixed clock, the services on an embedded default."""

import gc

# Until all is loaded there is no garbage, and looking for some takes a sixth of the time.
gc.disable()

import pytest

# What helpers assert is told as what tests assert.
pytest.register_assert_rewrite("tests.support")

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import CodeType

import structlog
from flask import Flask
from hypothesis import settings as settings_of_examples
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from config.settings import Settings, load_settings
from dam import cli
from dam.database.session import Database
from dam.imaging.sandbox.limits import Allowance
from dam.imaging.sandbox.runner import Sandbox
from dam.services import Services, open_services
from dam.web.app import create_app
from tests.servers import postgres
from tests.support.cached_sandbox import CachedSandbox
from tests.support.careful_client import CarefulClient
from tests.support.clock import NOW, Clock
from tests.support.databases import BACKENDS, FreshDatabase, PostgresDatabase, SqliteDatabase
from tests.support.room import Room

pytest_plugins = [
    "tests.imaging.exiftool",
    "tests.servers.seaweed",
    "tests.support.accounts",
    "tests.support.approval",
    "tests.support.browser",
    "tests.support.cases",
    "tests.support.chromium",
    "tests.support.clock",
    "tests.support.english",
    "tests.support.hot_folder",
    "tests.support.multipart",
    "tests.support.order",
    "tests.support.requests",
    "tests.support.reruns",
    "tests.support.shell",
]
# How long an example takes is the machine's business.
settings_of_examples.register_profile("house", deadline=None)
settings_of_examples.load_profile("house")
# The log goes where pytest gathers it, so that what a command prints is its own; as lines of JSON,
# since errors drawn for people take more time than what they tell of.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(),
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--backend", default="sqlite", choices=BACKENDS, help="the tests' database")


def pytest_collection_finish() -> None:
    """What is loaded by now stays."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(100_000, 50, 1000)


@pytest.fixture(scope="session")
def grounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], FreshDatabase]]:
    """Return the ground of a backend; each is made when first asked for."""
    made: dict[str, FreshDatabase] = {}
    with ExitStack() as stack:

        def ground(backend: str) -> FreshDatabase:
            if backend not in made and backend == "sqlite":
                made[backend] = SqliteDatabase(tmp_path_factory.mktemp("sqlite"), NOW)
            elif backend not in made:
                url = stack.enter_context(postgres.running()).format(database="postgres")
                made[backend] = PostgresDatabase(url, NOW)
                stack.callback(made[backend].database.close)
            return made[backend]

        yield ground


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """The database that the run asks for, or the one that a mark names."""
    return getattr(request, "param", None) or request.config.getoption("--backend")


@pytest.fixture
def ground(
    request: pytest.FixtureRequest,
    backend: str,
    grounds: Callable[[str], FreshDatabase],
    tmp_path: Path,
) -> Iterator[FreshDatabase]:
    """A database with the newest schema, on each backend: empty, or furnished for `services`."""
    found = grounds(backend)
    if "services" in request.fixturenames:
        found.furnish(tmp_path)
    else:
        found.empty(tmp_path)
    yield found
    found.database.close()


@pytest.fixture
def database(ground: FreshDatabase) -> Database:
    return ground.database


@pytest.fixture(scope="session")
def default_settings() -> Settings:
    return load_settings({"DAM_SECRET_KEY": "a-secret-key-for-tests-of-32-characters"})


@pytest.fixture
def settings(default_settings: Settings, ground: FreshDatabase, tmp_path: Path) -> Settings:
    """The embedded default in the test's own folder, on each database."""
    return default_settings.model_copy(
        update={
            "database_url": ground.url,
            "storage_url": f"file:{tmp_path / 'store'}",
            "queue_url": f"sqlite:///{tmp_path / 'queue.sqlite'}",
            "mail_url": f"file:{tmp_path / 'mail'}",
            "var": tmp_path / "var",
            "free_bytes": 0,  # a full machine fails no test
        }
    )


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of one run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session", autouse=True)
def temporary_files() -> Iterator[None]:
    """A folder of this process: what a test of the future clears away is nobody else's."""
    with tempfile.TemporaryDirectory(prefix="t-") as folder, pytest.MonkeyPatch.context() as patch:
        Path(folder).chmod(0o755)  # PostgreSQL runs as another user
        patch.setenv("TMPDIR", folder)
        patch.setattr(tempfile, "tempdir", folder)
        yield


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """One forkserver for all tests: to start it costs more than to make a picture's sizes."""
    with Sandbox(Allowance(max_pixels=Settings.model_fields["max_pixels"].default)) as running:
        yield running


@pytest.fixture(scope="session")
def remembering(sandbox: Sandbox) -> CachedSandbox:
    """What was made of a picture in one test is there for the next."""
    return CachedSandbox(sandbox)


class CompiledPages(FileSystemBytecodeCache):
    """Templates as they were compiled by the first test that showed them, in whatever process."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._code: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        known = bucket.key, bucket.checksum
        if self._code.get(known) is None:
            super().load_bytecode(bucket)
            self._code[known] = bucket.code
        bucket.code = self._code[known]


@pytest.fixture(scope="session")
def compiled_pages(shared_folder: Path) -> CompiledPages:
    return CompiledPages(shared_folder)


@pytest.fixture(scope="session", autouse=True)
def compiled_addresses() -> Iterator[None]:
    """Addresses are compiled for the first application; those of all take 0.15 s."""
    compiled: dict[tuple[object, ...], dict[str, object]] = {}
    compile_rule = Rule.compile

    def compile_once(rule: Rule) -> None:
        key = rule.rule, rule.endpoint, rule.strict_slashes, *(rule.defaults or {}).items()
        if key not in compiled:
            compile_rule(rule)
            made = ("_parts", "_trace", "_converters", "arguments", "_build", "_build_unknown")
            compiled[key] = {name: getattr(rule, name) for name in made}
        vars(rule).update(compiled[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", compile_once)
        yield


@pytest.fixture
def app(services: Services, compiled_pages: CompiledPages) -> Flask:
    made = create_app(services)
    cli.register_commands(made)
    made.jinja_env.bytecode_cache = compiled_pages
    made.test_client_class = CarefulClient
    return made


@pytest.fixture
def services(
    settings: Settings, ground: FreshDatabase, clock: Clock, remembering: CachedSandbox
) -> Services:
    """Every part of the product, with its first content, in the test's own folder."""
    opened = open_services(settings, clock=clock)
    return replace(opened, sandbox=remembering, database=ground.database)


@pytest.fixture
def room(services: Services) -> Room:
    return Room(services)
