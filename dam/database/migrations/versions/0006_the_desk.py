"""The desk: each granted image has an end of its own, which its holder may ask to be later; staff
leave notes, and keep words that they use again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ITS_GRANTS = """UPDATE grant_item SET ends =
    (SELECT "grant".ends FROM "grant" WHERE "grant".id = grant_item.grant_id)"""


def upgrade() -> None:
    with op.batch_alter_table("grant_item") as item:
        item.add_column(sa.Column("ends", MOMENT, nullable=True))
    op.execute(ITS_GRANTS)
    with op.batch_alter_table("grant_item") as item:
        item.alter_column("ends", existing_type=MOMENT, nullable=False)

    with op.batch_alter_table("request_event") as event:
        event.add_column(sa.Column("what", sa.String(), server_default="", nullable=False))

    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("deadline", MOMENT, nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("ends", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_extension_request_id")
        ),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_extension_grant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    op.create_index(op.f("ix_extension_request_id"), "extension", ["request_id"])

    op.create_table(
        "request_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_request_note_request_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_request_note_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_note")),
    )
    op.create_index(op.f("ix_request_note_request_id"), "request_note", ["request_id"])

    op.create_table(
        "standard_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "language IN ('sv','en')", name=op.f("ck_standard_answer_known_language")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_answer")),
        sa.UniqueConstraint("key", name=op.f("uq_standard_answer_key")),
    )
