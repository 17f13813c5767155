"""A question that was answered without a permission, on the desk and on the page of the case."""

from tests.support.browser import Browser

DESK = "/redaktion/arenden"


def test_answered_and_taken_up_again(stranger: Browser, editor: Browser, case, decide):
    decide("answer", message="Bilden är fri.")
    listed = editor.get(f"{DESK}?tillstand=answered").text
    assert "2026-0001" in listed
    assert 'Besvarad <span class="quiet">1</span>' in listed
    assert "Beviljad" not in listed
    page = editor.get(f"{DESK}/2026-0001").text
    assert "Besvarad" in page
    assert "Öppna ärendet igen" in page
    assert "Återkalla tillståndet" not in page
    assert "Beviljad" not in page

    shown = stranger.get(case).text
    assert "Besvarad" in shown
    assert "Du fick svar." in shown
    assert "Dra tillbaka begäran" not in shown
    assert "Answered" in stranger.get(case.replace("/arende/", "/en/case/")).text
    assert stranger.send(case, {"action": "reply", "reply": "Och i tryck?"}).status_code == 303
    assert "Under handläggning" in editor.get(f"{DESK}/2026-0001").text
    assert "2026-0001" in editor.get(DESK).text


def test_the_log_names_how_long_it_is_kept(admin: Browser):
    page = admin.get("/redaktion/logg").text
    assert page.count("Ärende: Besvarad") == 1
