"""What the house chooses: administrators alone, kept by version, and what they may read beside."""

from tests.support.browser import Browser
from tests.web.filled import filled

PAGE = "/redaktion/installningar"


def test_an_administrator_chooses_and_what_was_chosen_before_stays(admin: Browser, editor: Browser):
    assert editor.get(PAGE).status_code == 403
    assert PAGE not in editor.get("/redaktion/").text
    assert PAGE in admin.get("/redaktion/").text
    opened = filled(admin.get(PAGE).text, PAGE)
    assert "review_required" not in opened
    assert admin.client.post(PAGE, data={**opened, "review_required": "1"}).status_code == 303
    stale = admin.client.post(PAGE, data={**opened, "review_required": "1", "once": "igen"})
    assert stale.status_code == 409
    assert "Du har själv sparat i en annan flik" in stale.text
    form = filled(stale.text, PAGE)
    assert (form["review_required"], form["over"]) == (["1"], ["1"])
    form.pop("review_required")
    admin.client.post(PAGE, data=form)
    page = admin.get(PAGE).text
    told = page.split('id="forr"')[1].split("</section>")[0]
    assert told.count("admin@inera.test") == 2
    assert told.index("<strong>nej</strong>") < told.index("<strong>ja</strong>")
    assert "Granskning av en annan person" in admin.get("/redaktion/logg").text


def test_what_the_deployment_decides_is_shown_without_secrets(admin: Browser, settings):
    page = admin.get(PAGE).text
    assert settings.storage_url in page
    assert settings.secret_key not in page
    assert "angivet, visas inte" in page
