"""Reading what strangers send: words, kind and tags, and nothing that breaks the reader."""

from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from dam.errors import Refused
from dam.mail.inbound.classify import Incoming, read_incoming_letter
from tests.support.inbound_mail import (
    ASKER,
    CASES,
    OUR_MESSAGE_ID,
    TAGGED_CASES,
    our_letter,
    write_bounce,
    write_letter,
)
from tests.support.letters import CASES_HEAD


def test_a_letter_is_read():
    answers = {
        "In_Reply_To": f"<{OUR_MESSAGE_ID}@inera.se>",
        "References": f"<x@y.se> <{'f' * 32}@inera.se> <{OUR_MESSAGE_ID}@inera.se>",
    }
    raw = write_letter(
        f"Pressbilder <{TAGGED_CASES.upper()}>", "Hej!\n\nPå sidan 3. Åsa", **answers
    )
    assert read_incoming_letter(raw, CASES_HEAD) == Incoming(
        kind="reply",
        message_id="<1@tidning.example>",
        sender=ASKER,
        subject="Sv: Ärende 2026-0001",
        text="Hej!\n\nPå sidan 3. Åsa",
        tags=("12-1-abcdefghijklmnop",),
        answers=(OUR_MESSAGE_ID, "f" * 32),
    )


def test_a_tag_is_only_read_from_our_address():
    others = (
        "xarenden+a@press.inera.se, arenden+b@press.inera.se.evil.example, arenden@press.inera.se"
    )
    assert read_incoming_letter(write_letter(others), CASES_HEAD).tags == ()
    assert (
        read_incoming_letter(
            write_letter(TAGGED_CASES), replace(CASES_HEAD, case_address=None)
        ).tags
        == ()
    )


def test_files_are_kept_apart_from_the_words():
    message = EmailMessage(policy=SMTP)
    message["From"] = "Åsa <asa@tidning.example>"
    message.set_content("Se bilagan.")
    message.add_alternative("<p>Se <b>bilagan</b>.</p>", subtype="html")
    message.add_attachment(b"%PDF-1", "application", "pdf", filename="../../artikel åäö.pdf")
    message.add_attachment(EmailMessage(policy=SMTP))
    message.add_attachment("Bara text", filename="text.txt")
    got = read_incoming_letter(bytes(message), CASES_HEAD)
    assert got.text == "Se bilagan."
    assert [file.name for file in got.files][::2] == ["../../artikel åäö.pdf", "text.txt"]
    assert got.files[0].data == b"%PDF-1"


HTML = """<html><head><title>T</title><style>p{}</style></head><body><!-- dold -->
<p>Hej&nbsp;Kim!</p>
<div>På <a href="https://tidning.se/a">sidan&#32;3</a>,<br>i mars &lt;2026&gt;.</div>
<script>alert(1)</script></body></html>"""


def test_html_alone_becomes_words():
    message = EmailMessage(policy=SMTP)
    message["From"] = ASKER
    message.set_content(HTML, subtype="html")
    words = "Hej Kim!\n\nPå sidan 3 <https://tidning.se/a>,\ni mars <2026>."
    assert read_incoming_letter(bytes(message), CASES_HEAD).text.replace("\xa0", " ") == words


def test_html_beside_the_plain_text_is_not_lost():
    message = EmailMessage(policy=SMTP)
    message["From"] = ASKER
    message.set_content("Först.")
    message.make_mixed()
    message.attach(part := EmailMessage())
    part.set_content("<p>Sedan.", subtype="html")
    assert read_incoming_letter(bytes(message), CASES_HEAD).text == "Först.\n\nSedan."


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        ("iso-8859-1", "Åsa".encode("latin-1"), "Åsa"),
        ("us-ascii", "Åsa".encode(), "Åsa"),
        ("us-ascii", "Åsa “".encode("cp1252"), "Åsa “"),
        ("punycode", b"a-", "a-"),
        ("no-such", b"a", "a"),
        ("utf-8", b"\xff a", "� a"),
    ],
)
def test_text_in_the_codes_of_the_world(charset: str, body: bytes, text: str):
    head = f"From: {ASKER}\r\nContent-Type: text/plain; charset={charset}\r\n\r\n"
    assert read_incoming_letter(head.encode() + body, CASES_HEAD).text == text


@pytest.mark.parametrize(
    "header",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated (failure)"},
        {"X_Auto_Response_Suppress": "All"},
        {"Precedence": "bulk"},
        {"List_Id": "<a.b.se>"},
        {"Return_Path": "<>"},
        {"X_Autoreply": "yes"},
    ],
)
def test_machines_are_known(header: dict[str, str]):
    assert read_incoming_letter(write_letter(TAGGED_CASES, **header), CASES_HEAD).kind == "auto"


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("Autosvar: Semester", "auto"),
        ("Automatic reply: Svar", "auto"),
        ("Sv: Autosvar", "reply"),
        ("Frånvaron i bilden", "reply"),
    ],
)
def test_an_absence_is_told_by_its_first_words(subject: str, kind: str):
    raw = write_letter(TAGGED_CASES).replace(b"Subject: ", b"Subject: " + b"X\r\nX-Old: ", 1)
    raw = raw.replace(b"Subject: X", f"Subject: {subject}".encode(), 1)
    assert read_incoming_letter(raw, CASES_HEAD).kind == kind


