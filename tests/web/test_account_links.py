"""Links in letters to the staff: each opens one thing, once, for a time, and tells nobody."""

import email
import re
from collections.abc import Callable
from datetime import timedelta
from email import policy
from pathlib import Path

import pytest

from dam.database.models import AuditEvent, Invitation, Letter, User
from dam.services import Services
from dam.worker import main
from tests.support.browser import Browser

USERS = "/redaktion/anvandare"
FORGOTTEN = "/redaktion/glomt-losenord"
PASSWORD_PAGE = "/redaktion/nytt-losenord"
INVITATION_PAGE = "/redaktion/inbjudan"
NEW = "åtta blå elefanter"
CHOSEN = {"new_password": NEW, "new_password_again": NEW}

Newest = Callable[[], str]


@pytest.fixture
def newest(services: Services, tmp_path: Path) -> Newest:
    """Send what waits, and return the address in the newest letter."""

    def address() -> str:
        main.do_all(services)
        sent = max((tmp_path / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        letter = email.message_from_bytes(sent.read_bytes(), policy=policy.default)
        text = letter.get_body(("plain",)).get_content()
        base = services.settings.base_url
        return re.search(rf"{re.escape(base)}(/redaktion/\S+/\S+)", text)[1]

    return address


def ask(browser: Browser, address: str = "editor@inera.test"):
    return browser.send(FORGOTTEN, {"email": address})


def follow(browser: Browser, link: str, to: str) -> None:
    answer = browser.get(link)
    assert (answer.status_code, answer.location) == (303, to)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"


def is_dead(browser: Browser, link: str, to: str) -> bool:
    follow(browser, link, to)
    answer = browser.get(to)
    assert (answer.status_code == 410) == ("Länken gäller inte längre." in answer.text)
    return answer.status_code == 410


def test_whoever_is_invited_makes_an_account_and_signs_in(
    admin: Browser, stranger: Browser, newest: Newest
):
    admin.send(USERS, {"email": "ny@inera.test", "role": "uploader"})
    link = newest()
    follow(stranger, link, INVITATION_PAGE)
    page = stranger.get(INVITATION_PAGE).text
    assert "ny@inera.test" in page
    assert link.rpartition("/")[2] not in page
    answer = stranger.send(INVITATION_PAGE, {"name": "Ny Person", **CHOSEN})
    assert answer.location == "/redaktion/logga-in?klart=konto"
    assert "Kontot är klart. Logga in." in stranger.get(answer.location).text
    assert stranger.sign_in("ny@inera.test", NEW).location == "/redaktion/"
    assert "Ny Person" in stranger.get("/redaktion/").text
    assert "Ny Person" in admin.get(USERS).text
    assert 'id="inbjudna"' not in admin.get(USERS).text
    assert is_dead(stranger, link, INVITATION_PAGE)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"new_password": "elva tecken", "new_password_again": "elva tecken"}, "new_password"),
        ({"new_password_again": "nio gula giraffer"}, "new_password_again"),
    ],
)
def test_what_is_wrong_is_said_and_the_name_kept(
    admin: Browser, stranger: Browser, newest: Newest, given: dict[str, str], field: str
):
    admin.send(USERS, {"email": "ny@inera.test", "role": "uploader"})
    follow(stranger, newest(), INVITATION_PAGE)
    whole = {"name": "Ny Person", **CHOSEN} | given
    answer = stranger.send(INVITATION_PAGE, whole)
    assert answer.status_code == 400
    assert f'<a href="#{field}">' in answer.text
    assert f'value="{whole["name"]}"' in answer.text
    assert NEW not in answer.text


def test_invitations_die_when_sent_again_taken_back_or_old(
    admin: Browser, stranger: Browser, newest: Newest, clock
):
    admin.send(USERS, {"email": "ny@inera.test", "role": "uploader"})
    first = newest()
    [one] = re.findall(r"/inbjudna/(\d+)/igen", admin.get(USERS).text)
    clock.forward(timedelta(seconds=1))
    admin.send(USERS, {}, to=f"{USERS}/inbjudna/{one}/igen")
    second = newest()
    assert is_dead(stranger, first, INVITATION_PAGE)
    assert not is_dead(stranger, second, INVITATION_PAGE)
    token = stranger.token(INVITATION_PAGE)
    admin.send(USERS, {}, to=f"{USERS}/inbjudna/{one}/dra-tillbaka")
    late = {"csrf_token": token, "name": "Ny", **CHOSEN}
    assert stranger.client.post(INVITATION_PAGE, data=late).status_code == 410
    admin.send(USERS, {"email": "ny@inera.test", "role": "uploader"})
    third = newest()
    clock.forward(timedelta(days=7))
    assert is_dead(stranger, third, INVITATION_PAGE)


def test_a_forgotten_password_is_chosen_anew_and_all_are_signed_out(
    editor: Browser, stranger: Browser, newest: Newest
):
    assert f'href="{FORGOTTEN}"' in stranger.get("/redaktion/logga-in").text
    ask(stranger)
    link = newest()
    follow(stranger, link, PASSWORD_PAGE)
    assert editor.get("/redaktion/").status_code == 200
    answer = stranger.send(PASSWORD_PAGE, CHOSEN)
    assert answer.location == "/redaktion/logga-in?klart=losenord"
    assert "Lösenordet är bytt." in stranger.get(answer.location).text
    assert editor.get("/redaktion/").status_code == 303
    assert stranger.sign_in("editor@inera.test").status_code == 400
    assert stranger.sign_in("editor@inera.test", NEW).status_code == 303
    assert is_dead(stranger, link, PASSWORD_PAGE)


