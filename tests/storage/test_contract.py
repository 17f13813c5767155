"""What every store promises, held against each of them."""

import io
import secrets
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage_adapters.contract import BadKey, NotStored, Storage, WrongBytes
from tests.storage.content import LARGE, Zeros, get, leftovers, nothing_left, put, sha256
from tests.storage.content import keys as all_keys

# A store is empty at the start of a test, not of an example, so examples make keys of their own.
examples = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
parts = st.from_regex(r"[a-z0-9_-][a-z0-9_.-]{0,20}", fullmatch=True)
generated_keys = st.lists(parts, min_size=1, max_size=5).map("/".join)
HOUR = timedelta(hours=1)
KEY = "originals/ab/cd/abcd.jpg"
BAD_KEYS = (
    *("", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/.", ".a", "a/.b", ".tmp/a"),
    *("A", "å", "a b", "a\n", "a\\b", "a\0", "a%2e", "a:b", "*", "a" * 201),
)


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, LARGE])
def test_what_is_put_is_there(storage: Storage, size: int):
    content = secrets.token_bytes(size)

    stored = put(storage, KEY, content)

    assert (stored.key, stored.size) == (KEY, size)
    assert abs(stored.modified - datetime.now(UTC)) < HOUR
    assert storage.stat(KEY) == stored
    assert [*storage.keys()] == [stored]
    assert get(storage, KEY) == content
    assert leftovers(storage) == 0


@examples
@given(key=generated_keys)
def test_any_generated_key_works(storage: Storage, key: str):
    key = f"{secrets.token_hex(8)}/{key}"
    put(storage, key, key.encode())

    assert get(storage, key) == key.encode()
    assert all_keys(storage, key) == [key]

    storage.delete(key)
    assert not all_keys(storage, key)


def test_a_key_that_nobody_generates_is_refused(storage: Storage):
    for key in BAD_KEYS:
        with pytest.raises(BadKey):
            put(storage, key, b"")
        with pytest.raises(BadKey), storage.open(key):
            pass
        with pytest.raises(BadKey):
            storage.stat(key)
        with pytest.raises(BadKey):
            storage.delete(key)
        with pytest.raises(BadKey):
            storage.begin_parts(key)
        with pytest.raises(BadKey):
            storage.copy(KEY, key, sha256=sha256(b""), size=0)
    assert nothing_left(storage)


@examples
@given(
    size=st.integers(0, 300),
    start=st.integers(0, 310),
    length=st.none() | st.integers(0, 310),
    step=st.integers(1, 100),
)
def test_a_range_is_the_slice_and_ends_there(storage, size, start, length, step):
    content = secrets.token_bytes(size)
    key = f"derived/{secrets.token_hex(8)}"
    put(storage, key, content)
    end = None if length is None else start + length

    with storage.open(key, start, end) as file:
        got = b"".join(iter(lambda: file.read(step), b""))
        assert file.read() == b""

    assert got == content[start:end]


def test_a_range_of_a_large_object(storage: Storage):
    content = secrets.token_bytes(LARGE)
    put(storage, KEY, content)

    assert get(storage, KEY, 5_000_000, 9_000_001) == content[5_000_000:9_000_001]
    assert get(storage, KEY, LARGE - 1) == content[-1:]


@pytest.mark.parametrize(("start", "end"), [(-1, None), (0, -1), (2, 1)])
def test_no_range(storage: Storage, start: int, end: int):
    put(storage, KEY, b"abc")
    with pytest.raises(ValueError, match="no range"), storage.open(KEY, start, end):
        pass


@pytest.mark.parametrize("bounds", [(0, None), (5, 9), (3, 3)])
def test_what_is_not_there(storage: Storage, bounds: tuple[int, int | None]):
    put(storage, KEY, b"a neighbour")
    for key in ("originals/ab/cd/abcd", "originals/ab", "originals/ab/cd/abcd.jpg2"):
        with pytest.raises(NotStored), storage.open(key, *bounds):
            pass
        with pytest.raises(NotStored):
            storage.stat(key)
        storage.delete(key)
    assert get(storage, KEY) == b"a neighbour"


def test_the_same_bytes_again_are_left_alone(storage: Storage):
    first = put(storage, KEY, b"the same")
    source = io.BytesIO(b"the same")

    assert storage.put(KEY, source, sha256=sha256(b"the same"), size=8) == first
    assert source.tell() == 0


@pytest.mark.parametrize("other", [b"the sane", b"the same and more", b""])
def test_other_bytes_under_a_key_are_refused(storage: Storage, other: bytes):
    first = put(storage, KEY, b"the same")

    with pytest.raises(WrongBytes):
        put(storage, KEY, other)

    assert storage.stat(KEY) == first
    assert get(storage, KEY) == b"the same"


