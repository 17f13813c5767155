"""What an editor does in the browser: sign in, describe and publish an image, answer a request."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.journeys.house import EDITOR, PASSWORD
from tests.journeys.journey import Journey
from tests.support.chromium import Reader

CHOICES = {"terms", "brand", "digital_source_type"}


def sign_in(journey: Journey) -> None:
    desk = journey.desk
    desk.open("/redaktion/")
    journey.look(desk, "redaktion-logga-in")
    desk.page.get_by_label("E-post").fill(EDITOR)
    desk.page.get_by_label("Lösenord").fill(PASSWORD)
    desk.press("Logga in")
    expect(desk.page).to_have_url(f"{journey.site.origin}/redaktion/")
    journey.look(desk, "redaktion-oversikt-tom")


def publish(desk: Reader, words: dict[str, str]) -> None:
    """Fill fields of the image's open editor, by name, and publish."""
    for name, value in words.items():
        control = desk.page.locator(f"#{name}")
        if name in CHOICES:
            control.select_option(value)
        else:
            control.fill(value)
    desk.press("Spara och publicera")
    expect(desk.page.get_by_text("Bilden är publicerad.")).to_be_visible()


def grant(journey: Journey, desk_link: str, yes: str = "Bevilja") -> None:
    """Say yes to everything that the request behind the link asks for."""
    desk, page = journey.desk, journey.desk.page
    desk.open("/redaktion/arenden")
    journey.look(desk, "redaktion-arenden")
    desk.open(desk_link)
    journey.look(desk, "redaktion-arende")
    desk.press("Jag tar ärendet")
    expect(page.get_by_text("Du har tagit ärendet.")).to_be_visible()
    page.get_by_label(yes, exact=True).check()
    page.locator("#scope").fill("En artikel i Tidningen, på papper och på webben.")
    until = datetime.now(UTC).date() + timedelta(days=60)
    page.locator("#until").fill(until.isoformat())
    desk.press("Förhandsgranska brevet")
    expect(page.get_by_role("heading", name="Så blir brevet")).to_be_visible()
    journey.look(desk, "redaktion-brev")
    desk.press("Skicka brevet")
    expect(page.get_by_text("Svaret är på väg.")).to_be_visible()
    journey.look(desk, "redaktion-arende-svarat")
