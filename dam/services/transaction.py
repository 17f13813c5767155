"""The block that commits: for requests, commands and the worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dam.database import jobs
from dam.database.session import Session
from dam.services import Services


@contextmanager
def writing(services: Services) -> Iterator[Session]:
    """A session that is committed when the block ends without error; then the worker is woken."""
    with services.database.writing() as session:
        yield session
        session.commit()
        noted = jobs.take_noted(session)
    services.queue.wake(noted)
