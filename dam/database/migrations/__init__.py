"""The schema's history: `upgrade_schema` brings a database to the newest, for `flask init`."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from dam.errors import Conflict

TOO_OLD = (
    "Databasen har schema {held}, och den här versionen tar vid först från {oldest}. "
    "Kör flask init med en äldre version, så att databasen får schema {oldest}, och "
    "sedan med den här."
)
TOO_NEW = (
    "Databasen har schema {held}, och den här versionen känner inget nyare än {newest}. "
    "Installera den version som databasen kommer från, eller en nyare."
)


def upgrade_schema(engine: Engine, to: str = "head") -> str:
    """Bring the database to a schema, the newest by default; returns its revision.

    Harmless to repeat; Conflict where the database stands at none that this code knows.
    """
    config = _make_alembic_config()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    held, oldest, newest = read_schema_revision(engine), min(known), max(known)
    if held and held not in known:
        sentence = TOO_OLD if held < oldest else TOO_NEW
        raise Conflict(sentence, held=held, oldest=oldest, newest=newest)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        connection.commit()
    return read_schema_revision(engine) or ""


def read_schema_revision(engine: Engine) -> str | None:
    """Return the revision the database stands at, None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def find_newest_revision() -> str | None:
    """Return the revision that this code expects."""
    return ScriptDirectory.from_config(_make_alembic_config()).get_current_head()


def _make_alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config
