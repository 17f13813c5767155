"""The pages of the request desk in English: every word, the language of what is not, the links."""

import re
from html import unescape
from pathlib import Path

import pytest
from werkzeug.datastructures import MultiDict

from dam.database.models import ImageText, Letter, UsageRequest
from dam.usage_requests.states import NEXT
from dam.worker import main
from tests.servers import smtp
from tests.support.browser import Browser
from tests.support.cases import REQUEST_FORM, grant_path
from tests.support.databases import table_rows
from tests.support.english import ENGLISH_FORM
from tests.support.terms import APPROVAL
from tests.web.reading import heard


@pytest.fixture
def case(stranger: Browser, case_images: list[int]) -> str:
    """The address of a request for two images, made in English."""
    return stranger.send("/en/request", ENGLISH_FORM | {"b": case_images}).location


def test_the_form(stranger: Browser, room, all_english):
    image = room.add(terms=APPROVAL)
    answer = stranger.get(f"/en/request?b={image}")
    assert answer.headers["Cache-Control"] == "no-store"
    page = all_english(answer.text)
    assert "<title>Request to use an image – Press images from Inera</title>" in page
    assert '<a href="tel:+46724500145">+46 72 450 01 45</a>' in page
    assert "Send request" in page
    assert 'action="/en/request"' in page
    assert '<span lang="sv" dir="auto">Sjuksköterska i rådgivningssamtal</span>' in page
    assert "Permission needed" in heard(page, "en")
    assert '<a href="/en/images">Images</a>' in page


def test_each_form_leads_to_the_other_with_the_same_images(stranger: Browser, room):
    chosen = f"?b={room.add(terms=APPROVAL)},{room.add(terms=APPROVAL)}"
    swedish = stranger.get(f"/begaran{chosen}").text
    english = stranger.get(f"/en/request{chosen}").text
    assert f'href="/en/request{chosen}" lang="en" hreflang="en">English</a>' in swedish
    assert f'href="/begaran{chosen}" lang="sv" hreflang="sv">Svenska</a>' in english
    for page in (swedish, english):
        for language, path in (("sv", "/begaran"), ("en", "/en/request")):
            at = f"http://127.0.0.1:8000{path}{chosen}"
            assert f'<link rel="alternate" hreflang="{language}" href="{at}">' in page


def test_a_wrong_form_is_named_in_english_and_kept(stranger: Browser, room, all_english):
    image = room.add(terms=APPROVAL)
    typed = {"b": [image, 999], "about": "image_use", "email": "jane", "needed_date": "2020-01-01"}
    typed |= {"needed_time": "9", "link": "x", "use_text": "x" * 501, "name": "n" * 201}
    answer = stranger.send("/en/request", typed)
    assert answer.status_code == 400
    page = all_english(answer.text)
    assert "<title>Error: Request to use an image" in page
    assert "There is a problem" in page
    for name, sentence in {
        "email": "Enter an email address, for example name@newsroom.com",
        "needed_date": "Enter a date that has not passed, for example 2026-03-14",
        "use_text": "Write up to 500 characters",
        "b": "The image IN-999 does not exist and has been removed from the request",
    }.items():
        assert f'<a href="#{name}">{sentence}</a>' in page
    assert 'value="jane"' in page


def test_what_was_typed_goes_along_to_the_other_language(stranger: Browser, room, services):
    image = room.add(terms=APPROVAL)
    typed = {"b": image, "about": "image_use", "email": "jane", "name": 'Jane "J" <Doe>'}
    swedish = stranger.send("/begaran", typed).text
    english = stranger.client.post("/en/request", data=fields_of_version(swedish))
    assert english.status_code == 200
    assert "<title>Request to use an image" in english.text
    assert 'value="jane"' in english.text
    assert 'value="Jane &#34;J&#34; &lt;Doe&gt;"' in english.text
    back = stranger.client.post("/begaran", data=fields_of_version(english.text)).text
    assert 'value="jane"' in back
    assert not table_rows(services, UsageRequest)


