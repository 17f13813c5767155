"""What is typed in a form of the staff's is there after signing in, for whoever typed it alone."""

from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from dam.database.models import UserSession
from dam.links import tokens
from dam.services import Services
from dam.web import kept_forms
from dam.web.kept_forms import ANOTHER, SIGNED_OUT, TOO_LARGE
from tests.support.accounts import PASSWORD
from tests.support.browser import Browser, signed_in
from tests.support.clock import Clock
from tests.support.room import Room
from tests.support.staff_routes import OPEN_ENDPOINTS, staff_routes
from tests.web.filled import filled

IMAGE = "/redaktion/bilder/1"
WORDS = "Sextio ord om ambulansen på Hisingen.\n\n”Och så en rad till.”"

ENDS = ["cookie gone", "signed out in another tab", "ended by time", "ended by an administrator"]


def end_session(how: str, browser: Browser, services: Services, clock: Clock) -> None:
    """Let the browser's session end, in one of the ways that it can."""
    if how == "cookie gone":
        forget_cookie(browser)
    elif how == "signed out in another tab":
        sign_out(browser)
    elif how == "ended by time":
        clock.forward(timedelta(hours=13))
    else:
        with services.database.writing() as session:
            session.query(UserSession).delete()
            session.commit()


def forget_cookie(browser: Browser) -> None:
    browser.client.delete_cookie("redaktion", path="/redaktion")


def sign_out(browser: Browser) -> None:
    browser.send("/redaktion/", {}, to="/redaktion/logga-ut")


def typed(browser: Browser, page: str = IMAGE, **words: str) -> MultiDict[str, str]:
    """What the editor's form sends once something has been typed in it."""
    return MultiDict(filled(browser.get(page).text, page) | {"caption": [WORDS]} | words)


def kept_in(answer: TestResponse) -> str:
    return filled(answer.text, "/redaktion/logga-in").get("kept", [""])[0]


def sign_in(browser: Browser, answer: TestResponse, email: str, password: str = PASSWORD):
    form = filled(answer.text, "/redaktion/logga-in")
    return browser.client.post(
        "/redaktion/logga-in", data=form | {"email": email, "password": password}
    )


@pytest.mark.parametrize("how", ENDS)
def test_the_form_is_finished_after_signing_in(editor: Browser, room, services, clock, how):
    room.add(published=False)
    form = typed(editor)
    end_session(how, editor, services, clock)
    asks = editor.client.post(IMAGE, data=form)
    assert asks.status_code == 403
    assert SIGNED_OUT in asks.text
    assert "ambulansen" not in asks.text
    wrong = sign_in(editor, asks, "editor@inera.test", "fel lösenord")
    assert wrong.status_code == 400
    finish = sign_in(editor, wrong, "editor@inera.test")
    assert finish.status_code == 200
    again = filled(finish.text, IMAGE)
    assert again.keys() == form.keys() | {"csrf_token"}
    assert again["caption"] == [WORDS]
    saved = editor.client.post(IMAGE, data=again)
    assert (saved.status_code, saved.location) == (303, f"{IMAGE}?klart=sparad")
    assert unescape(editor.get(IMAGE).text).count(WORDS) == 1


def test_nothing_is_shown_to_another_account(editor: Browser, admin, room):
    room.add(published=False)
    form = typed(editor)
    forget_cookie(editor)
    asks = editor.client.post(IMAGE, data=form)
    other = sign_in(editor, asks, "admin@inera.test")
    assert other.location == "/redaktion/?klart=annat-konto"
    assert "annat konto" in editor.get(other.location).text
    assert WORDS not in unescape(admin.get(IMAGE).text)


def test_a_form_of_another_account_waits_for_that_account(
    editor: Browser, persons, app: Flask, room: Room, services: Services
):
    """Somebody else has signed in in another tab of the same browser."""
    room.add(published=False)
    form = typed(editor)
    other = signed_in(app, services, persons["admin"])
    asks = other.client.post(IMAGE, data=form)
    assert asks.status_code == 403
    assert ANOTHER in asks.text
    assert WORDS not in unescape(other.get(IMAGE).text)
    finish = sign_in(other, asks, "editor@inera.test")
    assert other.client.post(IMAGE, data=filled(finish.text, IMAGE)).status_code == 303
    assert WORDS in unescape(other.get(IMAGE).text)


