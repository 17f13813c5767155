"""Handing a letter to a mail server that behaves, and to those that do not."""

import socket
import time
from pathlib import Path
from urllib.parse import quote

import pytest

from dam.errors import Misconfigured
from dam.mail.smtp import FolderMailer, SmtpMailer, TryLater, Undeliverable, open_mailer
from tests.mail.wire import FROM, TO, mailer_for, smtp_message
from tests.servers import smtp


def test_a_letter_arrives_whole():
    with smtp.running() as inbox:
        open_mailer(inbox.url).send(smtp_message(), FROM, TO)
    [envelope], [letter] = inbox.envelopes, inbox.letters
    assert (envelope.mail_from, envelope.rcpt_tos) == (FROM, [TO])
    assert letter["Subject"] == "Svar på din begäran"
    assert letter.get_content().split() == ["Hej!"]


@pytest.mark.parametrize(
    "text",
    [
        "a\n.\nMAIL FROM:<x@y.se>\n",
        "a\r.\rRCPT TO:<x@y.se>\r\n",
        "a\n.\r\nDATA\r\n",
        "..\n.\n",
        "å" * 2000,
    ],
)
def test_no_text_ends_the_letter_early(text: str):
    with smtp.running() as inbox:
        open_mailer(inbox.url).send(smtp_message(text), FROM, TO)
    [envelope], [letter] = inbox.envelopes, inbox.letters
    assert envelope.rcpt_tos == [TO]
    assert letter.get_content().split() == text.split()
    raw = bytes(envelope.content or b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize("answer", ["451 4.7.1 Greylisted", "421 Busy", "450 Mailbox busy"])
def test_4xx_is_tried_later(answer: str):
    with (
        smtp.running(smtp.Inbox(recipient_answers=[answer])) as inbox,
        pytest.raises(TryLater, match=answer[:3]),
    ):
        open_mailer(inbox.url).send(smtp_message(), FROM, TO)


@pytest.mark.parametrize(
    "inbox",
    [
        smtp.Inbox(recipient_answers=["550 5.1.1 No such user"]),
        smtp.Inbox(data_answers=["554 5.7.1 Spam"]),
    ],
)
def test_5xx_to_the_letter_is_final(inbox: smtp.Inbox):
    with smtp.running(inbox), pytest.raises(Undeliverable, match="55"):
        open_mailer(inbox.url).send(smtp_message(), FROM, TO)


def test_5xx_before_the_letter_is_not_about_the_letter():
    with smtp.answering(smtp.refuse_everybody) as url, pytest.raises(TryLater, match="554"):
        mailer_for(url).send(smtp_message(), FROM, TO)


def test_lost_after_data_is_tried_later():
    with smtp.running(smtp.Inbox(vanish=True)) as inbox, pytest.raises(TryLater):
        open_mailer(inbox.url).send(smtp_message(), FROM, TO)
    assert len(inbox.envelopes) == 1


@pytest.mark.parametrize(
    "answer", [smtp.say_nothing, smtp.say_a_byte_at_a_time, smtp.hang_at_ehlo, smtp.hang_at_data]
)
def test_the_whole_conversation_is_bounded(answer: smtp.Answer):
    with smtp.answering(answer) as url:
        started = time.monotonic()
        with pytest.raises(TryLater):
            mailer_for(url, seconds=0.3).send(smtp_message(), FROM, TO)
        assert time.monotonic() - started < 5


def test_a_hanging_tls_handshake_is_bounded():
    with smtp.answering(smtp.say_a_byte_at_a_time) as url:
        port = int(url.rsplit(":", 1)[1])
        mailer = SmtpMailer("127.0.0.1", port, implicit_tls=True, conversation_seconds=0.3)
        with pytest.raises(TryLater):
            mailer.send(smtp_message(), FROM, TO)


def test_a_refused_connection_is_tried_later():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(TryLater):
            mailer_for(url).send(smtp_message(), FROM, TO)


def test_an_unknown_host_is_tried_later():
    with pytest.raises(TryLater):
        open_mailer("smtp://mail.invalid:587").send(smtp_message(), FROM, TO)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory):
    return smtp.make_certificate(tmp_path_factory.mktemp("tls"))


def test_starttls_and_sign_in(certificate, monkeypatch: pytest.MonkeyPatch):
    context, trusted = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    options = {"tls_context": context, "require_starttls": True, "authenticator": smtp.sign_in}
    with smtp.running(auth_required=True, **options) as inbox:
        user = f"{smtp.USER}:{quote(smtp.PASSWORD, safe='')}"
        url = f"smtp://{user}@localhost:{inbox.port}?starttls=1"
        open_mailer(url).send(smtp_message(), FROM, TO)
    assert inbox.encrypted == [True]


def test_a_wrong_password_is_tried_later(certificate, monkeypatch: pytest.MonkeyPatch):
    context, trusted = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    options = {"tls_context": context, "authenticator": smtp.sign_in, "auth_required": True}
    with smtp.running(**options) as inbox:
        mailer = open_mailer(f"smtp://press:wrong@localhost:{inbox.port}?starttls=1")
        with pytest.raises(TryLater, match="535"):
            mailer.send(smtp_message(), FROM, TO)
    assert inbox.envelopes == []


def test_implicit_tls(certificate, monkeypatch: pytest.MonkeyPatch):
    context, trusted = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with smtp.running(ssl=context) as inbox:
        open_mailer(f"smtps://localhost:{inbox.port}").send(smtp_message(), FROM, TO)
    assert len(inbox.envelopes) == 1


def test_an_untrusted_certificate_gets_nothing(certificate):
    context, _ = certificate
    with smtp.running(tls_context=context) as inbox, pytest.raises(TryLater):
        open_mailer(f"smtp://localhost:{inbox.port}?starttls=1").send(smtp_message(), FROM, TO)
    assert inbox.envelopes == []


def test_a_server_without_tls_gets_nothing_when_tls_is_asked_for():
    with smtp.running() as inbox, pytest.raises(TryLater):
        open_mailer(f"{inbox.url}?starttls=1").send(smtp_message(), FROM, TO)
    assert inbox.envelopes == []


def test_a_folder_holds_one_file_a_letter(tmp_path: Path):
    mailer = open_mailer(f"file:{tmp_path / 'mail'}")
    assert isinstance(mailer, FolderMailer)
    mailer.send(smtp_message(), FROM, TO)
    mailer.send(smtp_message(), FROM, TO)
    [file] = (tmp_path / "mail").iterdir()
    assert file.name == "abc_inera.se.eml"
    assert smtp.read(file.read_bytes())["To"] == TO


def test_a_folder_that_cannot_be_written_is_tried_later(tmp_path: Path):
    (tmp_path / "mail").write_text("a file stands here")
    with pytest.raises(TryLater):
        open_mailer(f"file:{tmp_path / 'mail'}").send(smtp_message(), FROM, TO)


@pytest.mark.parametrize(
    "url",
    [
        "smtp://",
        "smtp://mail.example:notaport",
        "smtp://mail.example?tls=1",
        "smtp://mail.example?starttls=yes",
        "smtp://user:secret@mail.example",
        "smtps://user:hemligsecret%C3%A5@mail.example",
    ],
)
def test_a_wrong_address_stops_the_start(url: str):
    with pytest.raises(Misconfigured, match="DAM_MAIL_URL") as wrong:
        open_mailer(url)
    assert "secret" not in str(wrong.value)
