"""The words that listed images write, for misspelt ones; the worker fills them in when it starts."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_word",
        sa.Column("word", sa.String, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("stem", "first", "last")),
        sa.Column("length", sa.Integer, nullable=False),
    )
    op.create_index("ix_search_word_stem", "search_word", ["stem"])
    op.create_index("ix_search_word_first", "search_word", ["first", "length"])
    op.create_index("ix_search_word_last", "search_word", ["last", "length"])
