"""A list puts as many questions to the database for many images as for few."""

import re

from sqlalchemy import select

from dam.database.models import Image, UsageRequest
from dam.usage_requests.queries import case_token
from tests.support.browser import Browser
from tests.support.counting import CountedStatements
from tests.support.requests import grant_images
from tests.support.room import Room

PAGES = [
    "/",
    "/bilder",
    "/bilder?q=sjuksköterska",
    "/aterkallade",
    "/flode.atom",
    "/sitemap.xml",
    "/begaran?b={last}",
    "/arende/{case}",
    "{granted}",
    "/redaktion/",
    "/redaktion/bilder",
    "/redaktion/bilder?sok=sjuksköterska",
    "/redaktion/bilder.csv",
    "/redaktion/gruppredigera?ids={ids}",
    "/redaktion/arenden",
    "/redaktion/arenden/{number}",
    "/redaktion/statistik",
]
FEW, MANY = 2, 6
LISTED = re.compile(r"\(\?(, \?)*\)")
# The gate asks this of each image of a case, in the same words for what is hidden and what is not.
OF_THE_GATE = "SELECT image.id \nFROM image \nWHERE image.id = ? AND image.first_published_at <= ?"


def questions(room: Room, browser: Browser, address: str) -> list[str]:
    """What is asked of the database for a page, however many are listed in a question."""
    with CountedStatements(room.services) as counted:
        assert browser.get(address).status_code == 200, address
    asked = (LISTED.sub("(…)", one).rstrip() for one in counted.asked)
    return [one for one in asked if not one.startswith(OF_THE_GATE)]


def replace(room: Room, one: int, other: int) -> None:
    room.withdraw(one)
    room.change(lambda s, _: setattr(s.get_one(Image, one), "replaced_by", other))


def test_a_list_asks_as_often_for_many(editor: Browser, room: Room) -> None:
    asked: dict[int, dict[str, list[str]]] = {}
    images: list[int] = []
    for count in (FEW, MANY):
        while len(images) < count:
            images.append(room.add())
            room.upload()
            replace(room, room.add(), images[-1])
            grant_images(room, *images, email=f"{len(images)}@tidning.test")
        granted = grant_images(room, *images, email=f"all-{count}@tidning.test")
        with room.services.database.reading() as session:
            request = session.scalars(select(UsageRequest).order_by(UsageRequest.id.desc())).first()
            assert request
            names = {
                "ids": ",".join(map(str, images)),
                "last": images[-1],
                "granted": granted,
                "number": request.number,
                "case": case_token(room.services.signer, request),
            }
        asked[count] = {page: questions(room, editor, page.format(**names)) for page in PAGES}
    for page in PAGES:
        few, many = asked[FEW][page], asked[MANY][page]
        new = {one for one in many if many.count(one) > few.count(one)}
        assert not new, f"{page}: {len(few)} → {len(many)}\n" + "\n".join(sorted(new))
