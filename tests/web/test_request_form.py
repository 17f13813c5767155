"""Asking to use an image: the form, what need not be asked, and what nobody may learn from it."""

import re
import threading
from datetime import timedelta

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from dam.database.models import Letter, UsageRequest
from dam.worker import main
from tests.servers import smtp
from tests.support.browser import Browser
from tests.support.cases import REQUEST_FORM
from tests.support.databases import on_both, table_rows
from tests.support.terms import APPROVAL


def test_a_request_leads_to_its_own_page(stranger: Browser, room, services):
    image = room.add(terms=APPROVAL)
    form = f"/begaran?b={image}"
    assert f'value="{image}" checked' in stranger.get(form).text
    answer = stranger.send(
        form, REQUEST_FORM | {"b": image, "needed_date": "2026-11-23"}, to="/begaran"
    )
    assert answer.status_code == 303
    page = stranger.get(answer.location).text
    assert "Vi har tagit emot din begäran. Ditt ärende är 2026-0001." in page
    assert "svar senast 23 november 2026" in page
    [request] = table_rows(services, UsageRequest)
    assert (request.state, request.name) == ("received", "Åsa Berg")
    assert {letter.kind for letter in table_rows(services, Letter)} == {"receipt", "notice"}


def test_the_letters_reach_the_folder(stranger: Browser, room, services, tmp_path):
    answer = stranger.send("/begaran", REQUEST_FORM | {"b": room.add(terms=APPROVAL)})
    main.do_all(services)
    letters = [smtp.read(file.read_bytes()) for file in (tmp_path / "mail").glob("*.eml")]
    by_recipient = {letter["To"]: next(letter.iter_parts()).get_content() for letter in letters}
    assert set(by_recipient) == {"asa@tidning.example", "press@inera.se"}
    assert answer.location in by_recipient["asa@tidning.example"]
    assert "rådgivning" not in str(by_recipient)
    assert all(letter.state == "sent" for letter in table_rows(services, Letter))


def test_with_the_mail_server_down_nothing_is_lost(stranger: Browser, services, tmp_path):
    (tmp_path / "mail").write_text("no folder can be made here")
    answer = stranger.send("/begaran", REQUEST_FORM)
    assert stranger.get(answer.location).status_code == 200
    main.do_all(services)
    assert {letter.state for letter in table_rows(services, Letter)} == {"waiting"}


def test_the_same_form_is_the_same_case(stranger: Browser, services):
    data = {"csrf_token": stranger.token("/begaran"), **REQUEST_FORM}
    answers = [stranger.client.post("/begaran", data=data) for _ in range(3)]
    assert len({answer.location for answer in answers}) == 1
    assert len(table_rows(services, UsageRequest)) == 1


def test_other_words_of_the_same_page_are_another_case(stranger: Browser, services):
    """Who goes back and writes something else was led to the first case, and lost the words."""
    data = {"csrf_token": stranger.token("/begaran"), **REQUEST_FORM}
    first = stranger.client.post("/begaran", data=data)
    other = stranger.client.post("/begaran", data=data | {"use_text": "En bok i stället"})
    again = stranger.client.post("/begaran", data=data | {"use_text": "En bok i stället"})
    assert first.location != other.location == again.location
    assert [request.use_text for request in table_rows(services, UsageRequest)] == [
        REQUEST_FORM["use_text"],
        "En bok i stället",
    ]


@on_both
def test_a_form_sent_many_times_at_once(app, services):
    """A nervous finger, and a proxy that repeats: one case, one receipt."""
    browser = Browser(app.test_client())
    data = {"csrf_token": browser.token("/begaran"), **REQUEST_FORM}
    together = threading.Barrier(8)
    locations = []

    def send() -> None:
        together.wait()
        locations.append(app.test_client().post("/begaran", data=data).location)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(locations) == 8
    assert len(set(locations)) == 1
    assert len(table_rows(services, Letter)) == 2


def test_each_visitor_gets_a_form_of_their_own(stranger: Browser):
    answers = [stranger.get("/begaran") for _ in range(2)]
    assert answers[0].text != answers[1].text
    assert all(answer.headers["Cache-Control"] == "no-store" for answer in answers)
    assert not any("Set-Cookie" in answer.headers for answer in answers)


def test_wrong_fields_are_named_and_everything_typed_is_kept(stranger: Browser, room, services):
    image = room.add(terms=APPROVAL)
    typed = REQUEST_FORM | {
        "b": image,
        "email": "asa",
        "needed_date": "2020-01-01",
        "name": "<b>Åsa",
    }
    answer = stranger.send("/begaran", typed)
    assert answer.status_code == 400
    assert "<title>Fel: " in answer.text
    for name, sentence in {
        "email": "Skriv en e-postadress, till exempel namn@redaktion.se",
        "needed_date": "Skriv ett datum som inte har passerat, till exempel 2026-03-14",
    }.items():
        assert f'<a href="#{name}">{sentence}</a>' in answer.text
        assert f'id="{name}-error">{sentence}' in answer.text
    for kept in ('value="&lt;b&gt;Åsa"', 'value="asa"', "En artikel om rådgivning", "2020-01-01"):
        assert kept in answer.text
    assert f'value="{image}" checked' in answer.text
    assert table_rows(services, UsageRequest) == []


