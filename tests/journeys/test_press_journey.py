"""The main job, end to end, in a real browser: uploaded, published, found, asked for, granted."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.delivered import ensure_same_pixels, read_metadata, save_download
from tests.journeys.editor import grant, publish, sign_in
from tests.journeys.house import House
from tests.journeys.journey import Journey, begun
from tests.journeys.post import PRESS, letter_to, link_in, text_of
from tests.journeys.visitor import FILLS_IN_SECONDS
from tests.servers.smtp import Inbox
from tests.support.page_checks import Looks

JOURNALIST = "nyheter@tidningen.test"
SECONDS = 120
BYLINE = "Foto: Demobyrån/1177"
WAYS = [("folder", True), ("s3", False)]

# What the editor adds to what stands in the files.
NURSE = {
    "alt": "En sjuksköterska med headset vid en skärm.",
    "brand": "1177",
    "terms": "fri-redaktionell",
}
DOCTOR = {
    "title": "Porträtt av en läkare",
    "caption": "En läkare på vårdcentralen i Demostad i februari 2026.",
    "alt": "En läkare i vit rock ser in i kameran.",
    "creators": "Demobyrån",
    "place": "Demostad",
    "date": "2026-02",
    "terms": "kraver-godkannande",
}
STETHOSCOPE = {
    "title": "Stetoskop, frilagt",
    "caption": "Ett stetoskop på genomskinlig botten. Demostad 2025.",
    "alt": "Ett stetoskop med grönblå slang.",
    "creators": "Demobyrån",
    "place": "Demostad",
    "date": "2025",
    "terms": "fri-med-villkor",
}
NOWHERE = "/finns-inte"
ROOM = [
    *("/kontakt", "/villkor", "/villkor/fri-redaktionell-v1", "/kallhanvisning", "/om"),
    *("/tillganglighet", "/personuppgifter", "/kakor", "/bilder?q=finnsinte", NOWHERE),
]
REQUEST = {
    "name": "Åsa Öberg",
    "email": JOURNALIST,
    "organisation": "Tidningen",
    "use_text": "En artikel om läkare på landet.",
}


@pytest.fixture(params=WAYS, ids=lambda way: f"{way[0]}-{'script' if way[1] else 'plain'}")
def journey(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    browser: Browser,
    inbox: Inbox,
    screenshots: Path | None,
) -> Iterator[Journey]:
    store, script = request.param
    settings = {}
    if store == "s3":
        settings["DAM_STORAGE_URL"] = request.getfixturevalue("seaweed").url()
    looks = Looks(screenshots) if request.param == WAYS[0] else None
    with begun(tmp_path / "house", browser, inbox, looks, script=script, **settings) as begins:
        yield begins


def test_from_upload_to_granted_download(
    journey: Journey, nurse: Path, doctor: Path, stethoscope: Path, tmp_path: Path
) -> None:
    sign_in(journey)
    pages = upload(journey, nurse, doctor, stethoscope)
    assert journey.journalist.status_of(f"/b/{number_of(pages[nurse.name])}") == 404
    for file, words in ((nurse, NURSE), (doctor, DOCTOR), (stethoscope, STETHOSCOPE)):
        describe_and_publish(journey, pages[file.name], words, first=file == nurse)

    free = find_and_download(journey, tmp_path)
    ensure_same_pixels(free, nurse)
    told = read_metadata(free)
    ensure_press_metadata(told, journey.site, number_of(pages[nurse.name]))

    asked = number_of(pages[doctor.name])
    case = ask_for(journey, asked)
    desk_link = read_notice(journey, case)
    grant(journey, desk_link)
    granted = fetch_granted(journey, asked, number_of(pages[nurse.name]), tmp_path)
    ensure_same_pixels(granted, doctor)
    told = read_metadata(granted)
    assert told["XMP-photoshop:Credit"] == told["IPTC:Credit"] == "Foto: Demobyrån/Inera"
    assert told["XMP-plus:ImageSupplierImageID"] == f"IN-{asked}"

    withdraw(journey, pages[stethoscope.name])
    if journey.looks:
        stroll(journey)
    checked = journey.site.check()
    assert not checked["wrong"]
    assert not checked["left_to_do"]


def upload(journey: Journey, *files: Path) -> dict[str, str]:
    """Upload the files by the page; returns the editor's address of each."""
    page = journey.desk.page
    journey.desk.click(page.get_by_role("navigation").get_by_role("link", name="Ladda upp"))
    journey.look(journey.desk, "redaktion-ladda-upp")
    page.locator("#files").set_input_files(files)
    if not journey.script:
        journey.desk.press("Ladda upp")
    until = time.monotonic() + SECONDS
    if journey.script:
        done = page.get_by_text(f"{len(files)} av {len(files)} filer är klara")
        expect(done).to_be_visible(timeout=SECONDS * 1000)
        journey.look(journey.desk, "redaktion-ladda-upp-klart")
        journey.desk.follow("Visa resultatet")
    while page.get_by_text("Skapar storlekar").count():
        assert time.monotonic() < until
        page.wait_for_timeout(300)
        page.reload()
    expect(page.get_by_text("Klar", exact=True)).to_have_count(len(files))
    journey.look(journey.desk, "redaktion-uppladdat")
    rows = page.locator(".upload")
    return {
        row.locator(".upload-name").inner_text(): row.get_by_role("link").get_attribute("href")
        or ""
        for row in rows.all()
    }


