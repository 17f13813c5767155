"""What became of the images: downloads summed by month, clippings. A log that only grows. Accounts
by invitation, and passwords that people choose anew by themselves.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
BOUNDS = (sa.bindparam("starts", type_=MOMENT), sa.bindparam("ends", type_=MOMENT))

SUMS = (
    """INSERT INTO download_month (month, size, klass, times)
    SELECT :month, download.size, COALESCE(terms_version.klass, ''), COUNT(*)
    FROM download LEFT JOIN terms_version ON terms_version.id = download.terms_version_id
    WHERE download.at >= :starts AND download.at < :ends
    GROUP BY download.size, COALESCE(terms_version.klass, '')""",
    """INSERT INTO image_month (month, image_id, times) SELECT :month, image_id, COUNT(*)
    FROM download WHERE at >= :starts AND at < :ends GROUP BY image_id""",
)

ONLY_GROWS = {
    "sqlite": [
        f"""CREATE TRIGGER audit_event_no_{verb} BEFORE {verb} ON audit_event
        BEGIN SELECT RAISE(ABORT, 'audit_event only grows'); END"""
        for verb in ("update", "delete")
    ],
    "postgresql": [
        """CREATE FUNCTION audit_event_only_grows() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'audit_event only grows'; END $$""",
        """CREATE TRIGGER audit_event_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event
        FOR EACH STATEMENT EXECUTE FUNCTION audit_event_only_grows()""",
    ],
}


def upgrade() -> None:
    op.create_table(
        "download_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("size", sa.String(), nullable=False),
        sa.Column("klass", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "size", "klass", name=op.f("pk_download_month")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "image_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_image_month_image_id")),
        sa.PrimaryKeyConstraint("month", "image_id", name=op.f("pk_image_month")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_image_month_image_id"), "image_month", ["image_id"])
    _sum_downloads(op.get_bind())

    op.create_table(
        "clipping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("image_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("outlet", sa.String(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("noted_by", sa.Integer(), nullable=True),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_clipping_image_id")),
        sa.ForeignKeyConstraint(["noted_by"], ["user.id"], name=op.f("fk_clipping_noted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clipping")),
    )
    op.create_index(op.f("ix_clipping_image_id"), "clipping", ["image_id"])

    for column in ("user_id", "kind", "action"):
        op.create_index(op.f(f"ix_audit_event_{column}_id"), "audit_event", [column, "id"])
    for statement in ONLY_GROWS[op.get_bind().dialect.name]:
        op.execute(statement)

    op.add_column(
        "user",
        sa.Column("password_generation", sa.Integer(), server_default="1", nullable=False),
    )
    op.add_column("user", sa.Column("password_asked_at", MOMENT, nullable=True))
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("token_generation", sa.Integer(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "role IN ('uploader','editor','admin')", name=op.f("ck_invitation_known_role")
        ),
        sa.ForeignKeyConstraint(["invited_by"], ["user.id"], name=op.f("fk_invitation_invited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("email", name=op.f("uq_invitation_email")),
        sqlite_autoincrement=True,
    )


def _sum_downloads(connection: sa.Connection) -> None:
    """Sum what has been counted so far, a Stockholm month at a time."""
    at = sa.column("at", MOMENT)
    known = sa.select(sa.func.min(at), sa.func.max(at)).select_from(sa.table("download"))
    first, last = connection.execute(known).one()
    if first is None:
        return
    month = _there(first).date().replace(day=1)
    while month <= _there(last).date():
        following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        bounds = {"starts": _instant(month, connection), "ends": _instant(following, connection)}
        for statement in SUMS:
            summing = sa.text(statement).bindparams(sa.bindparam("month", type_=sa.Date()), *BOUNDS)
            connection.execute(summing, {"month": month, **bounds})
        month = following


def _there(moment: datetime) -> datetime:
    """A moment as the database keeps it, in Stockholm: SQLite keeps UTC without saying so."""
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(STOCKHOLM)


def _instant(day: date, connection: sa.Connection) -> datetime:
    """When a day begins in Stockholm, as the database keeps moments."""
    begins = datetime(day.year, day.month, day.day, tzinfo=STOCKHOLM).astimezone(UTC)
    return begins.replace(tzinfo=None) if connection.dialect.name == "sqlite" else begins
