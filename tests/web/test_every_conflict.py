"""Whatever form of the desk somebody else saved first: what differs alone is shown, field by field,
and nothing typed is lost. The forms are found in the pages, so that none is left out.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html.parser import HTMLParser

import pytest
from flask import Flask

from config.settings import ROOT
from dam.database.models import User
from dam.services import Services
from tests.browser.desk_forms import FORMS as PAGES
from tests.browser.desk_forms import furnish
from tests.support.approval import require_approval
from tests.support.browser import Browser, signed_in
from tests.support.clock import Clock
from tests.support.room import Room
from tests.support.staff_routes import staff_routes
from tests.web.filled import Values, filled

IMAGE, DRAFT = "/redaktion/bilder/1", "/redaktion/bilder/2"
LETTER = "/redaktion/mejlmallar/granted"
TEMPLATES = ROOT / "templates" / "staff"
OVER = {"version", "over", "seen", "shown", "other_version", "began"}
HELD = re.compile(rf'name="(?:{"|".join(sorted(OVER))})["-]')
MINUTE = timedelta(minutes=1)
OWN, OTHERS = "Du har själv sparat i en annan flik", "Någon annan har ändrat"


@dataclass(frozen=True)
class Form:
    """A form: ``theirs`` is saved first, ``mine`` is sent over it; what both say clashes, and is
    called ``clash`` where it has another name than its field.
    """

    page: str
    theirs: Values
    mine: Values
    to: str = ""
    button: Values = field(default_factory=dict)
    clash: str = ""
    others: str = ""
    """What the rest that I typed is called."""

    @property
    def action(self) -> str:
        return self.to or self.page.partition("?")[0]

    @property
    def keep(self) -> str:
        return f"keep-{self.clash or next(iter(self.theirs))}"


def texts(page: str, first: str, second: str, **more: object) -> Form:
    mine = {first: ["Mitt"], second: ["Min text"]}
    return Form(page, {first: ["Deras"]}, mine, others=second, **more)


SYNONYMS = {"same": ["deras, dera"]}, {"same": ["mitt, min"], "also": ["mina: andra"]}
FORMS = {
    "staff.editor.submit_description": texts(IMAGE, "caption", "place"),
    "staff.batch.submit_batch_grid": texts(
        "/redaktion/gruppredigera?ids=1,2", "caption-1", "place-1", button={"do": ["save"]}
    ),
    "staff.cropping.submit_cropping": Form(
        f"{IMAGE}/beskarning",
        {"focal_x": ["30"]},
        {"focal_x": ["60"], "drawn": ["", "1x1"]},
        clash="focal",
        others="1x1",
    ),
    "staff.leases.change_leases": Form(
        f"{IMAGE}/tider",
        {"residual_level": ["1"]},
        {"residual_level": ["2"]},
        button={"action": ["residual_level"]},
    ),
    "staff.showing.save_people_in_image": Form(
        f"{DRAFT}/personer",
        {"identifiable": ["4"]},
        {"identifiable": ["7"], "place-1": ["1"]},
        others="depicted",
    ),
    "staff.collections.save_collection": texts("/redaktion/samlingar/1", "name", "intro"),
    "staff.persons.save_person": texts("/redaktion/samtycken/1", "name", "note"),
    "staff.contacts.save_national_contacts": Form(
        "/redaktion/kontakter/nationellt",
        {"press.phone": ["08-123 45 67"]},
        {"press.phone": ["08-765 43 21"], "tt.1177": ["https://mitt.example/"]},
        others="tt.1177",
    ),
    "staff.contacts.save_region_contact": Form(
        "/redaktion/kontakter/skane",
        {"phone": ["040-11 11 11"]},
        {"phone": ["040-22 22 22"], "official_name": ["Mitt Skåne"]},
        others="official_name",
    ),
    "staff.pages.submit_page_text": texts(
        "/redaktion/sidor/om.telefon", "title", "body", button={"action": ["save"]}
    ),
    "staff.letter_texts.submit_letter_text": Form(
        LETTER,
        {"subject": ["Deras"]},
        {"subject": ["Mitt"], "body": ["{{ download }} Min text"]},
        f"{LETTER}/sv",
        {"action": ["save"]},
        others="body",
    ),
    "staff.terms.submit_terms_draft": texts(
        "/redaktion/villkor/fri-redaktionell", "line-sv", "body-sv"
    ),
    "staff.standard_answers.save_reply_template": texts(
        "/redaktion/arenden/standardsvar/1", "name", "text", button={"action": ["save"]}
    ),
    "staff.routing.save_routing": Form(
        "/redaktion/fordelning",
        {"also_to-image_use": ["deras@ord.example"]},
        {"also_to-image_use": ["mitt@ord.example"], "also_to-national": ["jag@ord.example"]},
        others="also_to-national",
    ),
    "staff.synonyms.save_synonyms": Form("/redaktion/sokord", *SYNONYMS, others="also"),
    "staff.house_choices.save_site_settings": Form(
        "/redaktion/installningar",
        {"review_required": ["1"]},
        {"minor_edits_pass": ["1"]},
        others="minor_edits_pass",
    ),
}
ACTS = {
    "staff.history.restore_earlier_state": "a state is put back whole",
    "staff.versions.upload_version": "a file is sent, which stays; its note too (test_versions.py)",
    "staff.versions.restore_version": "a file is put back",
    "staff.duplicates.resolve_duplicate": "two images become one; the note stays",
    "staff.waiting.decide_waiting_change": "a change is approved as it was seen; the note stays",
    "staff.terms.submit_terms_move": "images are moved as was shown",
    "staff.cases.act_on_case": "a case is answered once; what was typed stays (test_two_decide.py)",
    "staff.collections.rearrange_collection": "a place is a number; those that were typed stay",
    "staff.collections.delete_collection": "a collection is taken away",
    "staff.pages.restore_page_version": "a text is put back whole",
}
"""Forms that are an act and no fields of something that is stored."""


@pytest.fixture
def colleague(app: Flask, services: Services, now: datetime) -> Browser:
    with services.database.writing() as session:
        session.expire_on_commit = False
        user = User(email="two@inera.test", role="admin", password_hash="x", created_at=now)
        session.add(user)
        session.commit()
    return signed_in(app, services, user)


class Opened(HTMLParser):
    """The posted forms of a page that say what they were opened over: their actions."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.inside, self.found = page, "", set[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form":
            self.inside = (said.get("action") or self.page) if said.get("method") == "post" else ""
        name = said.get("name") or ""
        if self.inside and said.get("type") == "hidden" and name.partition("-")[0] in OVER:
            self.found.add(self.inside.partition("?")[0])


