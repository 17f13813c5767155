"""A question that was answered without a permission is `answered`; what was stored so far as
granted, and has no permission, was one.

On SQLite the rule alone is rewritten in the table's definition, as in revision 0017.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

OLD, NEW = "'needs_information','granted'", "'needs_information','answered','granted'"
RULE = (
    "state IN ('received','claimed','needs_information','answered','granted',"
    "'partly_granted','denied','withdrawn','revoked','expired','spam')"
)
WITHOUT = (
    'NOT EXISTS (SELECT 1 FROM "grant" WHERE "grant".request_id = request.id)'
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rewrite_rule()
    else:
        op.drop_constraint(op.f("ck_request_known_state"), "request", type_="check")
        op.create_check_constraint(op.f("ck_request_known_state"), "request", RULE)
    for column in ("from_state", "to_state"):
        op.execute(
            f"UPDATE request_event SET {column} = 'answered' WHERE {column} = 'granted'"
            f" AND request_id IN (SELECT id FROM request WHERE {WITHOUT})"
        )
    op.execute(f"UPDATE request SET state = 'answered' WHERE state = 'granted' AND {WITHOUT}")


def _rewrite_rule() -> None:
    connection = op.get_bind()
    schema_version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :old, :new)"
            " WHERE type = 'table' AND name = 'request' AND instr(sql, :old) > 0"
        ),
        {"old": OLD, "new": NEW},
    )
    if changed.rowcount != 1:
        raise RuntimeError("the table request is not as revision 0019 left it")
    connection.exec_driver_sql(f"PRAGMA schema_version = {schema_version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
