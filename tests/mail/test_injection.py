"""Whatever people write in a letter: one letter, one recipient, and no header of theirs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dam.database.models import RequestItem
from dam.errors import BadInput
from dam.mail import grant_letters, letters, outbox
from dam.mail.address import is_plain, one_address
from dam.mail.letters import LetterDraft
from dam.mail.render import Letterhead, compose_message, render_letter
from dam.mail.smtp import open_mailer
from tests.mail.hostile import ADDRESSES, STRINGS
from tests.mail.wire import only_letter
from tests.servers import smtp
from tests.support.letters import make_grant, make_request

NOW = datetime(2026, 3, 13, 8, 0, tzinfo=UTC)
TO = "anna@tidning.example"


@pytest.fixture(scope="module")
def inbox() -> Iterator[smtp.Inbox]:
    with smtp.running() as running:
        yield running


def letters_of_people(text: str) -> list[LetterDraft]:
    """Each letter that carries what somebody wrote, with the text in every such place."""
    request = make_request(name=text, email=TO)
    grant = make_grant(scope=text, ends=NOW, credit=text, territory=text, conditions=text)
    refused = [RequestItem(image_id=9, reason=text, alternatives=["IN-5"])]
    return [
        letters.needs_information(request, text),
        letters.draft_question_answer(request, text),
        grant_letters.draft_decision(request, grant, []),
        grant_letters.draft_decision(request, grant, refused),
        grant_letters.draft_decision(request, None, refused),
        grant_letters.draft_revocation(request, [4], text),
        grant_letters.not_extended(request, [4], NOW, text, ended=False),
    ]


def send(draft: LetterDraft, inbox: smtp.Inbox, head: Letterhead) -> bytes:
    """Send the letter; returns what the server was told."""
    message = compose_message(
        render_letter(draft.kind, draft.language, draft.context, head),
        kind=draft.kind,
        language=draft.language,
        recipient=draft.recipient,
        reply_to=draft.reply_to or head.press_email,
        message_id="<1@inera.se>",
        letterhead=head,
        now=NOW,
    )
    before = len(inbox.wires)
    open_mailer(inbox.url).send(message, head.mail_from, draft.recipient)
    [wire] = inbox.wires[before:]
    return bytes(wire)


def ensure_alone(draft: LetterDraft, inbox: smtp.Inbox, head: Letterhead) -> None:
    letter = only_letter(send(draft, inbox, head), sender="bilder@inera.se", recipient=TO)
    assert letter["Reply-To"] == "press@inera.se"
    assert "evil" not in str(letter["Subject"])


@pytest.mark.parametrize("tries", STRINGS)
def test_what_people_write_stays_words(tries: str, inbox: smtp.Inbox, letterhead: Letterhead):
    for draft in letters_of_people(STRINGS[tries]):
        ensure_alone(draft, inbox, letterhead)


hostile = st.text(alphabet=st.sampled_from("ab.:=?@<> \t\r\n\0\x85\u2028\u2029åÅ😀-"), max_size=80)


@given(text=hostile)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_anything_written_stays_words(text: str, inbox: smtp.Inbox, letterhead: Letterhead):
    ensure_alone(
        letters.draft_question_answer(make_request(name=text, email=TO), text), inbox, letterhead
    )


@pytest.mark.parametrize("tries", STRINGS)
def test_a_subject_is_one_line(tries: str, inbox: smtp.Inbox, letterhead: Letterhead):
    """No letter puts what strangers write in its subject; one that did would add no header."""
    notice = letters.draft_new_request_notice(make_request(email=TO), press_email=TO)
    draft = replace(notice, context={**notice.context, "number": STRINGS[tries]}, reply_to=None)
    only_letter(send(draft, inbox, letterhead), sender="bilder@inera.se", recipient=TO)


@pytest.mark.parametrize("tries", ADDRESSES)
def test_an_address_is_one_or_none(tries: str, database, draft, inbox, letterhead, now):
    """What the form takes of an address reaches one recipient; what is not taken reaches none."""
    typed = ADDRESSES[tries]
    try:
        taken = one_address(typed)
    except BadInput:
        assert not is_plain(typed)
        with database.writing() as session, pytest.raises(BadInput):
            outbox.post_letter(session, replace(draft, recipient=typed), now=now)
        return
    head = replace(letterhead, mail_from="bilder@inera.se")
    wire = send(replace(draft, recipient=taken, reply_to=taken), inbox, head)
    letter = only_letter(wire, sender="bilder@inera.se", recipient=taken)
    assert letter["Reply-To"] == taken
    assert taken.endswith("@tidning.example")
