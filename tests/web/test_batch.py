import re
from threading import Barrier, Thread

import pytest
from flask import Flask

from dam import catalogue
from dam.database.models import Image, User
from dam.lifecycle.edit import edited_now
from dam.rights.origin import CAMERA
from dam.services import Services
from dam.web.staff.image_form import cells
from dam.worker import main
from tests.databases import on_both
from tests.room import Room
from tests.web.conftest import Browser, signed_in
from tests.web.filled import Values, filled

PAGE = "/redaktion/gruppredigera"
WHOLE = {
    "title": "Läkare i samtal",
    "caption": "Läkaren Anna Ek talar med en patient i Umeå i mars 2026.",
    "persons": "Anna Ek\nKim Berg",
    "alt": "Två personer vid ett bord.",
    "creators": "Åsa Öberg, Bo Lind",
    "place": "Umeå",
    "date": "2026-03-14",
    "people": "2",
    "people_basis": "Samtycke 2026-03-01",
    "digital_source_type": CAMERA,
    "terms": "fri-redaktionell",
    "use_until": "2027-12-31",
    "rights_source": "agency",
    "collections": "1177 på telefon, Personer",
}
COLLECTIONS = {"collections": [("1177-pa-telefon", "1177 på telefon"), ("personer", "Personer")]}


def address(*ids: int) -> str:
    return f"{PAGE}?ids={','.join(map(str, ids))}"


def opened(browser: Browser, *ids: int) -> Values:
    """The form as the page gives it."""
    return filled(browser.get(address(*ids)).text, PAGE)


def put(form: Values, one: int, **said: str) -> Values:
    return form | {f"{name}-{one}": [value] for name, value in said.items()}


def send(browser: Browser, form: Values, do: str = "save"):
    return browser.client.post(PAGE, data=form | {"do": [do]})


def row(room: Room, one: int) -> dict[str, str]:
    return dict(room.look(one, lambda image: cells.fill_cells(edited_now(image), COLLECTIONS)))


def unmarked(form: Values, *ids: int) -> Values:
    return {name: said for name, said in form.items() if name not in {f"mark-{i}" for i in ids}}


def linked(page: str) -> list[str]:
    """The anchors that the summary leads to; each is on the page."""
    summary = page.partition('role="alert"')[2].partition("</ul>")[0]
    anchors = re.findall(r'<a href="#([^"]+)"', summary)
    assert all(f'id="{one}"' in page for one in anchors)
    return anchors


def test_all_that_publication_asks_for_is_typed_in_one_table(
    editor: Browser, stranger: Browser, room: Room
):
    one, other = room.upload(), room.upload()
    main.do_all(room.services)
    form = put(put(opened(editor, one, other), one, **WHOLE), other, **WHOLE | {"title": "En till"})
    answer = send(editor, form, "publish")
    assert answer.status_code == 303
    assert row(room, one) == WHOLE
    page = editor.get(answer.location).text
    assert "2 rader är sparade. 2 bilder är publicerade." in page
    assert page.count("Publicerad nu.") == 2
    assert "En till" in stranger.get(stranger.get(f"/bilder/{other}").location).text


def test_an_unmarked_row_is_saved_and_not_published(editor: Browser, room: Room):
    marked, edited, untouched = (room.upload() for _ in range(3))
    main.do_all(room.services)
    form = opened(editor, marked, edited, untouched)
    for image_id in (marked, edited):
        form = put(form, image_id, **WHOLE)
    answer = send(editor, unmarked(form, edited, untouched), "publish")
    assert answer.status_code == 303
    assert row(room, edited) == WHOLE
    states = [room.look(i, lambda image: image.state) for i in (marked, edited, untouched)]
    assert states == ["published", "draft", "draft"]


