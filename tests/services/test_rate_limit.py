import secrets
from collections.abc import Iterator
from datetime import timedelta
from threading import Thread

import pytest

from dam.database.models import RateLimitCount
from dam.database.session import Database
from dam.errors import TooMany, Unavailable
from dam.services.rate_limit import Limiter
from tests.servers import redis
from tests.support.clock import Clock
from tests.support.databases import on_both

KEY = "a-secret-key-for-tests-of-32-characters"


@pytest.fixture
def limiter(database: Database, clock: Clock) -> Limiter:
    return Limiter(database, key=KEY, clock=clock)


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with redis.running() as url:
        yield f"redis+{url.partition('?')[0]}"  # how `limits` spells a socket


@pytest.fixture(params=["database", "redis"])
def any_limiter(
    request: pytest.FixtureRequest, database: Database, redis_url: str, clock: Clock
) -> Limiter:
    """A limiter with a secret of its own, so that no test finds another's counts."""
    place = database if request.param == "database" else redis_url
    return Limiter(place, key=secrets.token_hex(), clock=clock)


def hits(limiter: Limiter, who: str = "anna", what: str = "sign in", times: int = 1) -> None:
    for _ in range(times):
        limiter.hit(what, who, "3/minute")


@on_both
def test_limit_holds_for_each_and_for_each_thing(any_limiter: Limiter):
    hits(any_limiter, times=3)
    with pytest.raises(TooMany) as too_many:
        hits(any_limiter)
    assert 0 < too_many.value.retry_after <= 60
    hits(any_limiter, who="kim", times=3)
    hits(any_limiter, what="request", times=3)


@on_both
def test_success_begins_a_new_count(any_limiter: Limiter):
    hits(any_limiter, times=3)
    any_limiter.forget("sign in", "anna", "3/minute")
    hits(any_limiter, times=3)
    with pytest.raises(TooMany):
        hits(any_limiter)


@on_both
def test_window_ends(limiter: Limiter, clock: Clock):
    hits(limiter, times=3)
    clock.forward(timedelta(seconds=40))
    with pytest.raises(TooMany) as too_many:
        hits(limiter)
    assert too_many.value.retry_after == 20
    clock.forward(timedelta(seconds=20))
    hits(limiter, times=3)
    with pytest.raises(TooMany):
        hits(limiter)


@on_both
def test_tries_at_once_are_all_counted(limiter: Limiter):
    passed: list[int] = []

    def tries() -> None:
        for _ in range(5):
            try:
                limiter.hit("sign in", "anna", "7/minute")
            except TooMany:
                continue
            passed.append(1)

    threads = [Thread(target=tries) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == 7


@on_both
def test_table_holds_no_name_and_no_ended_window(
    limiter: Limiter, database: Database, clock: Clock
):
    hits(limiter, who="192.0.2.7")
    clock.forward(timedelta(minutes=2))
    hits(limiter, who="anna@inera.test")
    with database.reading() as session:
        keys = [row.key for row in session.query(RateLimitCount)]
    assert len(keys) == 1
    assert "anna" not in keys[0]


@on_both
def test_same_person_has_another_key_under_another_secret(database: Database, clock: Clock):
    hits(Limiter(database, key=KEY, clock=clock), times=3)
    hits(Limiter(database, key=KEY[::-1], clock=clock), times=3)
    with database.reading() as session:
        assert [row.count for row in session.query(RateLimitCount)] == [3, 3]


def test_redis_that_does_not_answer_is_a_sentence(clock: Clock):
    limiter = Limiter("redis://127.0.0.1:1", key=KEY, clock=clock)
    with pytest.raises(Unavailable, match="svarar inte"):
        hits(limiter)
