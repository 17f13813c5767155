"""Posting a letter: a row in the transaction that causes it, and only to one address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.database import jobs
from dam.database.models import Letter
from dam.database.session import Database
from dam.errors import BadInput
from dam.mail import outbox
from dam.mail.address import is_plain, one_address
from dam.mail.letters import LetterDraft


def test_a_letter_shares_its_transaction(database: Database, draft: LetterDraft, now):
    with database.writing() as session:
        outbox.post_letter(session, draft, now=now)
        session.rollback()
    with database.reading() as session:
        assert session.query(Letter).count() == 0


def test_the_worker_is_woken_after_the_commit(database: Database, draft: LetterDraft, now):
    with database.writing() as session:
        letter = outbox.post_letter(session, draft, now=now)
        session.commit()
        assert jobs.take_noted(session) == [jobs.Job("letter", letter.id)]
    with database.reading() as session:
        assert jobs.left_to_do(session, now) == [jobs.Job("letter", 1)]


def test_no_stored_letter_opens_anything(database: Database, draft: LetterDraft, now, letterhead):
    with database.writing() as session:
        letter = outbox.post_letter(session, draft, now=now)
        session.commit()
        token = letterhead.signer.token("case", 1, 1)
        assert token.rsplit(".", 1)[1] not in str(letter.context)


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "anna",
        "anna@tidning.example, per@tidning.example",
        "anna@tidning.example\nBcc: per@tidning.example",
        "anna@tidning.example\r\n\r\nHej",
        "Anna <anna@tidning.example>",
        "-oQ/tmp@x@tidning.example",
        "anna@tidning.example>\x00",
    ],
)
@pytest.mark.parametrize("part", ["recipient", "reply_to"])
def test_anything_but_one_address_is_refused(
    database: Database, draft: LetterDraft, now, recipient: str, part: str
):
    values = {"recipient": "anna@tidning.example", "reply_to": "anna@tidning.example"}
    values[part] = recipient
    wrong = LetterDraft(draft.kind, context=draft.context, **values)
    with database.writing() as session, pytest.raises(BadInput):
        outbox.post_letter(session, wrong, now=now)


def test_addresses_that_real_people_have():
    assert one_address(" anna.ek+bild@tidning.example ") == "anna.ek+bild@tidning.example"
    assert one_address("b@räksmörgås.se") == "b@xn--rksmrgs-5wao1o.se"
    assert is_plain("press@localhost")
    with pytest.raises(BadInput, match="till exempel namn@redaktion"):
        one_address("press@localhost")


@given(st.text(alphabet=st.sampled_from("ab@.,;<>\"' \r\n\t\0å:()[]\\-_"), max_size=40))
def test_what_is_taken_is_one_plain_address(text: str):
    try:
        address = one_address(text)
    except BadInput:
        return
    assert is_plain(address)
    assert not set(address) & set(' \r\n\t\0å,;<>"()[]\\:')