@pytest.mark.parametrize("over", ["0", "1"])
def test_the_same_is_said_of_what_is_marked_and_nothing_is_saved(
    editor: Browser, room: Room, over: str
):
    one, other, third = (room.upload() for _ in range(3))
    room.edit(one, place="Luleå")
    form = unmarked(opened(editor, one, other, third), third)
    form |= {"place-alla": ["Umeå"], "creators-alla": ["Åsa Öberg"], "over": [over]}
    answer = send(editor, form, "apply")
    assert answer.status_code == 200
    shown = filled(answer.text, PAGE)
    places = [shown[f"place-{i}"] for i in (one, other, third)]
    assert places == [["Umeå" if over == "1" else "Luleå"], ["Umeå"], [""]]
    assert shown[f"creators-{other}"] == ["Åsa Öberg"]
    assert shown["place-alla"] == ["Umeå"]
    assert f"mark-{third}" not in shown
    assert row(room, other)["place"] == ""
    send(editor, shown)
    assert [row(room, i)["place"] for i in (one, other, third)] == [p[0] for p in places]


def test_empty_cells_are_filled_from_above(editor: Browser, room: Room):
    ids = [room.upload() for _ in range(4)]
    form = put(put(opened(editor, *ids), ids[1], place="Umeå"), ids[3], place="Luleå")
    shown = filled(send(editor, form, "down-place").text, PAGE)
    assert [shown[f"place-{one}"][0] for one in ids] == ["", "Umeå", "Umeå", "Luleå"]
    none = filled(send(editor, shown, "mark-none").text, PAGE)
    assert not any(name.startswith("mark-") for name in none)
    assert f"mark-{ids[0]}" in filled(send(editor, none, "mark-all").text, PAGE)


def test_rows_that_are_right_are_saved_and_those_that_are_wrong_stay_as_typed(
    editor: Browser, room: Room
):
    one, other, third = (room.upload() for _ in range(3))
    form = put(opened(editor, one, other, third), one, **WHOLE)
    form = put(
        form,
        other,
        title="Ny",
        date="i våras",
        people="många",
        terms="finns-inte",
        collections="Mal",
    )
    form = put(form, third, use_until="i höst")
    answer = send(editor, form)
    assert answer.status_code == 400
    assert linked(answer.text) == [
        *(f"{name}-{other}" for name in ("date", "people", "terms", "collections")),
        f"use_until-{third}",
    ]
    assert f"IN-{other}, Datum" not in answer.text
    assert f"IN-{other}: Datum: Skriv datumet som 2026-03-14, 2026-03 eller 2026." in answer.text
    assert "1 rad är sparad." in answer.text
    shown = filled(answer.text, PAGE)
    assert [shown[f"{name}-{other}"] for name in ("title", "date", "people", "terms")] == [
        ["Ny"],
        ["i våras"],
        ["många"],
        ["finns-inte"],
    ]
    assert row(room, one)["title"] == WHOLE["title"]
    assert row(room, other)["title"] == ""
    right = put(shown, other, date="2026", people="0", terms="", collections="personer")
    right = put(right, third, use_until="")
    assert send(editor, right).status_code == 303
    assert (row(room, other)["title"], row(room, other)["collections"]) == ("Ny", "Personer")


def test_what_publication_lacks_is_told_by_its_cell_and_what_was_typed_is_saved(
    editor: Browser, room: Room
):
    one, other = room.upload(), room.upload()
    main.do_all(room.services)
    form = put(put(opened(editor, one, other), one, **WHOLE), other, title="Bara en titel")
    answer = send(editor, form, "publish")
    assert answer.status_code == 400
    assert f"caption-{other}" in linked(answer.text)
    assert f"people-{other}" in linked(answer.text)
    assert room.look(one, lambda image: image.state) == "published"
    assert room.look(other, lambda image: image.state) == "draft"
    assert row(room, other)["title"] == "Bara en titel"
    unchanged = send(editor, unmarked(filled(answer.text, PAGE), other), "publish")
    assert unchanged.status_code == 303


def test_published_image_cannot_lose_what_it_needs(editor: Browser, room: Room):
    one, other = room.add(), room.upload()
    form = put(put(opened(editor, one, other), one, alt=""), other, title="Ny")
    answer = send(editor, form)
    assert linked(answer.text) == [f"alt-{one}"]
    assert row(room, one)["alt"]
    assert row(room, other)["title"] == "Ny"


