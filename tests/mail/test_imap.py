"""The mailbox: each letter is taken in once, and marked as read only after it has been kept."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from dam.database.models import Letter
from dam.errors import Misconfigured, Refused, Unavailable
from dam.mail.inbound.imap import Mailbox, MailboxDown, open_mailbox
from dam.services import Services
from dam.worker import main
from tests.servers import imap, smtp
from tests.support.inbound_mail import CASES, write_letter


@pytest.fixture(scope="module")
def post_office() -> Iterator[imap.Mailbox]:
    with imap.running() as running:
        yield running


@pytest.fixture
def taken(post_office: imap.Mailbox) -> Iterator[list[bytes]]:
    """What was handed on; the mailbox is left with nothing unread."""
    letters: list[bytes] = []
    yield letters
    open_mailbox(post_office.url).hand_on(lambda _: None)


def test_each_letter_is_handed_on_once(post_office: imap.Mailbox, taken: list[bytes]):
    letters = [
        write_letter(CASES, f"Brev {n}.\r\n.\r\nÅ", message_id=f"<{n}@x.se>") for n in range(3)
    ]
    post_office.put(*letters)
    mailbox = open_mailbox(post_office.url)
    assert mailbox.hand_on(taken.append) == 3
    assert taken == letters
    assert mailbox.hand_on(taken.append) == 0
    assert post_office.unread() == 0


def test_what_could_not_be_kept_stays_unread(post_office: imap.Mailbox, taken: list[bytes]):
    post_office.put(*(write_letter(CASES, message_id=f"<{n}@x.se>") for n in range(3)))

    def keep_one(raw: bytes) -> None:
        if taken:
            raise Unavailable("Databasen svarar inte just nu.")
        taken.append(raw)

    with pytest.raises(Unavailable):
        open_mailbox(post_office.url).hand_on(keep_one)
    assert post_office.unread() == 2


def test_what_is_no_letter_does_not_come_for_ever(post_office: imap.Mailbox, taken: list[bytes]):
    post_office.put(b"Subject: x\r\n\r\nHej", write_letter(CASES))

    def refuse_first(raw: bytes) -> None:
        taken.append(raw)
        if len(taken) == 1:
            raise Refused("Det är inget brev.")

    assert open_mailbox(post_office.url).hand_on(refuse_first) == 2
    assert (len(taken), post_office.unread()) == (2, 0)


def test_a_letter_of_the_largest_size_is_read_and_a_larger_one_marked_alone(
    post_office: imap.Mailbox, taken: list[bytes], monkeypatch
):
    largest, larger = write_letter(CASES, "Brev"), write_letter(CASES, "Breven")
    post_office.put(larger, largest)
    monkeypatch.setattr("dam.mail.inbound.imap.MOST_BYTES", len(largest))
    assert open_mailbox(post_office.url).hand_on(taken.append) == 2
    assert (taken, post_office.unread()) == ([largest], 0)


def test_a_mailbox_behind_tls_is_read_where_its_certificate_is_known(
    post_office: imap.Mailbox, taken: list[bytes], tmp_path, monkeypatch
):
    context, certificate = smtp.make_certificate(tmp_path)
    post_office.put(write_letter(CASES))
    with imap.behind_tls(post_office, context) as url:
        with pytest.raises(MailboxDown, match="certificate"):
            open_mailbox(url).hand_on(taken.append)
        assert taken == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert open_mailbox(url).hand_on(taken.append) == 1


@pytest.mark.parametrize("answer", [smtp.say_nothing, smtp.say_a_byte_at_a_time])
def test_a_mailbox_that_hangs_is_left(answer):
    with smtp.answering(answer) as address:
        url = address.replace("smtp://", "imap://a:b@")
        mailbox = replace(open_mailbox(url), conversation_seconds=0.3)
        before = time.monotonic()
        with pytest.raises(MailboxDown):
            mailbox.hand_on(lambda _: None)
        assert time.monotonic() - before < 5


def test_a_wrong_password_or_folder_is_told(post_office: imap.Mailbox):
    mailbox = open_mailbox(post_office.url)
    for wrong in (replace(mailbox, password="x"), replace(mailbox, folder="Finns inte")):
        with pytest.raises(MailboxDown):
            wrong.hand_on(lambda _: None)
    with pytest.raises(MailboxDown):
        replace(mailbox, port=1).hand_on(lambda _: None)


def test_the_worker_takes_in_what_has_come(post_office: imap.Mailbox, services: Services):
    opened = open_mailbox(post_office.url)
    head = replace(services.letterhead, case_address=CASES)
    working = replace(services, mailbox=opened, letterhead=head)
    letter = write_letter(CASES, message_id="<w@x.se>")
    post_office.put(letter, letter)
    main.take_mail(working)
    with services.database.reading() as session:
        assert session.query(Letter).filter_by(direction="in").count() == 1
    assert post_office.unread() == 0
    main.take_mail(replace(working, mailbox=replace(opened, port=1)))
    main.take_mail(services)


@pytest.mark.parametrize(
    ("url", "mailbox"),
    [
        ("imaps://a:b%2F@mail.se", Mailbox("mail.se", 993, "a", "b/", "INBOX", implicit_tls=True)),
        (
            "imap://a%40x.se:b@127.0.0.1:1143/Press/Brev%20in",
            Mailbox("127.0.0.1", 1143, "a@x.se", "b", "Press/Brev in", implicit_tls=False),
        ),
    ],
)
def test_an_address_of_a_mailbox(url: str, mailbox: Mailbox):
    assert open_mailbox(url) == mailbox


@pytest.mark.parametrize(
    "url",
    [
        "imaps://mail.se",
        "imaps:///INBOX",
        "imap://a:b@mail.se",
        "imaps://a:b@mail.se:x",
        "imaps://å:b@mail.se",
        "pop://a:b@mail.se",
    ],
)
def test_a_wrong_address_stops_the_start(url: str):
    with pytest.raises(Misconfigured, match="DAM_MAIL_IN_URL"):
        open_mailbox(url)
