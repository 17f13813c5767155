"""The desk: the list by deadline, the decision with its letter, and letters that did not arrive."""

import re
from datetime import timedelta

import pytest

from dam.mail import outbox
from dam.mail.smtp import open_mailer
from tests.servers import smtp
from tests.support.browser import Browser
from tests.support.requests import FIRST_CASE, GRANT_FORM, newest_letter, read_request


def test_the_desk_is_for_editors(
    stranger: Browser, uploader: Browser, editor: Browser, ask_for_images
):
    ask_for_images(name="Åsa Hemlig")
    for path in ("/redaktion/arenden", FIRST_CASE):
        away = stranger.get(path)
        assert (away.status_code, "Hemlig" in away.text) == (303, False)
        assert uploader.get(path).status_code == 403
        assert editor.get(path).status_code == 200
    for path in (FIRST_CASE, "/redaktion/brev/1/skicka-igen"):
        assert stranger.client.post(path).status_code == 303
        token = {"csrf_token": uploader.token("/redaktion/")}
        assert uploader.client.post(path, data=token).status_code == 403
        assert editor.client.post(path).status_code == 400, "without a token"
    assert editor.get("/redaktion/arenden/2026-0099").status_code == 404


def test_the_list_is_sorted_by_deadline(editor: Browser, ask_for_images, clock):
    assert "Inga öppna ärenden." in editor.get("/redaktion/arenden").text
    for once, hours in [("a", None), ("b", 5), ("c", 1)]:
        ask_for_images(once=once, deadline=clock() + timedelta(hours=hours) if hours else None)
    page = editor.get("/redaktion/arenden").text
    order = [page.index(f">2026-000{n}<") for n in (3, 2, 1)]
    assert order == sorted(order)
    assert "har passerat" not in page
    clock.forward(timedelta(hours=2))
    assert editor.get("/redaktion/arenden").text.count("har passerat") == 1
    assert "Inga ärenden stämmer." in editor.get("/redaktion/arenden?handlaggare=jag").text
    assert editor.get("/redaktion/arenden?tillstand=katt").status_code == 200


def test_a_claim_is_seen_at_once_and_a_stale_page_is_told(
    editor: Browser, admin: Browser, ask_for_images, services
):
    ask_for_images()
    theirs = {"csrf_token": admin.token(FIRST_CASE), "version": 1, "action": "claim"}
    assert editor.send(FIRST_CASE, {"version": 1, "action": "claim"}).status_code == 303
    assert "Handläggare: <bdi>editor@inera.test</bdi>" in admin.get(FIRST_CASE).text
    told = admin.client.post(FIRST_CASE, data=theirs)
    assert told.status_code == 409
    assert "Någon annan har ändrat ärendet sedan du öppnade det." in told.text
    assert read_request(services, lambda request: request.version) == 2
    assert ">2026-0001<" in editor.get("/redaktion/arenden?handlaggare=jag").text


def test_the_letter_is_seen_before_it_is_sent(editor: Browser, room, ask_for_images, services):
    image = room.add(terms="kraver-godkannande")
    ask_for_images(image)
    shown = editor.send(FIRST_CASE, GRANT_FORM | {"version": 1, "action": "preview"})
    assert shown.status_code == 200
    assert "Svar på din begäran (2026-0001)" in shown.text
    assert "Du får använda bilden:\n- Sjuksköterska i rådgivningssamtal: http" in shown.text
    assert "Länken till bilderna skapas när mejlet skickas." in shown.text
    assert 'value="En artikel i Tidningen"' in shown.text
    assert 'name="choice" value="grant" checked' in shown.text
    assert read_request(services, lambda request: (request.state, request.version)) == (
        "received",
        1,
    )
    with services.database.reading() as session:
        assert newest_letter(session).kind == "notice"


def test_a_grant_is_sent_and_opens(
    editor: Browser, stranger: Browser, room, ask_for_images, services
):
    image = room.add(terms="kraver-godkannande")
    ask_for_images(image)
    assert editor.send(FIRST_CASE, GRANT_FORM | {"version": 1, "action": "send"}).status_code == 303
    page = editor.get(FIRST_CASE).text
    assert "Beviljad" in page
    assert 'value="preview"' not in page
    with services.database.reading() as session:
        letter = newest_letter(session).id
    with smtp.running() as inbox:
        outbox.deliver_letter(
            services.database,
            open_mailer(inbox.url),
            letter,
            services.letterhead,
            now=services.clock(),
        )
    text = next(inbox.letters[0].iter_parts()).get_content()
    link = text.split("Ladda ner här: ")[1].split()[0].removeprefix(services.settings.base_url)
    assert stranger.get(f"{link}/{image}/original").data[:2] == b"\xff\xd8"
    revoked = editor.send(
        FIRST_CASE, {"version": 2, "action": "revoke", "revoke_reason": "Fel bild."}
    )
    assert revoked.status_code == 303
    assert "<br>Beviljad" not in editor.get(FIRST_CASE).text
    assert stranger.get(f"{link}/{image}/original").status_code == 404


