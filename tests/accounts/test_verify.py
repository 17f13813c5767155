import os
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from unicodedata import normalize

import pytest
from argon2 import PasswordHasher

from dam import accounts
from dam.accounts import passwords
from dam.database.models import User
from dam.database.session import Database
from dam.errors import Busy
from dam.system.turns import Turns
from tests.support.accounts import CHEAP, PASSWORD


def test_the_right_password_finds_the_account(database: Database, editor: User):
    with database.reading() as session:
        found = accounts.verify_password(session, " EDITOR@inera.test", PASSWORD)
        assert found is not None
        assert found.id == editor.id


@pytest.mark.usefixtures("cheap_passwords", "editor")
@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("editor@inera.test", PASSWORD + " "),
        ("editor@inera.test", PASSWORD.upper()),
        ("editor@inera.test", ""),
        ("nobody@inera.test", PASSWORD),
        ("", ""),
    ],
)
def test_anything_else_finds_nobody(database: Database, email: str, password: str):
    with database.reading() as session:
        assert accounts.verify_password(session, email, password) is None


LETTERS = "Å ﬁna lösenord ½ Ω"


@pytest.mark.usefixtures("cheap_passwords")
@pytest.mark.parametrize("typed", [normalize(form, LETTERS) for form in ("NFC", "NFD", "NFKC")])
def test_password_is_the_same_however_a_keyboard_composes_it(typed: str):
    hashed = passwords.hash_password(LETTERS)
    assert passwords.is_password(typed, hashed)
    assert not passwords.is_password(f"{typed}x", hashed)
    assert not passwords.is_password(typed, None)


@pytest.mark.usefixtures("cheap_passwords")
def test_hash_of_the_time_before_passwords_were_normalised_still_opens():
    old = normalize("NFD", LETTERS)
    assert passwords.is_password(old, CHEAP.hash(old))


@pytest.mark.usefixtures("cheap_passwords")
def test_closed_account_is_nobody(database: Database, editor: User):
    with database.writing() as session:
        session.get_one(User, editor.id).active = False
        assert accounts.verify_password(session, "editor@inera.test", PASSWORD) is None


def test_unknown_account_is_held_against_a_hash_of_the_same_cost():
    assert not PasswordHasher().check_needs_rehash(passwords.NOBODY)
    assert passwords.is_password("anything", None) is False


@pytest.mark.usefixtures("editor")
def test_unknown_account_takes_as_long(database: Database):
    def took(email: str) -> float:
        with database.reading() as session:
            start = time.process_time()
            accounts.verify_password(session, email, "fel lösenord här")
            return time.process_time() - start

    known, unknown = [], []
    for _ in range(3):
        known.append(took("editor@inera.test"))
        unknown.append(took("nobody@inera.test"))
    # Without the stand-in hash the ratio is around a hundred.
    assert statistics.median(unknown) > statistics.median(known) / 3


def test_no_more_than_a_few_hash_at_once(monkeypatch: pytest.MonkeyPatch):
    free = Lock()
    turns = Turns([free], waiting=0, patience=5, sentence="Vänta.")
    monkeypatch.setattr(passwords, "TURNS", turns)
    free.acquire()
    with pytest.raises(Busy) as error:
        passwords.is_password("x", None)
    assert error.value.retry_after == 5
    with pytest.raises(Busy):
        passwords.hash_password("x" * passwords.SHORTEST)
    free.release()
    assert passwords.is_password("x", None) is False


def test_a_hash_gives_way_to_pages():
    assert passwords.is_password("x", None) is False
    ours = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    hashing = [one for one in threading.enumerate() if one.name.startswith("hashing")]
    assert hashing
    for thread in hashing:
        niceness = os.getpriority(os.PRIO_PROCESS, thread.native_id or 0)
        assert niceness == min(ours + passwords.NICENESS, 19)


def test_a_thread_that_may_not_give_way_hashes_all_the_same(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_arguments: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "setpriority", refuse)
    with ThreadPoolExecutor(1, initializer=passwords._give_way) as hashing:
        assert hashing.submit(len, "ett").result() == 3
