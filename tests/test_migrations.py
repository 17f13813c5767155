"""The migrations make exactly the tables of the models, on both databases."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from dam.migrations import current, newest, upgrade
from dam.models import Base

# The full-text index is each database's own and no table of the models.
OWN = ("listing_fts", "vector")


def test_the_newest_schema_is_that_of_the_models(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = [
            change
            for change in compare_metadata(context, Base.metadata)
            if not any(word in str(change) for word in OWN)
        ]
    assert found == []


def test_an_upgrade_may_be_repeated(database):
    assert current(database.engine) == newest()
    assert upgrade(database.engine) == newest()
