"""The thread of a case: changes, notes and letters in the order of time."""

from datetime import timedelta

import pytest

from dam.database.models import Letter
from dam.errors import BadInput, Conflict
from dam.links.tokens import Signer
from dam.mail.render import Letterhead
from dam.usage_requests import answer, erasure, follow_up, notes, queries, timeline
from tests.support.databases import on_both
from tests.support.requests import PRESS_EMAIL, deny_answer, find_request

HEAD = Letterhead(
    base_url="https://press.example.se",
    mail_from="press@inera.se",
    press_email=PRESS_EMAIL,
    signer=Signer("a-secret-key-for-tests-of-32-characters"),
)
MINUTE = timedelta(minutes=1)


def thread_of(session, number: int, house: dict[str, int]) -> tuple[timeline.TimelineEntry, ...]:
    request = find_request(session, number)
    names = {house["Kim"]: "Kim", house["Noor"]: "Noor"}
    letters = queries.letters_of(session, request)
    return timeline.build_timeline(request, letters, names=names, letterhead=HEAD)


@on_both
def test_everything_stands_in_the_order_of_time(database, house, add_image, ask_for, now):
    image = add_image()
    number = ask_for(image)
    with database.writing() as session:
        request = find_request(session, number)
        answer.claim_request(session, request, version=1, by=house["Kim"], now=now + MINUTE)
        notes.add_case_note(session, request, "Ring henne.", by=house["Noor"], now=now + 2 * MINUTE)
        answer.ask_requester(
            session, request, "Var?", version=2, by=house["Kim"], now=now + 3 * MINUTE
        )
        came = Letter(
            direction="in",
            kind="reply",
            state="kept",
            sender="asa@tidning.example",
            recipient="",
            body="På sidan 3",
            message_id="a",
            context={},
            request_id=number,
            created_at=now + 4 * MINUTE,
        )
        session.add(came)
        follow_up.reply_by_letter(session, request, request.email, now=now + 4 * MINUTE)
        no = deny_answer(image)
        answer.decide_request(
            session, request, no, version=4, by=house["Kim"], now=now + 5 * MINUTE
        )
        session.commit()
    with database.reading() as session:
        found = thread_of(session, number, house)
    assert [(one.kind, one.words, one.who) for one in found] == [
        ("event", "Mottagen", "Den som frågar"),
        ("letter", "Kvitto till den som frågar", "asa@tidning.example"),
        ("letter", "Avisering till pressfunktionen", PRESS_EMAIL),
        ("event", "Under handläggning", "Kim"),
        ("note", "Anteckning", "Noor"),
        ("event", "Komplettering behövs", "Kim"),
        ("letter", "Fråga till journalisten", "asa@tidning.example"),
        ("letter", "Brev", "asa@tidning.example"),
        ("event", "Under handläggning", "Den som frågar"),
        ("event", "Avslagen", "Kim"),
    ]
    assert found[6].text.startswith("Vi behöver veta mer om din begäran (2026-0001)\n\nHej Åsa")
    assert "Svara här: (personlig länk)" in found[6].text
    assert found[7].letter is not None
    assert found[7].letter.came is not None
    assert found[7].letter.came.body == "På sidan 3"


def test_a_letter_whose_template_has_changed_stands_without_its_words(database, house, ask_for):
    number = ask_for()
    with database.writing() as session:
        session.query(Letter).filter_by(kind="receipt").one().context = {"gammalt": "värde"}
        session.commit()
    with database.reading() as session:
        assert [one.text == "" for one in thread_of(session, number, house)] == [True, True, False]


def test_a_note_changes_nothing_that_others_decide_on(database, house, ask_for, now):
    number = ask_for()
    with database.writing() as session:
        request = find_request(session, number)
        for _ in range(2):
            notes.add_case_note(session, request, " Ring\r\nhenne. ", by=house["Noor"], now=now)
        notes.add_case_note(session, request, "Ring\nhenne.", by=house["Kim"], now=now)
        answer.claim_request(session, request, version=1, by=house["Kim"], now=now)
        session.commit()
    with database.reading() as session:
        request = find_request(session, number)
        assert request.version == 2
        found = [(one.user_id, one.text) for one in request.notes]
        assert found == [(house["Noor"], "Ring\nhenne."), (house["Kim"], "Ring\nhenne.")]


@pytest.mark.parametrize(
    ("text", "told"), [(" \n", "Skriv din anteckning"), ("a" * 4001, "Skriv högst 4000 tecken")]
)
def test_a_note_has_words(database, house, ask_for, now, text: str, told: str):
    number = ask_for()
    with database.writing() as session, pytest.raises(BadInput) as caught:
        notes.add_case_note(session, find_request(session, number), text, by=house["Kim"], now=now)
    assert caught.value.fields == {"note": told}


@on_both
def test_notes_go_with_whoever_asked_and_none_is_added_after(database, house, ask_for, now):
    number = ask_for()
    with database.writing() as session:
        notes.add_case_note(
            session, find_request(session, number), "Ring Åsa.", by=house["Kim"], now=now
        )
        erasure.erase_requester(session, "asa@tidning.example", by=house["Kim"], now=now)
        assert find_request(session, number).notes == []
        with pytest.raises(Conflict):
            notes.add_case_note(
                session, find_request(session, number), "Ring Åsa.", by=house["Kim"], now=now
            )