def test_a_link_to_a_new_password_lasts_an_hour(
    stranger: Browser, persons: dict[str, User], newest: Newest, clock
):
    assert persons
    ask(stranger)
    link = newest()
    clock.forward(timedelta(minutes=59))
    assert not is_dead(stranger, link, PASSWORD_PAGE)
    clock.forward(timedelta(minutes=1))
    assert is_dead(stranger, link, PASSWORD_PAGE)
    late = {"csrf_token": stranger.token(FORGOTTEN), **CHOSEN}
    assert stranger.client.post(PASSWORD_PAGE, data=late).status_code == 410


def test_nobody_learns_who_has_an_account(
    stranger: Browser, persons: dict[str, User], services: Services
):
    assert persons
    answers = []
    for address in ("editor@inera.test", "nobody@inera.test", "ingen adress"):
        answer = ask(stranger, address)
        answers.append((answer.status_code, answer.text.replace(address, "")))
    assert len(set(answers)) == 1
    assert answers[0][0] == 200
    with services.database.reading() as session:
        assert [letter.recipient for letter in session.query(Letter)] == ["editor@inera.test"]


@pytest.mark.parametrize(
    "headers", [{"Host": "localhost"}, {"X-Forwarded-Host": "evil.test"}, {"Forwarded": "host=x"}]
)
def test_the_link_is_ours_whatever_the_request_says(
    stranger: Browser, persons: dict[str, User], newest: Newest, headers: dict[str, str]
):
    assert persons
    data = {"email": "editor@inera.test", "csrf_token": stranger.token(FORGOTTEN)}
    assert stranger.client.post(FORGOTTEN, data=data, headers=headers).status_code == 200
    assert newest().startswith(f"{PASSWORD_PAGE}/")


def test_no_other_host_is_answered(stranger: Browser, persons: dict[str, User], services: Services):
    assert persons
    data = {"email": "editor@inera.test", "csrf_token": stranger.token(FORGOTTEN)}
    answer = stranger.client.post(FORGOTTEN, data=data, headers={"Host": "evil.test"})
    assert answer.status_code == 400
    with services.database.reading() as session:
        assert session.query(Letter).count() == 0


def test_a_stranger_can_neither_flood_nor_shut_out(
    stranger: Browser, persons: dict[str, User], services: Services
):
    """More than three letters an hour to one address are not sent; the answer stays the same."""
    assert persons
    answers = [ask(stranger) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert len({answer.text for answer in answers[:10]}) == 1
    with services.database.reading() as session:
        assert session.query(Letter).count() == 3
        assert session.query(AuditEvent).filter_by(action="ask_password").count() == 3
    # Whoever's address it is asks from elsewhere, and gets a letter.
    stranger.client.environ_base["REMOTE_ADDR"] = "198.51.100.1"
    assert ask(stranger).text == answers[0].text
    with services.database.reading() as session:
        assert session.query(Letter).count() == 4


@pytest.mark.parametrize("page", [PASSWORD_PAGE, INVITATION_PAGE])
def test_a_forged_link_is_as_dead_as_an_old_one(
    stranger: Browser, persons: dict[str, User], services: Services, page: str
):
    one = persons["editor"].id
    sign = services.signer.token
    for token in (
        "1.1.x",
        sign("case", one, 1),
        sign("password", one, 1),
        sign("invitation", 9, 1),
    ):
        assert is_dead(stranger, f"{page}/{token}", page)
    assert stranger.get(page).status_code == 410


def test_a_link_of_one_kind_opens_no_other(
    stranger: Browser, persons: dict[str, User], newest: Newest
):
    assert persons
    ask(stranger)
    token = newest().rpartition("/")[2]
    assert is_dead(stranger, f"{INVITATION_PAGE}/{token}", INVITATION_PAGE)
    assert not is_dead(stranger, f"{PASSWORD_PAGE}/{token}", PASSWORD_PAGE)
    assert stranger.get(INVITATION_PAGE).status_code == 410


def test_following_a_link_changes_nothing(
    admin: Browser, stranger: Browser, newest: Newest, services: Services
):
    """Mail programs and filters look at links before people do."""
    admin.send(USERS, {"email": "ny@inera.test", "role": "uploader"})
    link = newest()
    ask(stranger)
    other = newest()

    def known() -> tuple[int, ...]:
        with services.database.reading() as session:
            return tuple(session.query(table).count() for table in (AuditEvent, User, Invitation))

    before = known()
    for _ in range(3):
        for address in (link, other):
            stranger.client.head(address)
            stranger.get(address, follow_redirects=True)
    assert known() == before
    assert not is_dead(stranger, link, INVITATION_PAGE)


def test_a_link_works_while_somebody_is_signed_in_and_signs_them_out(
    editor: Browser, persons: dict[str, User], newest: Newest
):
    assert persons
    ask(editor, "uploader@inera.test")
    follow(editor, newest(), PASSWORD_PAGE)
    assert "För uploader@inera.test." in editor.get(PASSWORD_PAGE).text
    assert editor.send(PASSWORD_PAGE, CHOSEN).status_code == 303
    assert editor.get("/redaktion/").status_code == 303
