"""Terms: written as a draft, published for good, and images moved from one version to the next."""

import pytest
from sqlalchemy import select

from dam.database.models import AuditEvent, Image, TermsVersion
from tests.support.browser import Browser
from tests.support.image_form import add_draft, press_button
from tests.support.room import Room
from tests.web.filled import filled

LIST = "/redaktion/villkor"
FREE = f"{LIST}/fri-redaktionell"
WORDS = {
    "name-sv": "Fri för redaktionell användning",
    "line-sv": "Ange byline. Skriv till oss om du beskär.",
    "may-sv": "Ladda ner.\r\n\r\n  Beskära.  ",
    "body-sv": "Hela texten.",
    "name-en": "Free for editorial use",
    "line-en": "Credit required.",
}
SETTINGS = {
    "category": "free",
    "crop_allowed": "1",
    "data_mining": "DMI-PROHIBITED",
    "default_days": "",
    "default_from": "",
}


def over(editor: Browser, page: str = FREE) -> str:
    return editor.get(page).text.split('name="over" value="')[1].split('"')[0]


def write(editor: Browser, page: str = FREE, **form: str):
    return editor.send(page, {"over": over(editor, page), **SETTINGS, **WORDS, **form})


def shown(editor: Browser, address: str) -> str:
    return editor.get(address).text.split('name="shown" value="')[1].split('"')[0]


def test_a_draft_is_nobodys_until_it_is_published_and_never_changes_then(
    editor: Browser, stranger: Browser, room: Room
):
    image_id = room.add()
    assert write(editor).location == f"{FREE}?klart=sparad"
    assert "Utkastet är sparat." in editor.get(f"{FREE}?klart=sparad").text
    assert stranger.get("/villkor/fri-redaktionell-v2").status_code == 404
    assert "fri-redaktionell-v2" not in stranger.get("/villkor").text
    assert write(editor, publish="1").location == f"{LIST}?klart=publicerad"
    page = stranger.get("/villkor/fri-redaktionell-v2")
    assert page.status_code == 200
    assert "Skriv till oss om du beskär." in page.text
    assert '<li dir="auto">Beskära.</li>' in page.text
    english = page.text.split('id="en" lang="en"')[1]
    assert "Free for editorial use. Credit required." in english
    assert "på lätt svenska" not in page.text.lower()
    assert "fri-redaktionell-v2" in stranger.get("/villkor").text
    # The image keeps its version; what is written next is another one.
    assert room.look(image_id, lambda image: image.terms_version.n) == 1
    write(editor, **{"line-sv": "En annan rad."})
    assert "En annan rad." not in stranger.get("/villkor/fri-redaktionell-v2").text
    assert "Utkast till version 3" in editor.get(LIST).text
    with room.services.database.reading() as session:
        done = select(AuditEvent.action).where(AuditEvent.kind == "terms").order_by(AuditEvent.id)
        assert list(session.scalars(done)) == ["write", "publish", "write"]


def test_images_are_moved_after_the_consequence_has_been_shown(
    editor: Browser, stranger: Browser, room: Room
):
    one, other = room.add(), room.add()
    public = stranger.get(f"/bilder/{one}").location
    file = f"{public}/ladda-ner/original"
    before = stranger.get(file)
    assert b"/villkor/fri-redaktionell-v1" in before.data
    write(editor, publish="1", category="approval")
    assert "2 bilder använder version 1" in editor.get(LIST).text
    move = f"{FREE}/flytta"
    # One, from its own page.
    [single] = [
        part.split('"')[0]
        for part in editor.get(f"/redaktion/bilder/{one}").text.split('href="')
        if part.startswith(move)
    ]
    told = editor.get(single).text
    assert "1 bild flyttas." in told
    assert "1 publicerad bild som är fri att ladda ner kräver sedan godkännande." in told
    form = {"bilder": f"IN-{one}", "shown": shown(editor, single)}
    assert editor.send(single, form).location == f"{LIST}?klart=flyttade&antal=1"
    assert "1 bild är flyttad." in editor.get(f"{LIST}?klart=flyttade&antal=1").text
    assert stranger.get(file).status_code == 404
    assert "Begär att få använda bilden" in stranger.get(public).text
    # The rest, all at once.
    address = f"{move}?fran=fri-redaktionell-v1"
    assert "1 bild flyttas." in editor.get(address).text
    form = {"fran": "fri-redaktionell-v1", "shown": shown(editor, address)}
    assert editor.send(address, form).status_code == 303
    assert room.look(other, lambda image: image.terms_version.n) == 2
    # Back under free terms by their ids: the next download says the new version.
    write(editor, publish="1")
    address = f"{move}?bilder=IN-{one}+{other}"
    assert "2 publicerade bilder som har krävt godkännande blir fria" in editor.get(address).text
    form = {"bilder": f"IN-{one}, {other}", "shown": shown(editor, address)}
    assert editor.send(address, form).status_code == 303
    after = stranger.get(file)
    assert b"/villkor/fri-redaktionell-v3" in after.data
    assert b"/villkor/fri-redaktionell-v1" not in after.data
    assert after.headers["ETag"] != before.headers["ETag"]


