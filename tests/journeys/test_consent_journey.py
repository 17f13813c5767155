"""Somebody in two pictures says no: by the next request nothing of them leaves by any exit."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from config.settings import load_settings
from dam.database import models
from dam.links.paths import image_path, short_path
from dam.links.public_pages import page_path
from dam.links.refs import image_ref
from dam.services import open_services
from tests.delivery.exits import EXITS, SECRET, Exit, ensure_silent
from tests.imaging import samples
from tests.journeys.editor import grant, publish, sign_in
from tests.journeys.house import House
from tests.journeys.journey import Journey, begun
from tests.journeys.post import PRESS, letter_to, link_in, text_of
from tests.journeys.visitor import Answer, Visitor
from tests.servers.smtp import Inbox
from tests.support.page_checks import Looks

WATCHER, HOLDER = "nyheter@tidningen.test", "frilans@bildbyran.test"
WITHDRAWN = {page_path("withdrawn", language) for language in ("sv", "en")}
PERSON = "Ebba Qvarnström"
CLOSED = {"page": 410, "bytes": 404, "list": 200}
"""What each kind of exit answers for what was open and is closed."""
EDITED = {"place": "Umeå", "date": "2026-03", "more_topics": SECRET["topics"][0]}
OTHER = {
    "title": "Tom korridor",
    "caption": "En korridor i Demostad.",
    "alt": "En tom korridor.",
    "terms": "fri-redaktionell",
}
REQUEST = {
    "about": "image_use",
    "name": "Åsa Öberg",
    "email": HOLDER,
    "organisation": "Frilans",
    "use": "editorial",
    "use_text": "En artikel om Umeå.",
    "terms_read": "1",
}


@dataclass(frozen=True)
class Found:
    """An exit of an image, with its address while the image was open and the ETag it had there."""

    way: Exit
    image: int
    address: str
    etag: str | None = None

    def told(self, answer: Answer) -> str:
        said = f"IN-{self.image}, {self.way.name}: {self.address} → {answer.status}"
        return f"{said}\n{answer.body[:3000]!r}"


@pytest.fixture
def journey(
    tmp_path: Path, browser: Browser, inbox: Inbox, screenshots: Path | None
) -> Iterator[Journey]:
    with begun(tmp_path / "house", browser, inbox, Looks(screenshots)) as begins:
        yield begins


def test_a_withdrawn_consent_closes_every_exit_by_the_next_request(
    journey: Journey, tmp_path: Path
) -> None:
    free, guarded, other = add_images(journey.site, tmp_path)
    sign_in(journey.hurried())
    publish_of_nobody(journey, other)
    person = register(journey)
    show_and_publish(journey, free, "fri-redaktionell", first=True)
    show_and_publish(journey, guarded, "kraver-godkannande")
    ask_to_be_told(journey, free)
    ask_for(journey, free, guarded)

    exits = open_exits(journey, free, guarded)
    withdraw_consent(journey, person, free, guarded)
    ensure_closed(journey.site, exits)
    ensure_told_by_id(journey, free, guarded)
    ensure_letters(journey, free, guarded)


def add_images(house: House, folder: Path) -> list[int]:
    """Three drafts, with words and sizes."""
    files = [folder / f"{number}.jpg" for number in range(3)]
    for seed, file in enumerate(files):
        samples.photograph(1200, 800, seed).save(file, quality=85)
    words = [f"--{name}={SECRET[name]}" for name in ("title", "caption", "alt")]
    words += ["--photographer=Åsa Öberg", "--wait"]
    added = house.flask("image", "add", *map(str, files), *words)
    return [json.loads(line)["id"] for line in added.splitlines()]


def publish_of_nobody(journey: Journey, image: int) -> None:
    """Publish an image that the person is not in, with words of its own."""
    journey.desk.open(f"/redaktion/bilder/{image}")
    journey.desk.page.get_by_label("Nej, ingen").check()
    publish(journey.desk, OTHER)


def register(journey: Journey) -> str:
    """Put the person and her consent into the register; returns the address of her page."""
    desk, page = journey.desk, journey.desk.page
    desk.click(page.get_by_role("navigation").get_by_role("link", name="Samtycken"))
    journey.look(desk, "samtycken-tomt")
    page.get_by_label("Namn", exact=True).fill(PERSON)
    page.get_by_label("Kontakt").fill("ebba@exempel.test")
    desk.press("Lägg till")
    expect(page.get_by_text("Bilder av personen kan inte publiceras.")).to_be_visible()
    page.get_by_label("Grund", exact=True).select_option(label="Samtycke")
    desk.press("Lägg till")
    expect(page.get_by_role("heading", name="Samtycke", level=3)).to_be_visible()
    journey.look(desk, "samtycken-person")
    return page.url.partition("?")[0]


def show_and_publish(journey: Journey, image: int, terms: str, *, first: bool = False) -> None:
    """Say that the person is in the image, found in the register, and publish it."""
    desk, page = journey.desk, journey.desk.page
    desk.open(f"/redaktion/bilder/{image}")
    desk.follow("Personer i registret")
    page.get_by_label("Sök person").fill(PERSON.split()[1])
    desk.press("Sök")
    desk.press(f"Lägg till {PERSON}")
    expect(page.get_by_role("row").filter(has_text=PERSON)).to_contain_text("Får visas")
    if first:
        journey.look(desk, "bild-personer")
    desk.follow(image_ref(image))
    publish(desk, EDITED | {"terms": terms})


def ask_to_be_told(journey: Journey, image: int) -> None:
    """The first journalist leaves an address on the image's page, and confirms it by letter."""
    journalist, page = journey.journalist, journey.journalist.page
    journalist.open(image_path(image, SECRET["title"]))
    journalist.follow("Få besked om bilden ändras")
    journey.look(journalist, "bevaka")
    page.get_by_label("E-post").fill(WATCHER)
    journalist.press("Skicka")
    expect(page.get_by_text("Vi har mejlat dig.")).to_be_visible()
    letter = letter_to(journey.inbox, WATCHER, "Bekräfta att du vill få besked om bilden ändras")
    journalist.open(link_in(letter, "/bevaka/"))
    journey.look(journalist, "bevaka-bekrafta")
    journalist.press("Ja, mejla mig")
    expect(page.get_by_text("Nu får du ett mejl om bilden återkallas")).to_be_visible()


