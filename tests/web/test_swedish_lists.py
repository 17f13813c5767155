"""Lists and searches of staff in Swedish, on both databases."""

import re

from dam.database.models import User
from dam.services import Services
from tests.support.browser import Browser
from tests.support.databases import on_both, sorts_as_swedish
from tests.support.room import Room

pytestmark = on_both

NAMES = ["Öberg", "Åsa Ek", "Zeta", "Ärlig", "ask"]


def order(page: str, names: list[str]) -> list[str]:
    return sorted(names, key=page.index)


def test_images_are_found_by_words_in_lower_case(editor: Browser, room: Room):
    room.add(title="Äldre kvinna", published=False)
    room.add(title="Yngre man", caption="Åker i Öxabäck", published=False)
    room.add(title="Skylt", name="ÅRSBOK.JPG", published=False)
    for words, title in (
        *(("äldre", "Äldre kvinna"), ("ÖXABÄCK", "Yngre man"), ("årsbok", "Skylt")),
        ("A\u0308LDRE", "Äldre kvinna"),
    ):
        page = editor.client.get("/redaktion/bilder", query_string={"q": words}).text
        assert re.findall("Äldre kvinna|Yngre man|Skylt", page)[0] == title, words
        assert len(set(re.findall("Äldre kvinna|Yngre man|Skylt", page))) == 1


def test_whoever_withdraws_a_consent_is_found(editor: Browser, services: Services):
    for name in NAMES:
        editor.send("/redaktion/samtycken", {"name": name})
    found = editor.client.get("/redaktion/samtycken", query_string={"q": "åsa"}).text
    assert "Åsa Ek" in found
    assert "Öberg" not in found
    if sorts_as_swedish(services.database):
        page = editor.get("/redaktion/samtycken").text
        assert order(page, NAMES) == ["ask", "Zeta", "Åsa Ek", "Ärlig", "Öberg"]


def test_accounts_stand_in_order(admin: Browser, services: Services, now):
    emails = [f"{name}@inera.test" for name in ("östen", "åke", "zara", "ärla")]
    with services.database.writing() as session:
        for email in emails:
            session.add(User(email=email, role="editor", password_hash="x", created_at=now))
        session.commit()
    if sorts_as_swedish(services.database):
        page = admin.get("/redaktion/anvandare").text
        assert order(page, emails) == [emails[2], emails[1], emails[3], emails[0]]


def test_topics_of_the_gallery_stand_in_order(stranger: Browser, room: Room):
    topics = ("Övning", "Ålder", "Zonterapi", "Ärenden")
    room.add(topics=topics)
    page = stranger.get("/bilder").text
    page = page[page.index("Ämne") :]
    assert order(page, list(topics)) == ["Zonterapi", "Ålder", "Ärenden", "Övning"]


def test_collections_are_the_same_whatever_their_case(editor: Browser):
    assert editor.send("/redaktion/samlingar", {"name": "Äldre"}).status_code == 303
    taken = editor.send("/redaktion/samlingar", {"name": "a\u0308LDRE"})
    assert taken.status_code == 400
