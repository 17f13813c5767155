import pytest
from flask import Flask

from dam import catalogue
from dam.database.models import Image, User
from dam.services import Services
from dam.worker import main
from tests.support.batch_grid import (
    GRID_PAGE,
    WHOLE_ROW,
    fill_row,
    grid_address,
    linked_fields,
    open_grid,
    read_row,
    send_grid,
    unmarked,
)
from tests.support.browser import Browser, signed_in
from tests.support.room import Room
from tests.web.filled import filled


def test_all_that_publication_asks_for_is_typed_in_one_table(
    editor: Browser, stranger: Browser, room: Room
):
    one, other = room.upload(), room.upload()
    main.do_all(room.services)
    form = fill_row(
        fill_row(open_grid(editor, one, other), one, **WHOLE_ROW),
        other,
        **WHOLE_ROW | {"title": "En till"},
    )
    answer = send_grid(editor, form, "publish")
    assert answer.status_code == 303
    assert read_row(room, one) == WHOLE_ROW
    page = editor.get(answer.location).text
    assert "2 rader är sparade. 2 bilder är publicerade." in page
    assert page.count("Publicerad nu.") == 2
    assert "En till" in stranger.get(stranger.get(f"/bilder/{other}").location).text


def test_an_unmarked_row_is_saved_and_not_published(editor: Browser, room: Room):
    marked, edited, untouched = (room.upload() for _ in range(3))
    main.do_all(room.services)
    form = open_grid(editor, marked, edited, untouched)
    for image_id in (marked, edited):
        form = fill_row(form, image_id, **WHOLE_ROW)
    answer = send_grid(editor, unmarked(form, edited, untouched), "publish")
    assert answer.status_code == 303
    assert read_row(room, edited) == WHOLE_ROW
    states = [room.look(i, lambda image: image.state) for i in (marked, edited, untouched)]
    assert states == ["published", "draft", "draft"]


@pytest.mark.parametrize("over", ["0", "1"])
def test_the_same_is_said_of_what_is_marked_and_nothing_is_saved(
    editor: Browser, room: Room, over: str
):
    one, other, third = (room.upload() for _ in range(3))
    room.edit(one, place="Luleå")
    form = unmarked(open_grid(editor, one, other, third), third)
    form |= {"place-alla": ["Umeå"], "creators-alla": ["Åsa Öberg"], "over": [over]}
    answer = send_grid(editor, form, "apply")
    assert answer.status_code == 200
    shown = filled(answer.text, GRID_PAGE)
    places = [shown[f"place-{i}"] for i in (one, other, third)]
    assert places == [["Umeå" if over == "1" else "Luleå"], ["Umeå"], [""]]
    assert shown[f"creators-{other}"] == ["Åsa Öberg"]
    assert shown["place-alla"] == ["Umeå"]
    assert f"mark-{third}" not in shown
    assert read_row(room, other)["place"] == ""
    send_grid(editor, shown)
    assert [read_row(room, i)["place"] for i in (one, other, third)] == [p[0] for p in places]


def test_empty_cells_are_filled_from_above(editor: Browser, room: Room):
    ids = [room.upload() for _ in range(4)]
    form = fill_row(fill_row(open_grid(editor, *ids), ids[1], place="Umeå"), ids[3], place="Luleå")
    shown = filled(send_grid(editor, form, "down-place").text, GRID_PAGE)
    assert [shown[f"place-{one}"][0] for one in ids] == ["", "Umeå", "Umeå", "Luleå"]
    none = filled(send_grid(editor, shown, "mark-none").text, GRID_PAGE)
    assert not any(name.startswith("mark-") for name in none)
    assert f"mark-{ids[0]}" in filled(send_grid(editor, none, "mark-all").text, GRID_PAGE)