def test_wrong_fields_are_named_and_what_was_typed_is_kept(
    editor: Browser, room, ask_for_images, services
):
    ask_for_images(room.add(), room.add())
    typed = GRANT_FORM | {"choice": "each", "until": "", "reason": "", "version": 1}
    typed |= {"answer-1": "no", "answer-2": "yes", "conditions-2": "Svartvitt.", "channel-web": "1"}
    for action in ("preview", "send"):
        answer = editor.send(FIRST_CASE, typed | {"action": action})
        assert answer.status_code == 400
        for name, sentence in {
            "until": "Skriv ett datum som inte har passerat, till exempel 2026-03-14",
            "reason": "Välj eller skriv ett skäl",
        }.items():
            assert f'<a href="#{name}">{sentence}</a>' in answer.text
        for kept in (
            'name="choice" value="each" checked',
            'name="answer-1" value="no" checked',
            'name="answer-2" value="yes" checked',
            'name="channel-web" value="1" checked',
            ">Svartvitt.</textarea>",
        ):
            assert kept in answer.text
        assert answer.text.count('<details class="image-answer" open>') == 1
    assert read_request(services, lambda request: request.state) == "received"


def test_free_images_that_are_alike_are_offered_and_ticked(
    editor: Browser, room, ask_for_images, services
):
    one, two = (room.add(terms="kraver-godkannande") for _ in range(2))
    free, other = room.add(), room.add()
    ask_for_images(one, two)
    page = editor.get(FIRST_CASE).text
    assert f'name="instead-{one}-{free}"' in page
    assert f"/redaktion/bilder/{free}/filer/w320.webp" in page
    no = {"choice": "deny", "reason": "Bilden är inaktuell.", "version": 1, "seen": 3}
    no |= {f"instead-{one}-{free}": "1", f"alternatives-{one}": f"IN-{other}"}
    preview = editor.send(FIRST_CASE, no | {"action": "preview"}).text
    offered = re.findall(
        r"^- .*/b/(\d+)$", preview.partition("bilderna i stället:")[2], re.MULTILINE
    )
    assert offered[:2] == [str(free), str(other)]
    assert f'name="instead-{one}-{free}" value="1" checked' in preview
    assert f'name="instead-{two}-{free}" value="1">' in preview
    room.withdraw(free)
    gone = editor.send(FIRST_CASE, no | {"action": "send"})
    assert gone.status_code == 400
    assert f'<a href="#instead-{one}">IN-{free} visas inte längre</a>' in gone.text
    assert read_request(services, lambda request: request.state) == "received"


def test_revoking_needs_a_reason(editor: Browser, room, ask_for_images):
    ask_for_images(room.add())
    editor.send(FIRST_CASE, GRANT_FORM | {"version": 1, "action": "send"})
    answer = editor.send(FIRST_CASE, {"version": 2, "action": "revoke"})
    assert answer.status_code == 400
    assert '<a href="#revoke_reason">Skriv varför tillståndet återkallas' in answer.text


@pytest.mark.parametrize("form", [{"action": "katt", "version": 1}, {"action": "claim"}, {}])
def test_a_form_that_is_not_whole_does_nothing(editor: Browser, ask_for_images, services, form):
    ask_for_images()
    assert editor.send(FIRST_CASE, form).status_code == 400
    assert read_request(services, lambda request: request.version) == 1


def test_spam_leaves_the_list_and_can_be_taken_back(editor: Browser, ask_for_images):
    ask_for_images()
    editor.send(FIRST_CASE, {"version": 1, "action": "spam"})
    assert "Inga öppna ärenden." in editor.get("/redaktion/arenden").text
    assert ">2026-0001<" in editor.get("/redaktion/arenden?tillstand=spam").text
    editor.send(FIRST_CASE, {"version": 2, "action": "claim"})
    assert ">2026-0001<" in editor.get("/redaktion/arenden").text


def test_what_strangers_write_stays_text(editor: Browser, ask_for_images):
    ask_for_images(name="<script>1", organisation="{{7*7}}", use_text="<img src=x>", phone="'\">")
    for path in ("/redaktion/arenden", FIRST_CASE):
        page = editor.get(path).text
        assert "<script>1" not in page
        assert "<img src=x>" not in page
    assert "{{7*7}}" in page


def test_a_letter_that_did_not_arrive_is_seen_and_sent_again(
    editor: Browser, ask_for_images, services, clock
):
    ask_for_images()
    with smtp.running(smtp.Inbox(recipient_answers=["550 No such user"])) as inbox:
        mailer = open_mailer(inbox.url)

        def deliver() -> None:
            outbox.deliver_letter(services.database, mailer, 1, services.letterhead, now=clock())

        deliver()
        for path in ("/redaktion/arenden", FIRST_CASE):
            page = editor.get(path).text
            assert "Kvitto till den som frågar" in page
            assert "Mejlservern svarade 550: No such user" in page
            assert "Skicka igen" in page
        sent = editor.send("/redaktion/arenden", {}, to="/redaktion/brev/1/skicka-igen")
        assert sent.status_code == 303
        assert "Skicka igen" not in editor.get(FIRST_CASE).text
        deliver()
    assert len(inbox.letters) == 1
    again = editor.send("/redaktion/arenden", {}, to="/redaktion/brev/1/skicka-igen")
    assert again.status_code == 409
    assert editor.send(FIRST_CASE, {}, to="/redaktion/brev/99/skicka-igen").status_code == 404