@pytest.mark.parametrize("header", [{"Auto_Submitted": "no"}, {"X_Auto_Response_Suppress": "DR"}])
def test_people_are_no_machines(header: dict[str, str]):
    assert read_incoming_letter(write_letter(TAGGED_CASES, **header), CASES_HEAD).kind == "reply"


@pytest.mark.parametrize(
    "ours",
    [
        {"message_id": f"<{OUR_MESSAGE_ID}@inera.se>"},
        {"sender": "bilder@inera.se"},
        {"sender": CASES},
        {"sender": TAGGED_CASES},
        {"X_Loop": CASES},
    ],
)
def test_our_own_letters_are_known(ours: dict[str, str]):
    assert read_incoming_letter(write_letter(TAGGED_CASES, **ours), CASES_HEAD).kind == "loop"


def test_the_press_office_may_write_from_the_address_that_letters_come_from():
    head = replace(CASES_HEAD, mail_from="press@inera.se")
    assert (
        read_incoming_letter(write_letter(TAGGED_CASES, sender="press@inera.se"), head).kind
        == "reply"
    )


def test_a_bounce_says_which_letter_and_why():
    got = read_incoming_letter(write_bounce(CASES, our_letter()), CASES_HEAD)
    assert (got.kind, got.answers, got.files) == ("bounce", (OUR_MESSAGE_ID,), ())
    assert got.why == (
        "Mottagarens mejlserver skickade tillbaka brevet (5.1.1): 550 5.1.1"
        " <asa@tidning.example>: Recipient address rejected: User unknown in virtual mailbox table"
    )
    assert "I'm sorry to have to inform you" in got.text
    assert read_incoming_letter(
        write_bounce(f"arenden+b{OUR_MESSAGE_ID}@press.inera.se"), CASES_HEAD
    ).tags == (f"b{OUR_MESSAGE_ID}",)


@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered", "expanded"])
def test_a_report_of_no_failure_is_no_bounce(action: str):
    assert (
        read_incoming_letter(
            write_bounce(CASES, our_letter(), action=action, status="4.4.1"), CASES_HEAD
        ).kind
        == "auto"
    )


def test_a_bounce_of_the_old_kind():
    raw = write_letter(
        f"arenden+b{OUR_MESSAGE_ID}@press.inera.se",
        "Hi. This is qmail.",
        sender="MAILER-DAEMON@mx.example",
    )
    got = read_incoming_letter(raw, CASES_HEAD)
    assert (got.kind, got.why) == ("bounce", "Mottagarens mejlserver skickade tillbaka brevet.")
    away = write_letter(f"arenden+b{OUR_MESSAGE_ID}@press.inera.se", Return_Path="<>")
    assert read_incoming_letter(away, CASES_HEAD).kind == "auto", (
        "who is away answers the sender of the envelope"
    )


def test_what_bounced_is_told_on_one_line():
    report = write_bounce(CASES, our_letter()).replace(b"550 5.1.1", b"\x1b[2J\x00 550")
    assert read_incoming_letter(report, CASES_HEAD).why.isprintable()


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "ingen avsändare"),
        (b"\xff\xd8\xff" * 1000, "ingen avsändare"),
        (b"Subject: x\r\n\r\nHej", "ingen avsändare"),
        (b"From: a@b.se\r\n\r\n" + b"a" * 25_000_000, "större än 25 MB"),
        (b"From: a@b.se\r\n\r\n" + b"\n" * 600_001, "för många rader"),
        (b"From: a@b.se\r\n" + b"X: y\r\n" * 50_000 + b"\r\n", "huvud är för långt"),
    ],
)
def test_what_cannot_be_a_letter_is_told(raw: bytes, sentence: str):
    with pytest.raises(Refused, match=sentence):
        read_incoming_letter(raw, CASES_HEAD)


def nested(levels: int) -> bytes:
    parts = (
        f"Content-Type: multipart/mixed; boundary=b{one}\r\n\r\n--b{one}\r\n"
        for one in range(levels)
    )
    return b"From: a@b.se\r\n" + "".join(parts).encode() + b"\r\nHej"


def test_parts_are_counted():
    assert read_incoming_letter(nested(50), CASES_HEAD).text == "Hej"
    many = (
        b"From: a@b.se\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n"
        + b"--a\r\n\r\nx\r\n" * 300
    )
    for raw in (nested(900), many):
        with pytest.raises(Refused, match="för många delar"):
            read_incoming_letter(raw, CASES_HEAD)


def test_a_letter_without_an_id_gets_the_same_one_each_time():
    raw = write_letter(TAGGED_CASES).replace(b"Message-ID: <1@tidning.example>\r\n", b"")
    assert (
        read_incoming_letter(raw, CASES_HEAD).message_id
        == read_incoming_letter(raw, CASES_HEAD).message_id
    )
    assert (
        read_incoming_letter(raw + b"!", CASES_HEAD).message_id
        != read_incoming_letter(raw, CASES_HEAD).message_id
    )
