"""The collation by which words are sorted and compared; SQLite's connections bring their own.

Where PostgreSQL is built without ICU, letters are compared right and sorted by their numbers.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    known = sa.text("SELECT count(*) FROM pg_collation WHERE collname = :name")
    has_icu = connection.scalar(known, {"name": "sv-x-icu"})
    made_of = "(provider = icu, locale = 'sv')" if has_icu else "(provider = libc, locale = 'C.utf8')"
    op.execute(f"CREATE COLLATION swedish {made_of}")
