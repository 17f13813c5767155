"""The pages of collections, and the places where an image is put in one."""

import re

import pytest

from dam import catalogue
from dam.catalogue import collections
from dam.database.models import User
from tests.support.browser import Browser
from tests.support.history import history_page, listed_states, put_back, visible_text
from tests.support.room import Room
from tests.web.filled import filled

PAGE = "/redaktion/samlingar"
PERSONS = f"{PAGE}/3"


def inside(room: Room, one: int = 3) -> list[int]:
    return room.change(lambda s, _: collections.ids_in(s, collections.find_collection(s, one)))


def put(room: Room, *ids: int, slug: str = "personer") -> None:
    for one in ids:
        room.edit(one, collections=(slug,))


def mine(room: Room, person: User) -> int:
    """A draft of this person's."""
    one = room.upload()
    room.change(lambda s, _: setattr(catalogue.find_image(s, one), "created_by", person.id))
    return one


def test_collections_are_made_renamed_moved_and_removed(editor: Browser, room: Room):
    one = room.add()
    put(room, one)
    page = editor.get(PAGE).text
    names = re.findall(r'<th scope="row"><a href="[^"]+" dir="auto">([^<]+)</a>', page)
    assert names == ["1177 på telefon", "1177.se", "Personer", "Logotyper", "Skärmbilder"]
    assert '<td data-label="Senast publicerad">22\xa0november\xa02026</td>' in page
    answer = editor.send(PAGE, {"name": "personer"})
    assert answer.status_code == 400
    assert '<a href="#name">Det finns redan en samling som heter så.</a>' in answer.text
    there = editor.send(PAGE, {"name": "Vinter 2026"}).location
    assert there == f"{PAGE}/6"
    words = {"name": "Vinter", "intro": "ord " * 61, "version": "1"}
    wrong = editor.send(there, words)
    assert "Skriv högst 60 ord. Nu är det 61." in wrong.text
    assert "ord ord ord" in wrong.text
    saved = editor.send(there, words | {"intro": "Bilder på <snö>."})
    assert saved.location == f"{there}?klart=sparad"
    late = editor.send(there, words | {"name": "Höst", "intro": ""})
    assert late.status_code == 409
    assert "Bilder på &lt;snö&gt;." in late.text
    assert filled(late.text, there)["version"] == ["2"]
    assert filled(late.text, there)["name"] == ["Höst"]
    assert editor.send(PAGE, {"do": "upp"}, to=f"{there}/flytta").status_code == 303
    assert editor.get(PAGE).text.index("Vinter") < editor.get(PAGE).text.index("Skärmbilder")
    gone = f"{PERSONS}/ta-bort"
    shown = editor.get(gone).text
    assert "1 bild är med i samlingen. Den finns kvar." in shown
    answer = editor.send(gone, filled(shown, gone))
    assert answer.location == f"{PAGE}?klart=borta"
    assert editor.get(PERSONS).status_code == 404
    assert room.look(one, collections.slugs_of) == ()
    assert "Personer" not in editor.get(PAGE).text


def test_images_are_put_in_arranged_and_taken_out(editor: Browser, room: Room):
    ids = [room.upload() for _ in range(4)]
    gone = room.add(made=False)
    room.withdraw(gone)
    typed = f"IN-{ids[0]}, in{ids[2]}–{ids[3]}  {ids[1]}"
    answer = editor.send(PERSONS, {"bilder": f"{typed} IN-99 {gone}"}, to=f"{PERSONS}/bilder")
    assert answer.status_code == 400
    assert "Det finns ingen bild IN-99." in answer.text
    assert f"IN-{gone}: Bilden är återkallad och kan inte ändras." in answer.text
    assert filled(answer.text, f"{PERSONS}/bilder")["bilder"] == [f"{typed} IN-99 {gone}"]
    assert inside(room) == []
    answer = editor.send(PERSONS, {"bilder": typed}, to=f"{PERSONS}/bilder")
    assert "4 bilder är tillagda." in editor.get(answer.location).text
    assert inside(room) == [ids[0], ids[2], ids[3], ids[1]]
    order = f"{PERSONS}/ordning"
    form = filled(editor.get(PERSONS).text, order)
    form |= {f"plats-{ids[1]}": "1", "do": f"upp-{ids[3]}"}
    assert editor.send(PERSONS, form, to=order).location == f"{PERSONS}?klart=ordnad&sida=1"
    assert inside(room) == [ids[1], ids[3], ids[0], ids[2]]
    assert editor.send(PERSONS, form | {"once": "igen"}, to=order).status_code == 409
    form = filled(editor.get(PERSONS).text, order)
    answer = editor.send(PERSONS, form | {f"plats-{ids[1]}": "sist", "do": "ordna"}, to=order)
    assert f'<a href="#plats-{ids[1]}">Skriv platsen med siffror.' in answer.text
    answer = editor.send(PERSONS, form | {"ids": [ids[3], ids[0]], "do": "ut"}, to=order)
    assert "2 bilder är uttagna." in editor.get(answer.location).text
    assert inside(room) == [ids[1], ids[2]]
    listed = editor.get("/redaktion/bilder?samling=personer").text
    assert re.findall(r'name="ids" value="(\d+)"', listed) == [str(ids[2]), str(ids[1])]
    assert '<option value="personer" selected>' in listed


