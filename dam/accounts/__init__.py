"""Staff accounts: how people come in, by which password they sign in, and what they may do."""

from dam.accounts.accounts import (
    ROLES,
    activate_account,
    add_account,
    choose_password,
    deactivate_account,
    find_account,
    has_role,
    list_account_names,
    list_accounts,
    set_account_role,
    set_chosen_password,
    set_document_reader,
    verify_password,
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
    "activate_account",
    "add_account",
    "begin_session",
    "choose_password",
    "deactivate_account",
    "end_session",
    "find_account",
    "find_session",
    "has_role",
    "is_due",
    "list_account_names",
    "list_accounts",
    "note_seen",
    "set_account_role",
    "set_chosen_password",
    "set_document_reader",
    "verify_password",
]