def describe_and_publish(
    journey: Journey, address: str, words: dict[str, str], *, first: bool
) -> None:
    """Describe the image in its editor and publish it; the first time with something missing."""
    desk = journey.desk
    desk.open(address)
    if first:
        # The agency's own words stand in the form, the place where it was taken in a list.
        expect(desk.page.get_by_label("Fotograf")).to_have_value("Demobyrån")
        expect(desk.page.locator(".file-facts")).to_contain_text("GPS")
        journey.look(desk, "redaktion-bild")
        desk.expect(400)
        desk.press("Spara och publicera")
        expect(desk.page.get_by_role("alert")).to_contain_text("Skriv en alt-text")
        journey.look(desk, "redaktion-bild-saknas")
    desk.page.get_by_label("Nej, ingen").check()
    publish(desk, words | {"digital_source_type": "digitalCapture"})
    if first:
        journey.look(desk, "redaktion-bild-publicerad")


def find_and_download(journey: Journey, folder: Path) -> Path:
    """From the start page by search to the file, in two clicks."""
    journalist, page = journey.journalist, journey.journalist.page
    journalist.open("/")
    journey.look(journalist, "start")
    page.get_by_role("searchbox").fill("sjuksköterskor")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 av 3 bilder")).to_be_visible()
    journey.look(journalist, "galleri")
    journalist.click(page.get_by_role("heading", level=2).get_by_role("link").first)
    expect(page.locator("#byline")).to_have_text(BYLINE)
    journey.look(journalist, "bild")
    link = page.get_by_role("link", name="Ladda ner högupplöst")
    return save_download(journalist.download(link), folder)


def ask_for(journey: Journey, image: int) -> str:
    """Ask for the image that needs permission, by the form; returns the case's secret path."""
    journalist, page = journey.journalist, journey.journalist.page
    journalist.open("/bilder")
    journey.look(journalist, "galleri-alla")
    journalist.click(page.get_by_role("link", name=DOCTOR["title"], exact=True))
    journey.look(journalist, "bild-godkannande")
    for size in ("original", "tryck", "webb"):
        assert journalist.status_of(f"{page.url}/ladda-ner/{size}") == 404
    journalist.follow("Begär att få använda bilden")
    journey.look(journalist, "begaran")
    journalist.expect(400)
    journalist.press("Skicka begäran")
    expect(page.get_by_role("alert")).to_contain_text("Skriv ditt namn")
    journey.look(journalist, "begaran-fel")
    for name, value in REQUEST.items():
        page.locator(f"#{name}").fill(value)
    page.get_by_label("Nyheter eller annat redaktionellt").check()
    page.get_by_label("Jag har läst villkoren").check()
    page.wait_for_timeout(FILLS_IN_SECONDS * 1000)
    journalist.press("Skicka begäran")
    expect(page.get_by_text("Vi har tagit emot din begäran.")).to_be_visible()
    expect(page.get_by_text(f"IN-{image}")).to_be_visible()
    journey.look(journalist, "arende")
    return page.url


