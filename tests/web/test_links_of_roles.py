"""No link of the desk leads a person to what their role may not see."""

import re

from flask import Flask

from dam.database.models import Image
from tests.support.browser import Browser
from tests.support.persons import put_in_image
from tests.support.room import Room
from tests.web import crawl
from tests.web.furnished import furnish

OF_AN_IMAGE = ("/historik", "/versioner", "/beskarning", "/tider", "/anteckningar", "/vantande")
FRESH_BATCH = re.compile(r".*/ladda-upp/[A-Za-z0-9_-]{22}")
"""A page that a script shows the way to once the batch has a file."""
STARTS = ["/redaktion/", "/redaktion/byt-losenord", "/redaktion/finns-inte"]


def test_every_link_answers_whoever_sees_it(
    app: Flask,
    uploader: Browser,
    editor: Browser,
    admin: Browser,
    stranger: Browser,
    room: Room,
    persons,
):
    furnish(room, admin, stranger)
    by = persons["uploader"].id
    states = [room.upload(), room.add(published=False), room.add(), room.add()]

    def own(session, _now):
        for image_id in states:
            session.get_one(Image, image_id).created_by = by

    room.change(own)
    put_in_image(admin, states[1], "/redaktion/samtycken/1")
    room.withdraw(states[-1])
    parts = ("", *OF_AN_IMAGE)
    theirs = [f"/redaktion/bilder/{one}{part}" for one in states for part in parts]
    for browser, least in ((uploader, 30), (editor, 50)):
        walked = dict(crawl.pages(app, browser, STARTS))
        walked |= {one: page.text for one in theirs if (page := browser.get(one)).status_code < 400}
        assert len(walked) >= least
        closed = {
            (page, address): answer.status_code
            for address, page in crawl.links(walked.items(), "/redaktion").items()
            if (answer := browser.get(address)).status_code not in {200, 303, 308}
            and not FRESH_BATCH.fullmatch(address)
        }
        assert closed == {}
