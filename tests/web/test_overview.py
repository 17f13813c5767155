from datetime import timedelta

from dam.content import contacts
from dam.database.models import ContentBlock
from dam.mail import outbox
from dam.mail.image_letters import Off, watch_confirm
from dam.rights.window import TimeBounds
from dam.worker import periodic
from tests.support.browser import Browser
from tests.support.databases import on_both
from tests.support.requests import add_request, grant_images
from tests.support.room import Room


@on_both
def test_nothing_waits(uploader: Browser):
    page = uploader.get("/redaktion/").text
    assert "Inget väntar." in page
    assert "Det här saknas" not in page


def test_what_a_new_room_lacks_stands_there_until_it_is_supplied(editor: Browser, room: Room):
    page = editor.get("/redaktion/").text
    assert "Inget väntar." not in page
    assert '<a href="/redaktion/ladda-upp">Det finns inga bilder än.</a>' in page
    assert '<a href="/redaktion/kontakter">21 regioner saknar kontakt.</a>' in page
    room.add()

    def supply(session, now):
        for region in contacts.list_press_regions(session):
            region.email = "press@region.example"
        for contact in contacts.list_national_contacts(session):
            contact.value = "https://press.example/"
        for row in session.query(ContentBlock):
            row.checked_on = now.date()

    room.change(supply)
    page = editor.get("/redaktion/").text
    assert "Det här saknas" not in page
    assert "Inget väntar." in page
    assert 'href="/redaktion/ladda-upp">Ladda upp bilder</a>' in page


@on_both
def test_what_waits_is_listed_and_leads_to_the_fix(editor: Browser, room: Room):
    add_request(
        room, "B-1", deadline=room.now() + timedelta(hours=3), organisation="Norra Tidningen"
    )
    add_request(room, "B-2")
    draft = room.upload(name="ny.jpg")
    soon = room.add(made=False, bounds=TimeBounds(use_until=room.now() + timedelta(days=59)))
    room.add(
        made=False, title="Sedan", bounds=TimeBounds(use_until=room.now() + timedelta(days=61))
    )
    page = editor.get("/redaktion/").text
    assert page.index("/redaktion/arenden/B-1") < page.index("/redaktion/arenden/B-2")
    assert "Norra Tidningen" in page
    assert "Svar senast 22 november 2026 kl. 16.00" in page
    assert f'<a href="/redaktion/bilder/{draft}#title">Skriv en titel.</a>' in page
    assert "1 bild är inte publicerad" in page
    assert "1 bild slutar gälla inom 60 dagar" in page
    assert f'<a href="/redaktion/bilder/{soon}#use_until">' in page
    assert "Sedan" not in page


@on_both
def test_what_is_late_comes_first_with_why(editor: Browser, room: Room, clock):
    add_request(room, "B-1", deadline=clock() + timedelta(days=3))
    add_request(room, "B-2", deadline=clock() + timedelta(hours=3))
    add_request(room, "B-3", organisation="Norra Tidningen")
    assert 'id="forsenade"' not in editor.get("/redaktion/").text
    clock.forward(timedelta(hours=24, minutes=1))
    add_request(room, "B-4")
    editor.sign_in("editor@inera.test")
    page = editor.get("/redaktion/").text
    late, rest = page.split('id="forsenade"')[1].split("</section>", 1)
    assert "3 ärenden är försenade" in late
    places = [late.index(f">B-{n}<") for n in (2, 1, 3)]
    assert places == sorted(places)
    assert late.count("Har väntat för länge") == 2
    assert "Svaret behövdes 22 november 2026 kl. 16.00" in late
    assert ">B-4<" in rest
    assert not any(f">B-{n}<" in rest for n in (1, 2, 3))
    listed = editor.get("/redaktion/arenden").text
    assert listed.count("(har väntat för länge)") == 2
    assert listed.count("(har passerat)") == 1
    assert listed.index(">B-3<") < listed.index(">B-4<")
    assert "Har väntat för länge" in editor.get("/redaktion/arenden/B-3").text
    assert "Har väntat för länge" not in editor.get("/redaktion/arenden/B-4").text


def test_letters_that_nobody_got_lead_to_where_they_are_sent_again(
    editor: Browser, uploader: Browser, room: Room
):
    def fail(session, now):
        off = Off(1, 1)
        letter = outbox.post_letter(
            session, watch_confirm("kanariefagel@tidning.test", "sv", 1, off), now=now
        )
        letter.state, letter.last_error = "failed", "Mejlservern svarade 550"

    room.change(fail)
    page = editor.get("/redaktion/").text
    assert "1 brev kom inte fram" in page
    assert "Bekräfta bevakning" in page
    assert "Mejlservern svarade 550" in page
    assert 'href="/redaktion/arenden#brev"' in page
    assert 'id="brev"' in editor.get("/redaktion/arenden").text
    assert "kom inte fram" not in uploader.get("/redaktion/").text


@on_both
def test_uploader_is_told_of_their_own_drafts_alone(uploader: Browser, room: Room):
    add_request(room, "B-1")
    room.upload()
    page = uploader.get("/redaktion/").text
    assert "B-1" not in page
    assert "Inget väntar." in page


@on_both
def test_what_has_closed_by_itself_is_told_with_who_has_it(
    editor: Browser, stranger: Browser, room: Room, clock
):
    consented = room.add(title="Samtycket gick ut", terms="kraver-godkannande")
    room.link(consented, valid_to=clock().date())
    grant_images(
        room, consented, email="frilans@tidning.example", until=clock().date().replace(year=2027)
    )
    ended = room.add(
        title="Tiden gick ut", bounds=TimeBounds(use_until=clock() + timedelta(hours=1))
    )
    page = stranger.get(f"/bilder/{ended}").location
    stranger.get(f"{page}/ladda-ner/original")
    room.withdraw(room.add(title="Återkallad"))
    assert "Har slutat visas" not in editor.get("/redaktion/").text
    clock.forward(timedelta(days=1))
    periodic.fold_downloads(room.services)
    editor.sign_in("editor@inera.test")
    told = editor.get("/redaktion/").text.split('id="stangda"')[1].split("</section>")[0]
    assert told.index("Samtycket gick ut") < told.index("Tiden gick ut")
    assert "Har tillstånd: frilans@tidning.example." in told
    assert "Nedladdad 1 gång." in told
    assert "Återkallad" not in told
    clock.forward(timedelta(days=31))
    editor.sign_in("editor@inera.test")
    assert "Har slutat visas" not in editor.get("/redaktion/").text


def test_an_embargo_that_ends_today_is_told(editor: Browser, uploader: Browser, room: Room):
    for hours in (3, 30):
        until = room.now() + timedelta(hours=hours)
        room.add(title=f"Om {hours} timmar", bounds=TimeBounds(embargo_until=until))
    page = editor.get("/redaktion/").text
    assert "1 spärr släpps i dag" in page
    assert "Om 3 timmar" in page
    assert "Spärrad till kl.\xa016.00" in page
    assert "Om 30 timmar" not in page
    assert "spärr" not in uploader.get("/redaktion/").text