def ask_for(journey: Journey, *images: int) -> None:
    """The second journalist asks for both images and is given them."""
    form = f"/begaran?b={','.join(map(str, images))}"
    sent = Visitor(journey.site.origin).ask(form, REQUEST | {"b": images})
    assert sent.status == 303, sent.text
    notice = letter_to(journey.inbox, PRESS, "Nytt bildärende")
    grant(journey.hurried(), link_in(notice, "/redaktion/arenden/"), yes="Bevilja alla")


def open_exits(journey: Journey, free: int, guarded: int) -> list[Found]:
    """See that each exit gives what it should while the images are open; returns them all."""
    link = link_in(letter_to(journey.inbox, HOLDER, "Svar på din begäran"), "/hamta/")
    visitor, found = Visitor(journey.site.origin), []
    for one in exits_of(journey.site, free, guarded):
        answer = visitor.get(one.address)
        needs_yes = one.image == guarded and one.way.kind == "bytes"
        allowed = {one.way.open, 404} if needs_yes else {one.way.open}
        assert answer.status in allowed, one.told(answer)
        if answer.status == 200:
            ensure_gives(one, answer)
        found.append(Found(one.way, one.image, one.address, answer.headers["ETag"]))
    # The journalist's own link is among them, and opens what nothing else does; it gives
    # a crop of the one that is free to crop anyway.
    granted = {one.address for one in found if one.address.startswith("/hamta/") and one.etag}
    mine = link.removeprefix(journey.site.origin)
    whole = {f"{mine}/{image}/original" for image in (free, guarded)}
    assert granted - {f"{mine}/{free}/16x9"} == whole
    assert visitor.get(f"{image_path(guarded, SECRET['title'])}/ladda-ner/original").status == 404
    return found


def exits_of(house: House, *images: int) -> list[Found]:
    with (
        closing(open_services(load_settings(house.environment))) as services,
        services.database.reading() as session,
    ):
        items = [session.get_one(models.Image, one) for one in images]
        return [Found(way, item.id, way.address(item, services)) for item in items for way in EXITS]


def ensure_gives(one: Found, answer: Answer) -> None:
    """See that an open exit gives the image: its bytes, its title, or the way to its page."""
    if one.way.kind == "bytes":
        assert answer.headers["ETag"], one.told(answer)
        with Image.open(BytesIO(answer.body)) as picture:
            picture.load()
        return
    given = [SECRET["title"].casefold(), image_path(one.image, SECRET["title"])]
    says = any(words in answer.text.casefold() for words in given)
    assert says is (one.address not in WITHDRAWN), one.told(answer)
    assert PERSON not in answer.text, one.told(answer)