def read_notice(journey: Journey, case: str) -> str:
    """The receipt leads back to the case; the notice to the desk says whom to answer."""
    receipt = letter_to(journey.inbox, JOURNALIST, "Vi har fått din begäran")
    assert case in text_of(receipt)
    notice = letter_to(journey.inbox, PRESS, "Nytt bildärende")
    assert notice["Reply-To"] == JOURNALIST
    assert REQUEST["use_text"] not in text_of(notice)
    return link_in(notice, "/redaktion/arenden/")


def fetch_granted(journey: Journey, image: int, other: int, folder: Path) -> Path:
    """The answer's link opens what was granted, and nothing else does."""
    journalist, page = journey.journalist, journey.journalist.page
    answer = letter_to(journey.inbox, JOURNALIST, "Svar på din begäran")
    link = link_in(answer, "/hamta/")
    journalist.open(link)
    journey.look(journalist, "hamta")
    changed = link[:-1] + ("A" if link[-1] != "A" else "B")
    assert journalist.status_of(changed) == 404
    assert journalist.status_of(f"{changed}/{image}/original") == 404
    assert journalist.status_of(f"{link}/{other}/original") == 404
    assert journalist.status_of(f"/hamta/{image}/original") == 404
    file = save_download(journalist.download(page.locator("a.download").first), folder)
    receipt = letter_to(journey.inbox, JOURNALIST, "Vi har fått din begäran")
    journalist.open(link_in(receipt, "/arende/"))
    expect(page.get_by_text("Beviljad").first).to_be_visible()
    journey.look(journalist, "arende-beviljat")
    return file


def withdraw(journey: Journey, address: str) -> None:
    """Withdrawn by one more click, the image answers 410 and its files are gone."""
    desk, journalist = journey.desk, journey.journalist
    journalist.open("/bilder")
    journalist.follow(STETHOSCOPE["title"])
    expect(journalist.page.get_by_role("heading", level=1)).to_have_text(STETHOSCOPE["title"])
    shown = journalist.page.url
    assert journalist.status_of(f"/b/{number_of(address)}") == 200
    preview = journalist.page.locator("picture img").first.get_attribute("src") or ""
    assert journalist.status_of(f"{shown}/ladda-ner/original") == 200
    assert journalist.status_of(preview) == 200
    desk.open(address)
    desk.follow("Återkalla bilden")
    journey.look(desk, "redaktion-aterkalla")
    desk.page.get_by_label("Rättigheterna räcker inte").check()
    desk.press("Återkalla nu")
    expect(desk.page.get_by_text("Bilden är återkallad.").first).to_be_visible()
    journalist.open(shown, status=410)
    assert STETHOSCOPE["title"] not in journalist.page.content()
    journey.look(journalist, "bild-aterkallad")
    assert journalist.status_of(f"/b/{number_of(address)}") == 410
    for closed in (f"{shown}/ladda-ner/original", preview):
        assert journalist.status_of(closed) == 404
    journalist.open("/bilder")
    expect(journalist.page.get_by_text("2 bilder", exact=True)).to_be_visible()


def stroll(journey: Journey) -> None:
    """The pages of the room that no errand led to."""
    for path in ROOM:
        journey.journalist.open(path, 404 if path == NOWHERE else 200)
        journey.look(journey.journalist, path.strip("/").replace("/", "-").replace("?", "-"))


def number_of(address: str) -> int:
    return int(address.rpartition("/")[2])


def ensure_press_metadata(told: dict[str, str], house: House, image: int) -> None:
    """What a photo desk reads in the file, and nothing of where the camera stood."""
    assert told["XMP-photoshop:Credit"] == told["IPTC:Credit"] == BYLINE
    assert told["XMP-dc:Creator"] == told["IPTC:By-line"] == "Demobyrån"
    assert told["XMP-xmpRights:WebStatement"] == f"{house.origin}/villkor/fri-redaktionell-v1"
    assert told["XMP-xmpRights:UsageTerms"].startswith("Fri för redaktionell användning")
    assert told["XMP-plus:LicensorEmail"] == PRESS
    assert told["XMP-plus:LicensorURL"] == f"{house.origin}/begaran?b={image}"
    assert told["XMP-plus:ImageSupplierImageID"] == f"IN-{image}"
    assert told["XMP-iptcCore:AltTextAccessibility"] == NURSE["alt"]
    assert not [name for name in told if "GPS" in name or "Serial" in name]
