"""Longer time: asked for on the case's page, answered on the desk, the same link as before."""

import re
from datetime import timedelta

from dam.database.models import Letter, UsageRequest
from tests.support.browser import Browser
from tests.support.cases import EXTENSION_WISH, grant_path
from tests.support.databases import table_rows
from tests.support.english import ENGLISH_FORM

DESK = "/redaktion/arenden/2026-0001"
YES = {"version": 3, "seen": 7, "extend": "yes", "extend_until": "2027-01-31"}
MARCH = "31 mars 2027".replace(" ", "\u00a0")


def ask(stranger: Browser, case: str, **typed: str):
    return stranger.send(case, EXTENSION_WISH | typed, to=f"{case}/forlang")


def test_from_the_wish_to_the_longer_permission(
    stranger: Browser, editor: Browser, granted_case, services, case_images, clock
):
    link = grant_path(services)
    assert "Behöver du längre tid?" in stranger.get(granted_case).text
    data = EXTENSION_WISH | {"csrf_token": stranger.token(granted_case)}
    for _ in range(2):
        assert stranger.client.post(f"{granted_case}/forlang", data=data).location == granted_case
    page = stranger.get(granted_case).text
    assert f"Du vill använda bilderna till och med {MARCH}." in page
    assert page.count("Du bad om längre tid.") == 1
    assert "försenad" not in page
    assert "Be om längre tid</button>" not in page
    assert [one.kind for one in table_rows(services, Letter)].count("extension_asked") == 1

    listed = editor.get("/redaktion/arenden").text
    assert "Ber om längre tid" in listed
    assert "31 december 2026" in listed
    assert "ber om längre tid" in editor.get("/redaktion/").text
    shown = editor.get(DESK).text
    assert "Boken blev försenad." in shown
    assert 'value="2027-03-31"' in shown
    preview = editor.send(DESK, YES | {"action": "preview-extension"})
    assert "Du får använda bilderna till och med 31 januari 2027:" in preview.text
    assert re.search(rf"- Första bilden: http\S+/b/{case_images[0]}\n", preview.text)
    assert 'form="extension" name="action" value="extend"' in preview.text
    assert link not in preview.text
    assert editor.send(DESK, YES | {"action": "extend"}).status_code == 303
    assert grant_path(services) == link
    clock.forward(timedelta(days=60))
    assert stranger.get(f"{link}/{case_images[0]}/original").status_code == 200
    assert "Tillståndet förlängdes." in stranger.get(granted_case).text


def test_more_is_written_to_a_wish_that_waits(
    stranger: Browser, editor: Browser, granted_case, clock
):
    ask(stranger, granted_case)
    assert "Skicka tillägget</button>" in stranger.get(granted_case).text
    before = {"csrf_token": editor.token(DESK), **YES, "action": "extend"}
    clock.forward(timedelta(minutes=1))
    wrong = ask(stranger, granted_case, extend_until="2026-12-31", extend_why="Trycket dröjer.")
    assert wrong.status_code == 400
    assert "<details open>" in wrong.text
    assert ">Trycket dröjer.</textarea>" in wrong.text
    data = {"csrf_token": stranger.token(granted_case), "extend_until": "2027-04-30"}
    for _ in range(2):
        sent = stranger.client.post(
            f"{granted_case}/forlang", data=data | {"extend_why": "Trycket dröjer."}
        )
        assert sent.location == granted_case
    page = stranger.get(granted_case).text
    assert page.count("Du skrev mer om längre tid.") == 1
    assert 'value="2027-04-30"' in page
    shown = editor.get(DESK).text
    assert "Boken blev försenad." in shown
    assert shown.count("Trycket dröjer.") == 1
    assert 'value="2027-04-30"' in shown
    late = editor.client.post(DESK, data=before)
    assert late.status_code == 409, "who answers has not read what was added"
    news = late.text.split("Det här har hänt sedan")[1].split("</section>")[0]
    assert "Trycket dröjer." in news