def fields_of_version(page: str) -> MultiDict[str, str]:
    """What the button that leads to the other language sends."""
    form = page.partition('<div class="service">')[2].partition("</form>")[0]
    found = re.findall(r'<(?:input|button)[^>]* name="([^"]+)" value="([^"]*)"', form)
    return MultiDict((name, unescape(value)) for name, value in found)


@pytest.mark.parametrize("about", ["region", "care", "", "national"])
def test_every_way_that_the_form_may_go(stranger: Browser, room, all_english, about: str):
    all_english(stranger.send("/en/request", {"about": about, "b": room.add()}).text)


def test_the_receipt_is_in_english(stranger: Browser, case: str, services, all_english):
    assert case.startswith("/en/case/")
    answer = stranger.get(case)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    page = all_english(answer.text)
    assert "We have received your request. Your case number is 2026-0001." in page
    assert "22\u00a0November\u00a02026 at\u00a013:00 Swedish time" in page
    [request] = table_rows(services, UsageRequest)
    assert request.language == "en"
    assert {one.kind: one.language for one in table_rows(services, Letter)} == {
        "receipt": "en",
        "notice": "sv",
    }


def test_the_receipts_link_leads_to_the_page_in_english(case: str, services, tmp_path):
    main.do_all(services)
    letters = [smtp.read(file.read_bytes()) for file in (tmp_path / "mail").glob("*.eml")]
    [receipt] = [one for one in letters if one["To"] == ENGLISH_FORM["email"]]
    assert receipt["Subject"] == "We have received your request (2026-0001)"
    assert receipt["From"] == "Press images from Inera <press@inera.se>"
    text = next(receipt.iter_parts()).get_content()
    assert f"Follow it here: http://127.0.0.1:8000{case}\r\n" in text
    assert "Call +46 72 450 01 45." in text


def test_the_token_is_the_case_and_the_address_the_language(
    stranger: Browser, case: str, decide, all_english
):
    swedish = case.replace("/en/case/", "/arende/")
    assert f'href="{swedish}" lang="sv" hreflang="sv">Svenska</a>' in stranger.get(case).text
    assert f'href="{case}" lang="en" hreflang="en">English</a>' in stranger.get(swedish).text
    decide("deny", reason="Användningen gäller reklam.")
    assert "You may not use this image. <bdi>The use is advertising.</bdi>" in all_english(
        stranger.get(case).text
    )
    assert "Nej, tyvärr. <bdi>Användningen gäller reklam.</bdi>" in stranger.get(swedish).text


def test_a_question_is_answered_in_english(stranger: Browser, case: str, decide, all_english):
    decide("ask", message="Where will it be used?")
    page = all_english(stranger.get(case).text)
    assert "More information needed" in page
    wrong = stranger.send(case, {"action": "reply", "reply": " "})
    assert '<a href="#reply">Write your answer</a>' in all_english(wrong.text)
    sent = stranger.send(case, {"action": "reply", "reply": "On page 3"})
    assert (sent.status_code, sent.location) == (303, case)
    assert "You wrote more." in all_english(stranger.get(case).text)


@pytest.mark.parametrize("reason", ["Bilden är inaktuell.", "The image is out of date."])
@pytest.mark.usefixtures("case")
def test_an_offered_reason_reaches_the_journalist_in_english(decide, services, reason: str):
    decide("deny", reason=reason)
    letter = table_rows(services, Letter)[-1]
    [refused] = letter.context["denied"]
    assert refused["reason"] == "The image is out of date."


@pytest.mark.usefixtures("case")
def test_staff_are_offered_what_the_journalist_will_read(editor: Browser):
    page = editor.get("/redaktion/arenden/2026-0001").text
    for offered in ("The use is advertising.", "Worldwide"):
        assert f'<option value="{offered}">' in page
    assert "Användningen gäller reklam." not in page


