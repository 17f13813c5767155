"""An S3 server that fails in parts and copies."""

from datetime import UTC, datetime

import pytest

from storage_adapters import open_storage
from storage_adapters.contract import WrongBytes
from storage_adapters.s3.store import S3Storage
from tests.servers.proxy import alter, lose_answer, refuse_with
from tests.storage.content import KEY, get, keys, leftovers, part_of, put, put_part, sha256


@pytest.fixture
def storage(s3: S3Storage) -> S3Storage:
    """The same store without faults."""
    return s3


def test_a_part_changed_on_the_way_is_refused(storage, broken, proxy):
    parts_id = broken.begin_parts(KEY)
    proxy.break_next("PUT", alter(b"picture", b"pixture"))
    with pytest.raises(WrongBytes):
        put_part(broken, parts_id, b"picture" * 1000)

    assert storage.parts(KEY, parts_id) == {}


def test_a_sweep_asks_when_the_last_part_came(storage, broken, proxy):
    now = datetime.now(UTC)
    begun_long_ago = alter(f"<Initiated>{now:%Y}".encode(), b"<Initiated>2001")
    put_part(storage, storage.begin_parts(KEY))
    proxy.break_next("GET", begun_long_ago)
    assert broken.sweep(now) == 0

    storage.begin_parts(f"{KEY}2")
    proxy.break_next("GET", begun_long_ago)
    assert broken.sweep(now) == 1
    assert leftovers(storage) == 1


def test_parts_whose_joining_had_no_answer_are_joined(storage, broken, proxy):
    parts_id = broken.begin_parts(KEY)
    put_part(broken, parts_id)
    proxy.break_next("POST", lose_answer)

    assert broken.join_parts(KEY, parts_id, [part_of(1, b"bytes")]) == storage.stat(KEY)
    assert get(storage, KEY) == b"bytes"


def test_a_copy_without_an_answer_was_made(storage, broken, proxy):
    put(storage, "incoming/1", b"bytes")
    proxy.break_next("PUT", lose_answer)

    copied = broken.copy("incoming/1", KEY, sha256=sha256(b"bytes"), size=5)

    assert copied == storage.stat(KEY)
    assert proxy.seen.count("PUT") == 2


def test_a_copy_that_comes_back_changed_is_erased(storage, broken_url, proxy):
    broken = open_storage(f"{broken_url}&checksum=when_required")
    put(storage, "incoming/1", b"picture" * 1000)
    proxy.break_next("GET", alter(b"picture", b"pixture"))
    with pytest.raises(WrongBytes):
        broken.copy("incoming/1", KEY, sha256=sha256(b"picture" * 1000), size=7000)

    assert keys(storage) == ["incoming/1"]


def test_a_server_that_knows_no_conditions_of_copies(storage, broken, proxy):
    put(storage, "incoming/1", b"bytes")
    proxy.break_next("PUT", refuse_with(501, "NotImplemented"))

    broken.copy("incoming/1", KEY, sha256=sha256(b"bytes"), size=5)

    assert get(storage, KEY) == b"bytes"
    with pytest.raises(WrongBytes):
        broken.copy("incoming/1", KEY, sha256=sha256(b"other"), size=5)
