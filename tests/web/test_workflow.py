"""Review, schedule, responsibility and notes, as the pages of staff offer them."""

from datetime import timedelta

from dam.database import site_settings
from dam.database.models import Image
from dam.database.site_settings import Choices
from dam.lifecycle import review
from dam.worker import main
from tests.support.approval import change_alt_unrecorded, having_seen, require_approval
from tests.support.browser import Browser
from tests.support.image_form import add_draft, image_page, press_button
from tests.support.room import Room
from tests.web.filled import filled


def test_a_draft_goes_to_review_and_back_and_is_approved(
    uploader: Browser, editor: Browser, room: Room, persons
):
    one = add_draft(room, persons["uploader"].id)
    shown = uploader.get(image_page(one)).text
    assert 'name="send"' in shown
    assert 'name="publish"' not in shown
    assert press_button(uploader, one, "send", title="Ny titel").location.endswith("klart=skickad")
    assert "1 bild att granska" in editor.get("/redaktion/").text
    assert room.look(one, lambda image: image.texts[0].title) == "Ny titel"
    refused = press_button(uploader, one, "send", title="Ännu nyare")
    assert refused.status_code == 403
    assert "Ta tillbaka den till utkast" in refused.text
    assert 'value="Ännu nyare"' in refused.text, "what was typed stays"
    closed = uploader.get(image_page(one)).text
    assert "Ta tillbaka den till utkast" in closed
    assert '<fieldset class="form" disabled>' in closed
    assert "<button>Spara</button>" not in closed.replace(' class="quiet-button"', "")
    crops = uploader.get(f"{image_page(one)}/beskarning").text
    assert "Ta tillbaka den till utkast" in crops
    assert 'value="save"' not in crops
    assert "Återställ till det här" not in uploader.get(f"{image_page(one)}/historik").text
    without_note = press_button(editor, one, "send_back", note=" ")
    assert without_note.status_code == 400
    assert 'href="#note"' in without_note.text
    assert press_button(editor, one, "send_back", note="Vem är till vänster?").status_code == 303
    for page in ("/redaktion/", image_page(one), f"{image_page(one)}/anteckningar"):
        assert "Vem är till vänster?" in uploader.get(page).text
    assert "Tillbaka från granskning" not in editor.get("/redaktion/").text
    press_button(uploader, one, "send")
    uploader.send(image_page(one), {}, f"{image_page(one)}/ta-tillbaka")
    assert room.look(one, lambda image: image.state) == "draft"
    press_button(uploader, one, "send")
    assert "Spara, godkänn och publicera" in editor.get(image_page(one)).text
    assert press_button(editor, one, "publish").location.endswith("klart=publicerad")


def test_a_note_goes_along_when_somebody_saved_first(editor: Browser, room: Room, persons):
    one = add_draft(room, persons["uploader"].id)
    room.change(
        lambda s, now: having_seen(review.send_to_review)(
            s, s.get_one(Image, one), by=persons["uploader"].id, now=now
        )
    )
    address = image_page(one)
    form = filled(editor.get(address).text, address) | {"note": "Vem?", "send_back": "1"}
    room.edit(one, place="Kiruna")
    stale = editor.client.post(address, data=form)
    assert stale.status_code == 409
    again = filled(stale.text, address)
    assert editor.client.post(address, data=again).location.endswith("klart=returnerad")
    assert "Vem?" in editor.get(f"{address}/anteckningar").text


def test_where_the_house_asks_for_it_nobody_approves_their_own(
    editor: Browser, admin: Browser, room: Room, persons
):
    by = persons["admin"].id
    room.change(lambda s, now: site_settings.save_choices(s, Choices(True), over=0, by=by, now=now))
    one, other = room.add(published=False), room.add(published=False)
    assert 'name="publish"' not in editor.get(image_page(one)).text
    refused = press_button(editor, one, "publish", place="Kiruna")
    assert refused.status_code == 403
    assert "Skicka den till granskning." in refused.text
    assert room.look(one, lambda image: (image.state, image.place)) == ("draft", "Kiruna")
    grid = f"/redaktion/gruppredigera?ids={one},{other}"
    sent = filled(editor.get(grid).text, "/redaktion/gruppredigera") | {"do": "publish"}
    together = editor.client.post("/redaktion/gruppredigera", data=sent)
    assert together.status_code == 403
    assert together.text.count("Skicka den till granskning.") >= 2
    assert press_button(editor, one, "send").status_code == 303
    assert "En annan redaktör behöver godkänna den." in editor.get(image_page(one)).text
    assert press_button(editor, one, "publish").status_code == 403
    assert press_button(admin, one, "publish").status_code == 303


def test_a_draft_without_a_button_to_publish_says_why(
    uploader: Browser, editor: Browser, admin: Browser, room: Room, persons
):
    one = add_draft(room, persons["uploader"].id)
    why, sends = "Här behöver någon annan granska en bild", "Klar att skicka till granskning"
    assert "En redaktör publicerar bilden." in uploader.get(image_page(one)).text
    assert sends in uploader.get("/redaktion/").text
    grid = f"/redaktion/gruppredigera?ids={one}"
    for browser in (editor, admin):
        assert "Klar att publicera" in browser.get("/redaktion/").text
        for page in (image_page(one), grid):
            assert why not in browser.get(page).text
    require_approval(room, persons["admin"].id)
    for browser in (editor, admin):
        overview = browser.get("/redaktion/").text
        assert sends in overview
        assert "Klar att publicera" not in overview
        for page in (image_page(one), grid):
            assert why in browser.get(page).text
        assert 'name="send"' in browser.get(image_page(one)).text


