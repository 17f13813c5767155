"""The texts of the public pages: previewed, saved at once, kept by version, checked each year."""

from datetime import timedelta

from dam.web import press_contact
from tests.support.browser import Browser
from tests.web.filled import filled

LIST = "/redaktion/sidor"
PHONE = f"{LIST}/om.telefon"


def opened(browser: Browser, page: str = PHONE) -> dict[str, list[str]]:
    return filled(browser.get(page).text, page)


def test_what_is_typed_is_looked_at_saved_and_brought_back(
    editor: Browser, uploader: Browser, stranger: Browser
):
    assert uploader.get(LIST).status_code == 403
    form = opened(editor)
    before = stranger.get("/om").text
    typed = form | {"title": "Ring <1177>", "body": "Först.\n\n- https://www.1177.se\n- <b>två"}
    shown = editor.client.post(PHONE, data={**typed, "action": "preview"}).text
    assert "Inget är sparat än." in shown
    assert '<a href="https://www.1177.se"' in shown
    assert '<li dir="auto">&lt;b&gt;två</li>' in shown
    assert stranger.get("/om").text == before
    assert editor.client.post(PHONE, data={**typed, "action": "save"}).status_code == 303
    public = stranger.get("/om").text
    assert '<h2 dir="auto">Ring &lt;1177&gt;</h2>' in public
    assert '<li dir="auto">&lt;b&gt;två</li>' in public
    assert "Kontrollerad 22\xa0november\xa02026" in public
    kept = editor.get(PHONE).text
    assert "Från början" in kept
    again = {"csrf_token": form["csrf_token"], "version": "2", "till": "0"}
    assert editor.client.post(f"{PHONE}/version", data=again).status_code == 303
    assert "Ring &lt;1177&gt;" not in stranger.get("/om").text
    assert editor.get(PHONE).text.partition("<main")[2].count("<summary>") == 3
    assert editor.client.post(f"{PHONE}/version", data=again).status_code == 409
    assert editor.client.post(f"{PHONE}/version", data=again | {"till": "999"}).status_code == 404


def test_of_two_who_write_neither_loses_anything(editor: Browser, admin: Browser):
    form = opened(editor)
    admin.client.post(PHONE, data={**opened(admin), "body": "Deras.", "action": "save"})
    stale = editor.client.post(PHONE, data={**form, "body": "Mitt.", "action": "save"})
    assert stale.status_code == 409
    assert "Deras." in stale.text
    mine = filled(stale.text, PHONE)
    assert mine["body"] == ["Mitt."]
    mine["keep-body"] = ["mine"]
    empty = editor.client.post(PHONE, data={**mine, "title": " ", "action": "save"})
    assert empty.status_code == 400
    assert filled(empty.text, PHONE)["body"] == ["Mitt."]
    assert editor.client.post(PHONE, data={**mine, "action": "save"}).status_code == 303


def test_the_accessibility_statement_is_checked_each_year(
    editor: Browser, stranger: Browser, clock
):
    old = "Inte kontrollerad på tolv månader"
    assert old not in editor.get("/redaktion/").text
    clock.forward(timedelta(days=375))
    editor.sign_in("editor@inera.test")
    assert old in editor.get("/redaktion/").text
    assert "ska ses över varje år" in editor.get(LIST).text
    assert editor.send(LIST, {}, f"{LIST}/tillganglighet/kontrollerad").status_code == 303
    assert old not in editor.get("/redaktion/").text
    assert "2\xa0december\xa02027" in stranger.get("/tillganglighet").text
    assert "Inte kontrollerad" in editor.get(f"{LIST}/om.telefon").text
    editor.send(PHONE, {}, f"{PHONE}/kontrollerad")
    assert "Kontrollerad 2\xa0december\xa02027" in editor.get(PHONE).text
    assert editor.get(f"{LIST}/sidfot.annat").status_code == 404


def test_the_brand_s_lines_stand_in_every_footer_as_staff_write_them(
    editor: Browser, stranger: Browser, monkeypatch
):
    monkeypatch.setattr(press_contact, "FRESH", timedelta(seconds=-1))
    for address in ("/", "/bilder", "/kontakt", "/om", "/begaran", "/finns-inte"):
        footer = stranger.get(address, follow_redirects=True).text.partition("<footer")[2]
        assert '<p dir="auto">1177 – tryggt om din hälsa och vård.</p>' in footer, address
        assert '<p dir="auto">1177 – en tjänst från Inera.</p>' in footer, address
    english = stranger.get("/en/request").text.partition("<footer")[2]
    assert '<p lang="sv" dir="auto">1177 – en tjänst från Inera.</p>' in english
    page = f"{LIST}/sidfot.rader"
    form = opened(editor, page) | {"body": "Första <raden>.\n\nAndra raden.", "action": "save"}
    assert editor.client.post(page, data=form).status_code == 303
    footer = stranger.get("/om").text.partition("<footer")[2]
    assert '<p dir="auto">Första &lt;raden&gt;.</p>\n    <p dir="auto">Andra raden.</p>' in footer
    assert "tryggt om din" not in footer


def test_a_text_is_written_in_three_languages_and_what_is_missing_is_told(
    editor: Browser, stranger: Browser
):
    page = f"{LIST}/om.aktuellt"
    english, easy = f"{page}.en", f"{page}.latt"
    assert "Alla texter finns på engelska och lätt svenska." in editor.get(LIST).text
    new = {"title": "Aktuellt för press", "body": "Nya bilder i dag.", "action": "save"}
    assert editor.client.post(page, data=opened(editor, page) | new).status_code == 303
    assert "2 texter saknas" in editor.get(LIST).text
    assert '<p lang="sv" dir="auto">Nya bilder i dag.</p>' in stranger.get("/en/about").text
    assert "Nya bilder i dag." in editor.get(english).text
    words = {"title": "For the press", "body": "New images today.", "action": "save"}
    saved = editor.client.post(english, data=opened(editor, english) | words)
    assert saved.location == f"{LIST}?klart=sparad#om.aktuellt.en"
    assert "1 text saknas" in editor.get(LIST).text
    shown = stranger.get("/en/about").text
    assert '<p dir="auto">New images today.</p>' in shown
    assert "Nya bilder i dag." not in shown
    assert "New images today." not in stranger.get("/om").text
    assert "Nya bilder i dag." in stranger.get("/latt/om").text
    wordless = {"title": "", "body": "Nya bilder.", "action": "save"}
    assert editor.client.post(easy, data=opened(editor, easy) | wordless).status_code == 400


def test_of_two_who_translate_neither_loses_anything(
    editor: Browser, admin: Browser, uploader: Browser
):
    page = f"{PHONE}.en"
    form = opened(editor, page)
    admin.client.post(page, data={**opened(admin, page), "body": "Theirs.", "action": "save"})
    stale = editor.client.post(page, data={**form, "body": "Mine.", "action": "save"})
    assert stale.status_code == 409
    assert "Theirs." in stale.text
    assert uploader.get(page).status_code == 403
    assert "om.telefon.en" in admin.get("/redaktion/logg").text
    footer = f"{LIST}/sidfot.rader.en"
    for unknown in (f"{PHONE}.sv", f"{PHONE}.de", f"{LIST}/om", f"{PHONE}.en.en", footer):
        assert editor.get(unknown).status_code == 404
