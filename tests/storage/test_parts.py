"""What every store promises of objects that come in parts, and of copies."""

import io
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from storage_adapters.contract import PARTS_KEPT, NotStored, Storage, StoredObject, WrongBytes
from tests.storage.content import get, keys, leftovers, nothing_left, part_of, put, sha256

KEY = "incoming/0123456789abcdef"
FINAL = "originals/ab/cd/abcd.jpg"
PART = 5 << 20
CONTENT = secrets.token_bytes(PART + 1000)
BYTES = {1: CONTENT[:PART], 2: CONTENT[PART:]}
PARTS = [part_of(n, content) for n, content in BYTES.items()]


def put_part(storage: Storage, parts_id: str, n: int, content: bytes) -> None:
    storage.put_part(KEY, parts_id, part_of(n, content), io.BytesIO(content))


def begun(storage: Storage, *numbers: int) -> str:
    """The id of an object of which these parts have come."""
    parts_id = storage.begin_parts(KEY)
    for n in numbers:
        put_part(storage, parts_id, n, BYTES[n])
    return parts_id


def join(storage: Storage, parts_id: str) -> StoredObject:
    return storage.join_parts(KEY, parts_id, PARTS)


def copy(storage: Storage, content: bytes = CONTENT) -> StoredObject:
    return storage.copy(KEY, FINAL, sha256=sha256(content), size=len(content))


def test_parts_come_in_any_order_and_again_and_are_one_object(storage: Storage):
    parts_id = begun(storage, 2)
    put_part(storage, parts_id, 1, BYTES[1])
    put_part(storage, parts_id, 1, BYTES[1])

    assert storage.parts(KEY, parts_id) == {1: PART, 2: 1000}
    assert keys(storage) == []

    stored = join(storage, parts_id)

    assert (stored.key, stored.size) == (KEY, len(CONTENT))
    assert [*storage.keys()] == [stored]
    assert get(storage, KEY) == CONTENT
    assert leftovers(storage) == 0


@pytest.mark.parametrize(
    ("storage", "seconds"), [("memory", 0), ("folder", 0), ("s3", 1)], indirect=["storage"]
)
def test_a_part_takes_the_place_of_another_of_its_number(storage: Storage, seconds: int):
    parts_id = begun(storage, 1, 2)
    put_part(storage, parts_id, 1, b"of another file")
    time.sleep(seconds)  # S3 tells by the second which of them came later
    put_part(storage, parts_id, 1, BYTES[1])

    join(storage, parts_id)
    assert get(storage, KEY) == CONTENT


def test_two_objects_in_parts_are_apart(storage: Storage):
    one, two = begun(storage, 1), begun(storage, 2)

    assert storage.parts(KEY, one) == {1: PART}
    assert storage.parts(KEY, two) == {2: 1000}


def test_one_part_of_one_byte_is_enough(storage: Storage):
    parts_id = storage.begin_parts(KEY)
    put_part(storage, parts_id, 1, b"1")
    storage.join_parts(KEY, parts_id, [part_of(1, b"1")])

    assert get(storage, KEY) == b"1"


@pytest.mark.parametrize("given", [BYTES[2][:-1], BYTES[2] + b"!", bytes(1000)])
def test_a_part_that_is_not_as_told_is_not_kept(storage: Storage, given: bytes):
    parts_id = begun(storage)

    with pytest.raises(WrongBytes):
        storage.put_part(KEY, parts_id, PARTS[1], io.BytesIO(given))

    assert storage.parts(KEY, parts_id) == {}


@pytest.mark.parametrize("come", [(), (1,), (2,)])
def test_a_missing_part_may_still_come(storage: Storage, come: tuple[int, ...]):
    parts_id = begun(storage, *come)

    with pytest.raises(WrongBytes):
        join(storage, parts_id)

    assert storage.parts(KEY, parts_id).keys() == set(come)
    for n in BYTES.keys() - set(come):
        put_part(storage, parts_id, n, BYTES[n])
    join(storage, parts_id)
    assert get(storage, KEY) == CONTENT


