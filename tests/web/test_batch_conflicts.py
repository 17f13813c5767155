"""The grid where two change the same rows: no word is lost."""

from threading import Barrier, Thread

from dam.database.models import User
from dam.services import Services
from tests.support.batch_grid import (
    GRID_PAGE,
    fill_row,
    linked_fields,
    open_grid,
    read_row,
    send_grid,
)
from tests.support.browser import Browser
from tests.support.databases import on_both
from tests.support.room import Room
from tests.web.filled import filled


@on_both
def test_two_change_the_same_rows_and_no_word_is_lost(
    editor: Browser, admin: Browser, services: Services, persons: dict[str, User], room: Room
):
    with services.database.writing() as session:
        session.get_one(User, persons["admin"].id).name = "Kim"
        session.commit()
    ids = one, other, third = [room.upload() for _ in range(3)]
    mine, theirs = open_grid(editor, *ids), open_grid(admin, *ids)
    theirs = fill_row(theirs, one, title="Kims titel", place="Luleå", date="2025")
    theirs = fill_row(theirs, third, place="Kiruna")
    assert send_grid(admin, theirs).status_code == 303
    mine = fill_row(mine, one, title="Min <titel>", place="Umeå", alt="Min alt-text")
    mine = fill_row(mine, other, title="Den andra")
    answer = send_grid(editor, mine)
    assert answer.status_code == 409
    assert linked_fields(answer.text) == [f"skillnad-{one}"]
    # The row that nobody else had changed is saved; the one that only Kim had is Kim's.
    assert read_row(room, other)["title"] == "Den andra"
    shown = filled(answer.text, GRID_PAGE)
    assert shown[f"place-{third}"] == ["Kiruna"]
    assert answer.text.count("Ändrad av Kim kl.\xa013.00.") > 1
    # Both versions stand side by side, and what one alone has changed is that one's.
    for words in ("Min &lt;titel&gt;", "Kims titel", "Umeå", "Luleå", "2025", "Min alt-text"):
        assert words in answer.text
    assert read_row(room, one)["title"] == "Kims titel"
    assert shown[f"title-{one}"] == ["Min <titel>"]
    kept = {name: shown.get(f"keep-{name}-{one}") for name in ("title", "place", "date", "alt")}
    assert kept == {"title": None, "place": None, "date": ["theirs"], "alt": ["mine"]}
    # A choice is asked for until it is made, also where the form was sent for something else.
    asked = send_grid(editor, filled(send_grid(editor, shown, "mark-all").text, GRID_PAGE))
    assert asked.status_code == 409
    chosen = filled(asked.text, GRID_PAGE)
    chosen |= {f"keep-title-{one}": ["mine"], f"keep-place-{one}": ["theirs"]}
    assert send_grid(editor, chosen).status_code == 303
    assert {name: read_row(room, one)[name] for name in ("title", "place", "date", "alt")} == {
        "title": "Min <titel>",
        "place": "Luleå",
        "date": "2025",
        "alt": "Min alt-text",
    }


def test_a_choice_is_asked_for_anew_where_the_other_saves_once_more(
    editor: Browser, admin: Browser, room: Room
):
    one = room.upload()
    mine = fill_row(open_grid(editor, one), one, title="Mitt")
    send_grid(admin, fill_row(open_grid(admin, one), one, title="Först"))
    shown = filled(send_grid(editor, mine).text, GRID_PAGE) | {f"keep-title-{one}": ["mine"]}
    send_grid(admin, fill_row(open_grid(admin, one), one, title="Sedan"))
    answer = send_grid(editor, shown)
    assert answer.status_code == 409
    assert "Sedan" in answer.text
    assert read_row(room, one)["title"] == "Sedan"
    assert f"keep-title-{one}" not in filled(answer.text, GRID_PAGE)


def test_nothing_is_published_that_has_changed_unseen(editor: Browser, admin: Browser, room: Room):
    one = room.add(published=False)
    form = open_grid(editor, one)
    send_grid(admin, fill_row(open_grid(admin, one), one, title="Kims titel"))
    answer = send_grid(editor, form, "publish")
    assert answer.status_code == 409
    assert room.look(one, lambda image: image.state) == "draft"
    assert send_grid(editor, filled(answer.text, GRID_PAGE), "publish").status_code == 303
    assert read_row(room, one)["title"] == "Kims titel"
    assert room.look(one, lambda image: image.state) == "published"


@on_both
def test_of_two_who_save_at_once_every_word_is_stored_or_shown(
    editor: Browser, admin: Browser, room: Room
):
    ids = [room.upload() for _ in range(6)]
    together = Barrier(2)
    answers: dict[str, str] = {}

    def work(browser: Browser, name: str, order: list[int]) -> None:
        form = open_grid(browser, *order)
        for one in order:
            form = fill_row(form, one, title=f"{name} {one}")
        together.wait()
        answers[name] = send_grid(browser, form).text

    threads = [
        Thread(target=work, args=given)
        for given in ((editor, "Mitt", ids), (admin, "Ditt", ids[::-1]))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in ids:
        stored = read_row(room, one)["title"]
        lost = f"Ditt {one}" if stored == f"Mitt {one}" else f"Mitt {one}"
        assert lost in answers[lost.split(maxsplit=1)[0]]
        assert stored in {f"Mitt {one}", f"Ditt {one}"} - {lost}


def test_choice_is_kept_while_something_else_is_put_right(
    editor: Browser, admin: Browser, room: Room
):
    one = room.upload()
    mine = fill_row(open_grid(editor, one), one, title="Mitt", date="i våras")
    send_grid(admin, fill_row(open_grid(admin, one), one, title="Ditt"))
    shown = filled(send_grid(editor, mine).text, GRID_PAGE) | {f"keep-title-{one}": ["mine"]}
    wrong = send_grid(editor, shown)
    assert wrong.status_code == 400
    assert linked_fields(wrong.text) == [f"date-{one}"]
    right = fill_row(filled(wrong.text, GRID_PAGE), one, date="2026")
    assert right[f"keep-title-{one}"] == ["mine"]
    assert send_grid(editor, right).status_code == 303
    assert (read_row(room, one)["title"], read_row(room, one)["date"]) == ("Mitt", "2026")


def test_row_without_its_version_is_shown_beside_what_is_stored(editor: Browser, room: Room):
    one = room.add(published=False)
    form = fill_row(open_grid(editor, one), one, title="Ny") | {f"version-{one}": ["x"]}
    answer = send_grid(editor, form)
    assert answer.status_code == 409
    assert read_row(room, one)["title"] != "Ny"
    assert filled(answer.text, GRID_PAGE)[f"title-{one}"] == ["Ny"]
