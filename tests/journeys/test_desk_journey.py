"""The request desk on a phone, without script, in each language: searched for, asked for,
completed, granted and downloaded; then another case, refused with a reason that was on offer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from dam.links.languages import tag_of
from tests.imaging import samples
from tests.journeys.desk_words import EASY, ENGLISH, SWEDISH, Spoken
from tests.journeys.house import EDITOR, PASSWORD, House, prepared
from tests.journeys.post import PRESS, letter_to, link_in, text_of
from tests.journeys.visitor import FILLS_IN_SECONDS
from tests.servers import smtp
from tests.servers.smtp import Inbox
from tests.support.chromium import Reader, reading
from tests.support.page_checks import HEIGHT, PHONE, Looks

TITLE = "Läkare på vårdcentralen"
IMAGE = [
    *("--title", TITLE, "--alt", "En läkare i vit rock ser in i kameran."),
    *("--caption", "En läkare på vårdcentralen i Umeå i mars 2026.", "--photographer", "Anna Ek"),
    *("--terms", "kraver-godkannande", "--no-people", "--publish", "--wait"),
]
TIMERS = """() => {
  window.setTimeout = (then, later = 0) => { if (later < 100) Promise.resolve().then(then); };
}"""
"""What looks pages over waits by timers, which stand still where scripts are off."""

SLOWLY = 2_500
"""Milliseconds that nobody fills in a form faster than."""


TYPED = {
    "name": "Åsa Öberg",
    "organisation": "Tidningen",
    "use_text": "En artikel om läkare på landet, två spalter.",
}


@dataclass(frozen=True)
class Phones:
    """A press officer and a journalist, each with a phone whose browser runs no script."""

    site: House
    inbox: Inbox
    desk: Reader
    journalist: Reader
    looks: Looks
    spoken: Spoken

    def look(self, reader: Reader, name: str) -> None:
        """Look a page over; the desk's pages once, since they are Swedish for everybody."""
        if reader is self.desk and self.spoken is not SWEDISH:
            return
        reader.page.evaluate(TIMERS)
        self.looks.over(reader.page, f"{name}-{self.spoken.code}")
        in_hand(reader)


@pytest.fixture(scope="module")
def inbox() -> Iterator[Inbox]:
    with smtp.running() as running:
        yield running


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, inbox: Inbox) -> Iterator[House]:
    """A press room with one image, which nobody may use without asking."""
    folder = tmp_path_factory.mktemp("desk")
    picture = folder / "lakare.jpg"
    picture.write_bytes(samples.save(samples.photograph(1200, 1600), "JPEG", quality=90))
    with prepared(folder / "house", DAM_MAIL_URL=inbox.url) as made:
        made.flask("image", "add", str(picture), *IMAGE)
        made.serve()
        yield made
        made.stop()
    assert "Traceback" not in made.log, made.log


@pytest.fixture(params=[SWEDISH, ENGLISH, EASY], ids=lambda spoken: spoken.code)
def phones(
    request: pytest.FixtureRequest,
    house: House,
    inbox: Inbox,
    browser: Browser,
    screenshots: Path | None,
) -> Iterator[Phones]:
    inbox.envelopes.clear()
    with (
        reading(browser, house.origin, script=False) as desk,
        reading(browser, house.origin, script=False) as journalist,
    ):
        in_hand(desk)
        in_hand(journalist)
        yield Phones(house, inbox, desk, journalist, Looks(screenshots), request.param)
        assert not journalist.kept_by_pages()


def in_hand(reader: Reader) -> None:
    reader.page.set_viewport_size({"width": PHONE, "height": HEIGHT})


def test_asked_completed_granted_and_downloaded_then_refused(
    phones: Phones, tmp_path: Path
) -> None:
    ask_for_the_image(phones)
    follow_the_receipt(phones)
    sign_in(phones)
    ask_for_more(phones)
    reply(phones)
    grant(phones)
    download(phones, tmp_path)

    phones.inbox.envelopes.clear()
    ask_again(phones)
    refuse(phones)
    read_the_refusal(phones)


def ask_for_the_image(phones: Phones) -> None:
    """From the image to the form, sent once with errors, and to the page that is its receipt."""
    journalist, page, spoken = phones.journalist, phones.journalist.page, phones.spoken
    open_form(phones)
    phones.look(journalist, "begaran")
    fill(journalist, TYPED | {"email": "inte en adress", "needed_date": ""})
    page.locator("#use").check()
    journalist.expect(400)
    journalist.press(spoken.send)
    wrong = page.get_by_role("alert")
    expect(wrong.get_by_role("link", name=spoken.wrong)).to_be_visible()
    phones.look(journalist, "begaran-fel")
    for name, words in TYPED.items():
        expect(page.locator(f"#{name}")).to_have_value(words)
    expect(page.locator("#use")).to_be_checked()
    expect(page.locator("[name=b][type=checkbox]")).to_be_checked()
    fill(journalist, {"email": spoken.email, "phone": "070-123 45 67"})
    page.locator("#terms_read").check()
    journalist.press(spoken.send)
    expect(page.get_by_text(spoken.received)).to_be_visible()
    assert spoken.case in page.url
    phones.look(journalist, "arende")


def open_form(phones: Phones) -> None:
    """From the start page by search and keyboard; pages of images are not in lätt svenska, so there
    the card leads to the form.
    """
    journalist, page, spoken = phones.journalist, phones.journalist.page, phones.spoken
    journalist.open(spoken.start)
    phones.look(journalist, "start")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("läkare")
    with journalist.page_opened():
        page.keyboard.press("Enter")
    phones.look(journalist, "galleri")
    for name in (spoken.ask,) if spoken is EASY else (TITLE, spoken.ask):
        with journalist.page_opened():
            page.get_by_role("link", name=name).first.press("Enter")
    expect(page.get_by_role("button", name=phones.spoken.send)).to_be_visible()
    assert phones.spoken.form in page.url
    page.wait_for_timeout(SLOWLY)