def test_words_to_a_wish_that_is_gone_are_shown(
    stranger: Browser, editor: Browser, granted_case, clock
):
    ask(stranger, granted_case)
    data = EXTENSION_WISH | {"csrf_token": stranger.token(granted_case), "extend_why": "Mer."}
    clock.forward(timedelta(minutes=1))
    revoked = {"version": 3, "seen": 7, "action": "revoke", "revoke_reason": "Fel."}
    assert editor.send(DESK, revoked).status_code == 303
    answer = stranger.client.post(f"{granted_case}/forlang", data=data)
    assert answer.status_code == 409
    assert "Det du skrev nu är inte skickat." in answer.text
    assert ">Mer.</p>" in answer.text


def test_a_no_leaves_the_permission(
    stranger: Browser, editor: Browser, granted_case, services, case_images
):
    ask(stranger, granted_case)
    no = YES | {"extend": "no", "action": "extend"}
    wrong = editor.send(DESK, no)
    assert wrong.status_code == 400
    assert '<a href="#extend_reason">Skriv ett skäl' in wrong.text
    answer = editor.send(DESK, no | {"extend_reason": "Bilden är inaktuell."})
    assert answer.status_code == 303
    page = stranger.get(granted_case).text
    assert "Tillståndet förlängdes inte." in page
    assert "Bilden är inaktuell." not in page, "the reason stands in the letter"
    assert stranger.get(f"{grant_path(services)}/{case_images[0]}/original").status_code == 200
    assert "Behöver du längre tid?" in page


def test_the_second_answer_meets_the_first(
    stranger: Browser, editor: Browser, admin: Browser, granted_case, clock
):
    ask(stranger, granted_case)
    clock.forward(timedelta(minutes=1))
    no = YES | {"extend": "no", "action": "extend", "extend_reason": "Bilden är inaktuell."}
    second = {"csrf_token": admin.token(DESK), **YES, "action": "extend"}
    assert editor.send(DESK, no).status_code == 303
    told = admin.client.post(DESK, data=second)
    assert told.status_code == 409
    news = told.text.split("Det här har hänt sedan")[1].split("</section>")[0]
    assert "Nej till längre tid" in news
    assert "Bilden är inaktuell." in news


def test_a_wrong_wish_is_named_and_kept(stranger: Browser, granted_case, services):
    answer = ask(stranger, granted_case, extend_until="2026-12-31", extend_why="Boken")
    assert answer.status_code == 400
    assert '<a href="#extend_until">Skriv ett datum efter det som gäller nu</a>' in answer.text
    assert 'value="2026-12-31"' in answer.text
    assert ">Boken</textarea>" in answer.text
    again = stranger.client.post(
        f"{granted_case}/forlang", data={"csrf_token": "x", **EXTENSION_WISH}
    )
    assert "Formuläret hade varit öppet länge." in again.text
    assert ">Boken blev försenad.</textarea>" in again.text
    assert table_rows(services, UsageRequest)[0].version == 2


def test_no_other_link_and_no_other_site_asks(stranger: Browser, granted_case, services):
    data = EXTENSION_WISH | {"csrf_token": stranger.token(granted_case)}
    headers = {"Origin": "https://evil.example"}
    assert (
        stranger.client.post(f"{granted_case}/forlang", data=data, headers=headers).status_code
        == 403
    )
    assert stranger.client.post("/arende/x/forlang", data=data).status_code == 404
    assert stranger.client.post(f"{granted_case}x/forlang", data=data).status_code == 404
    assert stranger.get(f"{granted_case}/forlang").status_code == 405
    assert table_rows(services, UsageRequest)[0].version == 2


def test_before_the_answer_there_is_nothing_to_ask(stranger: Browser, case):
    assert "Behöver du längre tid?" not in stranger.get(case).text
    answer = ask(stranger, case)
    assert answer.status_code == 409
    assert "Det finns inget tillstånd att förlänga." in answer.text


def test_in_english(stranger: Browser, case_images, decide, all_english):
    case = stranger.send("/en/request", ENGLISH_FORM | {"b": case_images}).location
    decide("grant")
    all_english(stranger.get(case).text)
    wrong = stranger.send(case, {"extend_until": "2026-12-31"}, to=f"{case}/extend")
    assert "Enter a date after the one that applies now" in all_english(wrong.text)
    assert "Tell us briefly why you need more time" in wrong.text
    sent = stranger.send(case, EXTENSION_WISH, to=f"{case}/extend")
    assert sent.location == case
    assert "through 31\u00a0March\u00a02027" in all_english(stranger.get(case).text)