def test_a_grant_speaks_the_language_of_whoever_asked(
    stranger: Browser, case: str, decide, services, case_images: list[int], all_english, clock
):
    decide("each", case_images[0], scope="One article", territory="Norden", **{"channel-web": "1"})
    for path in (case, grant_path(services)):
        page = all_english(stranger.get(path).text)
        assert "31\u00a0December\u00a02026" in page
        for said in ("Credit as", "on the web", "The Nordic countries", "One article"):
            assert said in page
        assert 'href="/en/terms/kraver-godkannande-v1">Read the terms in full' in page
        assert re.search(r"JPEG · \d+ × \d+ px · [\d.]+\u00a0kB", page)
        assert '<span lang="sv" dir="auto">Första bilden</span>' in page
    clock.at = clock.at.replace(year=2027)
    shut = stranger.get(grant_path(services))
    assert shut.status_code == 404
    all_english(shut.text)
    assert (
        '<html lang="en">' in stranger.get(f"{grant_path(services)}/{case_images[0]}/original").text
    )


def test_a_swedish_grant_speaks_swedish(
    stranger: Browser, case_images: list[int], decide, services
):
    stranger.send("/begaran", REQUEST_FORM | {"b": case_images})
    decide("grant")
    assert '<html lang="sv">' in stranger.get(grant_path(services)).text


@pytest.mark.parametrize("state", sorted(NEXT))
def test_every_state_is_in_english(stranger: Browser, case: str, services, all_english, state: str):
    with services.database.writing() as session:
        request = session.query(UsageRequest).one()
        request.state = request.events[0].to_state = state
        session.commit()
    all_english(stranger.get(case).text)


def test_what_has_an_english_text_is_shown_by_it(stranger: Browser, room):
    image = room.add(terms=APPROVAL)
    english = ImageText(image_id=image, language="en", title="A nurse on the phone", alt="A nurse.")
    room.change(lambda session, _: session.add(english))
    page = stranger.get(f"/en/request?b={image}").text
    assert {"A nurse on the phone", "A nurse."} <= set(heard(page, "en"))
    assert "A nurse" not in stranger.get(f"/begaran?b={image}").text


def test_what_an_english_text_lacks_is_said_in_swedish_and_marked(stranger: Browser, room):
    image = room.add()
    english = ImageText(image_id=image, language="en", title="A nurse on the phone")
    room.change(lambda session, _: session.add(english))
    page = stranger.get(f"/en/images/{image}", follow_redirects=True).text
    with room.services.database.reading() as session:
        swedish = session.get_one(ImageText, (image, "sv"))
        assert f'alt="{swedish.alt}" lang="sv"' in page
        assert re.search(rf'id="bildtext" lang="sv"[^>]*>{re.escape(swedish.caption)}', page)
    assert "None" not in page
    assert "A nurse on the phone</h1>" in page


def test_errors_speak_the_language_of_the_address(stranger: Browser, case: str, all_english):
    for path, words in (
        ("/en/case/x", "The link is not valid"),
        ("/en/nowhere", "Page not found"),
        ("/en/nowhere/", "Page not found"),
    ):
        answer = stranger.get(path)
        assert answer.status_code == 404
        assert words in all_english(answer.text)
    assert '<html lang="sv">' in stranger.get("/english").text
    refused = stranger.client.post(case, headers={"Origin": "https://evil.example"})
    assert "The form came from another website." in all_english(refused.text)
    old = stranger.client.post("/en/request", data=ENGLISH_FORM | {"csrf_token": "old"})
    assert "The form had been open for a long time." in all_english(old.text)
    assert "What you wrote is still here." in all_english(
        stranger.client.post(case, data={"reply": "On page 3"}).text
    )
    assert stranger.client.delete(case).status_code == 405


def test_too_many_are_told_so_in_english(stranger: Browser, all_english):
    for _ in range(20):
        assert stranger.send("/en/request", ENGLISH_FORM).status_code == 303
    stopped = stranger.send("/en/request", ENGLISH_FORM)
    assert stopped.status_code == 429
    assert "There were too many attempts. Wait a while." in all_english(stopped.text)


def test_with_the_database_gone_english_pages_say_whom_to_call(
    stranger: Browser, services, all_english
):
    services.database.close()
    path = Path(services.settings.database_url.removeprefix("sqlite:///"))
    path.write_bytes(b"not a database at all, not any more" * 100)
    answer = stranger.get("/en/request")
    assert answer.status_code in {500, 503}
    assert "+46 72 450 01 45" in all_english(answer.text)
