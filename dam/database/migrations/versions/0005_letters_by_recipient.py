"""How many letters an address has had lately."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_letter_recipient_created_at"), "letter", ["recipient", "created_at"])
