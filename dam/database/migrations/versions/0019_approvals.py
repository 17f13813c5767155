"""What was sent to review or scheduled holds a fingerprint of what was looked at.

What was sent or scheduled before holds an empty one, which stands until the image is changed.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "approval",
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("parts", JSON, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("lost_at", MOMENT, nullable=True),
        sa.Column("lost_by", sa.Integer(), nullable=True),
        sa.Column("lost_fields", JSON, nullable=False),
        sa.Column("lost_moment", MOMENT, nullable=True),
        sa.CheckConstraint("step IN ('sent','scheduled')", name=op.f("ck_approval_known_step")),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_approval_image_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_approval_user_id")),
        sa.ForeignKeyConstraint(["lost_by"], ["user.id"], name=op.f("fk_approval_lost_by")),
        sa.PrimaryKeyConstraint("image_id", "step", name=op.f("pk_approval")),
    )
    op.create_index(op.f("ix_approval_user_id"), "approval", ["user_id"])
    op.create_index(op.f("ix_approval_lost_by"), "approval", ["lost_by"])
    _take_over("sent", "sent_by", "sent_at", "state = 'review'")
    _take_over("scheduled", "publish_by", "updated_at", "publish_at IS NOT NULL AND publish_error IS NULL")


def _take_over(step: str, by: str, at: str, which: str) -> None:
    op.execute(
        "INSERT INTO approval (image_id, step, fingerprint, parts, user_id, at, lost_fields)"
        f" SELECT id, '{step}', '', '{{}}', {by}, {at}, '[]' FROM image"
        f" WHERE {which} AND {by} IS NOT NULL"
    )
