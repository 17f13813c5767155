"""The queue wakes the worker, in a file and in Redis."""

import pytest

from dam.database import jobs
from dam.database.jobs import Job
from dam.services.queue import Queue
from tests.servers import redis
from tests.support.databases import on_both


@pytest.fixture(params=["file", "redis"])
def url(request, tmp_path):
    if request.param == "file":
        yield f"sqlite:///{tmp_path / 'queue.sqlite'}"
        return
    with redis.running() as address:
        yield address


def test_a_woken_worker_gets_the_jobs_in_order(url):
    queue = Queue(url)
    done = []
    queue.handlers = {
        "image": lambda one: done.append(("image", one)),
        "letter": lambda one: done.append(("letter", one)),
    }
    queue.wake([Job("image", 7), Job("letter", 8)])
    queue.check()
    while (task := queue.huey.dequeue()) is not None:
        queue.huey.execute(task)
    assert done == [("image", 7), ("letter", 8)]


def test_a_queue_that_does_not_answer_is_no_error_for_who_asked():
    with redis.running() as address:
        queue = Queue(address)
    queue.wake([Job("image", 1)])
    with pytest.raises(Exception, match=r"connect|No such file"):
        queue.check()


@on_both
def test_noted_jobs_are_handed_over_once(services):
    with services.database.writing() as session:
        jobs.after_commit(session, "letter", 3)
        assert jobs.take_noted(session) == [Job("letter", 3)]
        assert jobs.take_noted(session) == []