@pytest.mark.parametrize("size", [1000, LARGE])
@pytest.mark.parametrize("wrong", ["shorter", "empty", "longer", "digest"])
def test_a_source_that_is_not_as_told_leaves_nothing(storage: Storage, size: int, wrong: str):
    content = secrets.token_bytes(size)
    told = sha256(b"other" if wrong == "digest" else content)
    given = {"shorter": content[:-1], "empty": b"", "longer": content + b"!"}.get(wrong, content)

    with pytest.raises(WrongBytes):
        storage.put(KEY, io.BytesIO(given), sha256=told, size=size)

    assert nothing_left(storage)


def test_an_error_of_the_source_is_its_own_and_leaves_nothing(storage: Storage):
    def fail() -> None:
        raise OSError("the sender went away")

    source = Zeros(LARGE, at=LARGE - 1, then=fail)
    with pytest.raises(OSError, match="the sender went away"):
        storage.put(KEY, source, sha256=source.sha256, size=LARGE)

    assert nothing_left(storage)


def test_a_source_may_answer_in_bits(storage: Storage):
    class Bits(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size, 7777))

    content = secrets.token_bytes(LARGE)
    storage.put(KEY, Bits(content), sha256=sha256(content), size=LARGE)

    assert get(storage, KEY) == content


@pytest.mark.parametrize("storage", ["folder", "s3"], indirect=True)
def test_a_large_object_is_never_held_in_memory(storage: Storage):
    source = Zeros(100 << 20)
    digest = source.sha256
    put(storage, "derived/first", b"what is loaded once")

    tracemalloc.start()
    try:
        storage.put(KEY, source, sha256=digest, size=source.size)
        put_peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        with storage.open(KEY) as file:
            read = sum(len(block) for block in iter(lambda: file.read(1 << 18), b""))
        read_peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert read == source.size
    assert put_peak < 50 << 20
    assert read_peak < 8 << 20


def test_many_put_the_same_at_once(storage: Storage):
    content = secrets.token_bytes(100_000)
    with ThreadPoolExecutor(16) as pool:
        stored = [*pool.map(lambda _: put(storage, KEY, content), range(50))]

    assert {(each.key, each.size) for each in stored} == {(KEY, 100_000)}
    assert all_keys(storage) == [KEY]
    assert get(storage, KEY) == content
    assert leftovers(storage) == 0


def test_of_many_who_put_different_bytes_one_wins(storage: Storage):
    contents = [secrets.token_bytes(100_000) for _ in range(16)]
    all_have_begun = Barrier(len(contents))

    class Waiting(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() == 0:
                all_have_begun.wait(30)
            return super().read(size)

    def attempt(content: bytes) -> bytes | None:
        try:
            storage.put(KEY, Waiting(content), sha256=sha256(content), size=len(content))
        except WrongBytes:
            return None
        return content

    with ThreadPoolExecutor(len(contents)) as pool:
        kept = [content for content in pool.map(attempt, contents) if content]

    assert kept == [get(storage, KEY)]


def test_keys_by_prefix(storage: Storage):
    keys = ["derived/a", "derived/b.webp", "originals/aa/1.jpg", "originals/ab/2.png", "other"]
    stored = [put(storage, key, key.encode()) for key in reversed(keys)][::-1]

    assert [*storage.keys()] == stored
    assert [*storage.keys("originals/")] == stored[2:4]
    assert [*storage.keys("originals/aa/1.j")] == stored[2:3]
    assert [*storage.keys("o")] == stored[2:]
    assert not [*storage.keys("private/")]
    assert not [*storage.keys("../")]


@settings(examples, max_examples=5)
@given(
    keys=st.sets(
        st.sampled_from(["incoming/", "derived/", "originals/00/1f/", "originals/a0/b1/"]).flatmap(
            lambda folder: st.from_regex(r"[0-9a-z_-]{4}(\.[a-z]{3,4})?", fullmatch=True).map(
                folder.__add__
            )
        ),
        max_size=15,
    )
)
def test_keys_come_in_order_and_once(storage: Storage, keys: set[str]):
    for key in keys:
        put(storage, key, b"")

    assert all_keys(storage) == sorted(keys)

    for key in keys:
        storage.delete(key)


def test_a_deleted_key_is_free(storage: Storage):
    put(storage, KEY, b"before")
    put(storage, f"{KEY}.copy", b"beside")

    storage.delete(KEY)
    storage.delete(KEY)

    with pytest.raises(NotStored):
        storage.stat(KEY)
    put(storage, KEY, b"after")
    assert get(storage, KEY) == b"after"
    assert get(storage, f"{KEY}.copy") == b"beside"


def test_a_check_leaves_nothing(storage: Storage):
    storage.check()

    assert nothing_left(storage)


def test_a_sweep_takes_no_object(storage: Storage):
    put(storage, KEY, b"kept")

    assert leftovers(storage) == 0
    assert get(storage, KEY) == b"kept"