def test_what_was_done_is_told_and_can_be_taken_back(editor: Browser, admin: Browser, room: Room):
    one = room.upload()
    put(room, one)
    [_, before] = [None, *listed_states(editor, one)]
    put(room, one, slug="1177-se")
    page = visible_text(editor.get(history_page(one)).text)
    assert "Samlingar sedan: Personer" in page
    assert "Samlingar förut: Personer sedan: 1177.se" in page
    put_back(editor, one, listed_states(editor, one)[0])
    assert room.look(one, collections.slugs_of) == ("personer",)
    editor.send(f"{PERSONS}/ta-bort", {"version": "1"})
    put_back(editor, one, listed_states(editor, one)[0])
    assert room.look(one, collections.slugs_of) == ("1177-se",)
    assert "Samlingar förut: Personer" in visible_text(editor.get(history_page(one)).text)
    assert before
    log = admin.get("/redaktion/logg?sak=collection").text
    assert "Tog bort" in log
    assert "personer" in log


def test_an_uploader_puts_own_drafts_in_and_sees_no_others(
    uploader: Browser, persons: dict[str, User], room: Room
):
    own, other, published = mine(room, persons["uploader"]), room.upload(), room.add(made=False)
    room.change(
        lambda s, _: setattr(
            catalogue.find_image(s, published), "created_by", persons["uploader"].id
        )
    )
    put(room, other)
    page = uploader.get(PERSONS).text
    assert "Här finns inga av dina bilder." in page
    assert "Ta bort samlingen" not in page
    assert "Upp" not in uploader.get(PAGE).text
    for ids, why in (
        (str(other), f"Det finns ingen bild IN-{other}."),
        (str(published), "Bilden är publicerad. Be en redaktör om ändringen."),
    ):
        answer = uploader.send(PERSONS, {"bilder": f"{own} {ids}"}, to=f"{PERSONS}/bilder")
        assert answer.status_code == 400
        assert why in answer.text
    assert uploader.send(PERSONS, {"bilder": str(own)}, to=f"{PERSONS}/bilder").status_code == 303
    assert inside(room) == [other, own]
    assert f"plats-{own}" not in uploader.get(PERSONS).text
    out = {"ids": [own, other], "do": "ut"}
    assert uploader.send(PERSONS, out, to=f"{PERSONS}/ordning").status_code == 400
    assert uploader.send(PERSONS, out | {"ids": own}, to=f"{PERSONS}/ordning").status_code == 303
    assert inside(room) == [other]


@pytest.mark.parametrize(
    ("to", "data"),
    [
        (PAGE, {"name": "Ny"}),
        (PERSONS, {"name": "Ny", "version": "1"}),
        (f"{PERSONS}/flytta", {"do": "upp"}),
        (f"{PERSONS}/ordning", {"do": "ordna", "version": "1"}),
        (f"{PERSONS}/ta-bort", {"version": "1"}),
    ],
)
def test_collections_are_kept_by_editors(uploader: Browser, to: str, data: dict[str, str]):
    assert uploader.send(PERSONS, data, to=to).status_code == 403


def test_a_long_collection_has_pages(editor: Browser, room: Room, monkeypatch: pytest.MonkeyPatch):
    from dam.web.staff import collections as pages

    monkeypatch.setattr(pages, "PAGE", 2)
    ids = [room.upload() for _ in range(3)]
    put(room, *ids)
    order, page = f"{PERSONS}/ordning", f"{PERSONS}?sida=2"
    form = filled(editor.get(page).text, order)
    assert (form["rad"], form["stod-3"]) == ([str(ids[2])], ["3"])
    answer = editor.send(page, form | {"do": f"upp-{ids[2]}"}, to=order)
    assert answer.location == f"{PERSONS}?klart=ordnad&sida=2"
    assert inside(room) == [ids[0], ids[2], ids[1]]
