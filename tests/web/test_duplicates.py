"""Two images that look alike: told on the batch's page, shown side by side, decided by a person."""

import re

from sqlalchemy import select

from dam.database.models import AuditEvent, Image
from dam.services import Services
from dam.worker import main
from tests.imaging import samples
from tests.support.browser import Browser
from tests.support.room import Room
from tests.support.uploads import post_files, upload_form

PICTURE = samples.photograph(360, 240, 61)


def jpeg(words: str, **options: object) -> bytes:
    """The same picture, with something else said in the file."""
    return samples.save(PICTURE, "JPEG", quality=90, comment=words.encode(), **options)


def uploaded(person: Browser, services: Services, data: bytes, name: str) -> tuple[str, int]:
    """Upload a file by the form; returns the batch's page and the image that it became."""
    batch = post_files(person, upload_form(person), (data, name)).location
    main.do_all(services)
    with services.database.reading() as session:
        return batch, session.scalars(select(Image.id).order_by(Image.id.desc())).first()


def page(one: int) -> str:
    return f"/redaktion/bilder/{one}/dubbletter"


def hidden(text: str) -> dict[str, str]:
    names = "other|version|other_version"
    return dict(re.findall(rf'name="({names})" value="(\d+)"', text))


def test_both_are_shown_and_kept(editor: Browser, room: Room, services: Services):
    first = room.add(jpeg("ett"), name="först.jpg")
    batch, second = uploaded(editor, services, jpeg("två"), "sedan.jpg")
    assert f"Samma bild som IN-{first}, med andra uppgifter i filen." in editor.get(batch).text
    assert f'href="{page(second)}"' in editor.get(batch).text
    [said] = editor.get(batch, headers={"Accept": "application/json"}).json["files"]
    assert said["alike"]["url"] == page(second)
    assert f'href="{page(second)}"' in editor.get(f"/redaktion/bilder/{second}").text
    text = editor.get(page(second)).text
    for one in (first, second):
        assert f'src="/redaktion/bilder/{one}/filer/w640.webp"' in text
    for words in ("först.jpg", "sedan.jpg", "360 × 240", "Åsa Öberg", "Behåll båda"):
        assert words in text.replace("\xa0", " "), words
    answer = editor.send(page(second), hidden(text) | {"keep": "1"})
    assert answer.location == f"{page(second)}?klart=behalls"
    assert "Båda bilderna är kvar" in editor.get(answer.location).text
    assert "Samma bild" not in editor.get(batch).text
    with services.database.reading() as session:
        assert "keep_both" in session.scalars(select(AuditEvent.action)).all()


def test_it_becomes_a_version_of_the_other_and_what_goes_is_shown_first(
    editor: Browser, stranger: Browser, room: Room, services: Services
):
    first = room.add(jpeg("ett"))
    batch, second = uploaded(editor, services, jpeg("två"), "sedan.jpg")
    room.edit(second, title="En helt annan titel")
    text = editor.get(page(second)).text
    assert "En helt annan titel</td>" in text
    assert f"Lägg till som ny version av IN-{first}" in text
    old = hidden(text)
    room.edit(first, place="Luleå")
    answer = editor.send(page(second), old | {"add": "1"})
    assert answer.status_code == 409
    assert "Luleå</td>" in answer.text
    answer = editor.send(page(second), hidden(answer.text) | {"add": "1"})
    assert answer.location == f"/redaktion/bilder/{first}/versioner?klart=tillagd"
    assert "sedan.jpg" in editor.get(answer.location).text
    assert f"Finns redan som IN-{first}" in editor.get(batch).text
    assert editor.get(f"/redaktion/bilder/{second}").status_code == 404
    assert stranger.get(f"/bilder/{second}").status_code == 404
    assert room.look(first, lambda image: image.file.n) == 2


def test_nobody_learns_of_what_they_may_not_see(uploader: Browser, room: Room, services: Services):
    hidden_one = room.add(jpeg("ett"), published=False, title="Hemligheten")
    batch, mine = uploaded(uploader, services, jpeg("två"), "min.jpg")
    assert "Samma bild" not in uploader.get(batch).text
    assert "Ingen annan bild att jämföra med" in uploader.get(page(mine)).text
    for choice in ("keep", "add"):
        sent = {"other": hidden_one, "version": "1", "other_version": "1", choice: "1"}
        answer = uploader.send("/redaktion/ladda-upp", sent, page(mine))
        assert answer.status_code == 404
    room.publish(hidden_one)
    text = uploader.get(page(mine)).text
    assert "Hemligheten" in text
    assert f"/redaktion/bilder/{hidden_one}" not in text
    assert "bild.jpg" not in text
    assert "Lägg till som ny version" not in text
    assert uploader.get(re.search(r'src="(/bild/[^"]+)"', text)[1]).status_code == 200
    room.withdraw(hidden_one)
    assert "Hemligheten" not in uploader.get(page(mine)).text
    assert uploader.get(page(hidden_one)).status_code == 404


def test_what_has_been_public_is_not_made_a_version(editor: Browser, room: Room):
    first, second = room.add(jpeg("ett")), room.add(jpeg("två"))
    text = editor.get(page(second)).text
    assert "Lägg till som ny version" not in text
    sent = hidden(text) | {"other_version": str(room.look(first, lambda i: i.version)), "add": "1"}
    assert editor.send(page(second), sent).status_code == 409
    assert room.look(second, lambda image: image.state) == "published"