def test_every_form_that_can_conflict_is_walked(admin: Browser, app: Flask, room: Room) -> None:
    furnish(room)
    addresses = app.url_map.bind("localhost")
    pages = {page for _, page in staff_routes(app, "GET")} | {form.page for form in PAGES.values()}
    found = set()
    for page in pages:
        answer = admin.get(page)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            opened = Opened(page.partition("?")[0])
            opened.feed(answer.text)
            found |= {addresses.match(action, "POST")[0] for action in opened.found}
    assert FORMS.keys() <= found <= FORMS.keys() | ACTS.keys()


def test_a_template_that_holds_a_version_shows_what_differs() -> None:
    """Also what the furnished room does not show."""
    holding = {
        path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8")
        for path in TEMPLATES.rglob("*.html")
        if HELD.search(path.read_text(encoding="utf-8"))
    }
    assert {name for name, text in holding.items() if "_conflict.html" not in text} == {
        *("_conflict.html", "editor.html", "cropping.html", "batch.html"),
        *("history.html", "versions.html", "duplicates.html", "waiting.html", "terms/move.html"),
        *("requests/case.html", "collections/remove.html"),
    }


def opened(browser: Browser, form: Form, typed: Values) -> Values:
    return filled(browser.get(form.page).text, form.action) | typed | form.button