def test_rows_that_are_right_are_saved_and_those_that_are_wrong_stay_as_typed(
    editor: Browser, room: Room
):
    one, other, third = (room.upload() for _ in range(3))
    form = fill_row(open_grid(editor, one, other, third), one, **WHOLE_ROW)
    form = fill_row(
        form,
        other,
        title="Ny",
        date="i våras",
        people="många",
        terms="finns-inte",
        collections="Mal",
    )
    form = fill_row(form, third, use_until="i höst")
    answer = send_grid(editor, form)
    assert answer.status_code == 400
    assert linked_fields(answer.text) == [
        *(f"{name}-{other}" for name in ("date", "people", "terms", "collections")),
        f"use_until-{third}",
    ]
    assert f"IN-{other}, Datum" not in answer.text
    assert f"IN-{other}: Datum: Skriv datumet som 2026-03-14, 2026-03 eller 2026." in answer.text
    assert "1 rad är sparad." in answer.text
    shown = filled(answer.text, GRID_PAGE)
    assert [shown[f"{name}-{other}"] for name in ("title", "date", "people", "terms")] == [
        ["Ny"],
        ["i våras"],
        ["många"],
        ["finns-inte"],
    ]
    assert read_row(room, one)["title"] == WHOLE_ROW["title"]
    assert read_row(room, other)["title"] == ""
    right = fill_row(shown, other, date="2026", people="0", terms="", collections="personer")
    right = fill_row(right, third, use_until="")
    assert send_grid(editor, right).status_code == 303
    assert (read_row(room, other)["title"], read_row(room, other)["collections"]) == (
        "Ny",
        "Personer",
    )


def test_what_publication_lacks_is_told_by_its_cell_and_what_was_typed_is_saved(
    editor: Browser, room: Room
):
    one, other = room.upload(), room.upload()
    main.do_all(room.services)
    form = fill_row(
        fill_row(open_grid(editor, one, other), one, **WHOLE_ROW), other, title="Bara en titel"
    )
    answer = send_grid(editor, form, "publish")
    assert answer.status_code == 400
    assert f"caption-{other}" in linked_fields(answer.text)
    assert f"people-{other}" in linked_fields(answer.text)
    assert room.look(one, lambda image: image.state) == "published"
    assert room.look(other, lambda image: image.state) == "draft"
    assert read_row(room, other)["title"] == "Bara en titel"
    unchanged = send_grid(editor, unmarked(filled(answer.text, GRID_PAGE), other), "publish")
    assert unchanged.status_code == 303


def test_published_image_cannot_lose_what_it_needs(editor: Browser, room: Room):
    one, other = room.add(), room.upload()
    form = fill_row(fill_row(open_grid(editor, one, other), one, alt=""), other, title="Ny")
    answer = send_grid(editor, form)
    assert linked_fields(answer.text) == [f"alt-{one}"]
    assert read_row(room, one)["alt"]
    assert read_row(room, other)["title"] == "Ny"


def test_only_what_is_published_now_is_said_to_be(editor: Browser, room: Room):
    one, other = room.add(), room.add(published=False)
    answer = send_grid(
        editor, fill_row(open_grid(editor, one, other), one, place="Luleå"), "publish"
    )
    assert answer.location.endswith(f"sparade={one}&publicerade={other}")


def test_names_that_hold_a_comma_stay_whole_until_somebody_writes_in_the_cell(
    editor: Browser, room: Room
):
    one = room.upload()
    room.edit(one, creators=("Foto AB, Umeå",), topics=("Vila", "Rådgivning", "Egenvård"))
    before = room.look(one, catalogue.describe_now)
    send_grid(editor, fill_row(open_grid(editor, one), one, title="Ny"))
    after = room.look(one, catalogue.describe_now)
    assert (after.creators, after.topics) == (before.creators, before.topics)
    assert after.title == "Ny"


def test_ids_that_name_no_image_are_told(editor: Browser, room: Room):
    one, gone = room.upload(), room.add()
    room.withdraw(gone)
    room.erase(gone)
    page = editor.get(f"{GRID_PAGE}?ids={one}&ids={gone}&ids=997-999", follow_redirects=True).text
    assert f"Det finns ingen bild IN-{gone}, IN-997, IN-998, IN-999." in page
    assert f'id="title-{one}"' in page
    for nonsense in ("x", "1-", "0", "9" * 19, "1-1000000000", "2-1,"):
        assert editor.get(f"{GRID_PAGE}?ids={nonsense}").status_code in {200, 400}
    assert "Markera bilder i listan" in editor.get(GRID_PAGE).text


def test_more_than_a_page_is_shown_by_pages(editor: Browser, room: Room):
    with room.services.database.writing() as session:
        first = session.get_one(Image, room.upload())
        for _ in range(30):
            session.add(
                Image(owner_id=first.owner_id, created_at=room.now(), updated_at=room.now())
            )
        session.commit()
    page = editor.get(f"{GRID_PAGE}?ids=1-31")
    assert "Bild 1–25 av 31." in page.text
    last = filled(editor.get(f"{GRID_PAGE}?ids=1-31&sida=2").text, GRID_PAGE)
    assert last["rad"] == [str(one) for one in range(26, 32)]
    answer = send_grid(editor, fill_row(last, 31, title="Den sista"))
    assert answer.location == f"{GRID_PAGE}?ids=1-31&sida=2&sparade=31&publicerade="
    assert "1 rad är sparad." in editor.get(answer.location).text


