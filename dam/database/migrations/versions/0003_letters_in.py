"""Letters in."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

CHECKS = {
    "known_state": "(direction = 'out' AND state IN ('waiting','sent','failed')) OR"
    " (direction = 'in' AND state IN ('kept','unmatched','aside'))",
    "known_kind": "direction = 'out' OR (kind IN ('reply','auto','bounce') AND sender IS NOT NULL)",
}


def upgrade() -> None:
    with op.batch_alter_table("letter") as letter:
        letter.add_column(sa.Column("sender", sa.String(), nullable=True))
        for name in ("subject", "body"):
            letter.add_column(sa.Column(name, sa.String(), server_default="", nullable=False))
        letter.drop_constraint(op.f("ck_letter_known_state"), type_="check")
        for name, rule in CHECKS.items():
            letter.create_check_constraint(op.f(f"ck_letter_{name}"), rule)

    op.create_table(
        "letter_attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["letter_id"],
            ["letter.id"],
            name=op.f("fk_letter_attachment_letter_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_attachment")),
        sa.UniqueConstraint("key", name=op.f("uq_letter_attachment_key")),
    )
    op.create_index(op.f("ix_letter_attachment_letter_id"), "letter_attachment", ["letter_id"])
