"""A lost link is sent again, to the address of the case; whoever asks learns nothing."""

import pytest

from dam.database.models import Letter
from dam.usage_requests.lost_links import MOST_CASES
from dam.worker import main
from tests.servers import smtp
from tests.support.browser import Browser
from tests.support.cases import REQUEST_FORM
from tests.support.databases import on_both, table_rows
from tests.support.requests import add_request
from tests.support.room import Room

EMAIL = "asa@tidning.example"
FORMS = {"/arende": "Få länken till ditt ärende", "/en/case": "Get the link to your case"}
DEAD = {"/arende/x", "/arende/1.1.fel", "/en/case/x", "/latt/arende/x", "/hamta/x"}


def ask_for_links(stranger: Browser, email: str = EMAIL, form: str = "/arende", **more: str):
    return stranger.send(form, {"email": email, **more})


def link_letters(services) -> list[Letter]:
    return [letter for letter in table_rows(services, Letter) if letter.kind == "case_links"]


@on_both
def test_the_links_are_mailed_to_the_address_of_the_cases(stranger: Browser, services, tmp_path):
    pages = [stranger.send("/begaran", REQUEST_FORM).location for _ in range(2)]
    answer = ask_for_links(stranger, EMAIL.upper())
    assert answer.location == "/arende?klart=skickat"
    assert "har vi mejlat länken dit" in stranger.get(answer.location).text
    main.do_all(services)
    letters = [smtp.read(file.read_bytes()) for file in (tmp_path / "mail").glob("*.eml")]
    [sent] = [letter for letter in letters if "Länkarna till dina" in letter["Subject"]]
    assert sent["To"] == EMAIL
    text = next(sent.iter_parts()).get_content()
    assert text.index(pages[1]) < text.index(pages[0])
    for page in pages:
        assert stranger.get(page).status_code == 200


def test_an_address_without_a_case_is_answered_alike_and_gets_nothing(stranger: Browser, services):
    stranger.send("/begaran", REQUEST_FORM)
    known, unknown = ask_for_links(stranger), ask_for_links(stranger, "annan@tidning.example")
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert [letter.recipient for letter in link_letters(services)] == [EMAIL]


def test_the_newest_cases_are_named_and_the_letter_speaks_their_language(
    stranger: Browser, room: Room, services
):
    for number in range(MOST_CASES + 2):
        add_request(room, f"N-{number:02}", language="en")
    ask_for_links(stranger, "nina@tidning.test")
    [letter] = link_letters(services)
    assert [link["id"] for link in letter.context["case_links"]] == list(range(12, 2, -1))
    assert letter.language == "en"


def test_a_robot_and_a_flood_send_nothing_more(stranger: Browser, services):
    stranger.send("/begaran", REQUEST_FORM)
    assert ask_for_links(stranger, website="x").status_code == 303
    assert not link_letters(services)
    statuses = [ask_for_links(stranger).status_code for _ in range(4)]
    assert statuses == [303, 303, 429, 429]
    assert len(link_letters(services)) == 2


@pytest.mark.parametrize(("form", "title"), FORMS.items())
def test_a_wrong_address_stays_to_be_mended(stranger: Browser, form: str, title: str, services):
    answer = ask_for_links(stranger, "inte en adress", form)
    assert answer.status_code == 400
    assert title in answer.text
    assert 'value="inte en adress"' in answer.text
    assert 'href="#email"' in answer.text
    assert not link_letters(services)


@pytest.mark.parametrize("address", sorted(DEAD))
def test_a_dead_link_says_how_to_go_on(stranger: Browser, address: str):
    answer = stranger.get(address)
    assert answer.status_code == 404
    language = address.split("/")[1]
    form = {"en": "/en/case", "latt": "/latt/arende"}.get(language, "/arende")
    assert f'href="{form}"' in answer.text
    assert 'content="noindex"' in answer.text
    assert address not in answer.text
