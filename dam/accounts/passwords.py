"""Passwords: argon2id, a few at a time. Called by `dam.accounts` and the doors that wait for it."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import NewType
from unicodedata import normalize

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from dam.errors import BadInput
from dam.system.turns import Turns
from dam.text import limits

HashedPassword = NewType("HashedPassword", str)
"""What the work that sets a password takes: hashing is done before the database's lock is held."""
SHORTEST = 12
PLACES = 2
NICENESS = 10
# Each hash takes 64 MiB: many sign-ins at once wait for one another instead of for memory.
TURNS = Turns(
    [threading.Lock() for _ in range(PLACES)],
    waiting=6,
    patience=5.0,
    sentence="Många loggar in just nu. Vänta en stund och försök igen.",
)
# What an unknown account is held against, so that it takes as long as a known one.
NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$iKnnvoUPFV5NUQ6O72di5w"
    "$oykhdiZeR7qa//mjHYoBZU5kMlg3r3kDKaQe7P6dO+8"
)

_hasher = PasswordHasher()


def _give_way() -> None:
    """Let pages go first: a hash keeps four threads busy, which inherit this one's priority."""
    thread = threading.get_native_id()
    niceness = os.getpriority(os.PRIO_PROCESS, thread) + NICENESS
    with suppress(OSError):  # a courtesy: where it may not be shown, sign-in goes on without
        os.setpriority(os.PRIO_PROCESS, thread, niceness)


_hashing = ThreadPoolExecutor(PLACES, "hashing", initializer=_give_way)


def hash_password(password: str) -> HashedPassword:
    """Return the hash to store. BadInput for a password that is too short or too long, or Busy."""
    if not SHORTEST <= len(password) <= limits.PASSWORD:
        sentence = "Välj ett lösenord med minst 12 tecken."
        raise BadInput(sentence, fields={"new_password": sentence})
    with TURNS.take():
        hashed = _hashing.submit(_hasher.hash, _normalise_password(password)).result()
    return HashedPassword(hashed)


def is_password(password: str, hashed: str | None) -> bool:
    """Whether the password belongs to the hash; None takes as long, and is never right. Busy.

    Keyboards compose the same letter in several ways (NIST 800-63B 3.1.1.2). Hashes of the time
    before that was known are of the password as it came.
    """
    attempt = password[: limits.PASSWORD + 1]
    forms = dict.fromkeys((_normalise_password(attempt), attempt))
    return sum(_is_hashed(form, hashed) for form in forms) > 0


def _normalise_password(password: str) -> str:
    return normalize("NFKC", password)


def _is_hashed(password: str, hashed: str | None) -> bool:
    with TURNS.take():
        try:
            verified = _hashing.submit(_hasher.verify, hashed or NOBODY, password)
            return verified.result() and hashed is not None
        except VerifyMismatchError:
            return False