@on_both
def test_two_change_the_same_rows_and_no_word_is_lost(
    editor: Browser, admin: Browser, services: Services, persons: dict[str, User], room: Room
):
    with services.database.writing() as session:
        session.get_one(User, persons["admin"].id).name = "Kim"
        session.commit()
    ids = one, other, third = [room.upload() for _ in range(3)]
    mine, theirs = opened(editor, *ids), opened(admin, *ids)
    theirs = put(theirs, one, title="Kims titel", place="Luleå", date="2025")
    theirs = put(theirs, third, place="Kiruna")
    assert send(admin, theirs).status_code == 303
    mine = put(mine, one, title="Min <titel>", place="Umeå", alt="Min alt-text")
    mine = put(mine, other, title="Den andra")
    answer = send(editor, mine)
    assert answer.status_code == 409
    assert linked(answer.text) == [f"skillnad-{one}"]
    # The row that nobody else had changed is saved; the one that only Kim had is Kim's.
    assert row(room, other)["title"] == "Den andra"
    shown = filled(answer.text, PAGE)
    assert shown[f"place-{third}"] == ["Kiruna"]
    assert answer.text.count("Ändrad av Kim kl.\xa013.00.") > 1
    # Both versions stand side by side, and what one alone has changed is that one's.
    for words in ("Min &lt;titel&gt;", "Kims titel", "Umeå", "Luleå", "2025", "Min alt-text"):
        assert words in answer.text
    assert row(room, one)["title"] == "Kims titel"
    assert shown[f"title-{one}"] == ["Min <titel>"]
    kept = {name: shown.get(f"keep-{name}-{one}") for name in ("title", "place", "date", "alt")}
    assert kept == {"title": None, "place": None, "date": ["theirs"], "alt": ["mine"]}
    # A choice is asked for until it is made, also where the form was sent for something else.
    asked = send(editor, filled(send(editor, shown, "mark-all").text, PAGE))
    assert asked.status_code == 409
    chosen = filled(asked.text, PAGE)
    chosen |= {f"keep-title-{one}": ["mine"], f"keep-place-{one}": ["theirs"]}
    assert send(editor, chosen).status_code == 303
    assert {name: row(room, one)[name] for name in ("title", "place", "date", "alt")} == {
        "title": "Min <titel>",
        "place": "Luleå",
        "date": "2025",
        "alt": "Min alt-text",
    }


def test_a_choice_is_asked_for_anew_where_the_other_saves_once_more(
    editor: Browser, admin: Browser, room: Room
):
    one = room.upload()
    mine = put(opened(editor, one), one, title="Mitt")
    send(admin, put(opened(admin, one), one, title="Först"))
    shown = filled(send(editor, mine).text, PAGE) | {f"keep-title-{one}": ["mine"]}
    send(admin, put(opened(admin, one), one, title="Sedan"))
    answer = send(editor, shown)
    assert answer.status_code == 409
    assert "Sedan" in answer.text
    assert row(room, one)["title"] == "Sedan"
    assert f"keep-title-{one}" not in filled(answer.text, PAGE)


def test_nothing_is_published_that_has_changed_unseen(editor: Browser, admin: Browser, room: Room):
    one = room.add(published=False)
    form = opened(editor, one)
    send(admin, put(opened(admin, one), one, title="Kims titel"))
    answer = send(editor, form, "publish")
    assert answer.status_code == 409
    assert room.look(one, lambda image: image.state) == "draft"
    assert send(editor, filled(answer.text, PAGE), "publish").status_code == 303
    assert row(room, one)["title"] == "Kims titel"
    assert room.look(one, lambda image: image.state) == "published"