@pytest.mark.parametrize("token", ["", "forged", "old"])
def test_a_form_too_old_is_shown_again_with_what_was_typed(stranger: Browser, services, token):
    if token == "old":
        # Form tokens carry the machine's time: one signed long ago stands for a slow visitor.
        token = _token_of(services, hours=9)
    answer = stranger.client.post("/begaran", data=REQUEST_FORM | {"csrf_token": token})
    assert answer.status_code == 400
    assert (
        "Formuläret hade varit öppet länge. Det du skrev finns kvar. Skicka en gång till."
        in answer.text
    )
    fresh = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)[1]
    again = stranger.client.post("/begaran", data=REQUEST_FORM | {"csrf_token": fresh})
    assert again.status_code == 303
    assert len(table_rows(services, UsageRequest)) == 1


def _token_of(services, *, hours: int) -> str:
    class Then(TimestampSigner):
        def get_timestamp(self) -> int:
            return super().get_timestamp() - hours * 3600

    key = services.settings.secret_key
    return URLSafeTimedSerializer([key], salt="form", signer=Then).dumps(
        ["request", "", "once", 0.0]
    )


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_no_other_site_may_send_it(stranger: Browser, services, headers):
    data = {"csrf_token": stranger.token("/begaran"), **REQUEST_FORM}
    assert stranger.client.post("/begaran", data=data, headers=headers).status_code == 403
    assert table_rows(services, UsageRequest) == []


def test_what_is_free_need_not_be_asked(stranger: Browser, room, services):
    free = room.add()
    need_not = "Du behöver inte fråga om de här bilderna. Du kan ladda ner dem direkt."
    assert need_not in stranger.get(f"/begaran?b={free}").text
    asked = REQUEST_FORM | {"b": free}
    told = stranger.send("/begaran", asked)
    assert told.status_code == 200
    assert need_not in told.text
    assert "/ladda-ner/original" in told.text
    assert table_rows(services, UsageRequest) == []
    assert stranger.send("/begaran", asked | {"anyway": "1"}).status_code == 303
    assert stranger.send("/begaran", asked | {"use": "marketing"}).status_code == 303
    both = asked | {"b": [free, room.add(terms=APPROVAL)]}
    assert stranger.send("/begaran", both).status_code == 303


@pytest.mark.parametrize("about", ["region", "care"])
def test_what_others_answer_is_neither_stored_nor_sent(stranger: Browser, services, about):
    answer = stranger.send("/begaran", REQUEST_FORM | {"about": about})
    assert answer.status_code == 200
    assert (
        f'value="{about}" id="about" checked' in answer.text
        or f'value="{about}" checked' in answer.text
    )
    assert table_rows(services, UsageRequest) == table_rows(services, Letter) == []


def test_the_form_is_no_oracle(stranger: Browser, room):
    """A draft, an embargoed image and a number that was never used are answered alike."""
    draft = room.add(published=False, title="Hemligheten")
    never = draft + 1000
    answers = []
    for one in (draft, never):
        shown = stranger.get(f"/begaran?b={one}").text
        sent = stranger.send("/begaran", REQUEST_FORM | {"b": one})
        assert sent.status_code == 400
        assert f"Bilden IN-{one} finns inte och är borttagen ur begäran" in sent.text
        answers.append([_blank(page) for page in (shown, sent.text)])
    assert answers[0] == answers[1]
    assert "Hemligheten" not in str(answers)


def _blank(page: str) -> str:
    """Without what differs anyway: the form's token, and the number that was asked for."""
    without = re.sub(r'(name="csrf_token" value=")[^"]+', r"\1", page)
    return re.sub(r'IN-\d+|name="b" value="\d+"', "IN", without)


def test_a_withdrawn_image_is_named_by_id_alone(stranger: Browser, room):
    image = room.add(title="Hemligheten")
    room.withdraw(image)
    sent = stranger.send("/begaran", REQUEST_FORM | {"b": image})
    assert f"Bilden IN-{image} kan inte användas längre och är borttagen" in sent.text
    assert "Hemligheten" not in sent.text


def test_what_cannot_be_an_image_is_ignored(stranger: Browser):
    assert stranger.get("/begaran?b=katt,-1,0,IN-,9999999999999999999999").status_code == 200


def test_a_filled_trap_is_put_aside_quietly(stranger: Browser, services):
    spam = stranger.send("/begaran", REQUEST_FORM | {"website": "https://spam.example"})
    assert spam.status_code == 303
    assert "Mottagen" in stranger.get(spam.location).text
    [request] = table_rows(services, UsageRequest)
    assert request.state == "spam"
    assert table_rows(services, Letter) == []


def test_one_sender_cannot_flood_the_desk_and_another_still_gets_through(
    stranger: Browser, services, clock
):
    for _ in range(20):
        assert stranger.send("/begaran", REQUEST_FORM).status_code == 303
    stopped = stranger.send("/begaran", REQUEST_FORM)
    assert stopped.status_code == 429
    assert "En artikel om rådgivning" in stopped.text
    assert "Det blev för många försök. Vänta en stund." in stopped.text
    assert len(table_rows(services, UsageRequest)) == 20
    data = {"csrf_token": stranger.token("/begaran"), **REQUEST_FORM}
    other = stranger.client.post("/begaran", data=data, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert other.status_code == 303
    clock.forward(timedelta(hours=1, seconds=1))
    assert stranger.send("/begaran", REQUEST_FORM).status_code == 303
