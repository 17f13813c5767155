"""The desk's forms that take more than a line, each with where it stands and what is typed in it.

`tests/web/test_desk_forms.py` finds them in the pages themselves, so that none is left out.
"""

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.support.requests import add_request
from tests.support.room import Room

UNFOLD = "for (const one of document.querySelectorAll('main details')) one.open = true"
BUTTON = """([field, words]) => [...document.getElementsByName(field)[0].form.elements].findLast(
  (one) => one.type === "submit" && one.textContent.trim() === words)"""
HOLDS = """(words) => document.querySelector("main").textContent.includes(words)
  || [...document.querySelectorAll("input, textarea")].some((one) => one.value.includes(words))"""


@dataclass(frozen=True)
class DeskForm:
    """A form by the button that sends it; ``words`` are typed in the control called ``field``."""

    page: str
    field: str
    button: str
    words: str = "Sextio ord om ambulansen på Hisingen"
    choice: str | None = None
    """What is chosen first, where the control shows only then."""

    def fill(self, page: Page, origin: str) -> None:
        """Open the form and type in it."""
        page.goto(origin + self.page, wait_until="domcontentloaded")
        page.evaluate(UNFOLD)
        if self.choice:
            page.locator(self.choice).check()
        page.locator(f'[name="{self.field}"]').first.fill(self.words)

    def press(self, page: Page, *, times: int = 1) -> None:
        """Press the form's button; nothing is waited for."""
        found = page.evaluate_handle(BUTTON, [self.field, self.button]).as_element()
        assert found is not None, (self.page, self.button)
        found.click(click_count=times, no_wait_after=True)

    def holds(self, page: Page) -> bool:
        """Whether the words stand on the page, in a field or as what is saved."""
        return bool(page.evaluate(HOLDS, self.words))


IMAGE, DRAFT = "/redaktion/bilder/1", "/redaktion/bilder/2"
PERSON = "/redaktion/samtycken/1"
FORMS = {
    "staff.editor.submit_description": DeskForm(IMAGE, "caption", "Spara"),
    "staff.batch.submit_batch_grid": DeskForm(
        "/redaktion/gruppredigera?ids=1,2", "caption-2", "Spara alla"
    ),
    "staff.cropping.submit_cropping": DeskForm(f"{IMAGE}/beskarning", "focal_x", "Spara", "12,5"),
    "staff.notes.save_image_note": DeskForm(f"{IMAGE}/anteckningar", "note", "Spara anteckningen"),
    "staff.leases.change_leases": DeskForm(f"{IMAGE}/tider", "starts", "Lägg till", "2031-03-14"),
    "staff.showing.save_people_in_image": DeskForm(
        f"{IMAGE}/personer", "identifiable", "Spara", "773"
    ),
    "staff.image_statistics.save_clipping": DeskForm(f"{IMAGE}/statistik", "outlet", "Notera"),
    "staff.upload.receive_upload": DeskForm("/redaktion/ladda-upp", "creators", "Ladda upp"),
    "staff.collections.save_collection": DeskForm("/redaktion/samlingar/1", "intro", "Spara"),
    "staff.persons.create_person": DeskForm("/redaktion/samtycken", "note", "Lägg till"),
    "staff.persons.save_new_basis": DeskForm(PERSON, "basis_note", "Lägg till"),
    "staff.persons.save_person": DeskForm(PERSON, "note", "Spara"),
    "staff.contacts.save_national_contacts": DeskForm(
        "/redaktion/kontakter/nationellt",
        "press.phone",
        "Spara som kontrollerade i dag",
        "08-77 77",
    ),
    "staff.contacts.save_region_contact": DeskForm(
        "/redaktion/kontakter/skane", "official_name", "Spara som kontrollerad i dag"
    ),
    "staff.pages.submit_page_text": DeskForm(
        "/redaktion/sidor/om.telefon", "body", "Spara och visa på sidan"
    ),
    "staff.letter_texts.submit_letter_text": DeskForm(
        "/redaktion/mejlmallar/granted", "body", "Spara"
    ),
    "staff.terms.create_terms": DeskForm(
        "/redaktion/villkor", "name", "Lägg till", "Fri för vallokaler"
    ),
    "staff.terms.submit_terms_draft": DeskForm(
        "/redaktion/villkor/fri-redaktionell", "body-sv", "Spara utkastet"
    ),
    "staff.cases.act_on_case": DeskForm(
        "/redaktion/arenden/B-1",
        "message",
        "Förhandsgranska brevet",
        choice="[name=choice][value=ask]",
    ),
    "staff.new_case.save_new_case": DeskForm(
        "/redaktion/arenden/nytt", "use_text", "Lägg upp ärendet"
    ),
    "staff.standard_answers.create_reply_template": DeskForm(
        "/redaktion/arenden/standardsvar/nytt", "text", "Spara"
    ),
    "staff.standard_answers.save_reply_template": DeskForm(
        "/redaktion/arenden/standardsvar/1", "text", "Spara"
    ),
    "staff.routing.save_routing": DeskForm(
        "/redaktion/fordelning", "also_to-image_use", "Spara", "sextio@ord.example"
    ),
    "staff.synonyms.save_synonyms": DeskForm(
        "/redaktion/sokord", "same", "Spara", "ambulansen, bilen"
    ),
}


def furnish(room: Room) -> None:
    """A published image with a person in it, a draft, and a case."""
    image = room.add()
    room.link(image)
    room.add(published=False)
    add_request(room, "B-1")
