"""Form × accident: whatever ends before one saves, what was typed is saved or still there.

Without script a network that is cut is the browser's own: no server can keep what never came, and
the browser keeps the page that it goes back to. The upload's files are sent as they are chosen with
script, so its form meets the accidents without.
"""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from sqlalchemy import delete

from dam.database.models import UserSession
from dam.web.app import create_app
from tests.browser.desk_forms import FORMS, DeskForm, furnish
from tests.browser.served import Site, sign_in
from tests.support.accounts import PASSWORD
from tests.support.browser import TOKEN
from tests.support.chromium import Reader, reading
from tests.support.room import Room

pytestmark = pytest.mark.usefixtures("persons")
UPLOAD = "staff.upload.receive_upload"
"""With script its files are sent as they are chosen, and its words as they are typed."""
FINISHED = "body:has(main:not(:has([data-finish], [name=password])))"
"""Neither the page to sign in on nor the one that sends what was kept."""
WITH_SCRIPT = {name: form for name, form in FORMS.items() if name != UPLOAD}


@pytest.fixture
def server(app: Flask) -> Iterator[Site]:
    serving = Site(app)
    yield serving
    serving.stop()


def delete_session(_reader: Reader, room: Room) -> None:
    room.change(lambda session, _now: session.execute(delete(UserSession)))


def lose_cookie(reader: Reader, _room: Room) -> None:
    reader.context.clear_cookies(name="redaktion")


def sign_out_in_another_tab(reader: Reader, _room: Room) -> None:
    """With the same cookies, by requests alone: a tab that is drawn costs ten times as much."""
    page = reader.context.request.get(f"{reader.origin}/redaktion/byt-losenord").text()
    form = {"csrf_token": TOKEN.search(page)[1]}
    left = reader.context.request.post(f"{reader.origin}/redaktion/logga-ut", form=form)
    assert "Lösenord" in left.text()


def sign_in_and_go_on(reader: Reader, *, script: bool) -> None:
    page = reader.page
    page.get_by_label("E-post").fill("admin@inera.test")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.keyboard.press("Enter")
    if not script:
        page.get_by_role("button", name="Fortsätt").click()
    page.locator(f"{FINISHED} script[src*=staff]").last.wait_for(state="attached")
    page.wait_for_load_state("domcontentloaded")


def is_kept(form: DeskForm, page: Page, origin: str) -> bool:
    """Whether the words stand on the page, or on the form's own when it is opened anew."""
    if form.holds(page):
        return True
    page.goto(origin + form.page)
    return form.holds(page)


@pytest.mark.parametrize(
    ("end", "script"),
    [(delete_session, True), (lose_cookie, False), (sign_out_in_another_tab, True)],
)
def test_a_session_that_ends_is_renewed_in_place(
    browser: Browser, site: str, room: Room, end: Callable[[Reader, Room], None], script: bool
):
    furnish(room)
    lost = []
    with reading(browser, site, script=script) as reader:
        sign_in(reader, "admin")
        for name, form in (WITH_SCRIPT if script else FORMS).items():
            form.fill(reader.page, site)
            end(reader, room)
            form.press(reader.page)
            reader.page.get_by_text("Du har blivit utloggad.").wait_for()
            assert not form.holds(reader.page)
            sign_in_and_go_on(reader, script=script)
            if not is_kept(form, reader.page, site):
                lost.append(name)
        reader.faults.clear()  # pages that ask to sign in, and those that show an error
    assert not lost


def test_a_double_click_without_script_is_one_act(browser: Browser, site: str, room: Room):
    furnish(room)
    lost, wrong = [], []
    with reading(browser, site, script=False) as reader:
        sign_in(reader, "admin")
        for name, form in FORMS.items():
            form.fill(reader.page, site)
            with reader.page_opened():
                form.press(reader.page, times=2)
            if "Någon annan" in reader.page.locator("main").inner_text():
                wrong.append(name)
            if not is_kept(form, reader.page, site):
                lost.append(name)
        reader.faults.clear()  # pages that show what is missing
    assert (lost, wrong) == ([], [])


def test_what_no_server_takes_stays_on_the_page(browser: Browser, server: Site, room: Room):
    """The network cut, and the server restarted; one restart for all forms."""
    furnish(room)
    unsent = "Det gick inte att skicka: servern svarar inte."
    lost, site = [], server.address

    def restart() -> None:
        server.app = create_app(room.services)
        server.start()

    with reading(browser, site) as reader:
        sign_in(reader, "admin")
        tabs = {name: reader.context.new_page() for name in WITH_SCRIPT}
        for name, page in tabs.items():
            WITH_SCRIPT[name].fill(page, site)
        for cut, mend in (
            (lambda: reader.context.set_offline(True), lambda: reader.context.set_offline(False)),
            (server.stop, restart),
        ):
            cut()
            for name, page in tabs.items():
                WITH_SCRIPT[name].press(page)
                page.get_by_text(unsent).wait_for()
                if not WITH_SCRIPT[name].holds(page):
                    lost.append(name)
            mend()
        for name, page in tabs.items():
            with page.expect_navigation(wait_until="domcontentloaded"):
                WITH_SCRIPT[name].press(page)
            if not is_kept(WITH_SCRIPT[name], page, site):
                lost.append(name)
        reader.faults.clear()  # what did not answer
    assert not lost


def test_leaving_asks_first_and_not_once_it_is_saved(browser: Browser, site: str, room: Room):
    """It is saved by a double click, which is one act."""
    furnish(room)
    unasked, false_alarms, wrong = [], [], []
    with reading(browser, site) as reader:
        sign_in(reader, "admin")
        page = reader.page
        for name, form in WITH_SCRIPT.items():
            form.fill(page, site)
            reader.questions.clear()
            reader.stays = True
            page.evaluate("location.assign('/redaktion/')")
            if not reader.questions or not form.holds(page):
                unasked.append(name)
            reader.stays = False
            reader.questions.clear()
            with reader.page_opened():
                form.press(page, times=2)
            if "Någon annan" in page.locator("main").inner_text():
                wrong.append(name)
            unsaved = page.locator("[data-unsaved]").count()
            page.goto(f"{site}/redaktion/")
            if bool(reader.questions) != bool(unsaved):
                false_alarms.append(name)
        reader.faults.clear()  # pages that show what is missing
    assert (unasked, false_alarms, wrong) == ([], [], [])
