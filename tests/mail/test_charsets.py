"""Letters are read as the programs that wrote them meant, whatever they call it."""

import pytest

from dam.mail.inbound.charsets import find_codec
from dam.mail.inbound.classify import Incoming, read_incoming_letter
from tests.support.inbound_mail import ASKER
from tests.support.letters import CASES_HEAD

WORDS = "Det kostar 100 € – ”enligt” Åsa…"
IN_WINDOWS = WORDS.encode("cp1252")


def letter(body: bytes, kind: str, *heads: str) -> Incoming:
    lines = (f"From: {ASKER}", *heads, f"Content-Type: {kind}", "", "")
    return read_incoming_letter("\r\n".join(lines).encode() + body, CASES_HEAD)


@pytest.mark.parametrize(
    "label",
    ["iso-8859-1", "ISO_8859-1:1987", '"latin1"', "us-ascii", "windows-1252", "x-cp1252", "ansi"],
)
def test_what_windows_wrote_keeps_euros_and_quotes(label: str):
    assert letter(IN_WINDOWS, f"text/plain; charset={label}").text == WORDS


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("x-mac-roman", "mac-roman"),
        ("macintosh", "mac-roman"),
        ("iso-8859-9", "cp1254"),
        ("gb2312", "gb18030"),
        ("ks_c_5601-1987", "cp949"),
        ("shift_jis", "cp932"),
        ("iso-8859-8-i", "iso8859-8"),
        ("utf-16", "utf-16-le"),
        ("unicode-1-1-utf-8", "utf-8"),
        ("utf-7", "utf-7"),
        ("ibm850", "cp850"),
        *((label, None) for label in ("base64", "rot13", "idna", "unicode_escape", "no-such", "")),
        ("a\0" * 50, None),
    ],
)
def test_a_label_means_what_programs_mean_by_it(label: str, codec: str | None):
    assert find_codec(label) == codec
    if codec is not None:
        body = "Åsa" if codec in {"utf-8", "mac-roman", "cp1254"} else "Asa"
        assert letter(body.encode(codec), f"text/plain; charset={label}").text == body


@pytest.mark.parametrize("label", ["", "; charset=us-ascii", "; charset=ANSI_X3.4-1968"])
def test_what_names_no_letters_beyond_ascii_is_utf_8_where_it_can_be(label: str):
    assert letter(WORDS.encode(), f"text/plain{label}").text == WORDS
    assert letter(IN_WINDOWS, f"text/plain{label}").text == WORDS


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16"])
def test_the_first_bytes_say_more_than_the_label(codec: str):
    assert letter(WORDS.encode(codec), "text/plain; charset=iso-8859-1").text == WORDS


def test_words_in_the_head_and_names_of_files_are_read_so_too():
    body = (
        b"--a\r\nContent-Type: text/plain\r\n\r\nHej\r\n--a\r\nContent-Type: image/jpeg\r\n"
        b"Content-Disposition: attachment; filename*=iso-8859-1''100%20%80.jpg\r\n\r\nx\r\n--a--"
    )
    subject = "Subject: =?iso-8859-1?Q?=93Pris=94=3A_100_=80?= =?x-mac-roman?Q?_=81sa?="
    got = letter(body, "multipart/mixed; boundary=a", subject)
    assert got.subject == "“Pris”: 100 € Åsa"
    assert [file.name for file in got.files] == ["100 €.jpg"]


def test_an_unknown_label_in_the_head_is_read_as_utf_8():
    assert letter(b"", "text/plain", "Subject: =?no-such?Q?=C3=85sa?=").subject == "Åsa"


def test_cells_of_a_table_stand_apart():
    html = (
        b"<table><tr><th>Bild<th>Pris</tr><tr><td>A<b>B</b></td><td>100</td></tr></table>"
        b"<dl><dt>Ort<dd>Ume&aring;</dl><section>Slut</section>"
    )
    assert letter(html, "text/html").text == "Bild Pris\nAB 100\n\nOrt\nUmeå\nSlut"


def test_lines_that_are_blocks_stand_on_one_line_each():
    html = b"<div>Hej<div>Kim,</div></div><div><br></div><div>rad 1</div><div>rad 2<br><br>rad 4"
    assert letter(html, "text/html").text == "Hej\nKim,\n\nrad 1\nrad 2\n\nrad 4"