def test_a_form_of_an_earlier_session_of_the_account_counts(editor: Browser, room):
    """Signed out and in again in another tab, or a form of yesterday: nobody has to notice."""
    room.add(published=False)
    form = typed(editor)
    sign_out(editor)
    editor.sign_in("editor@inera.test")
    assert editor.client.post(IMAGE, data=form).location == f"{IMAGE}?klart=sparad"
    assert WORDS in unescape(editor.get(IMAGE).text)


def test_script_saves_with_the_token_of_an_earlier_session(editor: Browser, room):
    room.add(published=False)
    form, json = typed(editor), {"Accept": "application/json"}
    sign_out(editor)
    told = editor.client.post(IMAGE, data=form, headers=json)
    assert (told.status_code, told.json["error"]["code"]) == (403, "signed_out")
    editor.sign_in("editor@inera.test")
    assert editor.client.post(IMAGE, data=form, headers=json).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.test"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_of_another_site_is_neither_kept_nor_finished(editor: Browser, room, headers):
    room.add(published=False)
    form = typed(editor)
    forget_cookie(editor)
    answer = editor.client.post(IMAGE, data=form, headers=headers)
    assert answer.status_code == 403
    assert not kept_in(answer)
    kept = kept_in(editor.client.post(IMAGE, data=form))
    signs_in = {"csrf_token": editor.token("/redaktion/logga-in"), "kept": kept}
    signs_in |= {"email": "editor@inera.test", "password": PASSWORD}
    assert (
        editor.client.post("/redaktion/logga-in", data=signs_in, headers=headers).status_code == 403
    )


def test_what_nobody_was_shown_is_not_kept(stranger: Browser, room: Room):
    room.add(published=False)
    token = stranger.token("/redaktion/logga-in")
    for fields in ({}, {"csrf_token": token}, {"csrf_token": "1." + "a" * 40}):
        for data in (fields, fields | {"fil": (BytesIO(b"x"), "a.jpg")}):
            answer = stranger.client.post(IMAGE, data={**data, "caption": WORDS})
            assert (answer.status_code, answer.location) == (303, "/redaktion/logga-in")


def test_a_form_that_was_not_ours_to_keep_is_not_shown(stranger: Browser, persons):
    for kept in (
        "x",
        "",
        tokens.Signer("annan nyckel").keep_form(
            tokens.KeptForm(persons["editor"].id, IMAGE, [("caption", WORDS)])
        ),
    ):
        answer = stranger.sign_in("editor@inera.test", kept=kept)
        assert answer.status_code == 303


def test_a_form_is_kept_for_a_week(editor: Browser, room, monkeypatch):
    room.add(published=False)
    form = typed(editor)
    forget_cookie(editor)
    asks = editor.client.post(IMAGE, data=form)
    monkeypatch.setattr(tokens, "KEPT_SECONDS", -1)
    assert sign_in(editor, asks, "editor@inera.test").status_code == 303


def test_a_form_that_was_open_for_too_long_is_not_believed(editor: Browser, room, monkeypatch):
    """Neither once signed in anew, nor as one to be kept: it may be of another year."""
    room.add(published=False)
    form = typed(editor)
    monkeypatch.setattr(tokens, "STAFF_FORM_SECONDS", -1)
    sign_out(editor)
    assert kept_in(editor.client.post(IMAGE, data=form)) == ""
    assert editor.sign_in("editor@inera.test").status_code == 303
    assert editor.client.post(IMAGE, data=form).status_code == 400
    assert WORDS not in unescape(editor.get(IMAGE).text)


def test_an_old_page_of_sign_in_keeps_what_it_holds(editor: Browser, room):
    room.add(published=False)
    form = typed(editor)
    forget_cookie(editor)
    asks = editor.client.post(IMAGE, data=form)
    forget_cookie(editor)
    again = sign_in(editor, asks, "editor@inera.test")
    assert again.status_code == 400
    assert kept_in(again) == kept_in(asks)
    assert "editor@inera.test" in again.text
    assert PASSWORD not in again.text
    assert sign_in(editor, again, "editor@inera.test").status_code == 200