@on_both
def test_of_two_who_save_at_once_every_word_is_stored_or_shown(
    editor: Browser, admin: Browser, room: Room
):
    ids = [room.upload() for _ in range(6)]
    together = Barrier(2)
    answers: dict[str, str] = {}

    def work(browser: Browser, name: str, order: list[int]) -> None:
        form = opened(browser, *order)
        for one in order:
            form = put(form, one, title=f"{name} {one}")
        together.wait()
        answers[name] = send(browser, form).text

    threads = [
        Thread(target=work, args=given)
        for given in ((editor, "Mitt", ids), (admin, "Ditt", ids[::-1]))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in ids:
        stored = row(room, one)["title"]
        lost = f"Ditt {one}" if stored == f"Mitt {one}" else f"Mitt {one}"
        assert lost in answers[lost.split(maxsplit=1)[0]]
        assert stored in {f"Mitt {one}", f"Ditt {one}"} - {lost}


def test_choice_is_kept_while_something_else_is_put_right(
    editor: Browser, admin: Browser, room: Room
):
    one = room.upload()
    mine = put(opened(editor, one), one, title="Mitt", date="i våras")
    send(admin, put(opened(admin, one), one, title="Ditt"))
    shown = filled(send(editor, mine).text, PAGE) | {f"keep-title-{one}": ["mine"]}
    wrong = send(editor, shown)
    assert wrong.status_code == 400
    assert linked(wrong.text) == [f"date-{one}"]
    right = put(filled(wrong.text, PAGE), one, date="2026")
    assert right[f"keep-title-{one}"] == ["mine"]
    assert send(editor, right).status_code == 303
    assert (row(room, one)["title"], row(room, one)["date"]) == ("Mitt", "2026")


def test_only_what_is_published_now_is_said_to_be(editor: Browser, room: Room):
    one, other = room.add(), room.add(published=False)
    answer = send(editor, put(opened(editor, one, other), one, place="Luleå"), "publish")
    assert answer.location.endswith(f"sparade={one}&publicerade={other}")


def test_names_that_hold_a_comma_stay_whole_until_somebody_writes_in_the_cell(
    editor: Browser, room: Room
):
    one = room.upload()
    room.edit(one, creators=("Foto AB, Umeå",), topics=("Vila", "Rådgivning", "Egenvård"))
    before = room.look(one, catalogue.describe_now)
    send(editor, put(opened(editor, one), one, title="Ny"))
    after = room.look(one, catalogue.describe_now)
    assert (after.creators, after.topics) == (before.creators, before.topics)
    assert after.title == "Ny"


def test_ids_that_name_no_image_are_told(editor: Browser, room: Room):
    one, gone = room.upload(), room.add()
    room.withdraw(gone)
    room.erase(gone)
    page = editor.get(f"{PAGE}?ids={one}&ids={gone}&ids=997-999", follow_redirects=True).text
    assert f"Det finns ingen bild IN-{gone}, IN-997, IN-998, IN-999." in page
    assert f'id="title-{one}"' in page
    for nonsense in ("x", "1-", "0", "9" * 19, "1-1000000000", "2-1,"):
        assert editor.get(f"{PAGE}?ids={nonsense}").status_code in {200, 400}
    assert "Markera bilder i listan" in editor.get(PAGE).text


def test_more_than_a_page_is_shown_by_pages(editor: Browser, room: Room):
    with room.services.database.writing() as session:
        first = session.get_one(Image, room.upload())
        for _ in range(30):
            session.add(
                Image(owner_id=first.owner_id, created_at=room.now(), updated_at=room.now())
            )
        session.commit()
    page = editor.get(f"{PAGE}?ids=1-31")
    assert "Bild 1–25 av 31." in page.text
    last = filled(editor.get(f"{PAGE}?ids=1-31&sida=2").text, PAGE)
    assert last["rad"] == [str(one) for one in range(26, 32)]
    answer = send(editor, put(last, 31, title="Den sista"))
    assert answer.location == f"{PAGE}?ids=1-31&sida=2&sparade=31&publicerade="
    assert "1 rad är sparad." in editor.get(answer.location).text


def test_list_and_upload_lead_here(editor: Browser, room: Room):
    one, other = room.upload(), room.upload()
    page = editor.get("/redaktion/bilder").text
    assert f'name="ids" value="{one}"' in page
    answer = editor.get(f"{PAGE}?ids={other}&ids={one}")
    assert answer.location == f"{PAGE}?ids={other},{one}"


def test_withdrawn_image_is_locked(editor: Browser, room: Room):
    gone, one = room.add(), room.upload()
    form = opened(editor, gone, one)
    room.withdraw(gone)
    page = editor.get(address(gone, one)).text
    assert "Bilden är återkallad och kan inte ändras." in page
    assert f'id="title-{gone}"' not in page
    answer = send(editor, put(put(form, gone, title="X"), one, title="Ny"))
    assert linked(answer.text) == [f"rad-{gone}"]
    assert filled(answer.text, PAGE)[f"title-{gone}"] == ["X"]
    assert row(room, one)["title"] == "Ny"


def test_uploader_works_with_their_own_drafts_alone(
    app: Flask, services: Services, persons: dict[str, User], room: Room
):
    uploader = signed_in(app, services, persons["uploader"])
    theirs, another, published = room.upload(), room.upload(), room.add()
    with services.database.writing() as session:
        for one in (theirs, published):
            session.get_one(Image, one).created_by = persons["uploader"].id
        session.commit()
    page = uploader.get(address(theirs, another, published)).text
    assert f"Det finns ingen bild IN-{another}." in page
    assert "Spara och publicera" not in page
    form = filled(page, PAGE)
    assert form["rad"] == [str(theirs)]
    form = put(form, theirs, **WHOLE)
    form["rad"] += [str(another), str(published)]
    form = put(put(form, another, title="X"), published, title="X")
    assert send(uploader, form, "publish").status_code == 403
    answer = send(uploader, form)
    assert answer.status_code == 403
    assert row(room, theirs) == WHOLE
    assert row(room, another)["title"] == ""
    assert row(room, published)["title"] != "X"
    assert room.look(theirs, lambda image: image.state) == "draft"


def test_row_without_its_version_is_shown_beside_what_is_stored(editor: Browser, room: Room):
    one = room.add(published=False)
    form = put(opened(editor, one), one, title="Ny") | {f"version-{one}": ["x"]}
    answer = send(editor, form)
    assert answer.status_code == 409
    assert row(room, one)["title"] != "Ny"
    assert filled(answer.text, PAGE)[f"title-{one}"] == ["Ny"]


def test_marked_images_get_somebody_responsible_and_what_is_typed_stays(
    editor: Browser, uploader: Browser, room: Room, persons: dict[str, User]
):
    one, other = room.upload(), room.upload()
    form = put(unmarked(opened(editor, one, other), other), one, title="Ny")
    none_marked = unmarked(form, one) | {"assigned_to": ["ingen"]}
    for lacking, told in ((form, "Välj vem som"), (none_marked, "Markera de bilder")):
        answer = send(editor, lacking, "assign")
        assert answer.status_code == 400
        assert told in answer.text
        assert linked(answer.text) == ["assigned_to"]
        assert filled(answer.text, PAGE)[f"title-{one}"] == ["Ny"]
    chosen = {"assigned_to": [str(persons["uploader"].id)]}
    answer = send(editor, form | chosen, "assign")
    assert "Ansvarig är sparad för 1 bild." in answer.text
    assert "Ansvarig: <bdi>uploader@inera.test</bdi>" in answer.text
    assigned = [room.look(i, lambda image: image.assigned_to) for i in (one, other)]
    assert assigned == [persons["uploader"].id, None]
    assert row(room, one)["title"] == ""
    # Nobody has changed what is said of the image, so what was typed is saved as it was.
    assert send(editor, filled(answer.text, PAGE)).status_code == 303
    assert row(room, one)["title"] == "Ny"
    theirs = opened(uploader, one)
    assert "assigned_to" not in theirs
    assert send(uploader, theirs | {"assigned_to": ["ingen"]}, "assign").status_code == 403
    assert send(editor, form | {"assigned_to": ["ingen"]}, "assign").status_code == 200
    assert room.look(one, lambda image: image.assigned_to) is None