def test_a_consequence_that_has_become_another_is_shown_again(editor: Browser, room: Room):
    one = room.add(published=False)
    write(editor, publish="1")
    address = f"{FREE}/flytta?fran=fri-redaktionell-v1"
    form = {"fran": "fri-redaktionell-v1", "shown": shown(editor, address)}
    other = room.add(published=False)

    def older(session, _now):
        first = session.scalar(select(TermsVersion.id).where(TermsVersion.n == 1))
        session.get_one(Image, other).terms_version_id = first

    room.change(older)
    answer = editor.send(address, form)
    assert answer.status_code == 409
    assert "Så här blir det nu." in answer.text
    assert "2 bilder flyttas." in answer.text
    assert "väntar på granskning" not in answer.text
    assert room.look(one, lambda image: image.terms_version.n) == 1


@pytest.mark.parametrize(
    ("form", "field", "sentence"),
    [
        ({"line-sv": "x" * 91}, "line-sv", "Svenska: skriv en rad med högst 90 tecken."),
        ({"line-sv": " "}, "line-sv", "Svenska: skriv en rad med högst 90 tecken."),
        ({"name-en": ""}, "name-en", "Engelska: skriv ett namn med högst 80 tecken."),
        ({"body-latt": "Text"}, "line-latt", "Lätt svenska: skriv en rad med högst 90 tecken."),
        ({"may-sv": "x" * 301}, "may-sv", "Svenska: skriv högst 300 tecken på varje rad."),
        ({"category": "öppen"}, "category", "Välj en klass."),
        ({"data_mining": ""}, "data_mining", "Välj vad som gäller"),
        ({"default_days": "ett år"}, "default_days", "Skriv antal dagar med siffror."),
        ({"default_days": "30"}, "default_days", "Skriv både antal dagar"),
        ({"default_days": "0", "default_from": "today"}, "default_days", "från 1 till 36500"),
        ({"default_from": "igår"}, "default_from", "Välj från när"),
    ],
)
def test_what_cannot_be_used_is_asked_for_again(editor: Browser, form, field, sentence):
    answer = write(editor, **{"credit-sv": "Min rad", **form})
    assert answer.status_code == 400
    assert f'href="#{field}"' in answer.text
    assert sentence in answer.text
    assert "Min rad" in answer.text
    assert "Utkast till" not in editor.get(LIST).text


def test_for_how_long_images_are_free_stands_in_the_draft(editor: Browser):
    write(editor, default_days="30", default_from="today")
    form = filled(editor.get(FREE).text, FREE)
    assert (form["default_days"], form["default_from"]) == (["30"], ["today"])


def test_whether_an_end_is_required_stands_in_the_draft(editor: Browser):
    write(editor, end_required="1")
    assert filled(editor.get(FREE).text, FREE)["end_required"] == ["1"]
    write(editor, end_required="")
    assert "end_required" not in filled(editor.get(FREE).text, FREE)


def test_a_move_says_which_images_are_sent_to_review_again(
    editor: Browser, uploader: Browser, room: Room, persons
):
    one = add_draft(room, persons["uploader"].id)
    assert press_button(uploader, one, "send").status_code == 303
    write(editor, publish="1")
    told = editor.get(f"{FREE}/flytta?bilder=IN-{one}").text
    assert "1 bild som väntar på granskning behöver skickas till granskning igen." in told


def test_two_who_write_at_once_do_not_overwrite_each_other(editor: Browser, admin: Browser):
    opened = over(editor)
    write(admin, **{"line-sv": "Kollegans rad."})
    answer = editor.send(FREE, {"over": opened, **SETTINGS, **WORDS})
    assert answer.status_code == 409
    assert WORDS["line-sv"] in answer.text
    assert "Kollegans rad." in editor.get(FREE).text
    assert write(editor).status_code == 303


def test_terms_are_added_and_count_once_they_are_published(
    editor: Browser, stranger: Browser, room: Room
):
    given = {"slug": "fri-i-bok", "category": "conditional", "name": "Fri i böcker"}
    answer = editor.send(LIST, {**given, "slug": "Fri i bok"})
    assert answer.status_code == 400
    assert "Skriv små bokstäver" in answer.text
    assert 'value="Fri i böcker"' in answer.text
    assert editor.send(LIST, given).location == f"{LIST}/fri-i-bok"
    assert "Det finns redan" in editor.send(LIST, given).text
    image_id = room.add(published=False)
    editor_page = f"/redaktion/bilder/{image_id}"
    assert "Fri i böcker" not in editor.get(editor_page).text
    page = f"{LIST}/fri-i-bok"
    assert write(editor, page, publish="1", category="conditional").status_code == 303
    assert "fri-i-bok" in editor.get(editor_page).text
    assert stranger.get("/villkor/fri-i-bok-v1").status_code == 200


def test_ids_that_are_none_are_told(editor: Browser):
    answer = editor.get(f"{FREE}/flytta?bilder=IN-1,hej")
    assert answer.status_code == 400
    assert "Skriv id för högst 1000 bilder" in answer.text
    assert "IN-1,hej" in answer.text
    for unknown in (f"{FREE}/flytta?fran=fri-redaktionell-v9", f"{LIST}/okand", f"{FREE}x/flytta"):
        assert editor.get(unknown).status_code == 404


def test_for_editors_alone(uploader: Browser, stranger: Browser):
    for page in (LIST, FREE, f"{FREE}/flytta"):
        assert uploader.get(page).status_code == 403
        assert stranger.get(page).status_code == 303