def fill(reader: Reader, words: dict[str, str]) -> None:
    for name, value in words.items():
        reader.page.locator(f"#{name}").fill(value)


def follow_the_receipt(phones: Phones) -> None:
    receipt = letter_to(phones.inbox, phones.spoken.email, phones.spoken.receipt)
    assert receipt["Content-Language"] == tag_of(phones.spoken.code)
    assert TYPED["use_text"] not in text_of(receipt)
    phones.journalist.open(link_in(receipt, phones.spoken.case))
    expect(phones.journalist.page.get_by_text(phones.spoken.received)).to_be_visible()


def sign_in(phones: Phones) -> None:
    desk = phones.desk
    desk.open("/redaktion/")
    fill(desk, {"email": EDITOR, "password": PASSWORD})
    desk.press("Logga in")
    expect(desk.page).to_have_url(f"{phones.site.origin}/redaktion/")


def open_case(phones: Phones, notice: str) -> None:
    link = link_in(letter_to(phones.inbox, PRESS, notice), "/redaktion/arenden/")
    phones.desk.open(link)


def ask_for_more(phones: Phones) -> None:
    desk, page = phones.desk, phones.desk.page
    open_case(phones, "Nytt bildärende")
    expect(page.get_by_text(TYPED["use_text"])).to_be_visible()
    phones.look(desk, "redaktion-arende-mobil")
    desk.press("Jag tar ärendet")
    expect(page.get_by_text("Du har tagit ärendet.")).to_be_visible()
    answer(phones, "ask", message="Var ska bilden användas?")


def answer(phones: Phones, choice: str, **words: str) -> None:
    """Answer the open case, once the letter has been read."""
    desk, page = phones.desk, phones.desk.page
    page.locator(f"[name=choice][value={choice}]").check()
    fill(desk, words)
    desk.press("Förhandsgranska brevet")
    expect(page.get_by_role("heading", name="Så blir brevet")).to_be_visible()
    phones.look(desk, f"redaktion-brev-{choice}")
    desk.press("Skicka brevet")
    expect(page.get_by_text("Svaret är på väg.")).to_be_visible()


def reply(phones: Phones) -> None:
    journalist, page, spoken = phones.journalist, phones.journalist.page, phones.spoken
    asked = letter_to(phones.inbox, spoken.email, spoken.more)
    assert "Var ska bilden användas?" in text_of(asked)
    journalist.open(link_in(asked, spoken.case))
    expect(page.get_by_text("Var ska bilden användas?")).to_be_visible()
    phones.look(journalist, "arende-fraga")
    page.locator("#reply").fill("På nyhetssidan, i tryck och på webben.")
    journalist.press(spoken.send_more)
    expect(page.get_by_text(spoken.added)).to_be_visible()


def grant(phones: Phones) -> None:
    open_case(phones, "Bildärende")
    expect(phones.desk.page.get_by_text("På nyhetssidan, i tryck och på webben.")).to_be_visible()
    until = datetime.now(UTC).date() + timedelta(days=60)
    answer(phones, "grant", scope="En artikel", until=until.isoformat())


def download(phones: Phones, folder: Path) -> None:
    """The letter's link leads to the whole image; the case's page says the same."""
    journalist, page, spoken = phones.journalist, phones.journalist.page, phones.spoken
    letter = letter_to(phones.inbox, spoken.email, spoken.answer)
    assert spoken.answered in text_of(letter)
    journalist.open(link_in(letter, "/hamta/"))
    expect(page.get_by_text(spoken.until)).to_be_visible()
    phones.look(journalist, "hamta")
    file = journalist.download(page.locator("a.download"))
    path = folder / file.suggested_filename
    file.save_as(path)
    with Image.open(path) as picture:
        assert picture.size == (1200, 1600)
    receipt = letter_to(phones.inbox, spoken.email, spoken.receipt)
    journalist.open(link_in(receipt, spoken.case))
    expect(page.get_by_text(spoken.granted, exact=True)).to_be_visible()
    phones.look(journalist, "arende-beviljat")


def ask_again(phones: Phones) -> None:
    journalist, page = phones.journalist, phones.journalist.page
    open_form(phones)
    fill(journalist, TYPED | {"email": phones.spoken.email})
    page.locator("[name=use][value=marketing]").check()
    page.locator("#terms_read").check()
    page.wait_for_timeout(FILLS_IN_SECONDS * 1000)
    journalist.press(phones.spoken.send)
    expect(page.get_by_text(phones.spoken.received)).to_be_visible()


def refuse(phones: Phones) -> None:
    """With a reason that is on offer, in the language of whoever will read it."""
    open_case(phones, "Nytt bildärende")
    offered = phones.desk.page.locator(f'#reasons option[value="{phones.spoken.reason}"]')
    expect(offered).to_have_count(1)
    answer(phones, "deny", reason=phones.spoken.reason)


def read_the_refusal(phones: Phones) -> None:
    journalist, spoken = phones.journalist, phones.spoken
    assert spoken.reason in text_of(letter_to(phones.inbox, spoken.email, spoken.answer))
    receipt = letter_to(phones.inbox, spoken.email, spoken.receipt)
    journalist.open(link_in(receipt, spoken.case))
    expect(journalist.page.get_by_text(spoken.refused)).to_be_visible()
    phones.look(journalist, "arende-avslag")
