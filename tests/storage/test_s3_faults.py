"""An S3 server that refuses, hangs, resets, loses answers and changes bytes."""

import secrets
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest

from storage_adapters import open_storage
from storage_adapters.contract import NotStored, StorageDown, StorageFull, WrongBytes
from storage_adapters.s3.place import read_place
from storage_adapters.s3.store import S3Storage
from tests.servers.proxy import alter, cut_answer, hang, lose_answer, refuse_with, stall_answer
from tests.servers.seaweed import Seaweed
from tests.storage.content import (
    KEY,
    LARGE,
    get,
    keys,
    leftovers,
    nothing_left,
    part_of,
    put,
    put_part,
    sha256,
)

MIB = 1 << 20


@pytest.fixture
def storage(s3: S3Storage) -> S3Storage:
    """The same store without faults."""
    return s3


def calls(storage: S3Storage) -> list[Callable[[], object]]:
    """Each method of the contract that asks the server."""
    return [
        lambda: put(storage, KEY, b"bytes"),
        lambda: get(storage, KEY),
        lambda: get(storage, KEY, 1, 2),
        lambda: storage.stat(KEY),
        lambda: storage.delete(KEY),
        lambda: keys(storage),
        lambda: storage.copy(KEY, f"{KEY}2", sha256=sha256(b""), size=0),
        lambda: storage.begin_parts(KEY),
        lambda: storage.parts(KEY, "id"),
        lambda: put_part(storage, "id"),
        lambda: storage.join_parts(KEY, "id", []),
        lambda: storage.drop_parts(KEY, "id"),
        lambda: storage.sweep(datetime.now(UTC)),
        storage.check,
    ]


@pytest.mark.usefixtures("seaweed")  # for the credentials
def test_nobody_listens():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        port = taken.getsockname()[1]
        with pytest.raises(StorageDown, match=f"127.0.0.1:{port}"):
            open_storage(f"s3://bucket?endpoint=http://127.0.0.1:{port}").check()


@pytest.mark.usefixtures("seaweed")
def test_the_name_of_the_server_is_unknown():
    with pytest.raises(StorageDown, match=r"nowhere\.invalid"):
        open_storage("s3://bucket?endpoint=http://nowhere.invalid").check()


