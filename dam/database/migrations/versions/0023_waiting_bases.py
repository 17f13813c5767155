"""A legal basis may wait until another person approves it."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "person_basis", sa.Column("waits_since", sa.DateTime(timezone=True), nullable=True)
    )
    # A column with a constraint of its own: SQLite adds none afterwards, both take this.
    op.execute(
        "ALTER TABLE person_basis ADD COLUMN waits_by INTEGER"
        ' CONSTRAINT fk_person_basis_waits_by REFERENCES "user" (id)'
    )