@pytest.mark.parametrize("n", [1, 2])
def test_parts_of_another_file_are_not_joined(storage: Storage, n: int):
    parts_id = begun(storage, 1, 2)
    put_part(storage, parts_id, n, bytes(len(BYTES[n])))
    others = [part_of(n, bytes(len(content))) for n, content in BYTES.items()]

    with pytest.raises(WrongBytes):
        storage.join_parts(KEY, parts_id, others)
    with pytest.raises(WrongBytes):
        storage.join_parts(KEY, parts_id, PARTS[:1])
    assert keys(storage) == []


def test_joined_again_the_answer_is_the_same(storage: Storage):
    parts_id = begun(storage, 1, 2)
    stored = join(storage, parts_id)

    assert join(storage, parts_id) == stored
    with pytest.raises(WrongBytes):
        storage.join_parts(KEY, parts_id, PARTS[:1])
    assert get(storage, KEY) == CONTENT


def test_many_join_at_once(storage: Storage):
    parts_id = begun(storage, 1, 2)
    with ThreadPoolExecutor(8) as pool:
        stored = [*pool.map(lambda _: join(storage, parts_id), range(8))]

    assert {(each.key, each.size) for each in stored} == {(KEY, len(CONTENT))}
    assert get(storage, KEY) == CONTENT
    assert leftovers(storage) == 0


def test_what_was_dropped_or_joined_takes_no_parts(storage: Storage):
    dropped, joined = begun(storage, 1), begun(storage, 1, 2)
    storage.drop_parts(KEY, dropped)
    storage.drop_parts(KEY, dropped)

    with pytest.raises(NotStored):
        join(storage, dropped)
    join(storage, joined)
    for parts_id in (dropped, joined):
        with pytest.raises(NotStored):
            put_part(storage, parts_id, 1, BYTES[1])
        with pytest.raises(NotStored):
            storage.parts(KEY, parts_id)
    storage.drop_parts(KEY, joined)
    assert get(storage, KEY) == CONTENT
    storage.delete(KEY)
    assert nothing_left(storage)


def test_a_sweep_drops_what_has_stood_still_for_long(storage: Storage):
    parts_id = begun(storage, 1)
    now = datetime.now(UTC)

    assert storage.sweep(now + PARTS_KEPT - timedelta(hours=1)) == 0
    assert storage.parts(KEY, parts_id) == {1: PART}
    assert leftovers(storage) == 1
    with pytest.raises(NotStored):
        storage.parts(KEY, parts_id)


def test_without_a_public_origin_there_is_no_link_for_parts(storage: Storage):
    parts_id = storage.begin_parts(KEY)

    assert storage.part_link(KEY, parts_id, PARTS[0], seconds=60) is None


def test_a_copy_is_an_object_of_its_own(storage: Storage):
    join(storage, begun(storage, 1, 2))

    stored = copy(storage)

    assert (stored.key, stored.size) == (FINAL, len(CONTENT))
    assert keys(storage) == [KEY, FINAL]
    assert storage.stat(FINAL) == stored
    assert copy(storage) == stored
    storage.delete(KEY)
    assert get(storage, FINAL) == CONTENT
    assert copy(storage) == stored


def test_what_is_not_there_cannot_be_copied(storage: Storage):
    with pytest.raises(NotStored):
        copy(storage)
    assert nothing_left(storage)


def test_other_bytes_are_not_copied(storage: Storage):
    put(storage, KEY, b"the sane")
    with pytest.raises(WrongBytes):
        copy(storage, b"the same")
    with pytest.raises(WrongBytes):
        copy(storage, b"the same and more")
    assert keys(storage) == [KEY]


def test_a_copy_overwrites_nothing(storage: Storage):
    put(storage, KEY, b"the same")
    first = put(storage, FINAL, b"the sane")

    with pytest.raises(WrongBytes):
        copy(storage, b"the same")

    assert storage.stat(FINAL) == first
    assert get(storage, FINAL) == b"the sane"


def test_many_copy_the_same_at_once(storage: Storage):
    put(storage, KEY, CONTENT)
    with ThreadPoolExecutor(8) as pool:
        stored = [*pool.map(lambda _: copy(storage), range(8))]

    assert {(each.key, each.size) for each in stored} == {(FINAL, len(CONTENT))}
    assert get(storage, FINAL) == CONTENT
