"""What is new and what is withdrawn: the page, the feed, the sitemap, and what robots are told."""

from datetime import timedelta
from xml.etree import ElementTree as ET

from dam.rights.periods import Period
from dam.rights.window import TimeBounds
from dam.web.press import feeds
from tests.imaging import samples
from tests.support.browser import Browser
from tests.support.room import Room

ATOM = "{http://www.w3.org/2005/Atom}"
BASE = "http://127.0.0.1:8000"


def entries(stranger: Browser) -> dict[str, ET.Element]:
    answer = stranger.get("/flode.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = ET.fromstring(answer.data)
    for required in ("id", "title", "updated"):
        assert feed.find(f"{ATOM}{required}").text
    self_link = next(one for one in feed.iter(f"{ATOM}link") if one.get("rel") == "self")
    assert self_link.get("href") == f"{BASE}/flode.atom"
    found = feed.findall(f"{ATOM}entry")
    moments = [entry.findtext(f"{ATOM}updated") for entry in found]
    assert moments == sorted(moments, reverse=True)
    return {entry.findtext(f"{ATOM}id"): entry for entry in found}


def test_the_feed_tells_of_the_new_and_of_the_withdrawn_by_the_same_entry(
    stranger: Browser, room: Room, clock
):
    first = room.add(title="Ambulans <vid> akuten & natten")
    clock.forward(timedelta(minutes=1))
    second = room.add(title="En penna")
    room.add(published=False, title="Ett utkast")
    found = entries(stranger)
    assert list(found) == [f"tag:127.0.0.1,2026:IN-{one}" for one in (second, first)]
    entry = found[f"tag:127.0.0.1,2026:IN-{first}"]
    assert entry.findtext(f"{ATOM}title") == "Ambulans <vid> akuten & natten"
    links = {link.get("rel"): link.get("href") for link in entry.iter(f"{ATOM}link")}
    for address in links.values():
        assert stranger.get(address.removeprefix(BASE)).status_code == 200
    assert "Foto: Åsa Öberg/1177" in entry.findtext(f"{ATOM}summary")
    clock.forward(timedelta(minutes=1))
    room.withdraw(first, "outdated")
    found = entries(stranger)
    entry = found[f"tag:127.0.0.1,2026:IN-{first}"]
    assert entry.findtext(f"{ATOM}title") == f"IN-{first} får inte användas längre"
    assert "Bilden är inaktuell." in entry.findtext(f"{ATOM}summary")
    assert entry.findtext(f"{ATOM}updated") == clock().isoformat()
    assert "Ambulans" not in stranger.get("/flode.atom").text


def test_the_feeds_picture_has_its_own_media_type(stranger: Browser, room: Room):
    """What is transparent has PNG previews."""
    pictures = (samples.save(samples.with_hole(), "PNG"), samples.save(samples.quadrants(), "PNG"))
    for data in pictures:
        room.add(data, name="bild.png")
    types = set()
    for entry in entries(stranger).values():
        link = next(one for one in entry.iter(f"{ATOM}link") if one.get("rel") == "enclosure")
        answer = stranger.get(link.get("href").removeprefix(BASE))
        assert answer.mimetype == link.get("type")
        types.add(answer.mimetype)
    assert types == {"image/png", "image/jpeg"}


def test_the_feed_is_asked_for_again_cheaply(stranger: Browser, room: Room):
    image_id = room.add()
    first = stranger.get("/flode.atom")
    same = stranger.get("/flode.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    room.withdraw(image_id)
    other = stranger.get("/flode.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_an_empty_room_has_an_empty_feed_and_nothing_withdrawn(stranger: Browser):
    assert entries(stranger) == {}
    assert "Ingen bild är återkallad." in stranger.get("/aterkallade").text


def test_what_is_closed_is_listed_without_title_or_picture(stranger: Browser, room: Room, clock):
    withdrawn, expired = (
        room.add(title="Ambulans"),
        room.add(title="Helikopter", bounds=TimeBounds(use_until=clock() + timedelta(hours=1))),
    )
    open_, draft = room.add(title="En penna"), room.add(published=False)
    clock.forward(timedelta(hours=2))
    room.withdraw(withdrawn, "consent")
    page = stranger.get("/aterkallade").text
    assert page.index(f"IN-{withdrawn}<") < page.index(f"IN-{expired}<")
    assert "En person på bilden har dragit tillbaka sitt samtycke." in page
    assert "Licensen har gått ut." in page
    assert "Ambulans" not in page
    assert "Helikopter" not in page
    assert "<img" not in page
    assert f"IN-{open_}<" not in page
    assert f"IN-{draft}<" not in page


def test_the_list_of_what_is_closed_is_paged(stranger: Browser, room: Room, clock, monkeypatch):
    monkeypatch.setattr(feeds, "PER_PAGE", 2)
    for one in [room.add() for _ in range(3)]:
        clock.forward(timedelta(minutes=1))
        room.withdraw(one)
    first, second = stranger.get("/aterkallade").text, stranger.get("/aterkallade?sida=2").text
    assert [f"IN-{one}<" in first for one in (1, 2, 3)] == [False, True, True]
    assert [f"IN-{one}<" in second for one in (1, 2, 3)] == [True, False, False]
    assert 'href="/aterkallade?sida=2"' in first
    assert stranger.get("/aterkallade?sida=0").status_code == 404
    assert stranger.get("/aterkallade?sida=x").status_code == 200


def test_what_is_closed_for_a_while_takes_no_place_on_a_page(
    stranger: Browser, room: Room, clock, monkeypatch
):
    monkeypatch.setattr(feeds, "PER_PAGE", 2)
    ids = [room.add() for _ in range(5)]
    clock.forward(timedelta(minutes=1))
    for one in ids:
        clock.forward(timedelta(minutes=1))
        if one in ids[1::2]:
            now = clock()
            room.bound(one, TimeBounds(denied=(Period(now, now + timedelta(days=9)),)))
        else:
            room.withdraw(one)
    clock.forward(timedelta(minutes=1))
    first, second = (stranger.get(f"/aterkallade?sida={n}").text for n in (1, 2))
    assert [f"IN-{one}<" in first for one in ids] == [False, False, True, False, True]
    assert [f"IN-{one}<" in second for one in ids] == [True, False, False, False, False]
    assert 'href="/aterkallade?sida=2"' in first
    assert "sida=3" not in second


def test_the_sitemap_leads_to_pages_that_are_there(stranger: Browser, room: Room):
    open_, gone = room.add(), room.add()
    room.withdraw(gone)
    root = ET.fromstring(stranger.get("/sitemap.xml").data)
    addresses = [one.text.removeprefix(BASE) for one in root.iter() if one.tag.endswith("loc")]
    for address in addresses:
        assert stranger.get(address).status_code == 200, address
    assert [one for one in addresses if one.endswith(f"-{open_}")]
    assert not [one for one in addresses if one.endswith(f"-{gone}")]


def test_robots_are_shown_the_sitemap_and_kept_from_secret_links(stranger: Browser):
    told = stranger.get("/robots.txt")
    assert told.mimetype == "text/plain"
    assert f"Sitemap: {BASE}/sitemap.xml" in told.text
    for secret in ("/redaktion", "/hamta/", "/arende/", "/bevaka"):
        assert f"Disallow: {secret}\n" in told.text
