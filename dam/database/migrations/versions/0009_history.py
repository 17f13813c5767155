"""What was done to one thing is found without reading what was done to all."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INDEX = "ix_audit_event_kind_object_id_id"


def upgrade() -> None:
    op.create_index(INDEX, "audit_event", ["kind", "object_id", "id"])


def downgrade() -> None:
    op.drop_index(INDEX, "audit_event")
