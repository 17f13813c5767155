"""The page behind the secret link: status, completion, withdrawal; and what a grant opens."""

from datetime import timedelta

from dam.database.models import Letter, UsageRequest
from dam.usage_requests import grants, queries
from tests.support.browser import Browser
from tests.support.cases import REQUEST_FORM, grant_path
from tests.support.databases import table_rows


def test_the_page_shows_state_and_images_but_never_the_story(stranger: Browser, case, case_images):
    page = stranger.get(case)
    assert "Mottagen" in page.text
    assert "Första bilden" in page.text
    assert f"IN-{case_images[1]}" in page.text
    for secret in ("rådgivning", "Åsa Berg", "asa@tidning"):
        assert secret not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in page.headers


def test_a_question_is_answered_on_the_page(stranger: Browser, case, decide, services):
    decide("ask")
    assert "Var ska bilden användas?" in stranger.get(case).text
    data = {"csrf_token": stranger.token(case), "action": "reply", "reply": "På sidan 3"}
    for _ in range(2):
        assert stranger.client.post(case, data=data).status_code == 303
    page = stranger.get(case).text
    assert page.count("Du skrev mer.") == 1
    assert "sidan 3" not in page
    assert [letter.kind for letter in table_rows(services, Letter)][-1] == "replied"
    # Who goes back in the browser and writes on is not taken for a double click.
    assert stranger.client.post(case, data=data | {"reply": "Och på omslaget"}).status_code == 303
    assert stranger.get(case).text.count("Du skrev mer.") == 2


def test_an_empty_reply_is_a_sentence(stranger: Browser, case):
    answer = stranger.send(case, {"action": "reply", "reply": " "})
    assert answer.status_code == 400
    assert '<a href="#reply">Skriv ditt svar</a>' in answer.text


def test_an_old_page_keeps_what_was_typed(stranger: Browser, case):
    answer = stranger.client.post(case, data={"csrf_token": "x", "reply": "På sidan 3"})
    assert answer.status_code == 400
    assert "Formuläret hade varit öppet länge." in answer.text
    assert "På sidan 3</textarea>" in answer.text


def test_a_request_is_taken_back(stranger: Browser, case, services):
    assert stranger.send(case, {"action": "withdraw"}).status_code == 303
    page = stranger.get(case).text
    assert "Tillbakadragen" in page
    assert "Dra tillbaka begäran" not in page
    [request] = table_rows(services, UsageRequest)
    assert request.state == "withdrawn"


def test_a_withdrawal_after_the_answer_is_a_sentence(stranger: Browser, case, decide):
    token = stranger.token(case)
    decide("deny")
    answer = stranger.client.post(case, data={"csrf_token": token, "action": "withdraw"})
    assert answer.status_code == 409
    assert "Ärendet är redan avslutat." in answer.text


def test_reading_changes_nothing_and_no_other_site_sends(stranger: Browser, case, services):
    before = table_rows(services, UsageRequest)[0].version
    for path in (case, f"{case}?action=withdraw"):
        stranger.get(path)
        stranger.client.head(path)
    data = {"csrf_token": stranger.token(case), "action": "withdraw"}
    headers = {"Origin": "https://evil.example"}
    assert stranger.client.post(case, data=data, headers=headers).status_code == 403
    assert table_rows(services, UsageRequest)[0].version == before


def test_a_token_of_another_case_sends_nothing(stranger: Browser, case, services):
    other = stranger.send("/begaran", REQUEST_FORM).location
    data = {"csrf_token": stranger.token(other), "action": "withdraw"}
    assert stranger.client.post(case, data=data).status_code == 400
    assert [request.state for request in table_rows(services, UsageRequest)] == ["received"] * 2


def test_every_other_link_is_not_found_alike(
    stranger: Browser, case, decide, services, case_images
):
    decide("grant")
    token = case.removeprefix("/arende/")
    one, generation, mac = token.split(".")
    granted = grant_path(services).removeprefix("/hamta/")
    bad = [
        "x",
        f"{one}.{generation}.{mac[:-1]}",
        f"{one}.2.{mac}",
        f"2.{generation}.{mac}",
        granted,
    ]
    pages = {stranger.get(f"/arende/{link}").text.split("Referens")[0] for link in bad}
    assert len(pages) == 1
    assert {stranger.get(f"/arende/{link}").status_code for link in bad} == {404}
    for link in (token, "x", f"{granted}x", granted.replace(".1.", ".2.")):
        assert stranger.get(f"/hamta/{link}").status_code == 404
        assert stranger.get(f"/hamta/{link}/{case_images[0]}/original").status_code == 404


def test_a_grant_opens_exactly_the_granted_images(
    stranger: Browser, case, decide, services, case_images
):
    granted, denied = case_images
    decide("each", granted)
    page, listing = stranger.get(case).text, stranger.get(grant_path(services)).text
    for text in (page, listing):
        assert f"{grant_path(services)}/{granted}/original" in text
        assert f"/{denied}/original" not in text
        assert "En artikel i Tidningen" in text
        assert "31 december 2026".replace(" ", "\u00a0") in text
        assert "/villkor/kraver-godkannande-v1" in text
    assert "Bilden är inaktuell." in page
    for size in ("original", "tryck", "webb", "socialt"):
        path = f"{grant_path(services)}/{granted}/{size}"
        assert (path in listing) == (stranger.get(path).status_code == 200)
    assert stranger.get(f"{grant_path(services)}/{granted}/original").data[:2] == b"\xff\xd8"
    assert stranger.get(f"{grant_path(services)}/{denied}/original").status_code == 404


def test_a_grant_ends_with_its_last_day(
    stranger: Browser, case, decide, services, case_images, clock
):
    decide("grant")
    page, file = grant_path(services), f"{grant_path(services)}/{case_images[0]}/original"
    [ends] = {grant.ends for grant in _grants(services)}
    clock.at = ends - timedelta(seconds=1)
    assert [stranger.get(path).status_code for path in (page, file)] == [200, 200]
    clock.at = ends
    assert [stranger.get(path).status_code for path in (page, file)] == [404, 404]
    assert "/original" not in stranger.get(case).text


def _grants(services):
    with services.database.reading() as session:
        return session.query(UsageRequest).one().grants


def test_a_revoked_grant_shuts_at_the_next_request(
    stranger: Browser, case, decide, services, case_images, persons
):
    decide("grant")
    page, file = grant_path(services), f"{grant_path(services)}/{case_images[0]}/original"
    with services.database.writing() as session:
        token = case.removeprefix("/arende/")
        request = queries.by_token(session, services.signer, token)
        by = persons["editor"].id
        grants.revoke_grants(
            session, request, "Fel bild.", version=None, by=by, now=services.clock()
        )
        session.commit()
    assert [stranger.get(path).status_code for path in (page, file)] == [404, 404]
    assert "Återkallad" in stranger.get(case).text


def test_a_withdrawn_image_leaves_the_grant_and_takes_its_title_along(
    stranger: Browser, case, decide, services, case_images, room
):
    decide("grant")
    room.withdraw(case_images[0])
    page, listing = stranger.get(case).text, stranger.get(grant_path(services)).text
    for text in (page, listing):
        assert "Första bilden" not in text
        assert "Andra bilden" in text
    assert "Bilden visas inte längre" in page
    assert stranger.get(f"{grant_path(services)}/{case_images[0]}/original").status_code == 404