@pytest.mark.parametrize("name", FORMS)
def test_what_differs_alone_is_asked_about(
    admin: Browser, colleague: Browser, room: Room, name: str
) -> None:
    furnish(room)
    form = FORMS[name]
    mine, others = opened(admin, form, form.mine), opened(colleague, form, form.theirs)
    assert colleague.client.post(form.action, data=others).status_code == 303
    told = admin.client.post(form.action, data=mine)
    assert told.status_code == 409
    assert (OTHERS in told.text) or "Ändrad av two@inera.test" in told.text
    assert OWN not in told.text
    again = filled(told.text, form.action)
    if "differs" in again:
        asked = [form.clash or next(iter(form.theirs)), *filter(None, [form.others])]
        assert sorted(again["differs"]) == sorted(asked)
    assert all(set(value) <= set(again[name]) for name, value in form.mine.items())
    for value in [*form.theirs.values(), *form.mine.values()]:
        assert value[-1] in told.text
    if form.others:
        assert again[f"keep-{form.others}"] == ["mine"]
    assert (form.keep in again) is (name == "staff.house_choices.save_site_settings")
    again |= {form.keep: ["theirs"], "keep-1x1": ["mine"]} | form.button
    assert admin.client.post(form.action, data=again).status_code == 303
    stored = filled(admin.get(form.page).text, form.action)
    wanted = form.mine | form.theirs
    assert all(set(value) - {""} <= set(stored[name]) for name, value in wanted.items())


@pytest.mark.parametrize("name", FORMS)
def test_my_own_other_tab_is_told_as_mine(admin: Browser, room: Room, name: str) -> None:
    furnish(room)
    form = FORMS[name]
    mine, others = opened(admin, form, form.mine), opened(admin, form, form.theirs)
    assert admin.client.post(form.action, data=others).status_code == 303
    told = admin.client.post(form.action, data=mine)
    assert told.status_code == 409
    assert OWN in told.text
    assert OTHERS not in told.text


WAITING = ["editor.submit_description", "batch.submit_batch_grid", "cropping.submit_cropping"]
WAITING += ["leases.change_leases"]


@pytest.mark.parametrize("name", WAITING)
def test_my_own_other_tab_is_told_where_changes_wait(
    admin: Browser, room: Room, persons: dict[str, User], name: str
) -> None:
    furnish(room)
    form = FORMS[f"staff.{name}"]
    require_approval(room, persons["editor"].id)
    mine, others = opened(admin, form, form.mine), opened(admin, form, form.theirs)
    first = admin.client.post(form.action, data=others)
    assert first.status_code == 303
    assert "väntar" in admin.get(first.location).text.lower()
    told = admin.client.post(form.action, data=mine)
    assert told.status_code == 409
    assert OWN in told.text
    again = filled(told.text, form.action) | {form.keep: ["theirs"], "keep-1x1": ["mine"]}
    assert admin.client.post(form.action, data=again | form.button).status_code == 303
    stored = filled(admin.get(form.page).text, form.action)
    assert all(set(value) - {""} <= set(stored[name]) for name, value in form.theirs.items())


READ_FIRST = {
    "cropping.submit_cropping": {"action": ["show"]},
    "letter_texts.submit_letter_text": {},
    "terms.submit_terms_draft": {},
}
"""Forms that are read before it is asked whether somebody has saved, and shown again: wrong, or by
this button.
"""


@pytest.mark.parametrize("name", READ_FIRST)
def test_a_form_that_is_shown_again_remembers_when_it_was_opened(
    admin: Browser, colleague: Browser, room: Room, clock: Clock, name: str
) -> None:
    """A colleague saved first, and so did I in another tab: not I alone."""
    furnish(room)
    form = FORMS[f"staff.{name}"]
    mine = opened(admin, form, form.mine)
    for browser in (colleague, admin):
        clock.forward(MINUTE)
        other = opened(browser, form, form.theirs | ({} if browser is admin else form.mine))
        assert browser.client.post(form.action, data=other).status_code == 303
    clock.forward(MINUTE)
    wrong = READ_FIRST[name] or {field: ["x" * 70_000] for field in form.mine}
    shown = admin.client.post(form.action, data=mine | wrong)
    assert shown.status_code == (200 if READ_FIRST[name] else 400)
    again = filled(shown.text, form.action) | form.mine | form.button
    told = admin.client.post(form.action, data=again)
    assert told.status_code == 409
    assert OWN not in told.text
