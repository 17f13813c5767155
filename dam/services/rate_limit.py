"""Rate limits in the database or Redis, by keys that are HMACs of addresses and accounts."""

from __future__ import annotations

import hashlib
import hmac
import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from datetime import datetime, timedelta

from limits import parse
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter
from redis import RedisError
from sqlalchemy import Delete, Insert, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from dam.database.models import RateLimitCount
from dam.database.session import Database, Session
from dam.errors import TooMany, Unavailable

Clock = Callable[[], datetime]
REDIS_SECONDS = 2.0


class Limiter:
    """``place`` is the database, or the address of a Redis."""

    def __init__(self, place: Database | str, *, key: str, clock: Clock) -> None:
        self._key = key.encode()
        self._seconds: Callable[[], float]
        if isinstance(place, Database):
            storage: Storage = TryTable(place, clock)
            self._seconds = lambda: clock().timestamp()
        else:
            storage = _open_redis(place)
            self._seconds = time.time  # Redis goes by its own clock
        self._windows = FixedWindowRateLimiter(storage)

    def within(self, session: Session) -> Limiter:
        """Return a limiter that counts in the caller's transaction, where the database counts."""
        table = self._windows.storage
        if not isinstance(table, TryTable):
            return self
        other = copy(self)
        other._windows = FixedWindowRateLimiter(table.within(session))  # noqa: SLF001  our own copy
        return other

    def hit(self, what: str, who: str, limit: str) -> int:
        """Count one try of ``what`` and return how many; TooMany beyond a limit: "10/minute"."""
        item, digest = parse(limit), self._digest(what, who)
        try:
            reached = self._windows.storage.incr(item.key_for(digest), item.get_expiry())
            if reached <= item.amount:
                return reached
            ends = self._windows.get_window_stats(item, digest).reset_time
        except RedisError as error:
            raise Unavailable("Tjänsten svarar inte just nu. Försök igen om en stund.") from error
        seconds = max(1, math.ceil(ends - self._seconds()))
        raise TooMany("Det blev för många försök. Vänta en stund.", retry_after=seconds)

    def forget(self, what: str, who: str, limit: str) -> None:
        """Begin a new count, after a try that succeeded."""
        self._windows.clear(parse(limit), self._digest(what, who))

    def _digest(self, what: str, who: str) -> str:
        return hmac.new(self._key, f"{what}|{who}".encode(), hashlib.sha256).hexdigest()


class TryTable(Storage):
    """Fixed windows in `rate_limit`, a statement a hit, in its own or a ``session``'s turn."""

    STORAGE_SCHEME = None

    def __init__(self, database: Database, clock: Clock, session: Session | None = None) -> None:
        super().__init__()
        self._database = database
        self._clock = clock
        self._session = session

    def within(self, session: Session) -> TryTable:
        return TryTable(self._database, self._clock, session)

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = self._clock()
        count = _count_in_window(
            self._database.dialect, key, amount, now, now + timedelta(seconds=expiry)
        )
        with self._writing() as session:
            reached: int = session.scalars(count).one()
            if reached == amount:
                # A window begins: the moment to drop those that have ended. Nobody waits for those
                # that somebody else is about to begin anew.
                ended = select(RateLimitCount.key).where(RateLimitCount.expires <= now)
                free = ended.with_for_update(skip_locked=True)
                session.execute(delete(RateLimitCount).where(RateLimitCount.key.in_(free)))
        return reached

    def get(self, key: str) -> int:
        open_now = select(RateLimitCount.count).where(
            RateLimitCount.key == key, RateLimitCount.expires > self._clock()
        )
        with self._database.reading() as session:
            return session.scalar(open_now) or 0

    def get_expiry(self, key: str) -> float:
        with self._database.reading() as session:
            ends = session.scalar(select(RateLimitCount.expires).where(RateLimitCount.key == key))
        return (ends or self._clock()).timestamp()

    def check(self) -> bool:
        self._database.ping()
        return True

    def reset(self) -> int | None:
        self._delete(delete(RateLimitCount))
        return None

    def clear(self, key: str) -> None:
        self._delete(delete(RateLimitCount).where(RateLimitCount.key == key))

    def _delete(self, which: Delete) -> None:
        with self._writing() as session:
            session.execute(which)

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        if self._session is not None:
            yield self._session
            return
        with self._database.writing() as session:
            yield session
            session.commit()


def _open_redis(url: str) -> Storage:
    storage = storage_from_string(
        url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
    )
    if not isinstance(storage, Storage):
        raise TypeError(url)
    return storage


def _count_in_window(
    dialect: str, key: str, amount: int, now: datetime, expires: datetime
) -> Insert:
    """Add to the open window of the key, or begin a new one; returns the count reached."""
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    new = insert(RateLimitCount).values(key=key, count=amount, expires=expires)
    ended = RateLimitCount.expires <= now
    return new.on_conflict_do_update(
        index_elements=[RateLimitCount.key],
        set_={
            "count": case((ended, amount), else_=RateLimitCount.count + amount),
            "expires": case((ended, expires), else_=RateLimitCount.expires),
        },
    ).returning(RateLimitCount.count)
