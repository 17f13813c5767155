"""What remains of an image once its use has ended is one of the three known levels."""

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KNOWN = "BETWEEN 0 AND 2"
NAME = "ck_image_known_residual_level"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE image ADD CONSTRAINT {NAME} CHECK (residual_level {KNOWN})")
        return
    # SQLite adds no constraint to a table that stands, but a column that brings its own.
    op.execute(
        "ALTER TABLE image ADD COLUMN known_level INTEGER DEFAULT '0' NOT NULL"
        f" CONSTRAINT {NAME} CHECK (known_level {KNOWN})"
    )
    op.execute("UPDATE image SET known_level = residual_level")
    op.execute("ALTER TABLE image DROP COLUMN residual_level")
    op.execute("ALTER TABLE image RENAME COLUMN known_level TO residual_level")