def withdraw_consent(journey: Journey, person: str, *images: int) -> None:
    """Withdraw by two clicks, between which the page says whom and what it concerns."""
    desk, page = journey.desk, journey.desk.page
    desk.open(person)
    expect(page.get_by_role("heading", name="2 bilder")).to_be_visible()
    desk.follow("Återkalla Samtycke")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Återkalla samtycke för {PERSON}?")
    expect(page.get_by_text("2 bilder stängs nu. 2 personer får brev.")).to_be_visible()
    expect(page.get_by_text(f"Brev går till {HOLDER}, {WATCHER}.")).to_be_visible()
    for image in images:
        expect(page.get_by_text(image_ref(image), exact=True)).to_be_visible()
    journey.look(desk, "samtycken-aterkalla")
    desk.press("Återkalla nu")
    expect(page.get_by_text("Grunden är återkallad.")).to_be_visible()


def ensure_closed(house: House, exits: list[Found]) -> None:
    """See that the next request by each exit gets nothing, and no other way of asking either."""
    visitor = Visitor(house.origin)
    for one in exits:
        ensure_gives_nothing(one, visitor.get(one.address))
    for one in exits:
        etag = one.etag or "*"
        for headers in ({"If-None-Match": etag}, {"Range": "bytes=0-99", "If-Range": etag}):
            ensure_gives_nothing(one, visitor.get(one.address, **headers))


def ensure_gives_nothing(one: Found, answer: Answer) -> None:
    told = one.told(answer)
    if one.address.startswith("/redaktion"):
        assert answer.status in {303, 403}, told
    elif one.address.startswith("/hamta/"):
        assert answer.status == 404, told
    else:
        assert answer.status == CLOSED[one.way.kind], told
    ensure_silent(answer.text, one.address, one.image, told)
    assert PERSON not in answer.text, told
    if one.way.kind == "page" or one.address in {*WITHDRAWN, "/flode.atom", "/en/feed.atom"}:
        assert image_ref(one.image) in answer.text, told


def ensure_told_by_id(journey: Journey, *images: int) -> None:
    """What is said of the images says their ids; the image of nobody is there as before."""
    journalist, page = journey.journalist, journey.journalist.page
    for image in images:
        journalist.open(f"/b/{image}", status=410)
        expect(page.get_by_role("heading", level=1)).to_have_text("Bilden är återkallad")
        expect(page.get_by_text(image_ref(image))).to_be_visible()
    journey.look(journalist, "kortlank-aterkallad")
    journalist.open("/aterkallade")
    for image in images:
        expect(page.get_by_role("link", name=image_ref(image))).to_be_visible()
    journey.look(journalist, "aterkallade")
    visitor = Visitor(journey.site.origin)
    feed, sitemap = visitor.get("/flode.atom").text, visitor.get("/sitemap.xml").text
    for image in images:
        assert f"<title>{image_ref(image)} får inte användas längre</title>" in feed
        assert f"-{image}<" not in sitemap
    assert "tom-korridor" in feed
    assert "tom-korridor" in sitemap
    journalist.open("/bilder")
    expect(page.get_by_text("1 bild", exact=True)).to_be_visible()


def ensure_letters(journey: Journey, free: int, guarded: int) -> None:
    """Each journalist has one letter about what closed, and no letter names the person."""
    watcher = letter_to(journey.inbox, WATCHER, "Bilden är återkallad")
    holder = letter_to(journey.inbox, HOLDER, "Bilder är återkallade")
    for letter, images in ((watcher, (free,)), (holder, (free, guarded))):
        for image in images:
            assert image_ref(image) in letter["Subject"]
            assert f"{short_path(image)}\r\n" in text_of(letter)
    assert f"{short_path(guarded)}\r\n" not in text_of(watcher)
    checked = journey.site.check()
    assert not checked["wrong"]
    assert not checked["left_to_do"]
    about = [one for one in journey.inbox.letters if "återkalla" in one["Subject"]]
    assert {one["To"] for one in about} == {WATCHER, HOLDER}
    assert len(about) == 2
    for letter in journey.inbox.letters:
        said = everything_in(letter)
        assert PERSON not in said
        assert SECRET["title"] not in letter["Subject"]


def everything_in(letter: EmailMessage) -> str:
    parts = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*map(str, letter.values()), *parts])
