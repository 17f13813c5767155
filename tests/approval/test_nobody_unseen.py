"""Whatever the order, the public sees no word, terms, crop or pixel that whoever the rule asks for
did not see: an uploader, two editors, a worker and the clock, with and without a second person.
"""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from dam import clearance
from dam.database.models import User
from dam.ingest import renditions
from dam.ingest.renditions import ClaimedFile
from tests.approval.press_room import PressRoom
from tests.support.databases import only_on_sqlite
from tests.support.replacements import receive_file
from tests.support.room import Room, photograph


@only_on_sqlite
@pytest.mark.usefixtures("persons")
def test_the_public_sees_nothing_that_nobody_saw(room: Room, tmp_path):
    one = room.add(published=False)
    came = receive_file(room, photograph(99))
    here = room.services
    claimed = ClaimedFile(one, 0, came.key, came.sha256, came.facts)
    made = renditions.make_and_store_renditions(
        claimed, storage=here.storage, sandbox=here.sandbox, specs=here.specs, anchors=None
    )
    template = tmp_path / "template.sqlite"
    with here.database.reading() as session:
        classes = {version.id: version.category for version in clearance.current_terms(session)}
        ids = {user.role: user.id for user in session.query(User)}

    with (
        closing(sqlite3.connect(template)) as copy,
        closing(sqlite3.connect(here.database.engine.url.database)) as original,
    ):
        original.backup(copy)

    class Machine(PressRoom):
        pass

    Machine.room, Machine.template, Machine.image, Machine.ids = room, template, one, ids
    Machine.made, Machine.received, Machine.classes = made, came, classes
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
