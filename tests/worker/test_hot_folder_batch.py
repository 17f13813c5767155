"""What came by the watched folder is found as a batch and given words."""

from datetime import datetime
from pathlib import Path

from flask import Flask

from dam.catalogue import collections
from dam.database.models import Image, UploadBatch, User
from dam.ingest import intake
from dam.ingest.intake import Common
from dam.services import Services
from dam.worker.hot_folder import Watch
from tests.support.accounts import HASH
from tests.support.browser import signed_in
from tests.support.hot_folder import batches_made, leave_file, look_twice
from tests.support.room import Room, photograph


def test_editors_find_the_batch_and_say_something_of_it(
    app: Flask, services: Services, watched_folder: Path, watch: Watch, now: datetime
):
    leave_file(watched_folder, "1177.se/a.jpg", photograph(1))
    leave_file(watched_folder, "1177.se/b.jpg", b"x")
    look_twice(watch)
    users = [
        User(email=f"{role}@inera.test", role=role, password_hash=HASH, created_at=now)
        for role in ("editor", "uploader")
    ]
    with services.database.writing() as session:
        session.expire_on_commit = False
        session.add_all(users)
        session.commit()
    editor, uploader = (signed_in(app, services, user) for user in users)
    overview, upload = editor.get("/redaktion/").text, editor.get("/redaktion/ladda-upp").text
    with services.database.reading() as session:
        token = session.query(UploadBatch).one().token
    page = f"/redaktion/ladda-upp/{token}"
    for text in (overview, upload):
        assert "Ur bevakad mapp" in text
        assert f'<a href="{page}">1 bild: <bdi>1177.se</bdi>' in text
        assert "1 utkast att beskriva" in text
        assert "1 fil togs inte emot" in text
    shown = editor.get(page).text
    assert "<h1>Ur bevakad mapp: <bdi>1177.se</bdi></h1>" in shown
    assert 'value="1177-se" checked' in shown
    assert 'type="file"' not in shown
    said = {"creators": "Anna Ek", "collections": ["", "personer"]}
    assert editor.send(page, said, to=f"{page}/uppgifter").location == f"{page}?klart=sparad"
    with services.database.reading() as session:
        image = session.query(Image).one()
        assert (image.creators, collections.slugs_of(image)) == (["Anna Ek"], ("personer",))
    assert "Ur bevakad mapp" not in uploader.get("/redaktion/ladda-upp").text
    assert "Ur bevakad mapp" not in uploader.get("/redaktion/").text
    assert uploader.get(page).status_code == 404


def test_what_was_said_of_a_batch_goes_with_an_image_that_is_erased(
    services: Services, watched_folder: Path, watch: Watch, now: datetime
):
    leave_file(watched_folder, "a.jpg", photograph(1))
    look_twice(watch)
    room = Room(services)

    def say(session, _):
        said = Common(creators=("Anna Ek",))
        intake.set_common_fields(session, session.query(UploadBatch).one(), said, by=None, now=now)

    room.change(say)
    room.withdraw(1)
    room.erase(1)
    assert room.change(lambda s, _: s.query(UploadBatch).one().common) == {}
    assert batches_made(services) == [("", [])]
