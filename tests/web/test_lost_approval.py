"""An approval that a change has undone, as the pages of staff tell of it."""

import io
from datetime import timedelta

import pytest

from dam.database.models import Image
from dam.worker import main
from tests.imaging import samples
from tests.support import batch_grid
from tests.support.approval import require_approval
from tests.support.browser import Browser
from tests.support.image_form import add_draft, image_page, press_button
from tests.support.replacements import take_in_version
from tests.support.room import Room
from tests.web.filled import filled

MOMENT = {"publish_day": "2026-11-22", "publish_day_clock": "14:30"}
OTHER = samples.save(samples.photograph(300, 200, 77), "JPEG", quality=90)
LOST = "Godkännandet gäller inte längre"


def test_what_an_editor_has_scheduled_an_uploader_cannot_change(
    uploader: Browser, editor: Browser, room: Room, persons
):
    one = add_draft(room, persons["uploader"].id)
    opened = filled(uploader.get(image_page(one)).text, image_page(one))
    assert press_button(editor, one, "schedule", **MOMENT).status_code == 303
    refused = uploader.client.post(image_page(one), data=opened | {"title": "Efteråt"})
    assert refused.status_code in {403, 409}
    refused = press_button(uploader, one, "save", title="Efteråt")
    assert refused.status_code == 403
    assert "publiceras vid en vald tid" in refused.text
    address = f"{image_page(one)}/versioner"
    assert "Ersätt filen</button>" not in uploader.get(address).text
    form = {"file": (io.BytesIO(OTHER), "ny.jpg")}
    assert uploader.send(address, form).status_code == 403


def test_who_scheduled_and_who_changed_both_see_it(
    editor: Browser, admin: Browser, room: Room, persons, clock
):
    one = add_draft(room, persons["uploader"].id)
    press_button(editor, one, "schedule", **MOMENT)
    press_button(admin, one, "save", caption="En annan bildtext.")
    for browser in (editor, admin):
        for page in ("/redaktion/", image_page(one)):
            told = browser.get(page).text
            assert LOST in told
            assert "Sedan ändrade admin@inera.test Bildtext" in told
    assert (
        "editor@inera.test valde att bilden skulle publiceras" in editor.get(image_page(one)).text
    )
    assert "Ändrade det som var godkänt" in editor.get(f"{image_page(one)}/historik").text
    clock.forward(timedelta(hours=2))
    main.do_all(room.services)
    assert room.look(one, lambda image: image.state) == "draft"
    tomorrow = {"publish_day": "2026-11-23"}
    assert press_button(editor, one, "schedule", **tomorrow).status_code == 303
    assert LOST not in editor.get("/redaktion/").text
    press_button(admin, one, "save", caption="En tredje bildtext.")
    assert press_button(editor, one, "cancel_schedule").status_code == 303
    assert LOST not in editor.get("/redaktion/").text


def test_an_image_that_has_lost_both_stands_once_with_both_reasons(
    uploader: Browser, editor: Browser, admin: Browser, room: Room, persons
):
    require_approval(room, persons["admin"].id)
    one = add_draft(room, persons["uploader"].id)
    press_button(uploader, one, "send")
    press_button(editor, one, "schedule", **MOMENT)
    press_button(admin, one, "save", caption="En annan bildtext.")
    own, other = "skickade bilden till granskning.", "valde att bilden skulle publiceras"
    lists = admin.get("/redaktion/").text.split('aria-labelledby="andrade"')[1]
    shown = lists.split("</section>")[0]
    assert shown.count("<li>") == 1
    both = editor.get(image_page(one)).text.split(LOST)[1].split("</div>")[0]
    for told in (shown, both):
        assert (told.count(own), told.count(other)) == (1, 1)
    assert "skicka den till granskning igen." in both
    assert "Tiden väljs på nytt när bilden är granskad." in both
    assert editor.get(image_page(one)).text.count(LOST) == 1


def test_what_came_while_the_page_was_open_is_looked_at_first(editor: Browser, room: Room, persons):
    one = add_draft(room, persons["uploader"].id)
    form = filled(editor.get(image_page(one)).text, image_page(one)) | {"publish": "1"}
    take_in_version(room, one, OTHER)
    coming = editor.client.post(image_page(one), data=form | {"place": "Kiruna"})
    assert coming.status_code == 409
    assert "En ny fil är på väg till bilden." in coming.text
    assert 'value="Kiruna"' in coming.text
    assert room.look(one, lambda image: (image.state, image.place)) == ("draft", "Kiruna")
    main.do_all(room.services)
    form = filled(editor.get(image_page(one)).text, image_page(one)) | {"publish": "1"}

    def fall_away(session, _now):
        session.get_one(Image, one).focal_x = 0.1

    room.change(fall_away)
    unseen = editor.client.post(image_page(one), data=form)
    assert unseen.status_code == 409
    assert "har ändrats sedan du öppnade sidan" in unseen.text
    again = filled(unseen.text, image_page(one)) | {"publish": "1"}
    assert editor.client.post(image_page(one), data=again).location.endswith("klart=publicerad")


def test_the_grid_publishes_what_it_showed(editor: Browser, room: Room, persons):
    one = add_draft(room, persons["uploader"].id)
    grid, action = f"/redaktion/gruppredigera?ids={one}", "/redaktion/gruppredigera"
    form = filled(editor.get(grid).text, action) | {"do": "publish"}
    take_in_version(room, one, OTHER)
    main.do_all(room.services)
    stale = editor.client.post(action, data=form)
    assert stale.status_code == 409
    assert room.look(one, lambda image: image.state) == "draft"
    again = filled(stale.text, action) | {"do": "publish"}
    assert editor.client.post(action, data=again).status_code == 303
    assert room.look(one, lambda image: image.state) == "published"


@pytest.mark.parametrize(
    "said", [{"terms": "fri-med-villkor"}, {"use_until": "2027-12-31"}], ids=str
)
def test_nobody_changes_and_approves_at_once(
    editor: Browser, admin: Browser, room: Room, persons, said: dict[str, str]
):
    """The grid saves and publishes in one step: what another sent is not what it would publish."""
    one = room.add(published=False)
    require_approval(room, persons["admin"].id)
    assert press_button(editor, one, "send").status_code == 303
    answer = batch_grid.send_grid(
        admin, batch_grid.fill_row(batch_grid.open_grid(admin, one), one, **said), "publish"
    )
    assert answer.status_code == 403
    assert "ändrats sedan den skickades" in answer.text
    assert room.look(one, lambda image: image.state) == "review"
    assert said.items() <= batch_grid.read_row(room, one).items()
    assert press_button(admin, one, "publish").status_code == 403
    assert press_button(admin, one, "send").status_code == 303
    assert press_button(editor, one, "publish").location.endswith("klart=publicerad")