def test_list_and_upload_lead_here(editor: Browser, room: Room):
    one, other = room.upload(), room.upload()
    page = editor.get("/redaktion/bilder").text
    assert f'name="ids" value="{one}"' in page
    answer = editor.get(f"{GRID_PAGE}?ids={other}&ids={one}")
    assert answer.location == f"{GRID_PAGE}?ids={other},{one}"


def test_withdrawn_image_is_locked(editor: Browser, room: Room):
    gone, one = room.add(), room.upload()
    form = open_grid(editor, gone, one)
    room.withdraw(gone)
    page = editor.get(grid_address(gone, one)).text
    assert "Bilden är återkallad och kan inte ändras." in page
    assert f'id="title-{gone}"' not in page
    answer = send_grid(editor, fill_row(fill_row(form, gone, title="X"), one, title="Ny"))
    assert linked_fields(answer.text) == [f"rad-{gone}"]
    assert filled(answer.text, GRID_PAGE)[f"title-{gone}"] == ["X"]
    assert read_row(room, one)["title"] == "Ny"


def test_uploader_works_with_their_own_drafts_alone(
    app: Flask, services: Services, persons: dict[str, User], room: Room
):
    uploader = signed_in(app, services, persons["uploader"])
    theirs, another, published = room.upload(), room.upload(), room.add()
    with services.database.writing() as session:
        for one in (theirs, published):
            session.get_one(Image, one).created_by = persons["uploader"].id
        session.commit()
    page = uploader.get(grid_address(theirs, another, published)).text
    assert f"Det finns ingen bild IN-{another}." in page
    assert "Spara och publicera" not in page
    form = filled(page, GRID_PAGE)
    assert form["rad"] == [str(theirs)]
    form = fill_row(form, theirs, **WHOLE_ROW)
    form["rad"] += [str(another), str(published)]
    form = fill_row(fill_row(form, another, title="X"), published, title="X")
    assert send_grid(uploader, form, "publish").status_code == 403
    answer = send_grid(uploader, form)
    assert answer.status_code == 403
    assert read_row(room, theirs) == WHOLE_ROW
    assert read_row(room, another)["title"] == ""
    assert read_row(room, published)["title"] != "X"
    assert room.look(theirs, lambda image: image.state) == "draft"


def test_marked_images_get_somebody_responsible_and_what_is_typed_stays(
    editor: Browser, uploader: Browser, room: Room, persons: dict[str, User]
):
    one, other = room.upload(), room.upload()
    form = fill_row(unmarked(open_grid(editor, one, other), other), one, title="Ny")
    none_marked = unmarked(form, one) | {"assigned_to": ["ingen"]}
    for lacking, told in ((form, "Välj vem som"), (none_marked, "Markera de bilder")):
        answer = send_grid(editor, lacking, "assign")
        assert answer.status_code == 400
        assert told in answer.text
        assert linked_fields(answer.text) == ["assigned_to"]
        assert filled(answer.text, GRID_PAGE)[f"title-{one}"] == ["Ny"]
    chosen = {"assigned_to": [str(persons["uploader"].id)]}
    answer = send_grid(editor, form | chosen, "assign")
    assert "Ansvarig är sparad för 1 bild." in answer.text
    assert "Ansvarig: <bdi>uploader@inera.test</bdi>" in answer.text
    assigned = [room.look(i, lambda image: image.assigned_to) for i in (one, other)]
    assert assigned == [persons["uploader"].id, None]
    assert read_row(room, one)["title"] == ""
    # Nobody has changed what is said of the image, so what was typed is saved as it was.
    assert send_grid(editor, filled(answer.text, GRID_PAGE)).status_code == 303
    assert read_row(room, one)["title"] == "Ny"
    theirs = open_grid(uploader, one)
    assert "assigned_to" not in theirs
    assert send_grid(uploader, theirs | {"assigned_to": ["ingen"]}, "assign").status_code == 403
    assert send_grid(editor, form | {"assigned_to": ["ingen"]}, "assign").status_code == 200
    assert room.look(one, lambda image: image.assigned_to) is None
