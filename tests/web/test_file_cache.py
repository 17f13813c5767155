"""Files for everybody are prepared once and held, and never longer than the gate allows."""

import os
from datetime import timedelta

import pytest
from sqlalchemy import delete, event, select
from werkzeug.wsgi import FileWrapper

from dam.database.models import Download, ImageWindow
from dam.rights.window import TimeBounds
from dam.worker import periodic
from tests.support.browser import Browser
from tests.support.room import Room


@pytest.fixture
def asked(services):
    """The statements put to the database so far."""
    found = []

    def note(_connection, _cursor, statement, *_):
        found.append(statement)

    event.listen(services.database.engine, "before_cursor_execute", note)
    yield found
    event.remove(services.database.engine, "before_cursor_execute", note)


def addresses(stranger: Browser, image_id: int) -> tuple[str, str]:
    """The original and a preview of an open image."""
    page = stranger.get(f"/bilder/{image_id}").location
    return f"{page}/ladda-ner/original", stranger.get(page).text.split('srcset="')[1].split(" ")[0]


def test_the_second_time_only_the_catalogues_version_is_asked_for(
    stranger: Browser, room: Room, asked
):
    image_id = room.add()
    for address in addresses(stranger, image_id):
        first = stranger.get(address)
        del asked[:]
        second = stranger.get(address)
        selects = [one for one in asked if one.startswith("SELECT")]
        assert len(selects) == 1
        assert "audit_event" in selects[0]
        assert (second.data, second.headers["ETag"]) == (first.data, first.headers["ETag"])
        ranged = stranger.get(address, headers={"Range": "bytes=5-99"})
        assert (ranged.status_code, ranged.data) == (206, first.data[5:100])
    periodic.fold_downloads(room.services)
    with room.services.database.reading() as session:
        assert [one.size for one in session.scalars(select(Download))] == ["original"] * 2


def test_it_ends_at_its_instant_whatever_the_stored_windows_say(
    stranger: Browser, room: Room, clock
):
    image_id = room.add(bounds=TimeBounds(use_until=clock() + timedelta(seconds=30)))
    found = addresses(stranger, image_id)
    room.change(lambda session, _: session.execute(delete(ImageWindow)))
    clock.forward(timedelta(seconds=29))
    for address in found:
        answer = stranger.get(address)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=1, s-maxage=1"
    clock.forward(timedelta(seconds=1))
    assert [stranger.get(address).status_code for address in found] == [404, 404]


def test_a_change_made_elsewhere_is_in_the_next_download(stranger: Browser, room: Room):
    image_id = room.add()
    file, preview = addresses(stranger, image_id)
    before = stranger.get(file)
    room.edit(image_id, creators=("Bo Ek",))
    after = stranger.get(file)
    assert b"Foto: Bo Ek/1177" in after.data
    assert after.headers["ETag"] != before.headers["ETag"]
    assert stranger.get(preview).status_code == 302
    room.withdraw(image_id)
    assert stranger.get(file).status_code == stranger.get(preview).status_code == 404


def test_the_server_is_handed_the_end_of_the_file_itself(stranger: Browser, room: Room):
    file, _ = addresses(stranger, room.add())
    handed = []

    class Server(FileWrapper):
        def __init__(self, tail, block):
            super().__init__(tail, block)
            handed.append(os.fstat(tail.fileno()).st_size - tail.tell())

    whole = stranger.get(file).data
    for headers, body in (
        ({}, whole),
        ({"Range": "bytes=5-"}, whole[5:]),
        ({"Range": "bytes=-40"}, whole[-40:]),
        ({"Range": "bytes=5-99"}, whole[5:100]),
    ):
        served = {"wsgi.file_wrapper": Server}
        answer = stranger.client.get(file, headers=headers, environ_overrides=served)
        assert answer.data == body
        answer.close()
    stranger.client.head(file, environ_overrides={"wsgi.file_wrapper": Server})
    assert (len(handed), handed[0], handed[2]) == (3, handed[1], 40)