def test_no_credentials(seaweed: Seaweed, monkeypatch: pytest.MonkeyPatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

    storage = open_storage(seaweed.url(public=seaweed.endpoint))
    link = partial(storage.part_link, KEY, "id", part_of(1, b"1"), seconds=60)
    for call in (*calls(storage), link):
        with pytest.raises(StorageDown, match="credentials"):
            call()


def test_credentials_that_are_no_longer_good(seaweed: Seaweed, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "rotated")

    for call in calls(open_storage(seaweed.url())):
        with pytest.raises(StorageDown, match="refuses our keys"):
            call()


def test_a_bucket_that_is_not_there(seaweed: Seaweed):
    storage = open_storage(seaweed.url("no-such-bucket"))

    for call in (storage.check, lambda: get(storage, KEY), lambda: keys(storage)):
        with pytest.raises(StorageDown, match="NoSuchBucket"):
            call()


@pytest.mark.parametrize(("status", "code"), [(500, "InternalError"), (503, "SlowDown")])
def test_a_server_in_trouble_is_asked_three_times(storage, broken, proxy, status: int, code: str):
    proxy.break_next("HEAD", refuse_with(status, code), times=3)
    with pytest.raises(StorageDown):
        put(broken, KEY, b"bytes")
    assert proxy.seen == ["HEAD"] * 3

    proxy.break_next("PUT", refuse_with(status, code), times=2)
    put(broken, KEY, b"bytes")
    assert get(storage, KEY) == b"bytes"


@pytest.mark.parametrize("size", [5, LARGE])
@pytest.mark.parametrize(("status", "code"), [(507, "Whatever"), (403, "QuotaExceeded")])
def test_a_full_server(storage, broken, proxy, *, size: int, status: int, code: str):
    proxy.break_next("PUT", refuse_with(status, code))
    with pytest.raises(StorageFull):
        put(broken, KEY, bytes(size))
    assert nothing_left(storage)


def test_a_server_that_hangs_is_asked_three_times(broken_url, proxy):
    impatient = S3Storage(read_place(broken_url), read_timeout=0.3)
    proxy.break_next("", hang, times=3)
    with pytest.raises(StorageDown):
        get(impatient, KEY)
    assert len(proxy.seen) == 3


def test_a_write_that_is_reset_is_tried_again(storage, broken, proxy):
    proxy.break_next("PUT", cut_answer(0), times=2)
    put(broken, KEY, b"bytes")

    assert get(storage, KEY) == b"bytes"


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_large_write_that_is_given_up_leaves_no_part(storage, broken, proxy, method: str):
    proxy.break_next(method, cut_answer(0), times=3, skip=1)  # the second part, or the completion
    with pytest.raises(StorageDown):
        put(broken, KEY, bytes(LARGE))

    assert leftovers(storage) == 0
    put(storage, KEY, bytes(LARGE))


def test_a_write_whose_answer_is_lost_was_made(storage, broken, proxy):
    proxy.break_next("PUT", lose_answer)
    put(broken, KEY, b"bytes")

    assert proxy.seen == ["HEAD", "PUT", "PUT", "HEAD"]
    assert get(storage, KEY) == b"bytes"


def test_a_large_write_whose_answer_is_lost_was_made(storage, broken, proxy):
    content = secrets.token_bytes(LARGE)
    proxy.break_next("POST", lose_answer, skip=1)
    put(broken, KEY, content)

    assert get(storage, KEY) == content
    assert leftovers(storage) == 0


def test_a_write_that_the_server_does_not_show_is_not_believed(broken, proxy):
    proxy.break_next("HEAD", refuse_with(404, "NotFound"), skip=1)
    with pytest.raises(StorageDown, match="not there after"):
        put(broken, KEY, b"bytes")

    put(broken, KEY, b"bytes")
    assert proxy.seen.count("PUT") == 1


def test_a_conflict_with_a_writer_who_fails_is_worth_another_try(broken, proxy):
    proxy.break_next("PUT", refuse_with(409, "ConditionalRequestConflict"))
    with pytest.raises(StorageDown):
        put(broken, KEY, b"bytes")

    put(broken, KEY, b"bytes")


def test_bytes_changed_on_the_way_in_are_refused(storage, broken, proxy):
    proxy.break_next("PUT", alter(b"picture", b"pixture"))
    with pytest.raises(WrongBytes):
        put(broken, KEY, b"picture" * 1000)

    assert nothing_left(storage)


def test_bytes_that_come_back_changed_are_erased(storage, broken_url, proxy):
    broken = open_storage(f"{broken_url}&checksum=when_required")
    proxy.break_next("GET", alter(b"picture", b"pixture"))
    with pytest.raises(WrongBytes):
        put(broken, KEY, b"picture" * 1000)

    assert nothing_left(storage)


def test_an_object_of_another_size_is_erased(storage, broken, proxy):
    proxy.break_next("HEAD", alter(b"Content-Length: 1234", b"Content-Length: 1233"), skip=1)
    with pytest.raises(WrongBytes):
        put(broken, KEY, bytes(1234))

    assert nothing_left(storage)


def test_checksums_of_a_server_that_is_not_trusted_are_not_asked(storage, broken_url, proxy):
    put(storage, KEY, b"bytes")
    put(open_storage(f"{broken_url}&checksum=when_required"), KEY, b"bytes")

    assert proxy.seen == ["HEAD", "GET"]


def test_a_read_goes_on_where_it_broke(storage, broken, proxy):
    content = secrets.token_bytes(3 * MIB)
    put(storage, KEY, content)

    proxy.break_next("GET", cut_answer(MIB + 5000), times=2)
    assert get(broken, KEY, 1000, 3 * MIB - 1000) == content[1000:-1000]
    assert proxy.seen == ["GET"] * 3


def test_a_read_goes_on_where_it_stalled(storage, broken_url, proxy):
    content = secrets.token_bytes(3 * MIB)
    put(storage, KEY, content)

    proxy.break_next("GET", stall_answer(MIB + 5000))
    assert get(S3Storage(read_place(broken_url), read_timeout=2), KEY) == content
    assert proxy.seen == ["GET"] * 2


def test_a_read_that_breaks_again_and_again_is_given_up(storage, broken, proxy):
    put(storage, KEY, bytes(3 * MIB))

    proxy.break_next("GET", cut_answer(MIB), times=10)
    with pytest.raises(StorageDown):
        get(broken, KEY)
    assert proxy.seen == ["GET"] * 3


@pytest.mark.parametrize(("size", "method", "skip"), [(5, "PUT", 0), (LARGE, "POST", 1)])
def test_a_server_that_knows_no_conditions(storage, broken, proxy, *, size, method, skip):
    content = secrets.token_bytes(size)
    proxy.break_next(method, refuse_with(501, "NotImplemented"), skip=skip)
    put(broken, KEY, content)
    assert get(storage, KEY) == content

    with pytest.raises(WrongBytes):
        put(broken, KEY, b"other bytes")
    assert get(storage, KEY) == content


def test_a_server_that_knows_no_versions(storage, broken, proxy):
    put(storage, KEY, b"bytes")
    proxy.break_next("GET", refuse_with(501, "NotImplemented"))
    broken.delete(KEY)

    with pytest.raises(NotStored):
        storage.stat(KEY)
