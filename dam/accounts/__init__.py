"""Staff accounts: how people come in, by which password they sign in, and what they may do."""

from dam.accounts.accounts import (
    ROLES,
    activate,
    add,
    change_password,
    deactivate,
    find,
    list_all,
    may,
    names,
    set_reads_documents,
    set_role,
    verify,
)
from dam.accounts.sessions import (
    SESSION_LENGTH,
    begin_session,
    end_session,
    find_session,
    is_due,
    note_seen,
)

__all__ = [
    "ROLES",
    "SESSION_LENGTH",
    "activate",
    "add",
    "begin_session",
    "change_password",
    "deactivate",
    "end_session",
    "find",
    "find_session",
    "is_due",
    "list_all",
    "may",
    "names",
    "note_seen",
    "set_reads_documents",
    "set_role",
    "verify",
]