def test_a_moment_is_chosen_in_swedish_time_and_what_fails_is_told_loudly(
    uploader: Browser, editor: Browser, room: Room, clock, persons
):
    one = add_draft(room, persons["uploader"].id)
    assert 'name="schedule"' not in uploader.get(image_page(one)).text
    typed = {"publish_day": "2027-03-28", "publish_day_clock": "02:30"}
    gap = press_button(editor, one, "schedule", **typed)
    assert gap.status_code == 400
    assert "Den tiden finns inte" in gap.text
    assert 'value="02:30"' in gap.text
    past = press_button(
        editor, one, "schedule", publish_day="2026-11-22", publish_day_clock="12:00"
    )
    assert "inte har passerat" in past.text
    chosen = press_button(
        editor, one, "schedule", publish_day="2026-11-22", publish_day_clock="14:30"
    )
    assert chosen.location.endswith("klart=schemalagd")
    assert "Publiceras 22\xa0november\xa02026 kl.\xa014.30." in editor.get(image_page(one)).text
    assert "1 bild publiceras vid en vald tid" in editor.get("/redaktion/").text
    assert "att granska" not in editor.get("/redaktion/").text
    clock.forward(timedelta(hours=1))
    change_alt_unrecorded(room, one, "")
    main.do_all(room.services)
    assert room.look(one, lambda image: image.publish_error) is None
    clock.forward(timedelta(minutes=30))
    main.do_all(room.services)
    told = editor.get("/redaktion/").text.split('id="inte-publicerade"')[1].split("</section>")[0]
    assert "1 bild publicerades inte i tid" in told
    assert "· <bdi>editor@inera.test</bdi>" in told
    assert f'<a href="{image_page(one)}#alt">' in told
    assert "Bilden publicerades inte" in editor.get(image_page(one)).text
    assert press_button(editor, one, "cancel_schedule").status_code == 303
    assert "i tid" not in editor.get("/redaktion/").text


def test_who_is_responsible_finds_the_image_and_notes_stay_within(
    uploader: Browser, editor: Browser, stranger: Browser, room: Room, persons
):
    one = room.add(published=False)
    assert uploader.get(image_page(one)).status_code == 404
    notes = f"{image_page(one)}/anteckningar"
    chosen = str(persons["uploader"].id)
    assert (
        editor.send(notes, {"assigned_to": "999"}, f"{image_page(one)}/ansvarig").status_code == 400
    )
    editor.send(notes, {"assigned_to": chosen}, f"{image_page(one)}/ansvarig")
    assert editor.send(notes, {"note": " "}).status_code == 400
    for _ in range(2):
        editor.send(notes, {"note": "Kanariefågel <b>"})
    assert editor.get(notes).text.count("Kanariefågel &lt;b&gt;") == 1
    assert "Ansvarig: <bdi>uploader@inera.test</bdi>" in uploader.get(notes).text
    assert "Mina bilder" in uploader.get("/redaktion/").text
    mine = "/redaktion/bilder?ansvarig=jag"
    assert image_page(one) in uploader.get(mine).text
    assert image_page(one) in uploader.get("/redaktion/bilder").text
    assert image_page(one) not in editor.get(mine).text
    assert "uploader@inera.test (1)" in editor.get(image_page(one)).text
    refused = uploader.send(notes, {"assigned_to": ""}, f"{image_page(one)}/ansvarig")
    assert refused.status_code == 403
    room.publish(one)
    assert "Mina bilder" not in uploader.get("/redaktion/").text
    public = stranger.get(stranger.get(f"/b/{one}").location or f"/b/{one}")
    assert "Kanarie" not in public.text
    room.withdraw(one)
    room.erase(one)
    with room.services.database.reading() as session:
        assert session.connection().exec_driver_sql("SELECT count(*) FROM image_note").scalar() == 0


def test_who_is_responsible_is_chosen_in_the_editor_and_an_untouched_choice_undoes_nothing(
    uploader: Browser, editor: Browser, room: Room, persons
):
    one = add_draft(room, persons["uploader"].id)
    address, kim, noor = image_page(one), persons["editor"].id, persons["admin"].id

    def responsible() -> int | None:
        return room.look(one, lambda image: image.assigned_to)

    opened = filled(editor.get(address).text, address)
    assert press_button(editor, one, "save", assigned_to=str(kim)).location.endswith("klart=sparad")
    assert responsible() == kim
    # It raises no version, and a form that was opened before does not take it back.
    assert editor.client.post(address, data=opened | {"place": "Luleå"}).status_code == 303
    assert responsible() == kim
    stale = editor.client.post(address, data=opened | {"place": "", "assigned_to": str(noor)})
    assert stale.status_code == 409
    assert responsible() == kim
    settled = filled(stale.text, address) | {"keep-place": "mine"}
    assert editor.client.post(address, data=settled).status_code == 303
    assert responsible() == noor
    unknown = press_button(editor, one, "save", assigned_to="999", place="Kiruna")
    assert unknown.status_code == 400
    assert 'href="#assigned_to"' in unknown.text
    assert 'value="Kiruna"' in unknown.text
    assert "assigned_to" not in filled(uploader.get(address).text, address)
    assert press_button(uploader, one, "save", assigned_to=str(kim)).status_code == 403
    assert responsible() == noor