def test_signing_in_once_is_enough_for_several_forms(editor: Browser, room):
    """Two tabs that both ask to sign in; the second is finished without a password."""
    room.add(published=False)
    form = typed(editor)
    forget_cookie(editor)
    first, second = (editor.client.post(IMAGE, data=form) for _ in range(2))
    assert sign_in(editor, first, "editor@inera.test").status_code == 200
    finish = sign_in(editor, second, "", "")
    assert finish.status_code == 200
    assert filled(finish.text, IMAGE)["caption"] == [WORDS]


def test_words_beside_files_are_kept_and_the_files_chosen_again(editor: Browser):
    page = "/redaktion/ladda-upp"
    form = filled(editor.get(page).text, page) | {"creators": ["Åsa Öberg"], "place": ["Umeå"]}
    form.pop("files", None)
    forget_cookie(editor)
    large = BytesIO(b"\r\n--x" * 80_000)
    body = {"csrf_token": form.pop("csrf_token"), "files": (large, "stor.jpg"), **form}
    asks = editor.client.post(page, data=body, content_type="multipart/form-data")
    assert asks.status_code == 403
    assert "Filerna behöver du välja en gång till" in asks.text
    finish = filled(sign_in(editor, asks, "editor@inera.test").text, page)
    assert [finish[name][0] for name in ("creators", "place")] == ["Åsa Öberg", "Umeå"]
    shown = editor.client.post(page, data=finish)
    assert 'value="Åsa Öberg"' in unescape(shown.text)


def test_what_is_too_large_to_be_kept_is_told(editor: Browser, room, monkeypatch):
    room.add(published=False)
    form = typed(editor)
    forget_cookie(editor)
    monkeypatch.setattr(kept_forms, "MOST_KEPT_BYTES", 100)
    answer = editor.client.post(IMAGE, data=form)
    assert TOO_LARGE in answer.text
    assert not kept_in(answer)


@pytest.mark.parametrize(("more", "kept"), [(0, True), (1, False)])
def test_ten_thousand_fields_are_kept_and_no_more(editor: Browser, room, more: int, kept: bool):
    room.add(published=False)
    form = typed(editor)
    form.setlist("x", [""] * (10_000 + more - len(list(form.items(multi=True)))))
    forget_cookie(editor)
    assert bool(kept_in(editor.client.post(IMAGE, data=form))) is kept


def test_a_password_is_kept_by_nobody_but_the_browser(editor: Browser, room, services: Services):
    room.add(published=False)
    sent = typed(editor, **dict.fromkeys(kept_forms.SECRETS, PASSWORD))
    forget_cookie(editor)
    kept = services.signer.read_kept_form(kept_in(editor.client.post(IMAGE, data=sent)))
    assert kept is not None
    assert kept_forms.SECRETS.isdisjoint(name for name, _ in kept.fields)


def test_a_form_that_is_no_form_is_not_kept(editor: Browser, room):
    room.add(published=False)
    token = editor.token(IMAGE)
    forget_cookie(editor)
    for dress, body in (
        ("multipart/form-data; boundary=x", f"--x\r\n\r\ncsrf_token={token}"),
        ("multipart/form-data", f"csrf_token={token}"),
        ("text/plain", f"csrf_token={token}"),
        ("application/x-www-form-urlencoded", f"caption=x&csrf_token={token}"),
    ):
        answer = editor.client.post(IMAGE, data=body, content_type=dress)
        assert answer.status_code == 303, dress


def test_every_form_of_the_staff_s_is_kept(admin: Browser, app: Flask, services: Services):
    """But the one that signs out, and those with passwords."""
    token = admin.token("/redaktion/byt-losenord")
    forget_cookie(admin)
    not_kept = set()
    for rule, address in staff_routes(app, "POST"):
        if rule.endpoint.startswith(OPEN_ENDPOINTS):
            continue
        answer = admin.client.post(address, data={"csrf_token": token, "words": "Ett ord"})
        if answer.status_code == 403 and kept_in(answer):
            form = services.signer.read_kept_form(kept_in(answer))
            assert (form.address, form.fields) == (address, [("words", "Ett ord")])
        else:
            not_kept.add(rule.endpoint)
    assert not_kept == {"staff.auth.sign_out", "staff.auth.change_own_password"}
